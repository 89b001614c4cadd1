//! Copying everything out and back: rows at one point in time into a SQLite file, then every sealed file it names, verified by digest.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::JourneyError;
use crate::{
    audit::Action,
    blobs::Blobs,
    referral::Attachment,
    store::{Event, Letters, Store, StoreError},
};

/// The name of the copied database in the backup's folder.
pub const ROWS: &str = "rows.db";
/// The name of the folder of sealed files.
pub const FILES: &str = "files";

/// Why a backup or a restore did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The folder is there already, or cannot be written.
    #[error("{0}: {1}")]
    Folder(PathBuf, #[source] std::io::Error),
    /// The store to restore into is not empty.
    #[error("the store is not empty; restore into a new one")]
    NotEmpty,
    /// A sealed file is missing or is not the one its row names.
    #[error("sealed file {0} is missing or damaged")]
    Damaged(String),
    /// The audit chain does not hold.
    #[error("the audit chain breaks at line {0}")]
    Chain(u64),
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for CopyError {
    fn from(error: StoreError) -> Self {
        Self::Journey(error.into())
    }
}

/// What was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Rows of all tables.
    pub rows: u64,
    /// Sealed files.
    pub files: u64,
}

/// Writes a consistent copy into `folder`, which must be new. Safe while the gateway runs: files are never changed, only added.
pub async fn backup(
    store: &Store,
    blobs: &Blobs,
    folder: &Path,
    now: Timestamp,
) -> Result<Copied, CopyError> {
    let failed = |error| CopyError::Folder(folder.to_owned(), error);
    tokio::fs::DirBuilder::new()
        .mode(0o700)
        .create(folder)
        .await
        .map_err(failed)?;
    let tx = store.begin().await?;
    tx.commit(now, &[Event::new("operator", Action::BackupMade, "store")])
        .await?;
    let target = Store::open(&sqlite(&folder.join(ROWS))).await?;
    target.migrate().await?;
    let rows = store.copy_into(&target, Letters::AsTheyAre).await?;
    let copy = Blobs::in_folder(folder.join(FILES))
        .await
        .map_err(JourneyError::from)?;
    let files = copy_files(&target, blobs, &copy).await?;
    target.close().await?;
    Ok(Copied { rows, files })
}

/// Restores a backup into an empty store. Letters that were waiting become uncertain: they may have gone since.
pub async fn restore(
    folder: &Path,
    store: &Store,
    blobs: &Blobs,
    now: Timestamp,
) -> Result<Copied, CopyError> {
    let rows_file = folder.join(ROWS);
    tokio::fs::metadata(&rows_file)
        .await
        .map_err(|error| CopyError::Folder(rows_file.clone(), error))?;
    if !store.is_empty().await? {
        return Err(CopyError::NotEmpty);
    }
    let source = Store::open(&sqlite(&rows_file)).await?;
    if let Err(bad) = source.verify_audit().await? {
        return Err(CopyError::Chain(bad.seq));
    }
    let from = Blobs::in_folder(folder.join(FILES))
        .await
        .map_err(JourneyError::from)?;
    let files = copy_files(&source, &from, blobs).await?;
    let rows = source.copy_into(store, Letters::Held).await?;
    let tx = store.begin().await?;
    tx.commit(now, &[Event::new("operator", Action::Restored, "store")])
        .await?;
    source.close().await?;
    Ok(Copied { rows, files })
}

fn sqlite(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

async fn copy_files(rows: &Store, from: &Blobs, into: &Blobs) -> Result<u64, CopyError> {
    let mut copied = 0;
    let mut after = None;
    loop {
        let batch = rows.attachments_after(after.as_ref(), 200).await?;
        let Some(last) = batch.last() else {
            return Ok(copied);
        };
        after = Some(last.id.clone());
        for file in &batch {
            copy_file(file, from, into).await?;
            copied += 1;
        }
    }
}

async fn copy_file(file: &Attachment, from: &Blobs, into: &Blobs) -> Result<(), CopyError> {
    let damaged = || CopyError::Damaged(file.id.as_str().to_owned());
    let mut source = from.open(file.id.as_str()).await.map_err(|_| damaged())?;
    let mut target = into
        .begin(file.id.as_str())
        .await
        .map_err(JourneyError::from)?;
    let (mut digest, mut length) = (Sha256::new(), 0_u64);
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = source.read(&mut piece).await.map_err(|_| damaged())?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        digest.update(bytes);
        length += u64::try_from(read).unwrap_or_default();
        let written = target.write_all(bytes).await;
        written.map_err(|error| JourneyError::Blob(error.into()))?;
    }
    if length != file.length || digest.finalize().as_slice() != file.sha256 {
        return Err(damaged());
    }
    target.commit().await.map_err(JourneyError::from)?;
    Ok(())
}
