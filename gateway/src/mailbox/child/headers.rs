//! A message's head: who, when, what about, which letters it answers. Every value is one safe line; nothing is corrected.

use std::collections::BTreeSet;

use jiff::Timestamp;
use mail_parser::{Addr, Address, Header, HeaderName, HeaderValue};

use super::lines::{line, message_ids, plain_line};
use crate::mail::{Head, Mailbox, Oddity, ReturnPath, bounds, bounds::hides};

/// The lines of a head, and the bytes that they stand in.
#[derive(Clone, Copy)]
pub(super) struct Lines<'head> {
    headers: &'head [Header<'head>],
    raw: &'head [u8],
}

impl<'head> Lines<'head> {
    /// The lines of a parsed head.
    pub(super) fn new(headers: &'head [Header<'head>], raw: &'head [u8]) -> Self {
        Self { headers, raw }
    }

    /// The lines of one name, topmost first.
    fn named<'name>(&self, name: &'name str) -> impl Iterator<Item = &'head Header<'head>> + 'name
    where
        'head: 'name,
    {
        self.headers
            .iter()
            .filter(move |header| header.name.as_str().eq_ignore_ascii_case(name))
    }

    /// Whether there is a line of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.named(name).next().is_some()
    }

    /// A line's value as it stands, unfolded.
    fn value(&self, header: &Header<'_>) -> Vec<u8> {
        let [start, end] = [header.offset_start, header.offset_end]
            .map(|offset| usize::try_from(offset).unwrap_or(usize::MAX));
        let bytes = self.raw.get(start..end).unwrap_or_default();
        let unfolded = bytes.iter().filter(|byte| !matches!(byte, b'\r' | b'\n'));
        let unfolded: Vec<u8> = unfolded.copied().collect();
        unfolded.trim_ascii().to_vec()
    }

    /// The values of a name as lossy text, topmost first.
    pub(super) fn texts<'name>(&self, name: &'name str) -> impl Iterator<Item = String> + 'name
    where
        'head: 'name,
    {
        let lines = *self;
        self.named(name)
            .map(move |header| String::from_utf8_lossy(&lines.value(header)).into_owned())
    }

    /// The topmost value of a name.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.texts(name).next()
    }

    /// The bytes of the topmost value of a name.
    fn bytes(&self, name: &str) -> Vec<u8> {
        let mut bytes = self
            .named(name)
            .next()
            .map_or_else(Vec::new, |header| self.value(header));
        bytes.truncate(bounds::IDENTITY);
        bytes
    }

    fn people(&self, name: &str, notes: &mut Notes) -> Vec<Mailbox> {
        let mut people = Vec::new();
        for header in self.named(name) {
            let before = people.len();
            if let HeaderValue::Address(address) = &header.value {
                list(address, &mut people, notes);
            }
            // What no parser understands is shown as it stands, as a name.
            let value = self.value(header);
            if people.len() == before && !value.is_empty() && people.len() < bounds::PEOPLE {
                people.push(Mailbox {
                    name: notes.line(&String::from_utf8_lossy(&value), bounds::NAME),
                    address: String::new(),
                });
            }
        }
        people
    }
}

/// What is odd about what was read so far.
#[derive(Debug, Default)]
pub(super) struct Notes(pub(super) BTreeSet<Oddity>);

impl Notes {
    /// One safe line; that something in it hid is noted.
    pub(super) fn line(&mut self, text: &str, most: usize) -> String {
        let (line, hidden) = line(text, most);
        if hidden {
            self.0.insert(Oddity::HiddenCharacters);
        }
        if line.contains(char::REPLACEMENT_CHARACTER) {
            self.0.insert(Oddity::Encoding);
        }
        line
    }

    /// Notes an oddity when there is one.
    pub(super) fn note(&mut self, oddity: Oddity, is: bool) {
        if is {
            self.0.insert(oddity);
        }
    }
}

/// Reads a head.
pub(super) fn head(lines: &Lines<'_>, notes: &mut Notes) -> Head {
    odd(lines, notes);
    let answered: Vec<String> = ["In-Reply-To", "References"]
        .iter()
        .flat_map(|name| lines.texts(name))
        .collect();
    let from = lines.people("From", notes);
    let nobody = from.iter().all(|from| from.address.is_empty());
    notes.note(Oddity::NoFrom, nobody);
    notes.note(Oddity::SeveralFrom, from.len() > 1);
    notes.note(Oddity::NameIsAddress, from.iter().any(names_another));
    let date = date(lines);
    notes.note(Oddity::NoDate, date.is_none());
    let message_id = message_id(lines, notes);
    notes.note(Oddity::NoMessageId, message_id.is_none());
    let results = lines.texts("Authentication-Results");
    let results = results.take(bounds::RESULTS);
    Head {
        from,
        sender: lines.people("Sender", notes).into_iter().next(),
        reply_to: lines.people("Reply-To", notes),
        to: lines.people("To", notes),
        cc: lines.people("Cc", notes),
        subject: subject(lines, notes),
        date,
        message_id,
        answers: message_ids(&answered.join(" "), bounds::ANSWERS),
        return_path: return_path(lines),
        authentication_results: results
            .map(|text| plain_line(&text, bounds::RESULT_BYTES))
            .collect(),
        hops: u32::try_from(lines.named("Received").count()).unwrap_or(u32::MAX),
        identity: ["Message-ID", "From", "Date", "Subject"].map(|name| lines.bytes(name)),
    }
}

fn odd(lines: &Lines<'_>, notes: &mut Notes) {
    const ONCE: [&str; 10] = [
        "From",
        "To",
        "Cc",
        "Subject",
        "Date",
        "Message-ID",
        "Sender",
        "Content-Type",
        "Content-Disposition",
        "Content-Transfer-Encoding",
    ];
    let twice = ONCE.iter().any(|name| lines.named(name).nth(1).is_some());
    notes.note(Oddity::DoubleHeader, twice);
    let values = lines.headers.iter().map(|header| lines.value(header));
    let mut eight_bit = values.filter(|value| !value.is_ascii() || value.contains(&0));
    notes.note(Oddity::EightBitHead, eight_bit.next().is_some());
}

fn subject(lines: &Lines<'_>, notes: &mut Notes) -> String {
    let parsed = lines
        .named("Subject")
        .find_map(|header| match &header.value {
            HeaderValue::Text(text) => Some(text.to_string()),
            HeaderValue::TextList(texts) => Some(texts.join(" ")),
            _ => None,
        });
    notes.line(&parsed.unwrap_or_default(), bounds::SUBJECT)
}

fn date(lines: &Lines<'_>) -> Option<Timestamp> {
    lines.named("Date").find_map(|header| match &header.value {
        HeaderValue::DateTime(date) if date.is_valid() => {
            Timestamp::from_second(date.to_timestamp()).ok()
        }
        _ => None,
    })
}

fn message_id(lines: &Lines<'_>, notes: &mut Notes) -> Option<String> {
    let text = lines.text("Message-ID")?;
    if let Some(id) = message_ids(&text, 1).pop() {
        return Some(id);
    }
    let id = notes.line(&text, bounds::MESSAGE_ID + 1);
    (!id.is_empty() && id.len() <= bounds::MESSAGE_ID).then_some(id)
}

fn return_path(lines: &Lines<'_>) -> ReturnPath {
    let Some(text) = lines.text("Return-Path") else {
        return ReturnPath::Absent;
    };
    let inside = text
        .trim()
        .trim_start_matches('<')
        .trim_end_matches('>')
        .trim();
    match (inside.is_empty(), text.contains('<')) {
        (true, true) => ReturnPath::Null,
        (true, false) => ReturnPath::Absent,
        (false, _) => ReturnPath::Address(plain_line(inside, bounds::ADDRESS)),
    }
}

fn list(address: &Address<'_>, into: &mut Vec<Mailbox>, notes: &mut Notes) {
    let all: Vec<&Addr<'_>> = match address {
        Address::List(list) => list.iter().collect(),
        Address::Group(groups) => groups.iter().flat_map(|group| &group.addresses).collect(),
    };
    for one in all {
        if into.len() >= bounds::PEOPLE {
            notes.note(Oddity::TooManyPeople, true);
            return;
        }
        let mailbox = Mailbox {
            name: notes.line(one.name.as_deref().unwrap_or_default(), bounds::NAME),
            address: bare(one.address.as_deref().unwrap_or_default(), notes),
        };
        if !mailbox.name.is_empty() || !mailbox.address.is_empty() {
            into.push(mailbox);
        }
    }
}

/// An address without anything that is not of one. One that is too long to be one is none.
fn bare(address: &str, notes: &mut Notes) -> String {
    notes.note(Oddity::HiddenCharacters, address.chars().any(hides));
    let address: String = address
        .chars()
        .filter(|letter| !hides(*letter) && !letter.is_whitespace())
        .collect();
    if address.len() > bounds::ADDRESS {
        return String::new();
    }
    address
}

/// Whether the name beside an address is an address itself, and another.
fn names_another(mailbox: &Mailbox) -> bool {
    let other = mailbox
        .name
        .split(|letter: char| letter.is_whitespace() || "<>()\"',;".contains(letter))
        .find(|word| word.contains('@'));
    other.is_some_and(|other| !other.eq_ignore_ascii_case(&mailbox.address))
}

/// Whether a header is of a part's kind rather than of a message, for a part that has both.
pub(super) fn is_message_head(headers: &[Header<'_>]) -> bool {
    headers.iter().any(|header| {
        matches!(
            header.name,
            HeaderName::From | HeaderName::Subject | HeaderName::Date | HeaderName::To
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;

    fn read(raw: &str) -> (Head, BTreeSet<Oddity>) {
        let message = MessageParser::default().parse(raw).expect("a message");
        let mut notes = Notes::default();
        let root = message.parts.first().expect("a part");
        let head = head(&Lines::new(&root.headers, raw.as_bytes()), &mut notes);
        (head, notes.0)
    }

    #[test]
    fn a_head_is_read() {
        let (head, odd) = read(
            "Return-Path: <>\r\nReceived: x\r\nReceived: y\r\nAuthentication-Results: mx.test; dmarc=pass\r\n header.from=a.test\r\n\
             From: Sam Sample <sam@a.test>\r\nTo: a@b.test, \"C\" <c@d.test>\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n two\r\n\
             Date: Mon, 02 Nov 2026 09:01:00 +0100\r\nMessage-ID: <x@a.test>\r\nIn-Reply-To: <y@b.test>\r\n\
             References: <z@b.test>\r\n <y@b.test>\r\n\r\nbody",
        );
        assert_eq!(
            head.from.first().map(|from| from.address.as_str()),
            Some("sam@a.test")
        );
        assert_eq!(head.to.len(), 2);
        assert_eq!(head.subject, "café two");
        assert_eq!(head.message_id.as_deref(), Some("x@a.test"));
        assert_eq!(head.answers, ["y@b.test", "z@b.test"]);
        assert_eq!(head.return_path, ReturnPath::Null);
        assert_eq!(
            head.authentication_results,
            ["mx.test; dmarc=pass header.from=a.test"]
        );
        assert_eq!(head.hops, 2);
        assert_eq!(
            head.date.map(|date| date.to_string()).as_deref(),
            Some("2026-11-02T08:01:00Z")
        );
        assert_eq!(head.identity[0], b"<x@a.test>");
        assert!(odd.is_empty(), "{odd:?}");
    }

    #[test]
    fn what_is_odd_is_noted() {
        let (head, odd) = read(
            "From: \"head@hub.test\" <evil@x.test>\nFrom: b@c.test\nSubject: a\nSubject: =?utf-8?q?b=0D=0ABcc:_x?=\n\nbody",
        );
        assert_eq!(head.from.len(), 2);
        assert!(!head.subject.contains('\n'));
        for expected in [
            Oddity::DoubleHeader,
            Oddity::SeveralFrom,
            Oddity::NameIsAddress,
            Oddity::NoDate,
            Oddity::NoMessageId,
        ] {
            assert!(odd.contains(&expected), "{expected:?}");
        }
    }

    #[test]
    fn an_empty_return_path_without_brackets_is_none() {
        let (head, odd) = read("From:\nReturn-Path: \nSubject: a\n\nbody");
        assert_eq!(head.return_path, ReturnPath::Absent);
        assert!(head.from.is_empty() && odd.contains(&Oddity::NoFrom));
    }
}
