//! Where a sender's own words end and what they quote or forward begins. Finds; never decides whose words count.

use super::lines::plain_line;
use crate::mail::{Mailbox, bounds};

/// Lines of a quoted head that are looked at.
const HEAD: usize = 10;

/// A text in its two halves.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split<'text> {
    /// What the sender wrote above.
    pub(super) own: &'text str,
    /// What was forwarded, when it was.
    pub(super) forwarded: Option<Forwarded<'text>>,
}

/// A message forwarded within a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Forwarded<'text> {
    /// Who wrote it, as the quoted head says.
    pub(super) from: Vec<Mailbox>,
    /// What about.
    pub(super) subject: String,
    /// Its words, without the quoted head.
    pub(super) words: &'text str,
}

/// Splits a text; `subject` tells a forwarded message from a reply where the text does not.
pub(super) fn split<'text>(text: &'text str, subject: &str) -> Split<'text> {
    let mut at = 0;
    let forwards = is_forward(subject);
    for line in text.split_inclusive('\n') {
        let here = text.get(at..).unwrap_or_default();
        let edge = edge(line.trim(), here);
        if edge != Edge::None {
            let forwarded = (edge == Edge::Forward || (forwards && edge != Edge::Reply))
                .then(|| forwarded(here));
            return Split {
                own: text.get(..at).unwrap_or_default(),
                forwarded: forwarded.flatten(),
            };
        }
        at += line.len();
    }
    Split {
        own: text,
        forwarded: None,
    }
}

/// Whether a subject says that something is forwarded.
pub(super) fn is_forward(subject: &str) -> bool {
    let start = subject.trim_start().to_lowercase();
    ["fw:", "fwd:", "wg:", "[fwd"]
        .iter()
        .any(|sign| start.starts_with(sign))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    None,
    /// Certainly forwarded.
    Forward,
    /// Certainly an answer.
    Reply,
    /// A head follows; it may be either.
    Either,
}

fn edge(line: &str, here: &str) -> Edge {
    let words = line.trim_matches(['-', ' ', '*', '_', '>']).to_lowercase();
    let ruled = line.starts_with("--") || line.starts_with("__");
    if words == "begin forwarded message:"
        || (ruled && words.starts_with("forwarded message"))
        || (ruled && words == "forwarded by")
    {
        return Edge::Forward;
    }
    if ruled && words == "original message" {
        return Edge::Either;
    }
    let says_wrote = words.starts_with("on ") && says_wrote(here);
    if says_wrote {
        return Edge::Reply;
    }
    if key(line) == Some(Key::From) && heads(here) >= 3 {
        return Edge::Either;
    }
    Edge::None
}

/// "On … Sam wrote:", on one line or two.
fn says_wrote(here: &str) -> bool {
    here.lines()
        .take(2)
        .any(|line| line.len() < 300 && line.trim_end().ends_with("wrote:"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    From,
    Subject,
    Other,
}

/// The name of a line of a quoted head.
fn key(line: &str) -> Option<Key> {
    let (name, _) = bare(line).split_once(':')?;
    match name.trim_end_matches('*').to_lowercase().as_str() {
        "from" => Some(Key::From),
        "subject" => Some(Key::Subject),
        "sent" | "date" | "to" | "cc" | "reply-to" | "importance" => Some(Key::Other),
        _ => None,
    }
}

fn bare(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '*', '\t'])
}

/// How many lines of a head stand at the beginning.
fn heads(here: &str) -> usize {
    let lines = here.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.take(HEAD).filter(|line| key(line).is_some()).count()
}

fn forwarded(here: &str) -> Option<Forwarded<'_>> {
    let (mut from, mut subject) = (Vec::new(), String::new());
    let (mut at, mut end, mut seen) = (0, 0, 0);
    for line in here.split_inclusive('\n').take(2 * HEAD) {
        at += line.len();
        let Some(key) = key(line) else {
            // A blank line after the head is its end.
            if seen > 0 && line.trim().is_empty() {
                break;
            }
            continue;
        };
        (seen, end) = (seen + 1, at);
        let value = bare(line).split_once(':').map_or("", |(_, value)| value);
        let value = value.trim().trim_start_matches('*').trim();
        match key {
            Key::From if from.is_empty() => from.push(person(value)),
            Key::Subject if subject.is_empty() => subject = plain_line(value, bounds::SUBJECT),
            _ => {}
        }
    }
    (seen > 0).then(|| Forwarded {
        from,
        subject,
        words: here.get(end..).unwrap_or_default(),
    })
}

/// `Sam Sample <sam@a.test>`, `Sam Sample [mailto:sam@a.test]`, `sam@a.test`.
fn person(text: &str) -> Mailbox {
    let text = text.replace("[mailto:", "<").replace(']', ">");
    let (name, rest) = text.split_once('<').unwrap_or((text.as_str(), ""));
    let address = rest.split('>').next().unwrap_or_default();
    let (name, address) = if address.is_empty() && name.contains('@') {
        ("", name)
    } else {
        (name, address)
    };
    let address: String = plain_line(address, bounds::ADDRESS)
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    Mailbox {
        name: plain_line(name.trim().trim_matches('"'), bounds::NAME),
        address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarded_message_is_told_from_the_words_above() {
        let text = "Please see below.\n\n---------- Forwarded message ---------\nFrom: Sam Sample <sam@a.test>\n\
            Date: Mon, 2 Nov 2026\nSubject: Referral\nTo: <office@b.test>\n\nChild's first name: Max\n";
        let split = split(text, "Fwd: Referral");
        assert_eq!(split.own, "Please see below.\n\n");
        let inside = split.forwarded.expect("forwarded");
        assert_eq!(
            inside.from.first().map(|it| it.address.as_str()),
            Some("sam@a.test")
        );
        assert_eq!(inside.subject, "Referral");
        assert_eq!(inside.words.trim(), "Child's first name: Max");
    }

    #[test]
    fn a_head_within_the_text_is_forwarded_only_when_the_subject_says_so() {
        let text = "See below\n\nFrom: Sam <sam@a.test>\nSent: 02 November 2026\nTo: Office\nSubject: x\n\nwords";
        assert!(split(text, "FW: x").forwarded.is_some());
        let reply = split(text, "RE: x");
        assert_eq!((reply.own, reply.forwarded), ("See below\n\n", None));
    }

    #[test]
    fn what_is_quoted_in_a_reply_is_nobodys_own() {
        let text = "Thanks\n\nOn Mon, 2 Nov 2026 at 09:00, The hub <hub@hub.test>\nwrote:\n> ref 4K7P-9XQ2\n";
        assert_eq!(split(text, "Re: x").own, "Thanks\n\n");
    }

    #[test]
    fn a_form_in_the_text_is_not_taken_for_a_head() {
        let text = "Name of referrer: Asha\nEmail: a@b.test\nDate of birth: 1/1/2013\nTo: x\n";
        assert_eq!(split(text, "Referral").own, text);
    }
}
