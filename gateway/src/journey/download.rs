//! Opening an attachment for a screener: decrypted as it streams, verified before its last piece, recorded. A threat is never opened.

use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use jiff::Timestamp;

use super::{JourneyError, Keyholder, open_sent, rooms::open_header};
use crate::{
    audit::Action,
    referral::{Account, Attachment, Id, Referral, ScanState},
    seal::{BlobHeader, SealError},
    store::{Event, StoreError},
};

/// Why an attachment was not opened.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// There is none like that at this referral.
    #[error("there is no such attachment")]
    NotThere,
    /// A threat was found in it.
    #[error("the attachment is locked")]
    Locked,
    /// It has not been scanned, and the screener has not said that this is understood.
    #[error("the attachment has not been scanned")]
    NotScanned,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for DownloadError {
    fn from(error: StoreError) -> Self {
        Self::Journey(error.into())
    }
}

/// Opens one attachment. `understood`: the screener confirmed that it was not scanned.
pub async fn download(
    keyholder: &Keyholder,
    who: &Account,
    (referral, attachment): (&Id<Referral>, &Id<Attachment>),
    understood: bool,
    now: Timestamp,
) -> Result<
    (
        BlobHeader,
        impl Stream<Item = Result<Bytes, SealError>> + Send + use<>,
    ),
    DownloadError,
> {
    let found = keyholder.store.find_referral(referral).await?;
    let referral = found
        .filter(|found| found.stage.is_with_the_hub())
        .ok_or(DownloadError::NotThere)?;
    let found = keyholder.store.find_attachment(attachment).await?;
    let file = found
        .filter(|found| found.referral == referral.id)
        .ok_or(DownloadError::NotThere)?;
    match file.scan {
        ScanState::Threat => return Err(DownloadError::Locked),
        ScanState::NoThreat => {}
        ScanState::NotScanned | ScanState::Waiting | ScanState::CannotScan if understood => {}
        ScanState::NotScanned | ScanState::Waiting | ScanState::CannotScan => {
            return Err(DownloadError::NotScanned);
        }
    }
    let opened = open_sent(keyholder, &referral, referral.submission).await?;
    let header = open_header(&opened, &referral, &file)?;
    let blob = keyholder
        .blobs
        .open(file.id.as_str())
        .await
        .map_err(JourneyError::from)?;
    let reader = opened
        .key
        .open_blob(blob, &header)
        .await
        .map_err(JourneyError::from)?;
    let event = Event::new(
        who.id.as_str(),
        Action::AttachmentDownloaded,
        referral.id.as_str(),
    )
    .with("attachment", &file.id)
    .with("scan", file.scan.code());
    let tx = keyholder.store.begin().await?;
    tx.commit(now, &[event]).await?;
    Ok((header, reader.into_stream().boxed()))
}
