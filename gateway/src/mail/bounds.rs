//! How much a message that was read may hold. The child keeps to these limits and the gateway checks them again: what crosses the
//! pipe is believed no further than its shape. Must never repair anything.

use super::read::{Head, Mailbox, ReadMessage, ReturnPath};
use super::signs::Report;

/// Bytes of text, at most.
pub const TEXT: usize = 256 * 1024;
/// People in one list of a head.
pub const PEOPLE: usize = 500;
/// Message-IDs that a message answers.
pub const ANSWERS: usize = 100;
/// `Authentication-Results` lines.
pub const RESULTS: usize = 20;
/// Bytes of one such line.
pub const RESULT_BYTES: usize = 8 * 1024;
/// Bytes of a subject.
pub const SUBJECT: usize = 2048;
/// Bytes of a name, of a person or a part.
pub const NAME: usize = 512;
/// Bytes of an address.
pub const ADDRESS: usize = 512;
/// Bytes of a Message-ID; a longer one is none.
pub const MESSAGE_ID: usize = 1024;
/// Bytes of a part's path.
pub const PATH: usize = 200;
/// Bytes of each head that goes into the tag of the content.
pub const IDENTITY: usize = 64 * 1024;
/// Parts that are listed.
pub const PARTS: usize = 1000;
/// Messages inside.
pub const INNER: usize = 100;
/// Forms in one message.
pub const FORMS: usize = 20;
/// Outcomes that one report tells.
pub const BOUNCES: usize = 50;

impl ReadMessage {
    /// Whether it keeps to the limits and its lines are lines, for a message of `length` bytes whose body begins at `body_at`.
    pub fn is_sound(&self, length: u64, body_at: u64) -> bool {
        self.body_at == body_at
            && self.body_at <= length
            && self.checked.is_empty()
            && self.head.is_sound()
            && self.text.words.len() <= TEXT
            && self.parts_are_sound()
            && self.inner_is_sound()
            && self.signs_are_sound()
            && self.forms.len() <= FORMS
            && self.forms.iter().all(|form| {
                is_line(&form.path, PATH)
                    && (form.path == "text"
                        || self.part(&form.path).is_some()
                        || self.inner.iter().any(|inner| inner.path == form.path))
            })
    }

    fn parts_are_sound(&self) -> bool {
        self.parts.len() <= PARTS
            && self.parts.iter().all(|part| {
                is_line(&part.path, PATH)
                    && is_line(&part.name, NAME)
                    && is_line(&part.kind, NAME)
                    && part
                        .other_name
                        .as_ref()
                        .is_none_or(|name| is_line(name, NAME))
            })
    }

    fn inner_is_sound(&self) -> bool {
        self.inner.len() <= INNER
            && self.inner.iter().all(|inner| {
                is_line(&inner.path, PATH)
                    && is_line(&inner.subject, SUBJECT)
                    && people(&inner.from)
            })
    }

    fn signs_are_sound(&self) -> bool {
        let bounces = match &self.signs.report {
            Some(Report::Delivery(bounces)) => bounces.as_slice(),
            _ => &[],
        };
        bounces.len() <= BOUNCES
            && bounces.iter().all(|bounce| {
                bounce.message_ids.len() <= ANSWERS
                    && bounce.recipients.len() <= PEOPLE
                    && bounce.message_ids.iter().all(|id| is_line(id, MESSAGE_ID))
                    && bounce.recipients.iter().all(|who| is_line(who, ADDRESS))
                    && bounce.status.as_ref().is_none_or(|it| is_line(it, NAME))
            })
            && self
                .signs
                .own_mark
                .as_ref()
                .is_none_or(|mark| is_line(mark, NAME))
    }
}

impl Head {
    fn is_sound(&self) -> bool {
        [&self.from, &self.reply_to, &self.to, &self.cc]
            .into_iter()
            .all(|list| people(list))
            && self.sender.as_ref().is_none_or(person)
            && is_line(&self.subject, SUBJECT)
            && self
                .message_id
                .as_ref()
                .is_none_or(|id| is_line(id, MESSAGE_ID))
            && self.answers.len() <= ANSWERS
            && self.answers.iter().all(|id| is_line(id, MESSAGE_ID))
            && self.authentication_results.len() <= RESULTS
            && self
                .authentication_results
                .iter()
                .all(|line| is_line(line, RESULT_BYTES))
            && self.identity.iter().all(|bytes| bytes.len() <= IDENTITY)
            && match &self.return_path {
                ReturnPath::Address(address) => is_line(address, ADDRESS),
                ReturnPath::Absent | ReturnPath::Null => true,
            }
    }
}

fn people(list: &[Mailbox]) -> bool {
    list.len() <= PEOPLE && list.iter().all(person)
}

fn person(mailbox: &Mailbox) -> bool {
    is_line(&mailbox.name, NAME) && is_line(&mailbox.address, ADDRESS)
}

/// Whether it is one line of at most so many bytes, without anything that hides or turns words.
fn is_line(text: &str, most: usize) -> bool {
    text.len() <= most && !text.chars().any(hides)
}

/// Whether a character moves, hides or turns what stands around it: controls, line ends, direction, no width.
pub fn hides(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::read::Part;

    #[test]
    fn what_is_too_much_or_not_a_line_is_not_believed() {
        let good = ReadMessage::default();
        assert!(good.is_sound(0, 0));
        assert!(!good.is_sound(10, 5));
        let mut turned = good.clone();
        turned.head.subject = "a\u{202e}b".to_owned();
        assert!(!turned.is_sound(0, 0));
        let mut long = good.clone();
        long.text.words = "a".repeat(TEXT + 1);
        assert!(!long.is_sound(0, 0));
        let mut crowded = good;
        crowded.parts = vec![Part::default(); PARTS + 1];
        assert!(!crowded.is_sound(0, 0));
    }
}
