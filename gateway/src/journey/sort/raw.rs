//! A message's own bytes: at hand, or out of its sealed file, which is believed only when our node signed for exactly it.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use super::super::{JourneyError, Keyholder, rooms::Taken};
use crate::{
    credentials::mark,
    mail::ReadMessage,
    referral::MailMessage,
    seal::{Manifest, Purpose, SealError, SignedManifest, hex, sha256_hex},
};

/// The message's bytes.
pub(super) async fn bytes<'a>(
    keyholder: &Keyholder,
    taken: &'a Taken,
) -> Result<Cow<'a, [u8]>, JourneyError> {
    if let Some(raw) = &taken.raw {
        return Ok(Cow::Borrowed(raw));
    }
    let message = &taken.message;
    verify(keyholder, message)?;
    let mut sealed = Vec::new();
    let mut file = keyholder.blobs.open(message.blob.as_str()).await?;
    file.read_to_end(&mut sealed)
        .await
        .map_err(|error| JourneyError::Blob(error.into()))?;
    if Sha256::digest(&sealed).as_slice() != message.sha256 {
        return Err(JourneyError::Inconsistent("a message's sealed file"));
    }
    let identity =
        keyholder
            .opener
            .unwrap_referral(&message.wrap, message.id.as_str(), &message.recipient)?;
    let opened = tokio::task::spawn_blocking(move || identity.open_file(&sealed))
        .await
        .map_err(|_| SealError::Unreadable)??;
    Ok(Cow::Owned(opened.to_vec()))
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

/// The keyed tag of a message's content: what its sender wrote, whatever the servers on the way added. The same message from two
/// mailboxes has the same tag; another message with the same Message-ID has not.
pub(super) fn content_tag(keyholder: &Keyholder, read: &ReadMessage, raw: &[u8]) -> [u8; 32] {
    let body_at = usize::try_from(read.body_at).unwrap_or(usize::MAX);
    let mut digest = Sha256::new();
    let mut pieces = raw.get(body_at..).unwrap_or_default();
    // Line ends differ with the door that a message came by.
    while let Some(at) = pieces.windows(2).position(|pair| pair == b"\r\n") {
        digest.update(pieces.get(..at).unwrap_or_default());
        digest.update(b"\n");
        pieces = pieces.get(at + 2..).unwrap_or_default();
    }
    digest.update(pieces);
    let body = digest.finalize();
    let [message_id, from, date, subject] = &read.head.identity;
    let parts = [message_id, from, date, subject].map(Vec::as_slice);
    let parts: Vec<&[u8]> = parts.into_iter().chain([body.as_slice()]).collect();
    let tag = mark(&keyholder.tag_key, "mail", &parts);
    tag.try_into().unwrap_or_default()
}
