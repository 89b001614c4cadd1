//! The folder of blobs. Never builds a path from anything but a checked id.

use std::fs::Metadata;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::fs::{self, File};

use super::BlobError;
use super::writer::{BlobWriter, away, commit_all};

/// The name of the folder of unfinished blobs; longer than two characters, so no blob's.
const UNFINISHED: &str = "tmp";

/// The name of the empty file that stands here from the beginning of a restore until its end.
const RESTORING: &str = "restoring";

/// A folder of blobs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs {
    root: Arc<Path>,
    keep_free: u64,
}

impl Blobs {
    /// The blobs in `root`, which is made if it is not there.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`] or [`BlobError::Full`].
    pub async fn in_folder(root: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let root: PathBuf = root.into();
        let new = !fs::try_exists(&root).await.map_err(unusable)?;
        fs::create_dir_all(root.join(UNFINISHED))
            .await
            .map_err(unusable)?;
        sync_folder(&root).await?;
        // Of a folder that was there, the one above may be closed to this user.
        let full = fs::canonicalize(&root).await.map_err(unusable)?;
        if let Some(above) = full.parent().filter(|_| new) {
            sync_folder(above).await?;
        }
        Ok(Self {
            root: root.into(),
            keep_free: 0,
        })
    }

    /// The same folder, in which no blob is begun when its file system has less room left than `bytes`.
    #[must_use]
    pub fn keeping_free(self, bytes: u64) -> Self {
        Self {
            keep_free: bytes,
            ..self
        }
    }

    /// Whether there is room for another blob beside what is kept free.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn has_room(&self) -> Result<bool, BlobError> {
        let blobs = self.clone();
        away(move || blobs.find_room()).await
    }

    fn find_room(&self) -> Result<bool, BlobError> {
        if self.keep_free == 0 {
            return Ok(true);
        }
        let found = rustix::fs::statvfs(&*self.root);
        let found = found.map_err(|error| unusable(error.into()))?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize) >= self.keep_free)
    }

    /// Notes, durably, that a restore into this folder begins, or begins again.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`] or [`BlobError::Full`].
    pub async fn begin_restore(&self) -> Result<(), BlobError> {
        let file = File::create(self.root.join(RESTORING)).await;
        file.map_err(unusable)?.sync_all().await.map_err(unusable)?;
        sync_folder(&self.root).await
    }

    /// Notes, durably, that the restore is complete.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn end_restore(&self) -> Result<(), BlobError> {
        fs::remove_file(self.root.join(RESTORING))
            .await
            .map_err(unusable)?;
        sync_folder(&self.root).await
    }

    /// Whether a restore was begun here and is not complete.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn is_being_restored(&self) -> Result<bool, BlobError> {
        fs::try_exists(self.root.join(RESTORING))
            .await
            .map_err(unusable)
    }

    /// Removes what a killed process left of the blob `id`. Only where nobody else writes: while a restore runs.
    ///
    /// # Errors
    /// [`BlobError::Id`], [`BlobError::Unavailable`].
    pub async fn drop_unfinished(&self, id: &str) -> Result<(), BlobError> {
        self.path(id)?;
        match fs::remove_file(self.root.join(UNFINISHED).join(id)).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(unusable(error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Begins the blob `id`. It is none until [`BlobWriter::commit`].
    ///
    /// # Errors
    /// [`BlobError::Id`]; [`BlobError::Unavailable`], also when there is such a blob already; [`BlobError::Full`].
    pub async fn begin(&self, id: &str) -> Result<BlobWriter, BlobError> {
        let (blobs, id) = (self.clone(), id.to_owned());
        away(move || blobs.begin_here(&id)).await
    }

    /// Writes all of the blob `id` at once. It is none until [`Blobs::commit_all`]. Blocks: call it where that harms nobody.
    ///
    /// # Errors
    /// As [`Blobs::begin`].
    pub fn write(&self, id: &str, bytes: &[u8]) -> Result<BlobWriter, BlobError> {
        let mut blob = self.begin_here(id)?;
        blob.write_all(bytes).map_err(unusable)?;
        Ok(blob)
    }

    fn begin_here(&self, id: &str) -> Result<BlobWriter, BlobError> {
        let kept = self.path(id)?;
        if !self.find_room()? {
            return Err(BlobError::Full);
        }
        if kept.try_exists().map_err(unusable)? {
            return Err(BlobError::Unavailable(ErrorKind::AlreadyExists.into()));
        }
        BlobWriter::create(self.root.join(UNFINISHED).join(id), kept)
    }

    /// Makes all of these blobs, or none: one wait for the disk for the batch. When this returns well they survive a power cut.
    ///
    /// # Errors
    /// As [`BlobWriter::commit`]: no row may name any of these ids.
    pub async fn commit_all(&self, blobs: Vec<BlobWriter>) -> Result<(), BlobError> {
        commit_all(blobs).await
    }

    /// The sealed bytes of the blob `id`, to be read as a stream.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Id`], [`BlobError::Unavailable`].
    pub async fn open(&self, id: &str) -> Result<File, BlobError> {
        Ok(File::open(self.path(id)?).await?)
    }

    /// The length of the blob `id`, in bytes.
    ///
    /// # Errors
    /// As [`Blobs::open`].
    pub async fn length(&self, id: &str) -> Result<u64, BlobError> {
        Ok(fs::metadata(self.path(id)?).await?.len())
    }

    /// Removes the blob `id`, for good.
    ///
    /// # Errors
    /// As [`Blobs::open`].
    pub async fn remove(&self, id: &str) -> Result<(), BlobError> {
        let path = self.path(id)?;
        fs::remove_file(&path).await?;
        sync_folder(path.parent().unwrap_or(&self.root)).await
    }

    /// Calls `each` with the id of every blob, in no order.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn list(&self, mut each: impl FnMut(&str) + Send) -> Result<(), BlobError> {
        for folder in self.folders().await? {
            for id in self.ids_in(&folder, |_| true).await? {
                each(&id);
            }
        }
        Ok(())
    }

    /// The folders that blobs are spread over, by the first two characters of their ids.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn folders(&self) -> Result<Vec<String>, BlobError> {
        let mut found = Vec::new();
        let mut folders = fs::read_dir(&self.root).await.map_err(unusable)?;
        while let Some(folder) = folders.next_entry().await.map_err(unusable)? {
            if let Some(name) = folder.file_name().to_str().filter(|name| is_folder(name)) {
                found.push(name.to_owned());
            }
        }
        Ok(found)
    }

    /// The ids of the blobs in one of [`Self::folders`] that were last written before `before`.
    ///
    /// # Errors
    /// [`BlobError::Id`] when it is none of them, [`BlobError::Unavailable`].
    pub async fn written_before(
        &self,
        folder: &str,
        before: Timestamp,
    ) -> Result<Vec<String>, BlobError> {
        self.ids_in(folder, |data| is_older(data, before)).await
    }

    async fn ids_in(
        &self,
        folder: &str,
        wanted: impl Fn(&Metadata) -> bool + Send,
    ) -> Result<Vec<String>, BlobError> {
        if !is_folder(folder) {
            return Err(BlobError::Id);
        }
        let mut ids = Vec::new();
        let mut files = fs::read_dir(self.root.join(folder))
            .await
            .map_err(unusable)?;
        while let Some(file) = files.next_entry().await.map_err(unusable)? {
            // A file that goes meanwhile was removed.
            let Ok(data) = file.metadata().await else {
                continue;
            };
            let name = file.file_name();
            ids.extend(
                name.to_str()
                    .filter(|name| is_id(name) && wanted(&data))
                    .map(str::to_owned),
            );
        }
        Ok(ids)
    }

    /// Removes what was begun and left, last written before `before`. Gives how many.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn sweep_unfinished(&self, before: Timestamp) -> Result<u64, BlobError> {
        let mut swept = 0_u64;
        let mut files = fs::read_dir(self.root.join(UNFINISHED))
            .await
            .map_err(unusable)?;
        while let Some(file) = files.next_entry().await.map_err(unusable)? {
            // A file that goes meanwhile was committed or dropped.
            let data = file.metadata().await.ok();
            let old = data.is_some_and(|data| is_older(&data, before));
            if old && fs::remove_file(file.path()).await.is_ok() {
                swept = swept.saturating_add(1);
            }
        }
        Ok(swept)
    }

    /// Where the blob `id` is kept.
    fn path(&self, id: &str) -> Result<PathBuf, BlobError> {
        let folder = id.get(..2).filter(|_| is_id(id)).ok_or(BlobError::Id)?;
        Ok(self.root.join(folder).join(id))
    }
}

/// Whether `text` is an id: random characters, nothing that says what the blob holds.
fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (26..=64).contains(&text.len()) && text.bytes().all(fits)
}

/// Whether `name` is that of a folder of blobs.
fn is_folder(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() == 2 && name.bytes().all(fits)
}

/// Whether a file was last written before `before`. One without a time is not.
fn is_older(data: &Metadata, before: Timestamp) -> bool {
    let written = data.modified().ok();
    let written = written.and_then(|time| Timestamp::try_from(time).ok());
    written.is_some_and(|time| time < before)
}

/// Makes the names in `folder` durable.
pub(super) async fn sync_folder(folder: &Path) -> Result<(), BlobError> {
    let folder = folder.to_owned();
    away(move || {
        let folder = std::fs::File::open(folder).map_err(unusable)?;
        folder.sync_all().map_err(unusable)
    })
    .await
}

/// The error of a folder, which is never a missing blob.
pub(super) fn unusable(error: std::io::Error) -> BlobError {
    match BlobError::from(error) {
        BlobError::Missing => BlobError::Unavailable(ErrorKind::NotFound.into()),
        error => error,
    }
}
