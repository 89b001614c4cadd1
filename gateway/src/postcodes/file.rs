//! The directory's file: a head of facts, the codes of authorities, sorted rows of twelve bytes, and a digest over all of it at the end.
//! Checked whole when it is opened; then looked up in place, one read of a block a look-up, with one key a block in memory.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write},
    os::unix::fs::FileExt as _,
};

use sha2::{Digest as _, Sha256};

use super::{About, PostcodesError};
use crate::screening::{Code, Place, postcode_key};

/// How the file begins.
pub(super) const MAGIC: [u8; 8] = *b"RGPCODE\n";
/// Bytes of a row: the postcode's key, the county, the district.
const ROW: usize = 12;
/// Rows of a block; the file keeps them together, memory only the first key.
const BLOCK: usize = 256;
const DIGEST: usize = 32;
const CODE: usize = 9;
/// The bit of the county's number that says that the postcode is no longer in use.
const TERMINATED: u16 = 0x8000;
/// The most codes: a county's number must leave room for that bit, and 0 is none.
pub(super) const MOST_CODES: usize = 0x7fff;
/// The longest head, in bytes.
const LONGEST_HEAD: u32 = 64 * 1024;

/// A row before it is written: numbers of codes count from 1, 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub(super) key: u64,
    pub(super) terminated: bool,
    pub(super) county: u16,
    pub(super) district: u16,
}

impl Row {
    fn to_bytes(self) -> [u8; ROW] {
        let county = if self.terminated {
            self.county | TERMINATED
        } else {
            self.county
        };
        let mut bytes = [0; ROW];
        let parts = self.key.to_be_bytes().into_iter();
        let parts = parts
            .chain(county.to_be_bytes())
            .chain(self.district.to_be_bytes());
        for (byte, part) in bytes.iter_mut().zip(parts) {
            *byte = part;
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (key, rest) = bytes.split_first_chunk::<8>()?;
        let (county, rest) = rest.split_first_chunk::<2>()?;
        let district = rest.first_chunk::<2>()?;
        let county = u16::from_be_bytes(*county);
        Some(Self {
            key: u64::from_be_bytes(*key),
            terminated: county & TERMINATED != 0,
            county: county & !TERMINATED,
            district: u16::from_be_bytes(*district),
        })
    }
}

/// A writer that digests what goes through it.
struct Digested<Out> {
    out: Out,
    digest: Sha256,
}

impl<Out: Write> Digested<Out> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.out.write_all(bytes)
    }

    fn put_length(&mut self, length: usize) -> io::Result<()> {
        let length = u32::try_from(length).map_err(io::Error::other)?;
        self.put(&length.to_be_bytes())
    }
}

/// Writes a directory; `rows` are sorted and each key is there once.
pub(super) fn write(
    file: &File,
    about: &About,
    codes: &[Code],
    rows: &[Row],
) -> Result<(), PostcodesError> {
    let mut out = Digested {
        out: BufWriter::with_capacity(256 * 1024, file),
        digest: Sha256::new(),
    };
    let head = serde_json::to_vec(about).map_err(io::Error::other)?;
    out.put(&MAGIC)?;
    out.put_length(head.len())?;
    out.put(&head)?;
    out.put_length(codes.len())?;
    for code in codes {
        out.put(code.as_str().as_bytes())?;
    }
    out.put_length(rows.len())?;
    for row in rows {
        out.put(&row.to_bytes())?;
    }
    let digest = out.digest.finalize();
    out.out.write_all(&digest)?;
    out.out.flush()?;
    Ok(())
}

/// A directory, open.
#[derive(Debug)]
pub struct PostcodeFile {
    file: File,
    about: About,
    codes: Vec<Code>,
    /// Where the rows begin.
    rows_at: u64,
    rows: usize,
    /// The first key of each block.
    firsts: Vec<u64>,
}

/// A reader that digests what goes through it.
struct Checked<'a> {
    from: BufReader<&'a File>,
    digest: Sha256,
    at: u64,
}

impl Checked<'_> {
    fn take(&mut self, into: &mut [u8]) -> Result<(), PostcodesError> {
        self.from.read_exact(into).map_err(|error| {
            if error.kind() == io::ErrorKind::UnexpectedEof {
                PostcodesError::Damaged("it ends early")
            } else {
                error.into()
            }
        })?;
        self.digest.update(&*into);
        self.at += u64::try_from(into.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    fn take_length(&mut self) -> Result<u32, PostcodesError> {
        let mut length = [0; 4];
        self.take(&mut length)?;
        Ok(u32::from_be_bytes(length))
    }
}

impl PostcodeFile {
    /// Opens a directory and checks every byte of it.
    ///
    /// # Errors
    /// A damaged file, the disk.
    pub fn open(mut file: File) -> Result<Self, PostcodesError> {
        file.seek(SeekFrom::Start(0))?;
        let mut from = Checked {
            from: BufReader::with_capacity(256 * 1024, &file),
            digest: Sha256::new(),
            at: 0,
        };
        let mut magic = MAGIC;
        from.take(&mut magic)?;
        let about = head(&mut from)?;
        let codes = codes(&mut from)?;
        let rows = from.take_length()?;
        let rows = usize::try_from(rows).map_err(|_| PostcodesError::Damaged("too many rows"))?;
        let rows_at = from.at;
        let firsts = firsts(&mut from, rows, codes.len())?;
        let (mut written, mut beyond) = ([0; DIGEST], [0; 1]);
        from.from
            .read_exact(&mut written)
            .map_err(|_| PostcodesError::Damaged("it ends early"))?;
        let whole = from.from.read(&mut beyond)? == 0;
        if !whole || magic != MAGIC || written != *from.digest.finalize() {
            return Err(PostcodesError::Damaged("its digest does not fit"));
        }
        Ok(Self {
            file,
            about,
            codes,
            rows_at,
            rows,
            firsts,
        })
    }

    /// What it says of itself.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The place of a postcode in any case and spacing; nothing where neither county nor district is known.
    ///
    /// # Errors
    /// The disk.
    pub fn resolve(&self, postcode: &str) -> Result<Option<Place>, PostcodesError> {
        let Some(key) = postcode_key(postcode) else {
            return Ok(None);
        };
        let after = self.firsts.partition_point(|first| *first <= key);
        let Some(block) = after.checked_sub(1) else {
            return Ok(None);
        };
        let begin = block * BLOCK;
        let bytes = self.rows.saturating_sub(begin).min(BLOCK) * ROW;
        let mut buffer = [0; BLOCK * ROW];
        let Some(read) = buffer.get_mut(..bytes) else {
            return Ok(None);
        };
        let offset = u64::try_from(begin * ROW).map_err(io::Error::other)?;
        self.file.read_exact_at(read, self.rows_at + offset)?;
        let (rows, _) = read.as_chunks::<ROW>();
        let found = rows
            .binary_search_by_key(&key, |row| Row::read(row).map_or(u64::MAX, |row| row.key))
            .ok()
            .and_then(|at| Row::read(rows.get(at)?));
        Ok(found.and_then(|row| self.place(row)))
    }

    fn place(&self, row: Row) -> Option<Place> {
        let code = |number: u16| {
            let at = usize::from(number).checked_sub(1)?;
            self.codes.get(at).copied()
        };
        let place = Place {
            county: code(row.county),
            district: code(row.district),
            terminated: row.terminated,
        };
        (place.county.is_some() || place.district.is_some()).then_some(place)
    }
}

fn head(from: &mut Checked<'_>) -> Result<About, PostcodesError> {
    let length = from.take_length()?;
    if length > LONGEST_HEAD {
        return Err(PostcodesError::Damaged("its head is too long"));
    }
    let mut head = vec![0; usize::try_from(length).unwrap_or_default()];
    from.take(&mut head)?;
    serde_json::from_slice(&head).map_err(|_| PostcodesError::Damaged("its head cannot be read"))
}

fn codes(from: &mut Checked<'_>) -> Result<Vec<Code>, PostcodesError> {
    const WRONG: PostcodesError = PostcodesError::Damaged("its codes cannot be read");
    let count = usize::try_from(from.take_length()?).unwrap_or(usize::MAX);
    if count > MOST_CODES {
        return Err(WRONG);
    }
    let mut codes = Vec::with_capacity(count);
    for _ in 0..count {
        let mut text = [0; CODE];
        from.take(&mut text)?;
        let code = std::str::from_utf8(&text).ok().and_then(Code::read);
        codes.push(code.ok_or(WRONG)?);
    }
    Ok(codes)
}

/// Reads every row once: they are in order and name codes that are there. Keeps the first key of each block.
fn firsts(from: &mut Checked<'_>, rows: usize, codes: usize) -> Result<Vec<u64>, PostcodesError> {
    const WRONG: PostcodesError = PostcodesError::Damaged("its rows are out of order");
    let mut firsts = Vec::new();
    let mut last = None;
    let mut bytes = [0; ROW];
    for at in 0..rows {
        from.take(&mut bytes)?;
        let row = Row::read(&bytes).ok_or(WRONG)?;
        let known = usize::from(row.county.max(row.district)) <= codes;
        if !known || last.is_some_and(|last| row.key <= last) {
            return Err(WRONG);
        }
        last = Some(row.key);
        if at % BLOCK == 0 {
            firsts.push(row.key);
        }
    }
    Ok(firsts)
}
