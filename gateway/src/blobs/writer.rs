//! One blob being written. Dropped before its commit it leaves nothing behind.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::BlobError;
use super::folder::{sync_folder, unusable};

/// Bytes on their way to the system, which the file keeps room for as long as it is open.
const ON_THEIR_WAY: usize = 8 * 1024;

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
    pub async fn commit(mut self) -> Result<(), BlobError> {
        self.file.flush().await.map_err(unusable)?;
        self.file.sync_all().await.map_err(unusable)?;
        let no_name = || BlobError::Unavailable(ErrorKind::InvalidInput.into());
        let folder = self.kept.parent().ok_or_else(no_name)?;
        let root = folder.parent().ok_or_else(no_name)?;
        match fs::create_dir(folder).await {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(unusable(error)),
            Ok(()) | Err(_) => {}
        }
        let unfinished = self.unfinished.0.as_ref().ok_or_else(no_name)?;
        fs::rename(unfinished, &self.kept).await.map_err(unusable)?;
        self.unfinished.0 = None;
        sync_folder(folder).await?;
        // Always: another writer may have made the folder and not got this far.
        sync_folder(root).await
    }
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
