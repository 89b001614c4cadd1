//! The letter as a message on the wire: multipart/alternative, the same bytes at every attempt but for the boundary. One recipient,
//! and headers that keep machines from answering it (RFC 3834).

use std::time::{Duration, SystemTime};

use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use super::{Phase, PostError, Why};
use crate::letters::Letter;

/// The header by which we know a letter of ours that comes back into the hub's mailbox.
const LOOP_MARK: &str = "X-Referral-Gateway";

/// A message with its two addresses.
pub(super) struct Outgoing {
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) bytes: Vec<u8>,
}

/// Builds the message.
pub(super) fn build(letter: &Letter) -> Result<Outgoing, PostError> {
    build_message(letter).ok_or(PostError::Never {
        why: Why {
            at: Phase::Message,
            reply: None,
        },
    })
}

fn build_message(letter: &Letter) -> Option<Outgoing> {
    let from: Address = letter.from_address().parse().ok()?;
    let to: Address = letter.to_address().parse().ok()?;
    let name = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    let header = |name: &'static str, value: String| {
        HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
    };
    let submitted = match letter.in_reply_to() {
        Some(_) => "auto-replied",
        None => "auto-generated",
    };
    let micros = u64::try_from(letter.made_at().as_microsecond()).ok()?;
    let mut message = Message::builder()
        .from(Mailbox::new(name(letter.from_name()), from.clone()))
        .to(Mailbox::new(name(letter.to_name()), to.clone()))
        .subject(letter.subject())
        .date(SystemTime::UNIX_EPOCH + Duration::from_micros(micros))
        .message_id(Some(letter.message_id().to_owned()))
        .raw_header(header("Auto-Submitted", submitted.to_owned()))
        .raw_header(header("X-Auto-Response-Suppress", "All".to_owned()))
        .raw_header(header(LOOP_MARK, letter.id().to_owned()));
    if let Some(answered) = letter.in_reply_to() {
        message = message
            .in_reply_to(answered.to_owned())
            .references(answered.to_owned());
    }
    let message = message
        .multipart(MultiPart::alternative_plain_html(
            letter.text().to_owned(),
            letter.html().to_owned(),
        ))
        .ok()?;
    Some(Outgoing {
        from,
        to,
        bytes: message.formatted(),
    })
}
