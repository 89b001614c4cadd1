//! `backup` and `restore`: everything as it is stored, sealed. Keys are never part of a backup.

use std::path::Path;

use jiff::Timestamp;
use serde_json::json;

use super::{Outcome, console::Console, store};
use crate::{blobs::Blobs, config::Config, journey::restore, store::Store};

/// Copies everything into a new folder.
pub(super) async fn backup(
    config: &Config,
    folder: &Path,
    now: Timestamp,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let store = store::open(config).await?;
    let blobs = Blobs::in_folder(config.blobs.folder.clone()).await?;
    let copied = restore::backup(&store, &blobs, folder, now).await?;
    store.close().await?;
    console.line(&json!({ "rows": copied.rows, "files": copied.files, "folder": folder }))?;
    console.say("The backup is complete. It holds no keys: keep those apart from it.")?;
    Ok(Outcome::Done)
}

/// Brings a backup back into an empty store, whose tables are made first.
pub(super) async fn restore(
    config: &Config,
    folder: &Path,
    now: Timestamp,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let store = Store::open(&config.store_url()?).await?;
    store.migrate().await?;
    let blobs = Blobs::in_folder(config.blobs.folder.clone()).await?;
    let copied = restore::restore(folder, &store, &blobs, now).await?;
    store.close().await?;
    console.line(&json!({ "rows": copied.rows, "files": copied.files }))?;
    console.say("Restored. Letters that were waiting are shown as uncertain: look at each before it is sent again.")?;
    Ok(Outcome::Done)
}
