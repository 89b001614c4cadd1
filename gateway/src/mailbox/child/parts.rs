//! The tree of a message laid flat: its words, its parts with their paths, and the messages inside it. Follows only what the parser
//! found; bounded in depth and number.

use std::{borrow::Cow, collections::BTreeSet};

use jiff::Timestamp;
use mail_parser::{
    ContentType, Encoding, Message, MessageParser, MessagePart, MimeHeaders as _, PartType,
};

use super::{
    headers::{Lines, Notes, head, is_message_head},
    kinds::{Sort, ending, marks, sort},
    lines::plain_line,
    mend::{mend, names},
    signs::Kind,
    text::Words,
    tree::{Place, Source, below, bodies, body_ids, kind, pieces},
};
use crate::mail::{Forwarded, Head, Inner, Mark, Oddity, Part, bounds};

/// Multiparts within each other, at most.
const DEEPEST: usize = 10;
/// Messages within each other, at most.
const MESSAGES_DEEP: usize = 3;

/// A part and its bytes.
#[derive(Debug)]
pub(super) struct Item<'raw> {
    /// What is told of it.
    pub(super) part: Part,
    /// Its bytes, decoded.
    pub(super) bytes: Cow<'raw, [u8]>,
    /// The message inside that it belongs to.
    pub(super) inside: Option<String>,
    /// It was itself taken out of a container.
    pub(super) unpacked: bool,
}

/// The words of one message, and whose they are.
#[derive(Debug)]
pub(super) struct Letter {
    /// The message inside; none for the outer one.
    pub(super) inside: Option<String>,
    /// Its words.
    pub(super) words: Words,
    /// What it is about.
    pub(super) subject: String,
}

/// Everything that was found so far.
#[derive(Debug, Default)]
pub(super) struct Found<'raw> {
    /// Parts, in order.
    pub(super) items: Vec<Item<'raw>>,
    /// Texts: the outer message's first.
    pub(super) letters: Vec<Letter>,
    /// Messages inside.
    pub(super) inner: Vec<Inner>,
    /// What is odd.
    pub(super) notes: Notes,
}

impl<'raw> Found<'raw> {
    /// Lays a message flat; its head.
    pub(super) fn message(
        &mut self,
        mut message: Message<'raw>,
        source: Source<'_, 'raw>,
        place: &Place,
    ) -> (Head, Kind) {
        mend(&mut message, source);
        let root = message.parts.first();
        let empty = Vec::new();
        let headers = root.map_or(&empty, |root| &root.headers);
        let lines = Lines::new(headers, source.bytes());
        let mut notes = Notes::default();
        let read = head(&lines, &mut notes);
        // What is missing in the head of a message inside is not odd: it is what was kept of it.
        if place.inside.is_none() {
            self.notes.0.append(&mut notes.0);
        }
        let kind = root
            .map(|root| kind(root.content_type()))
            .unwrap_or_default();
        self.letter(&message, place, &read.subject);
        let order = self.order(&message, place);
        let words = body_ids(&message);
        for (id, path) in order {
            let Some(part) = message.parts.get_mut(id) else {
                continue;
            };
            let part = std::mem::take(part);
            self.truncated(&part, source);
            let is_text = matches!(part.body, PartType::Text(_) | PartType::Html(_));
            if !is_text || !words.contains(&id) {
                self.part(part, path, source, place);
            }
        }
        (read, kind)
    }

    /// The ids of its leaves and messages, in order, with their paths.
    fn order(&mut self, message: &Message<'_>, place: &Place) -> Vec<(usize, String)> {
        let mut order = Vec::new();
        let mut open = vec![(0_usize, String::new(), 0_usize)];
        let mut steps = 0;
        while let Some((id, path, depth)) = open.pop() {
            steps += 1;
            let Some(part) = message.parts.get(id) else {
                continue;
            };
            if steps > 4 * bounds::PARTS {
                self.notes.note(Oddity::TooManyParts, true);
                break;
            }
            let PartType::Multipart(children) = &part.body else {
                order.push((id, place.path(&path)));
                continue;
            };
            if depth >= DEEPEST {
                self.notes.note(Oddity::TooDeep, true);
                continue;
            }
            open.extend(below(children, id, &path).map(|(id, path)| (id, path, depth + 1)));
        }
        order
    }

    fn letter(&mut self, message: &Message<'_>, place: &Place, subject: &str) {
        let [plain, other] = bodies(message).map(|ids| pieces(message, &ids));
        let words = Words::new(&plain, &other, &mut self.notes);
        self.letters.push(Letter {
            inside: place.inside.clone(),
            words,
            subject: subject.to_owned(),
        });
    }

    fn part(
        &mut self,
        part: MessagePart<'raw>,
        path: String,
        source: Source<'_, 'raw>,
        place: &Place,
    ) {
        if self.items.len() >= bounds::PARTS || path.len() > bounds::PATH {
            self.notes.note(Oddity::TooManyParts, true);
            return;
        }
        let described = self.describe(&part, path, source);
        self.notes
            .note(Oddity::Partial, described.kind == "message/partial");
        self.notes
            .note(Oddity::External, described.kind == "message/external-body");
        let slice = source.slice(&part);
        let encoded = part.encoding != Encoding::None;
        let bytes = match part.body {
            PartType::Text(text) | PartType::Html(text) => bytes_of(text),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
            PartType::Multipart(_) => return,
            PartType::Message(inner) => {
                return self.inside(inner, (described, encoded, slice), source, place);
            }
        };
        self.push(described, bytes, place);
    }

    /// A message inside: its own part, and then everything in it.
    fn inside(
        &mut self,
        mut inner: Message<'raw>,
        (mut part, encoded, slice): (Part, bool, Cow<'raw, [u8]>),
        source: Source<'_, 'raw>,
        place: &Place,
    ) {
        "message/rfc822".clone_into(&mut part.kind);
        let raw = std::mem::take(&mut inner.raw_message);
        let deep = place.depth >= MESSAGES_DEEP;
        part.marks.insert(if deep {
            Mark::NotUnpacked
        } else {
            Mark::Container
        });
        self.notes.note(Oddity::TooDeep, deep);
        let path = part.path.clone();
        // Its bytes come after its parts, which may stand in them.
        let at = self.items.len();
        self.push(part, slice, place);
        if !deep {
            let within = place.of_message(&path);
            if encoded {
                self.told(inner, Source::passing(&raw), (&path, &within));
            } else {
                self.told(inner, source, (&path, &within));
            }
        }
        if encoded && let Some(item) = self.items.get_mut(at) {
            item.part.bytes = length(&raw);
            item.bytes = raw;
        }
    }

    fn told(
        &mut self,
        inner: Message<'raw>,
        source: Source<'_, 'raw>,
        (path, place): (&str, &Place),
    ) {
        let at = self.inner.len();
        let (head, _) = self.message(inner, source, place);
        let told = (head.from, head.subject, head.date);
        self.add_inner(path, told, Forwarded::Attached);
        // The outer one comes first.
        if let Some(list) = self.inner.get_mut(at..) {
            list.rotate_right(1);
        }
    }

    /// Notes a message inside.
    pub(super) fn add_inner(
        &mut self,
        path: &str,
        (from, subject, date): (Vec<crate::mail::Mailbox>, String, Option<Timestamp>),
        how: Forwarded,
    ) {
        if self.inner.len() < bounds::INNER {
            self.inner.push(Inner {
                path: path.to_owned(),
                from,
                subject,
                date,
                how,
            });
        }
    }

    /// A message that is the bytes of a part: one that does not say it is a message.
    pub(super) fn message_in(&mut self, bytes: &[u8], path: &str) -> bool {
        let Some(message) = MessageParser::default().parse(bytes) else {
            return false;
        };
        if !message
            .parts
            .first()
            .is_some_and(|root| is_message_head(&root.headers))
        {
            return false;
        }
        let place = Place {
            unpacked: true,
            ..Place::default().of_message(path)
        };
        let owned = Message {
            html_body: message.html_body,
            text_body: message.text_body,
            attachments: message.attachments,
            parts: message
                .parts
                .into_iter()
                .map(MessagePart::into_owned)
                .collect(),
            raw_message: Cow::Borrowed(&[]),
        };
        self.told(owned, Source::passing(bytes), (path, &place));
        true
    }

    fn push(&mut self, mut part: Part, bytes: Cow<'raw, [u8]>, place: &Place) {
        part.bytes = length(&bytes);
        let other = part.other_name.clone().unwrap_or_default();
        part.marks
            .extend(marks([&part.name, &other], &part.kind, &bytes));
        self.items.push(Item {
            part,
            bytes,
            inside: place.inside.clone(),
            unpacked: place.unpacked,
        });
    }

    /// Adds what was taken out of a container, in its place.
    pub(super) fn unpacked(
        &mut self,
        name: &str,
        kind: &str,
        bytes: Vec<u8>,
        place: (&Place, usize),
    ) {
        let (place, number) = place;
        if self.items.len() >= bounds::PARTS {
            self.notes.note(Oddity::TooManyParts, true);
            return;
        }
        let part = Part {
            path: format!("{}{number}", place.prefix),
            name: self.notes.line(name, bounds::NAME),
            kind: plain_line(kind, bounds::NAME),
            ..Part::default()
        };
        self.push(part, Cow::Owned(bytes), place);
    }

    fn describe(&mut self, part: &MessagePart<'_>, path: String, source: Source<'_, 'raw>) -> Part {
        let (name, other) = names(part, source);
        let mut marks = BTreeSet::new();
        // One that no text can refer to was sent for itself: a photographed page, perhaps.
        let attached = part
            .content_disposition()
            .is_some_and(ContentType::is_attachment);
        let picture = part.content_id().is_some() && !attached;
        let kind = kind(part.content_type()).name;
        if picture && kind.starts_with("image/") {
            marks.insert(Mark::InlinePicture);
        }
        if part.is_encoding_problem {
            marks.insert(Mark::Truncated);
            self.notes.note(Oddity::Truncated, true);
        }
        Part {
            path,
            name: self.notes.line(&name, bounds::NAME),
            other_name: other.map(|other| self.notes.line(&other, bounds::NAME)),
            kind: if kind.is_empty() {
                "text/plain".to_owned()
            } else {
                kind
            },
            bytes: 0,
            marks,
        }
    }

    /// Notes what is wrong with how a part is written.
    fn truncated(&mut self, part: &MessagePart<'_>, source: Source<'_, 'raw>) {
        let encoding = part.content_transfer_encoding().unwrap_or_default();
        let known = ["", "7bit", "8bit", "binary", "base64", "quoted-printable"];
        let unknown = !known
            .iter()
            .any(|known| encoding.trim().eq_ignore_ascii_case(known));
        self.notes.note(Oddity::TransferEncoding, unknown);
        self.notes.note(Oddity::Encoding, part.is_encoding_problem);
        // Base64 comes in fours; what is over was cut off.
        if part.encoding == Encoding::Base64 {
            let letters = source.slice(part);
            let letters = letters
                .iter()
                .filter(|byte| !byte.is_ascii_whitespace())
                .count();
            self.notes.note(Oddity::Truncated, letters % 4 == 1);
        }
    }
}

/// Whether a part that does not say so is a message.
pub(super) fn seems_message(item: &Item<'_>) -> bool {
    let named = ending(&item.part.name) == "eml" || item.part.kind == "message/rfc822";
    named && sort(&item.bytes) == Sort::Other && !item.part.marks.contains(&Mark::Container)
}

fn bytes_of(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
