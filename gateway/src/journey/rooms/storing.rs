//! Sealing a submission as it is kept: its payload and its signed manifest, whichever way it came. Nothing here can open what it seals.

use jiff::Timestamp;

use super::JourneyError;
use crate::{
    blobs::Blobs,
    referral::{Attachment, Id, Payload, Reference, Referral, Sent, Stage},
    seal::{Item, Label, Manifest, Purpose, Sealed, Sealer, Signer, To, hex, sha256_hex},
};

/// What seals and signs.
#[derive(Clone, Copy)]
pub(in super::super) struct Seals<'a> {
    pub(in super::super) sealer: &'a Sealer,
    pub(in super::super) signer: &'a Signer,
    pub(in super::super) blobs: &'a Blobs,
}

/// The key of a referral, as the row that vouches for it has it.
#[derive(Clone, Copy)]
pub(in super::super) struct ReferralKey<'a> {
    pub(in super::super) id: &'a Id<Referral>,
    pub(in super::super) recipient: &'a str,
    pub(in super::super) wrap: &'a [u8],
}

/// One version of a submission with the rows of its files.
#[derive(Clone, Copy)]
pub(in super::super) struct Version<'a> {
    /// How it came: `web`, `mailbox`.
    pub(in super::super) channel: &'static str,
    pub(in super::super) submission: i32,
    pub(in super::super) sent: &'a Sent,
    pub(in super::super) files: &'a [Attachment],
}

/// Seals one version to the referral's key and signs for it. Refuses a list of files that does not fit the sealed files.
pub(in super::super) async fn seal_payload(
    seals: Seals<'_>,
    key: ReferralKey<'_>,
    version: Version<'_>,
    now: Timestamp,
) -> Result<Payload, JourneyError> {
    let item = version.submission.to_string();
    let label = Label::of(Purpose::Payload, key.id.as_str(), item.as_str());
    let sealed = seals
        .sealer
        .seal(To::Key(key.recipient), &label, now, version.sent)?;
    let mut items = vec![listed(&item, Purpose::Payload, &sealed)];
    for file in version.files {
        let mut named = version.sent.files.iter();
        if named.any(|listed| listed.id == file.id.as_str()) {
            if seals.blobs.length(file.id.as_str()).await? != file.length {
                return Err(JourneyError::Inconsistent("a sealed file"));
            }
            items.extend(file_items(file));
        }
    }
    let blobs = items.iter().filter(|item| item.purpose == Purpose::Blob);
    if blobs.count() != version.sent.files.len() {
        return Err(JourneyError::Inconsistent("a list of files"));
    }
    let manifest = Manifest {
        channel: version.channel.to_owned(),
        hand_out_sha256: None,
        items,
        node: seals.signer.node().to_owned(),
        received_at: now,
        recipient: key.recipient.to_owned(),
        referral: key.id.as_str().to_owned(),
        seq: u64::try_from(now.as_microsecond()).unwrap_or_default(),
        submission: u32::try_from(version.submission).unwrap_or_default(),
        v: Manifest::V,
        wrap_sha256: Some(sha256_hex(key.wrap)),
    };
    let signed = seals.signer.sign(&manifest)?;
    Ok(Payload {
        referral: key.id.clone(),
        submission: version.submission,
        sealed: sealed.into_bytes(),
        manifest: signed.bytes,
        signature: signed.signature,
        node: signed.node,
        admitted: false,
        made_at: now,
    })
}

/// The row of a referral that was just sent and waits for its manager.
pub(in super::super) fn new_referral(
    key: ReferralKey<'_>,
    reference: &Reference,
    form: &str,
    now: Timestamp,
) -> Referral {
    Referral {
        id: key.id.clone(),
        reference: reference.clone(),
        form: form.to_owned(),
        recipient: key.recipient.to_owned(),
        wrap: key.wrap.to_vec(),
        stage: Stage::AwaitingManager,
        version: 1,
        submission: 1,
        sent_at: now,
        received_at: None,
        stage_at: now,
        read_first: false,
        desk_line: None,
    }
}

fn listed<T>(item: &str, purpose: Purpose, sealed: &Sealed<T>) -> Item {
    Item {
        item: item.to_owned(),
        len: u64::try_from(sealed.bytes().len()).unwrap_or(u64::MAX),
        purpose,
        sha256: sealed.sha256(),
    }
}

/// What a manifest lists of a sealed file: its bytes and its header.
pub(in super::super) fn file_items(file: &Attachment) -> [Item; 2] {
    let header: Sealed<()> = Sealed::from_stored(file.header.clone());
    let blob = Item {
        item: file.id.as_str().to_owned(),
        len: file.length,
        purpose: Purpose::Blob,
        sha256: hex(&file.sha256),
    };
    [blob, listed(file.id.as_str(), Purpose::BlobHeader, &header)]
}
