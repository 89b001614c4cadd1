//! A message's own bytes, at hand or out of its sealed file, and the tag of what its sender wrote.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use super::super::{
    JourneyError, Keyholder,
    rooms::{Taken, message_bytes},
};
use crate::{credentials::mark, mail::ReadMessage};

/// The message's bytes.
pub(super) async fn bytes<'a>(
    keyholder: &Keyholder,
    taken: &'a Taken,
) -> Result<Cow<'a, [u8]>, JourneyError> {
    match &taken.raw {
        Some(raw) => Ok(Cow::Borrowed(raw)),
        None => Ok(Cow::Owned(message_bytes(keyholder, &taken.message).await?)),
    }
}

/// The keyed tags that a message is known by again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tags {
    /// Of its content; none for one that is not whole.
    pub(super) content: Option<[u8; 32]>,
    /// Of its Message-ID alone, which is copied, reused and forged; none when it has none.
    pub(super) id: Option<[u8; 32]>,
}

impl Tags {
    /// The tags of a message that was read.
    pub(super) fn of(keyholder: &Keyholder, read: &ReadMessage, raw: &[u8]) -> Self {
        let [message_id, ..] = &read.head.identity;
        let id = mark(&keyholder.tag_key, "mail-id", &[message_id]);
        Self {
            content: Some(content_tag(keyholder, read, raw)),
            id: id.try_into().ok().filter(|_| !message_id.is_empty()),
        }
    }
}

/// The keyed tag of a message's content: what its sender wrote, whatever the servers on the way added. The same message from two
/// mailboxes has the same tag; another message with the same Message-ID has not. One whose head does not say which message it is, is the
/// same as another only where every byte is.
fn content_tag(keyholder: &Keyholder, read: &ReadMessage, raw: &[u8]) -> [u8; 32] {
    let [message_id, from, date, subject] = &read.head.identity;
    let says_which = !message_id.is_empty() || !date.is_empty();
    let from_here = if says_which { read.body_at } else { 0 };
    let from_here = usize::try_from(from_here).unwrap_or(usize::MAX);
    let mut digest = Sha256::new();
    let body = raw.get(from_here..).unwrap_or_default();
    // Line ends differ with the door that a message came by.
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if let Some(line) = line.strip_suffix(b"\r\n") {
            digest.update(line);
            digest.update(b"\n");
        } else {
            digest.update(line);
        }
    }
    let body = digest.finalize();
    let parts = [message_id, from, date, subject].map(Vec::as_slice);
    let parts: Vec<&[u8]> = parts.into_iter().chain([body.as_slice()]).collect();
    let tag = mark(&keyholder.tag_key, "mail", &parts);
    tag.try_into().unwrap_or_default()
}
