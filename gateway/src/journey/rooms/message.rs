//! Opening a message: its own bytes out of its sealed file, which is believed only when our node signed for exactly it, and what was
//! read in it.

use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use super::{JourneyError, Keyholder};
use crate::{
    config::TrustSection,
    mail::{ReadMessage, TrustRule},
    referral::MailMessage,
    seal::{
        Label, Manifest, Purpose, ReferralIdentity, SealError, Sealed, SignedManifest, hex,
        sha256_hex,
    },
};

/// The bytes of a message's sealed file.
pub(in super::super) async fn message_bytes(
    keyholder: &Keyholder,
    message: &MailMessage,
) -> Result<Vec<u8>, JourneyError> {
    verify(keyholder, message)?;
    let mut sealed = Vec::new();
    let mut file = keyholder.blobs.open(message.blob.as_str()).await?;
    file.read_to_end(&mut sealed)
        .await
        .map_err(|error| JourneyError::Blob(error.into()))?;
    if Sha256::digest(&sealed).as_slice() != message.sha256 {
        return Err(JourneyError::Inconsistent("a message's sealed file"));
    }
    let identity = message_key(keyholder, message)?;
    let opened = tokio::task::spawn_blocking(move || identity.open_file(&sealed))
        .await
        .map_err(|_| SealError::Unreadable)??;
    Ok(opened.to_vec())
}

/// Looks at the sender of a message that was just read, when nobody before us did. What it was when it was sorted stays, as long as
/// that is kept: keys of senders change.
pub(in super::super) async fn look_at_sender(
    keyholder: &Keyholder,
    message: &MailMessage,
    raw: &[u8],
    read: &mut ReadMessage,
) -> Result<(), JourneyError> {
    read.checked = match &keyholder.sender_check {
        Some(check) if message.whole => match open_reading(keyholder, message)? {
            Some(kept) => kept.checked,
            None => check.look(raw).await,
        },
        _ => String::new(),
    };
    Ok(())
}

/// What was read in a message when it was sorted; none when that is not kept.
pub(in super::super) fn open_reading(
    keyholder: &Keyholder,
    message: &MailMessage,
) -> Result<Option<ReadMessage>, JourneyError> {
    let Some(sealed) = &message.reading else {
        return Ok(None);
    };
    let label = Label::of(Purpose::Reading, message.id.as_str(), message.id.as_str());
    let sealed: Sealed<ReadMessage> = Sealed::from_stored(sealed.clone());
    Ok(Some(
        message_key(keyholder, message)?.open(&sealed, &label)?,
    ))
}

/// Whose word on a sender counts, by the settings.
pub(in super::super) fn trust_rule(settings: &TrustSection) -> TrustRule {
    match &settings.authserv_id {
        Some(id) => TrustRule::AuthservId(id.clone()),
        None if settings.exchange_online => TrustRule::ExchangeOnline,
        None if settings.here => TrustRule::Here,
        None => TrustRule::Nobody,
    }
}

fn message_key(
    keyholder: &Keyholder,
    message: &MailMessage,
) -> Result<ReferralIdentity, JourneyError> {
    Ok(keyholder
        .opener
        .unwrap_referral(&message.wrap, message.id.as_str(), &message.recipient)?)
}

/// Whether our node signed for this row: its key and its sealed file.
fn verify(keyholder: &Keyholder, message: &MailMessage) -> Result<Manifest, JourneyError> {
    let manifest = keyholder.verifier.verify(&SignedManifest {
        bytes: message.manifest.clone(),
        signature: message.signature.clone(),
        node: message.node.clone(),
    })?;
    let fits = manifest.channel == "mailbox"
        && manifest.submission == 0
        && manifest.referral == message.id.as_str()
        && manifest.recipient == message.recipient
        && manifest.wrap_sha256 == Some(sha256_hex(&message.wrap))
        && manifest.lists(
            message.blob.as_str(),
            Purpose::Blob,
            &hex(&message.sha256),
            message.length,
        );
    if fits {
        Ok(manifest)
    } else {
        Err(JourneyError::Inconsistent("a message's manifest"))
    }
}
