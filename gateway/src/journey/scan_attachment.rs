//! Scanning one attachment: decrypted into the scanner, nothing written. Silence is never "clean"; answers never wait for it.

use std::pin::Pin;

use futures::TryStreamExt as _;
use jiff::{SignedDuration, Timestamp};
use tokio_util::io::StreamReader;

use super::{JourneyError, Keyholder, open_sent, rooms::open_header};
use crate::{
    audit::Action,
    referral::{Attachment, ScanState},
    scan::ScanOutcome,
    store::{Event, Unaudited},
};

/// How long to wait for a scanner that did not answer.
const AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// Scans one attachment of a referral that the hub has. Others wait: a draft's files are not the hub's to open.
pub async fn scan(
    keyholder: &Keyholder,
    file: Attachment,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let referral = keyholder.store.find_referral(&file.referral).await?;
    let (Some(scanner), Some(referral)) = (
        &keyholder.scanner,
        referral.filter(|found| found.stage.is_with_the_hub()),
    ) else {
        return wait(keyholder, &file, now).await;
    };
    let opened = open_sent(keyholder, &referral, referral.submission).await?;
    let header = open_header(&opened, &referral, &file)?;
    let blob = keyholder.blobs.open(file.id.as_str()).await?;
    let pieces = opened
        .key
        .open_blob(blob, &header)
        .await?
        .into_stream()
        .map_err(std::io::Error::other);
    let plain: Pin<Box<_>> = Box::pin(StreamReader::new(pieces));
    let (state, why) = match scanner.scan(plain).await {
        ScanOutcome::NoThreatFound => (ScanState::NoThreat, "ok"),
        ScanOutcome::Threat { .. } => (ScanState::Threat, "found"),
        ScanOutcome::CannotScan { why } => (ScanState::CannotScan, why.code()),
        ScanOutcome::Unavailable => return wait(keyholder, &file, now).await,
    };
    let event = Event::new("worker", Action::AttachmentScanned, referral.id.as_str())
        .with("attachment", &file.id)
        .with("scan", state.code())
        .with("why", why);
    let tx = keyholder.store.begin().await?;
    tx.record_scan(&file.id, state, now).await?;
    Ok(tx.commit(now, &[event]).await?)
}

async fn wait(
    keyholder: &Keyholder,
    file: &Attachment,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let tx = keyholder.store.begin().await?;
    tx.record_scan(&file.id, ScanState::Waiting, now + AGAIN)
        .await?;
    Ok(tx.commit_unaudited(Unaudited::Lease).await?)
}
