//! Blobs: sealed attachment bytes in a local folder. Never sees plain text and never names a file after what it holds.
//!
//! A blob is written to `tmp/ID`, and only [`BlobWriter::commit`] makes it one: fsync the file, rename it to `xx/ID` (`xx`
//! are the id's first two characters), fsync the folders; [`Blobs::commit_all`] does so for a batch. Commit the blob first, then the
//! row that names it: a blob without a row is harmless, `fsck` counts it and the worker sweeps it a day later; a row without a blob
//! never exists.

mod folder;
mod writer;

pub use folder::Blobs;
pub use writer::BlobWriter;

/// Why a blob could not be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The disk or the quota is full, or down to what is kept free: refuse new uploads; nothing that was kept is touched.
    #[error("no room left for attachments")]
    Full,
    /// The folder cannot be used now. After a failed fsync too: do not try that blob again, its bytes are not safe.
    #[error("the attachment folder cannot be used")]
    Unavailable(#[source] std::io::Error),
    /// There is no such blob.
    #[error("no such attachment")]
    Missing,
    /// Not an id: 26 to 64 characters of `0-9a-z`. A fault in the program, or a hand in the store.
    #[error("not an attachment's id")]
    Id,
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            std::io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Unavailable(error),
        }
    }
}

#[cfg(test)]
mod tests;
