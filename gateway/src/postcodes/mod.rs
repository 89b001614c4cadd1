//! The postcode directory: one sorted file on this machine, read in place. A child's postcode is asked here and nowhere else; nothing is
//! sent anywhere. Screening stays pure: it is handed what one postcode resolved to.

mod archive;
mod facts;
mod file;
mod import;
#[cfg(test)]
mod tests;

use std::{fs::File, io, io::Read as _, path::Path};

use crate::screening::{Directory, DirectoryError};

pub use facts::{About, Source};
pub use file::PostcodeFile;
pub use import::{Imported, Progress, import};

/// Why a directory cannot be used, or made.
#[derive(Debug, thiserror::Error)]
pub enum PostcodesError {
    /// The disk.
    #[error("{0}")]
    Disk(#[from] io::Error),
    /// The list is not one that is known.
    #[error(transparent)]
    List(#[from] DirectoryError),
    /// The archive cannot be read.
    #[error("the zip archive cannot be read: {0}")]
    Archive(String),
    /// Nothing in the archive is a list of postcodes.
    #[error("nothing in the zip archive is a list of postcodes with county or district")]
    NoList,
    /// The list has no postcode with a county or district.
    #[error("has no postcode with a county or a district")]
    Empty,
    /// Fewer than half the postcodes of the directory that it would replace.
    #[error(
        "has {now} postcodes, fewer than half of the {before} in the directory that it would replace: it was cut short. If it is whole, take that directory away first"
    )]
    Fewer {
        /// Those of the directory that stands there.
        before: u64,
        /// Those of the list.
        now: u64,
    },
    /// More different codes than a directory can hold: it is another kind of list.
    #[error("has more different county and district codes than there are authorities")]
    TooManyCodes,
    /// The file is damaged: it is not what `gateway postcodes import` wrote.
    #[error("is damaged: {0}. Import the list again with `gateway postcodes import`")]
    Damaged(&'static str),
}

/// Where postcodes are looked up.
#[derive(Debug)]
pub enum Postcodes {
    /// Nowhere: the stated authority decides.
    None,
    /// A small CSV, in memory.
    Small(Directory),
    /// The imported directory, read in place.
    File(PostcodeFile),
}

impl Postcodes {
    /// Opens a directory: the file that an import made, checked whole, or a small CSV.
    ///
    /// # Errors
    /// A damaged directory, a CSV without the columns, the disk.
    pub fn open(file: &Path) -> Result<Self, PostcodesError> {
        let mut opened = File::open(file)?;
        let mut magic = [0; file::MAGIC.len()];
        let begun = opened.read(&mut magic)?;
        if magic.get(..begun) == Some(file::MAGIC.as_slice()) {
            return Ok(Self::File(PostcodeFile::open(opened)?));
        }
        let name = file.file_stem().and_then(|stem| stem.to_str());
        let small = Directory::from_csv(File::open(file)?, name.unwrap_or_default())?;
        Ok(Self::Small(small))
    }

    /// Its source and date, as verdicts carry it; `none` without one.
    pub fn name(&self) -> &str {
        match self {
            Self::None => "none",
            Self::Small(directory) => directory.name(),
            Self::File(file) => &file.about().name,
        }
    }

    /// What an imported directory says of itself.
    pub fn about(&self) -> Option<&About> {
        match self {
            Self::None | Self::Small(_) => None,
            Self::File(file) => Some(file.about()),
        }
    }

    /// The directory as screening takes it: this postcode and nothing else.
    ///
    /// # Errors
    /// A disk that does not answer.
    pub fn around(&self, postcode: Option<&str>) -> Result<Directory, PostcodesError> {
        let place = match (self, postcode) {
            (Self::None, _) | (_, None) => None,
            (Self::Small(directory), Some(postcode)) => directory.resolve(postcode),
            (Self::File(file), Some(postcode)) => file.resolve(postcode)?,
        };
        Ok(Directory::remembered(self.name(), postcode, place))
    }
}
