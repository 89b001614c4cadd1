//! One blob being written. Dropped before its commit it leaves nothing behind.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::BlobError;
use super::folder::{sync_folder, unusable};

/// Bytes on their way to the system, which the file keeps room for as long as it is open.
const ON_THEIR_WAY: usize = 8 * 1024;

/// Blobs that wait for the disk at the same time.
const AT_ONCE: usize = 16;

/// Writes an unfinished blob.
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
            drop(std::fs::remove_file(path));
        }
    }
}

impl BlobWriter {
    /// Creates the file `unfinished`, to be kept as `kept`.
    pub(super) async fn create(unfinished: PathBuf, kept: PathBuf) -> Result<Self, BlobError> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&unfinished)
            .await
            .map_err(unusable)?;
        file.set_max_buf_size(ON_THEIR_WAY);
        Ok(Self {
            file,
            unfinished: Unfinished(Some(unfinished)),
            kept,
        })
    }

    /// Makes it a blob: flush, fsync, rename, fsync of the folders. When this returns well the blob survives a power cut.
    ///
    /// # Errors
    /// [`BlobError::Full`] or [`BlobError::Unavailable`]: no row may name this id. Send the bytes again under a new one.
    pub async fn commit(self) -> Result<(), BlobError> {
        commit_all(vec![self]).await
    }

    /// Gets its bytes onto the disk; it has no name yet.
    async fn synced(mut self) -> Result<Self, BlobError> {
        self.file.flush().await.map_err(unusable)?;
        self.file.sync_all().await.map_err(unusable)?;
        Ok(self)
    }

    /// Gives it its name.
    async fn name(&mut self) -> Result<(), BlobError> {
        let unfinished = self.unfinished.0.as_ref().ok_or_else(no_name)?;
        fs::rename(unfinished, &self.kept).await.map_err(unusable)?;
        self.unfinished.0 = None;
        Ok(())
    }

    /// Takes its name away again, if it has one.
    async fn unname(self) {
        if self.unfinished.0.is_none() {
            // One that stays is a blob without a row: harmless.
            drop(fs::remove_file(&self.kept).await);
        }
    }
}

/// Makes them all blobs, as [`BlobWriter::commit`] does, with one wait for the disk instead of one for each.
pub(super) async fn commit_all(blobs: Vec<BlobWriter>) -> Result<(), BlobError> {
    let mut blobs: Vec<BlobWriter> = stream::iter(blobs)
        .map(BlobWriter::synced)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let mut folders = BTreeSet::new();
    for blob in &blobs {
        let folder = blob.kept.parent().ok_or_else(no_name)?.to_owned();
        if !folders.contains(&folder) {
            make_folder(&folder).await?;
            folders.insert(folder);
        }
    }
    let named = name_all(&mut blobs, folders).await;
    if named.is_err() {
        for blob in blobs {
            blob.unname().await;
        }
    }
    named
}

async fn name_all(blobs: &mut [BlobWriter], folders: BTreeSet<PathBuf>) -> Result<(), BlobError> {
    for blob in blobs {
        blob.name().await?;
    }
    let above = |folder: &PathBuf| folder.parent().map(Path::to_owned);
    let roots: BTreeSet<PathBuf> = folders.iter().filter_map(above).collect();
    sync_folders(folders).await?;
    // Always: another writer may have made a folder and not got this far.
    sync_folders(roots).await
}

async fn sync_folders(folders: BTreeSet<PathBuf>) -> Result<(), BlobError> {
    let sync = |folder: PathBuf| async move { sync_folder(&folder).await };
    stream::iter(folders)
        .map(sync)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

async fn make_folder(folder: &Path) -> Result<(), BlobError> {
    match fs::create_dir(folder).await {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(unusable(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn no_name() -> BlobError {
    BlobError::Unavailable(ErrorKind::InvalidInput.into())
}

impl AsyncWrite for BlobWriter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.file).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.file).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.file).poll_shutdown(cx)
    }
}
