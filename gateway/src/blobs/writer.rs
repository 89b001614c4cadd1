//! One blob being written. Dropped before its commit it leaves nothing behind.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::task::spawn_blocking;

use super::BlobError;
use super::folder::{sync_folder, unusable};

/// Blobs that wait for the disk at the same time.
const AT_ONCE: usize = 16;

/// Writes an unfinished blob. Its [`Write`] blocks: call it where that harms nobody.
#[derive(Debug)]
pub struct BlobWriter {
    file: File,
    unfinished: Unfinished,
    kept: PathBuf,
}

/// The name of an unfinished blob; the file goes with it.
#[derive(Debug)]
struct Unfinished(Option<PathBuf>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // What cannot be removed now is swept later.
            drop(fs::remove_file(path));
        }
    }
}

impl BlobWriter {
    /// Creates the file `unfinished`, to be kept as `kept`. Blocks.
    pub(super) fn create(unfinished: PathBuf, kept: PathBuf) -> Result<Self, BlobError> {
        let file = File::create_new(&unfinished).map_err(unusable)?;
        Ok(Self {
            file,
            unfinished: Unfinished(Some(unfinished)),
            kept,
        })
    }

    /// Makes it a blob: fsync, rename, fsync of the folders. When this returns well the blob survives a power cut.
    ///
    /// # Errors
    /// [`BlobError::Full`] or [`BlobError::Unavailable`]: no row may name this id. Send the bytes again under a new one.
    pub async fn commit(self) -> Result<(), BlobError> {
        commit_all(vec![self]).await
    }

    /// Gets its bytes onto the disk; it has no name yet.
    async fn synced(self) -> Result<Self, BlobError> {
        away(move || {
            self.file.sync_all().map_err(unusable)?;
            Ok(self)
        })
        .await
    }

    /// Gives it its name.
    fn name(&mut self) -> Result<(), BlobError> {
        let unfinished = self.unfinished.0.as_ref().ok_or_else(no_name)?;
        fs::rename(unfinished, &self.kept).map_err(unusable)?;
        self.unfinished.0 = None;
        Ok(())
    }

    /// Takes its name away again, if it has one.
    fn unname(self) {
        if self.unfinished.0.is_none() {
            // One that stays is a blob without a row: harmless.
            drop(fs::remove_file(&self.kept));
        }
    }
}

/// Makes them all blobs, as [`BlobWriter::commit`] does, with one wait for the disk instead of one for each.
pub(super) async fn commit_all(blobs: Vec<BlobWriter>) -> Result<(), BlobError> {
    let blobs: Vec<BlobWriter> = stream::iter(blobs)
        .map(BlobWriter::synced)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let (blobs, named) = away(move || Ok(name_all(blobs))).await?;
    let synced = match named {
        Ok(folders) => sync_names(folders).await,
        Err(error) => Err(error),
    };
    if synced.is_err() {
        away(move || {
            blobs.into_iter().for_each(BlobWriter::unname);
            Ok(())
        })
        .await?;
    }
    synced
}

/// Names them, in folders that are made where they are missing; the folders whose names changed. Blocks.
fn name_all(mut blobs: Vec<BlobWriter>) -> (Vec<BlobWriter>, Result<BTreeSet<PathBuf>, BlobError>) {
    let mut folders = BTreeSet::new();
    let named = blobs.iter_mut().try_for_each(|blob| {
        let folder = blob.kept.parent().ok_or_else(no_name)?.to_owned();
        if !folders.contains(&folder) {
            make_folder(&folder)?;
            folders.insert(folder);
        }
        blob.name()
    });
    (blobs, named.map(|()| folders))
}

/// Makes the names durable, and those of the folders that hold them, together: another writer may have made a folder and not got this
/// far.
async fn sync_names(folders: BTreeSet<PathBuf>) -> Result<(), BlobError> {
    let above = |folder: &PathBuf| folder.parent().map(Path::to_owned);
    let roots: BTreeSet<PathBuf> = folders.iter().filter_map(above).collect();
    let sync = |folder: PathBuf| async move { sync_folder(&folder).await };
    stream::iter(roots.into_iter().chain(folders))
        .map(sync)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

fn make_folder(folder: &Path) -> Result<(), BlobError> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(unusable(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Does what waits for the disk away from the threads that answer requests.
pub(super) async fn away<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    spawn_blocking(work)
        .await
        .map_err(|_| BlobError::Unavailable(ErrorKind::Other.into()))?
}

fn no_name() -> BlobError {
    BlobError::Unavailable(ErrorKind::InvalidInput.into())
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
