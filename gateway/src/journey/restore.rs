//! Copying everything out and back: rows at one point in time into a SQLite file, then every sealed file it names, verified by digest.
//! A restore that was broken off is done again by the same command; until then nothing serves what is half there.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::{fs::File, io::AsyncReadExt as _};

use super::JourneyError;
use crate::{
    audit::Action,
    blobs::Blobs,
    referral::{Attachment, Id, SealedFile},
    store::{Event, Letters, Store, StoreError, Unaudited},
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
    /// A restore into what is to be copied did not end.
    #[error("a restore did not finish here: run the same `gateway restore` again")]
    HalfRestored,
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

/// Writes a consistent copy into `folder`, which must be new. Safe while the gateway runs: files are never changed, only added, and
/// one that its owner removes meanwhile is no part of the copy.
pub async fn backup(
    store: &Store,
    blobs: &Blobs,
    folder: &Path,
    now: Timestamp,
) -> Result<Copied, CopyError> {
    if blobs
        .is_being_restored()
        .await
        .map_err(JourneyError::from)?
    {
        return Err(CopyError::HalfRestored);
    }
    let rows = backup_rows(store, folder, now).await?;
    let files = backup_files(store, blobs, folder).await?;
    Ok(Copied { rows, files })
}

/// The first half of [`backup`]: the rows as they are now. Gives how many.
pub async fn backup_rows(store: &Store, folder: &Path, now: Timestamp) -> Result<u64, CopyError> {
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
    let rows = store
        .copy_into(&target, Letters::AsTheyAre, (now, &[]))
        .await?;
    target.close().await?;
    Ok(rows)
}

/// The second half: the sealed files that the copied rows name. Gives how many.
pub async fn backup_files(store: &Store, blobs: &Blobs, folder: &Path) -> Result<u64, CopyError> {
    let rows = Store::open(&sqlite(&folder.join(ROWS))).await?;
    let copy = Blobs::in_folder(folder.join(FILES))
        .await
        .map_err(JourneyError::from)?;
    let mut copied = 0;
    let mut after = None;
    while let Some(batch) = batch_after(&rows, &mut after).await? {
        for file in &batch {
            match copy_file(&file.file(), blobs, &copy).await {
                Ok(()) => copied += 1,
                Err(CopyError::Damaged(_)) if store.find_attachment(&file.id).await?.is_none() => {
                    let tx = rows.begin().await?;
                    tx.remove_attachment(&file.id).await?;
                    tx.commit_unaudited(Unaudited::Draft).await?;
                }
                Err(error) => return Err(error),
            }
        }
    }
    copied += message_files(&rows, blobs, &copy).await?;
    rows.close().await?;
    Ok(copied)
}

/// Restores a backup into an empty store. Letters that were waiting become uncertain: they may have gone since. Broken off anywhere,
/// the same again completes it: files that are there are kept, and the rows come last, all at once.
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
    let has_rows = !store.is_empty().await?;
    if has_rows && !lacks_only_its_end(store, blobs).await? {
        return Err(CopyError::NotEmpty);
    }
    blobs.begin_restore().await.map_err(JourneyError::from)?;
    let source = Store::open(&sqlite(&rows_file)).await?;
    if let Err(bad) = source.verify_audit().await? {
        return Err(CopyError::Chain(bad.seq));
    }
    let from = Blobs::in_folder(folder.join(FILES))
        .await
        .map_err(JourneyError::from)?;
    let files = restore_files(&source, &from, blobs).await?;
    let rows = if has_rows {
        source.count_rows().await?
    } else {
        let event = Event::new("operator", Action::Restored, "store");
        source
            .copy_into(store, Letters::Held, (now, &[event]))
            .await?
    };
    source.close().await?;
    blobs.end_restore().await.map_err(JourneyError::from)?;
    Ok(Copied { rows, files })
}

/// Whether a restore was broken off after its rows, so that all of it is there already.
async fn lacks_only_its_end(store: &Store, blobs: &Blobs) -> Result<bool, CopyError> {
    let begun = blobs
        .is_being_restored()
        .await
        .map_err(JourneyError::from)?;
    let newest = store.newest_audit_line(None).await?;
    Ok(begun && newest.is_some_and(|line| line.entry.action == Action::Restored))
}

fn sqlite(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// The next files in the order of their ids; none at the end.
async fn batch_after(
    rows: &Store,
    after: &mut Option<Id<Attachment>>,
) -> Result<Option<Vec<Attachment>>, CopyError> {
    let batch = rows.attachments_after(after.as_ref(), 200).await?;
    let Some(last) = batch.last() else {
        return Ok(None);
    };
    *after = Some(last.id.clone());
    Ok(Some(batch))
}

async fn restore_files(rows: &Store, from: &Blobs, into: &Blobs) -> Result<u64, CopyError> {
    let mut restored = 0;
    let mut after = None;
    while let Some(batch) = batch_after(rows, &mut after).await? {
        for file in &batch {
            put_file(&file.file(), from, into).await?;
            restored += 1;
        }
    }
    Ok(restored + message_files(rows, from, into).await?)
}

/// Copies the sealed files of messages; one that became a referral is among that one's files already. Gives how many.
async fn message_files(rows: &Store, from: &Blobs, into: &Blobs) -> Result<u64, CopyError> {
    let mut copied = 0;
    let mut after = None;
    loop {
        let batch = rows.messages_after(after.as_ref(), 200).await?;
        let Some(last) = batch.last() else {
            return Ok(copied);
        };
        after = Some(last.id.clone());
        let ids: Vec<String> = batch
            .iter()
            .map(|message| message.blob.as_str().to_owned())
            .collect();
        let copied_before = rows.referral_files_among(&ids).await?;
        for message in &batch {
            if !copied_before.contains(message.blob.as_str()) {
                put_file(&message.file(), from, into).await?;
                copied += 1;
            }
        }
    }
}

/// Copies a file that is not there whole already, from an earlier try.
async fn put_file(file: &SealedFile, from: &Blobs, into: &Blobs) -> Result<(), CopyError> {
    if let Ok(there) = into.open(file.id.as_str()).await {
        if is_whole(file, there).await? {
            return Ok(());
        }
        into.remove(file.id.as_str())
            .await
            .map_err(JourneyError::from)?;
    }
    into.drop_unfinished(file.id.as_str())
        .await
        .map_err(JourneyError::from)?;
    copy_file(file, from, into).await
}

async fn is_whole(file: &SealedFile, mut there: File) -> Result<bool, CopyError> {
    let (mut digest, mut length) = (Sha256::new(), 0_u64);
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = there.read(&mut piece).await;
        let read = read.map_err(|error| JourneyError::Blob(error.into()))?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(length == file.length && digest.finalize().as_slice() == file.sha256);
        };
        digest.update(bytes);
        length += u64::try_from(read).unwrap_or_default();
    }
}

async fn copy_file(file: &SealedFile, from: &Blobs, into: &Blobs) -> Result<(), CopyError> {
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
        let written = target.write_all(bytes);
        written.map_err(|error| JourneyError::Blob(error.into()))?;
    }
    if length != file.length || digest.finalize().as_slice() != file.sha256 {
        return Err(damaged());
    }
    target.commit().await.map_err(JourneyError::from)?;
    Ok(())
}
