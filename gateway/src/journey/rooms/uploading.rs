//! Taking a file in: streamed, sealed to a referral's key as it arrives, checked on the way. It is no blob before its commit, and nothing
//! here can open what it seals.

use std::fmt;

use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use intake_forms::attachment::{FileKind, FileProblem, HEAD_BYTES, sniff};
use jiff::Timestamp;

use super::{Intake, JourneyError, new_id};
use crate::{
    blobs::BlobWriter,
    referral::{Attachment, Id, Referral, ScanState, SentFile},
    seal::{BlobDigest, BlobHeader, Label, Purpose, SealError, SealingWriter, To, from_hex},
};

/// Why a file was not taken.
#[derive(Debug)]
pub enum AttachError {
    /// The person can put it right.
    Problem(FileProblem),
    /// We could not.
    Journey(JourneyError),
}

impl<E: Into<JourneyError>> From<E> for AttachError {
    fn from(error: E) -> Self {
        Self::Journey(error.into())
    }
}

/// A file that has arrived whole and is sealed, but is not kept yet.
pub(in super::super) struct Arrived {
    pub(in super::super) blob: BlobWriter,
    pub(in super::super) id: Id<Attachment>,
    pub(in super::super) header: BlobHeader,
    pub(in super::super) file: SentFile,
}

/// Takes one file in, sealed to `recipient`; `already` bytes of others count with it.
pub(in super::super) async fn receive_file<E: fmt::Debug>(
    intake: &Intake,
    to: (&str, u64),
    (name, kind): (&str, FileKind),
    bytes: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
) -> Result<Arrived, AttachError> {
    let id: Id<Attachment> = new_id()?;
    let (blob, digest) = seal_blob(intake, to, (name, kind), &id, bytes).await?;
    let file = SentFile {
        id: id.as_str().to_owned(),
        name: name.to_owned(),
        kind: kind.label().to_owned(),
        bytes: digest.pt_len,
    };
    let header = BlobHeader {
        name: name.to_owned(),
        kind: kind.media_type().to_owned(),
        digest,
    };
    Ok(Arrived {
        blob,
        id,
        header,
        file,
    })
}

/// Streams the bytes into a sealed file, checking kind and size on the way. It is no blob before its commit.
async fn seal_blob<E: fmt::Debug>(
    intake: &Intake,
    (recipient, already): (&str, u64),
    (name, kind): (&str, FileKind),
    id: &Id<Attachment>,
    mut bytes: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
) -> Result<(BlobWriter, BlobDigest), AttachError> {
    let mut writer = intake
        .sealer
        .blob_writer(recipient, intake.blobs.begin(id.as_str()).await?)?;
    let mut head = Vec::new();
    let mut is_sniffed = false;
    while let Some(piece) = next(&mut bytes, &mut writer).await? {
        let piece =
            piece.map_err(|_| AttachError::Problem(FileProblem::DidNotArrive(name.to_owned())))?;
        if !is_sniffed {
            let wanted = HEAD_BYTES.saturating_sub(head.len());
            head.extend(piece.iter().take(wanted));
            is_sniffed = head.len() >= HEAD_BYTES;
            if is_sniffed {
                sniff(name, kind, &head).map_err(AttachError::Problem)?;
                head = Vec::new();
            }
        }
        let length = writer.len() + u64::try_from(piece.len()).unwrap_or(u64::MAX);
        intake
            .policy
            .check_size(name, length, already)
            .map_err(AttachError::Problem)?;
        writer.write(piece).await.map_err(full)?;
    }
    if writer.is_empty() {
        return Err(AttachError::Problem(FileProblem::Empty(name.to_owned())));
    }
    if !is_sniffed {
        sniff(name, kind, &head).map_err(AttachError::Problem)?;
    }
    writer.finish().await.map_err(full)
}

/// The next piece. What arrived before it is sealed meanwhile, so that a stream that stands still leaves none of it in memory.
async fn next<T>(
    bytes: &mut (impl Stream<Item = T> + Send + Unpin),
    writer: &mut SealingWriter<BlobWriter>,
) -> Result<Option<T>, AttachError> {
    while writer.is_behind() {
        tokio::select! {
            biased;
            piece = bytes.next() => return Ok(piece),
            sealed = writer.catch_up() => sealed.map_err(full)?,
        }
    }
    Ok(bytes.next().await)
}

fn full(error: SealError) -> AttachError {
    AttachError::Journey(JourneyError::Seal(error))
}

/// The row of a file, its header sealed to the referral's key.
pub(in super::super) fn attachment_row(
    intake: &Intake,
    (referral, recipient): (&Id<Referral>, &str),
    id: &Id<Attachment>,
    header: &BlobHeader,
    now: Timestamp,
) -> Result<Attachment, JourneyError> {
    let label = Label::of(Purpose::BlobHeader, referral.as_str(), id.as_str());
    let sealed = intake
        .sealer
        .seal(To::Key(recipient), &label, now, header)?;
    let digest = from_hex(&header.digest.ct_sha256);
    Ok(Attachment {
        id: id.clone(),
        referral: referral.clone(),
        header: sealed.into_bytes(),
        sha256: digest.ok_or(JourneyError::Inconsistent("a digest"))?,
        length: header.digest.ct_len,
        scan: if intake.scans {
            ScanState::Waiting
        } else {
            ScanState::NotScanned
        },
        made_at: now,
    })
}
