//! Which lists stand in a file: a CSV itself, or the data files of a zip as ONS and Ordnance Survey publish them. Tables of names and of
//! column headings beside them are passed over. Unpacks nothing to the disk.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use jiff::civil::Date;
use zip::{ZipArchive, result::ZipError};

use super::PostcodesError;
use crate::screening::{Entries, Shape};

const ZIP: [u8; 4] = *b"PK\x03\x04";
/// ONSPD's zip has its list twice: whole, and in this folder by postcode area.
const BY_AREA: &str = "multi_csv";

/// One list, by its place.
#[derive(Debug, Clone)]
pub(super) struct List {
    /// Its file name, without folders.
    pub(super) name: String,
    /// Its length in bytes, unpacked.
    pub(super) bytes: u64,
    /// When it was last written, where that is known.
    pub(super) written: Option<Date>,
    /// Its number in the archive.
    entry: usize,
}

/// A file with lists in it.
pub(super) enum Lists {
    /// A list itself.
    Plain(Box<(File, List)>),
    /// A zip, and the lists in it that count.
    Zip(Box<ZipArchive<BufReader<File>>>, Vec<List>),
}

impl Lists {
    /// Looks into a file.
    pub(super) fn of(path: &Path) -> Result<Self, PostcodesError> {
        let mut magic = [0; ZIP.len()];
        let begun = File::open(path)?.read(&mut magic)?;
        let file = File::open(path)?;
        if magic.get(..begun) == Some(ZIP.as_slice()) {
            let mut archive =
                ZipArchive::new(BufReader::with_capacity(256 * 1024, file)).map_err(unreadable)?;
            let lists = chosen(&mut archive)?;
            return Ok(Self::Zip(Box::new(archive), lists));
        }
        let about = file.metadata()?;
        let written = about.modified().ok().and_then(|at| {
            let at = jiff::Timestamp::try_from(at).ok()?;
            Some(crate::postcodes::import::day_of(at))
        });
        let list = List {
            name: file_name(&path.to_string_lossy()),
            bytes: about.len(),
            written,
            entry: 0,
        };
        Ok(Self::Plain(Box::new((file, list))))
    }

    /// The lists, in order.
    pub(super) fn all(&self) -> Vec<List> {
        match self {
            Self::Plain(plain) => vec![plain.1.clone()],
            Self::Zip(_, lists) => lists.clone(),
        }
    }

    /// Opens one of them.
    pub(super) fn open(&mut self, list: &List) -> Result<Box<dyn Read + '_>, PostcodesError> {
        match self {
            Self::Plain(plain) => Ok(Box::new(BufReader::new(&plain.0))),
            Self::Zip(archive, _) => {
                let entry = archive.by_index(list.entry).map_err(unreadable)?;
                Ok(Box::new(entry))
            }
        }
    }
}

/// The data files: those of one folder that have the columns. A whole list before the same by area, then the largest.
fn chosen(archive: &mut ZipArchive<BufReader<File>>) -> Result<Vec<List>, PostcodesError> {
    let mut folders: BTreeMap<String, Vec<List>> = BTreeMap::new();
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(unreadable)?;
        let path = entry.name().map_err(unreadable)?.replace('\\', "/");
        let is_csv = Path::new(&path)
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        if entry.is_dir() || !is_csv {
            continue;
        }
        let written = entry.last_modified().and_then(|at| {
            let (month, day) = (i8::try_from(at.month()).ok()?, i8::try_from(at.day()).ok()?);
            Date::new(i16::try_from(at.year()).ok()?, month, day).ok()
        });
        let list = List {
            name: file_name(&path),
            bytes: entry.size(),
            written,
            entry: at,
        };
        if Entries::read(entry, Shape::Even).is_ok() {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            folders.entry(folder.to_owned()).or_default().push(list);
        }
    }
    let rank = |(folder, lists): &(String, Vec<List>)| {
        let by_area = folder.to_ascii_lowercase().ends_with(BY_AREA);
        let bytes: u64 = lists.iter().map(|list| list.bytes).sum();
        (!by_area, bytes)
    };
    let (_, lists) = folders
        .into_iter()
        .max_by_key(rank)
        .ok_or(PostcodesError::NoList)?;
    Ok(lists)
}

fn file_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

#[expect(clippy::needless_pass_by_value, reason = "used as a mapper of errors")]
fn unreadable(error: ZipError) -> PostcodesError {
    PostcodesError::Archive(error.to_string())
}
