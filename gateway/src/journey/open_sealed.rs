//! Opening one referral to a folder, for an operator, recorded before anything is written.

use std::path::{Path, PathBuf};

use futures::StreamExt as _;
use jiff::Timestamp;
use tokio::io::AsyncWriteExt as _;

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{open_decision, open_header},
};
use crate::{
    audit::Action,
    referral::{Attachment, Decision, MadeCorrection, Reference, Referral, StoredDecision},
    seal::BlobHeader,
    store::{Event, StoreError},
};

/// Why a referral was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is none with this reference.
    #[error("there is no referral with this reference")]
    NotThere,
    /// The folder cannot be written, or is not empty.
    #[error("{0}: {1}")]
    Folder(PathBuf, #[source] std::io::Error),
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        Self::Journey(error.into())
    }
}

/// Writes `referral.json` and every attachment, under its own name with a number before it, into `folder`, which must be new.
/// Returns how many files were written.
pub async fn open_sealed(
    keyholder: &Keyholder,
    reference: &Reference,
    folder: &Path,
    now: Timestamp,
) -> Result<usize, OpenError> {
    let referral = keyholder
        .store
        .find_by_reference(reference)
        .await?
        .ok_or(OpenError::NotThere)?;
    let opened = open_sent(keyholder, &referral, referral.submission).await?;
    let sent = &opened.sent;
    let event = Event::new("operator", Action::OpenedByOperator, referral.id.as_str());
    let tx = keyholder.store.begin().await?;
    tx.commit(now, &[event]).await?;
    let failed = |error| OpenError::Folder(folder.to_owned(), error);
    tokio::fs::DirBuilder::new()
        .mode(0o700)
        .create(folder)
        .await
        .map_err(failed)?;
    let record = serde_json::json!({
        "reference": referral.reference.as_str(),
        "form": sent.record.form,
        "version": sent.record.version,
        "referrer": sent.address,
        "answers": sent.record.answers,
        "corrections": opened.corrections.iter().map(told).collect::<Vec<_>>(),
        "decision": open_decision(keyholder, &referral, &opened.key).await?.map(decided),
    });
    let text = serde_json::to_vec_pretty(&record).unwrap_or_default();
    tokio::fs::write(folder.join("referral.json"), text)
        .await
        .map_err(failed)?;
    let mut written = 1;
    for (number, file) in keyholder
        .store
        .attachments_of(&referral.id)
        .await?
        .into_iter()
        .filter(|file| {
            sent.files
                .iter()
                .any(|listed| listed.id == file.id.as_str())
        })
        .enumerate()
    {
        write_file(keyholder, (&referral, &opened), &file, (folder, number + 1)).await?;
        written += 1;
    }
    Ok(written)
}

/// A correction, for somebody who reads the file: `answers` hold it already.
fn told(made: &MadeCorrection) -> serde_json::Value {
    let correction = &made.correction;
    serde_json::json!({
        "question": correction.answer.question(),
        "item": correction.answer.item(),
        "before": made.before,
        "now": correction.answer.shown(),
        "by": correction.by,
        "role": correction.role,
        "why": correction.why,
        "at": made.made_at,
    })
}

/// The decision, with the reason for going beyond the offer ceiling where it does.
fn decided((stored, decision): (StoredDecision, Decision)) -> serde_json::Value {
    serde_json::json!({
        "outcome": decision.outcome().code(),
        "reason": decision.reason().code(),
        "criteria": decision.criteria(),
        "services": decision.services(),
        "rationale": decision.rationale(),
        "beyond_ceiling": decision.beyond_ceiling(),
        "note": decision.note(),
        "at": stored.made_at,
    })
}

async fn write_file(
    keyholder: &Keyholder,
    (referral, opened): (&Referral, &OpenedSent),
    file: &Attachment,
    (folder, number): (&Path, usize),
) -> Result<(), OpenError> {
    let header = open_header(opened, referral, file)?;
    let path = folder.join(format!("{number:02}-{}", header.name));
    let written = write_pieces(keyholder, opened, (file, &header), &path).await;
    if written.is_err() {
        // What came before the end of a file that proves wrong is not the file: nobody may take it for one.
        drop(tokio::fs::remove_file(&path).await);
    }
    written
}

async fn write_pieces(
    keyholder: &Keyholder,
    opened: &OpenedSent,
    (file, header): (&Attachment, &BlobHeader),
    path: &Path,
) -> Result<(), OpenError> {
    let failed = |error| OpenError::Folder(path.to_owned(), error);
    let blob = keyholder
        .blobs
        .open(file.id.as_str())
        .await
        .map_err(JourneyError::from)?;
    let mut pieces = Box::pin(
        opened
            .key
            .open_blob(blob, header)
            .await
            .map_err(JourneyError::from)?
            .into_stream(),
    );
    let mut out = tokio::fs::File::create(path).await.map_err(failed)?;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(JourneyError::from)?;
        out.write_all(&piece).await.map_err(failed)?;
    }
    out.flush().await.map_err(failed)
}
