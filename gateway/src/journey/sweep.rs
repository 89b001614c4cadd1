//! Sweeping sealed files that no row names: left by an upload or a removal that was broken off. Never a young one, whose row may
//! still come, and never one that a row names. Says how many, and nothing else about them.

use jiff::{SignedDuration, Timestamp};

use super::{Doubt, JourneyError, Keyholder, rooms::doubt};
use crate::{audit::Action, blobs::BlobError, store::Event};

/// How old a file without a row is before it goes; no upload takes so long.
const OLD: SignedDuration = SignedDuration::from_hours(24);
/// Files asked about at a time.
const BATCH: usize = 200;

/// Removes every old file without a row. `last_round` is when this process last did so; a doubt about the clock leaves all of them
/// alone, and is given back.
pub async fn sweep(
    keyholder: &Keyholder,
    last_round: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Doubt>, JourneyError> {
    let doubt = doubt(keyholder, last_round, now).await?;
    if doubt.is_some() {
        return Ok(doubt);
    }
    let mut swept = 0;
    for folder in keyholder.blobs.folders().await? {
        let old = keyholder.blobs.written_before(&folder, now - OLD).await?;
        for batch in old.chunks(BATCH) {
            swept += sweep_batch(keyholder, batch, now).await?;
        }
    }
    if swept > 0 {
        tracing::info!(files = swept, "sealed files without a row were removed");
    }
    Ok(None)
}

async fn sweep_batch(
    keyholder: &Keyholder,
    batch: &[String],
    now: Timestamp,
) -> Result<u64, JourneyError> {
    let named = keyholder.store.attachments_among(batch).await?;
    let orphans: Vec<&String> = batch.iter().filter(|id| !named.contains(*id)).collect();
    if orphans.is_empty() {
        return Ok(0);
    }
    let event = Event::new("worker", Action::FilesSwept, "files").with("files", &orphans.len());
    let tx = keyholder.store.begin().await?;
    tx.commit(now, &[event]).await?;
    for id in &orphans {
        match keyholder.blobs.remove(id).await {
            Ok(()) | Err(BlobError::Missing) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(u64::try_from(orphans.len()).unwrap_or(u64::MAX))
}
