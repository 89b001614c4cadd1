//! The parts of a zip, each read within limits that are counted while reading, never believed from a header. Must never write a
//! file, follow a name, or hold more than one part.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::document::Unreadable;

/// Bytes of a document, at most: an attachment's limit.
pub(in crate::document) const MAX_DOCUMENT: usize = 25 * 1024 * 1024;
/// Parts of an archive, at most; a Word file has about twenty, and one for each picture.
const MAX_ENTRIES: u64 = 2_000;
/// Bytes of all parts that were unpacked, at most.
const MAX_UNPACKED: u64 = 32 * 1024 * 1024;
/// What ends a zip: the record that says how many parts there are.
const END: &[u8] = b"PK\x05\x06";
/// Bytes of that record and of the longest remark after it.
const END_REACH: usize = 22 + 65_535;

/// A zip of a document, and what may still be unpacked of it.
pub(in crate::document) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Archive<'a> {
    /// Reads the list of parts.
    ///
    /// # Errors
    /// [`Unreadable`], for what is no zip or has too many parts.
    pub(in crate::document) fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        if bytes.len() > MAX_DOCUMENT || most_entries(bytes) > MAX_ENTRIES {
            return Err(Unreadable::TooLarge);
        }
        if !bytes.starts_with(b"PK") {
            return Err(Unreadable::OtherKind);
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
        if u64::try_from(zip.len()).is_ok_and(|entries| entries > MAX_ENTRIES) {
            return Err(Unreadable::TooLarge);
        }
        Ok(Self {
            zip,
            left: MAX_UNPACKED,
        })
    }

    /// Whether there is a part of this name.
    pub(in crate::document) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// A part as text, none when there is no such part.
    ///
    /// # Errors
    /// [`Unreadable`], for a part that is locked, damaged, too large or not UTF-8.
    pub(in crate::document) fn text(&mut self, name: &str) -> Result<Option<String>, Unreadable> {
        let part = match self.zip.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Unreadable::Locked);
            }
            Err(_) => return Err(Unreadable::Damaged),
        };
        let mut bytes = Vec::new();
        let read = part
            .take(self.left.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|_| Unreadable::Damaged)?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(read).ok_or(Unreadable::TooLarge)?;
        let text = String::from_utf8(bytes).map_err(|_| Unreadable::Damaged)?;
        Ok(Some(text))
    }
}

/// The largest number of parts that any possible end record claims, before a list is made of them.
fn most_entries(bytes: &[u8]) -> u64 {
    let tail = bytes
        .get(bytes.len().saturating_sub(END_REACH)..)
        .unwrap_or_default();
    let counts = tail
        .windows(12)
        .filter(|record| record.starts_with(END))
        .filter_map(|record| Some(u16::from_le_bytes([*record.get(10)?, *record.get(11)?])));
    counts.max().map_or(0, u64::from)
}
