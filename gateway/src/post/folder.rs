//! The folder of the demonstration: one `.eml` file a letter, whole or not there. Never used where real letters are sent.

use std::path::{Path, PathBuf};

use tokio::{
    fs::{self, File},
    io::{self, AsyncWriteExt},
};

use super::{Phase, PostError, Relayed, Why, message};
use crate::letters::Letter;

/// Writes the letter under its id.
pub(super) async fn write(folder: &Path, letter: &Letter) -> Result<Relayed, PostError> {
    let why = Why {
        at: Phase::Folder,
        reply: None,
    };
    let path = path(folder, letter.id()).ok_or(PostError::Never { why })?;
    let outgoing = message::build(letter)?;
    store(folder, &path, &outgoing.bytes)
        .await
        .map_err(|_| PostError::Later { why })?;
    Ok(Relayed { reply: 250 })
}

/// Only letters, digits and hyphens make a file name.
fn path(folder: &Path, id: &str) -> Option<PathBuf> {
    let safe = !id.is_empty()
        && id
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    safe.then(|| folder.join(format!("{id}.eml")))
}

async fn store(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("part");
    let mut file = File::create(&unfinished).await?;
    file.write_all(bytes).await?;
    file.flush().await?;
    file.sync_all().await?;
    fs::rename(&unfinished, path).await?;
    File::open(folder).await?.sync_all().await
}
