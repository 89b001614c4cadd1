//! A message opened: everything that is told of it, and the bytes of its parts for as long as they may be asked for.

use mail_parser::MessageParser;

use super::{
    forms::Forms,
    headers::Lines,
    kinds::{Sort, sort},
    parts::{Found, Item, Letter},
    quoted,
    signs::{Kind, signs},
    text::{Piece, Words, append},
    tree::{Place, Source},
    unpack,
};
use crate::{
    mail::{Forwarded, FoundForm, Head, Mark, Oddity, ReadMessage, SafeText, Signs, bounds},
    mailbox::{
        frames::{FrameError, READ},
        prescan::prescan,
    },
};

/// Documents of one message that are read as forms.
const DOCUMENTS: usize = 40;
/// The path of what stands in a message's text.
const TEXT: &str = "text";

/// A message that was read, with its parts.
pub(super) struct Opened<'raw> {
    read: ReadMessage,
    items: Vec<Item<'raw>>,
}

impl<'raw> Opened<'raw> {
    /// Reads a message. Bytes without any head are a message that says nothing of itself.
    pub(super) fn read(raw: &'raw [u8], forms: &Forms) -> Self {
        let mut found = Found::default();
        let (head, told, journal) = take_apart(raw, &mut found);
        unpack::unpack(&mut found);
        let mut read = ReadMessage {
            head,
            body_at: u64::try_from(prescan(raw).map_or(0, |scan| scan.body_at)).unwrap_or(u64::MAX),
            ..ReadMessage::default()
        };
        read.forms = find_forms(&mut found, forms);
        read.text = shown(&found.letters);
        let file = holds_a_file(&read.text.words);
        found.notes.note(Oddity::FileInWords, file);
        read.signs = told.map_or_else(Signs::default, |told| {
            told.signs(&found, &read.head.subject)
        });
        if journal {
            unwrap_journal(&mut read, &mut found);
        }
        read.inner = std::mem::take(&mut found.inner);
        read.oddities = std::mem::take(&mut found.notes.0);
        read.parts = found.items.iter().map(|item| item.part.clone()).collect();
        Self {
            read,
            items: found.items,
        }
    }

    /// What is told of it. When that is too much, what no form needs is left out first.
    ///
    /// # Errors
    /// [`FrameError::Nonsense`] when it is too much all the same.
    pub(super) fn json(&self) -> Result<Vec<u8>, FrameError> {
        let json = serde_json::to_vec(&self.read).map_err(|_| FrameError::Nonsense)?;
        if json.len() <= READ {
            return Ok(json);
        }
        let mut less = self.read.clone();
        less.oddities.insert(Oddity::Cut);
        for form in &mut less.forms {
            form.reading.unread.clear();
            form.reading.problems.clear();
        }
        less.forms.truncate(4);
        let json = serde_json::to_vec(&less).map_err(|_| FrameError::Nonsense)?;
        if json.len() <= READ {
            return Ok(json);
        }
        Err(FrameError::Nonsense)
    }

    /// A part's bytes.
    pub(super) fn content(&self, path: &[u8]) -> Option<&[u8]> {
        let item = self
            .items
            .iter()
            .find(|item| item.part.path.as_bytes() == path)?;
        Some(item.bytes.as_ref())
    }
}

/// What the signs of a message are read off later, when its parts are known.
struct Told<'raw> {
    root: mail_parser::MessagePart<'raw>,
    raw: &'raw [u8],
    kind: Kind,
}

impl Told<'_> {
    fn signs(&self, found: &Found<'_>, subject: &str) -> Signs {
        let lines = Lines::new(&self.root.headers, self.raw);
        let outer = found
            .letters
            .iter()
            .filter(|letter| letter.inside.is_none());
        let words: Vec<&str> = outer
            .flat_map(|letter| [letter.words.plain.as_str(), letter.words.from_html.as_str()])
            .collect();
        signs(
            &lines,
            &self.kind,
            (subject, &words.join("\n")),
            &found.items,
        )
    }
}

fn take_apart<'raw>(raw: &'raw [u8], found: &mut Found<'raw>) -> (Head, Option<Told<'raw>>, bool) {
    let Some(message) = MessageParser::default().parse(raw) else {
        // Not one head line: its bytes are its text.
        let text = String::from_utf8_lossy(raw);
        let words = Words::new(&[Piece::Plain(&text)], &[], &mut found.notes);
        found.letters.push(Letter {
            inside: None,
            words,
            subject: String::new(),
        });
        for oddity in [Oddity::NoFrom, Oddity::NoDate, Oddity::NoMessageId] {
            found.notes.note(oddity, true);
        }
        return (Head::default(), None, false);
    };
    let mut root = mail_parser::MessagePart::default();
    if let Some(first) = message.parts.first() {
        root.headers.clone_from(&first.headers);
    }
    let (head, kind) = found.message(message, Source::kept(raw), &Place::default());
    let journal = Lines::new(&root.headers, raw).has("X-MS-Journal-Report");
    found.notes.note(Oddity::Truncated, is_cut(raw, &root));
    (head, Some(Told { root, raw, kind }), journal)
}

/// Whether a multipart's last boundary is missing.
fn is_cut(raw: &[u8], root: &mail_parser::MessagePart<'_>) -> bool {
    use mail_parser::MimeHeaders as _;

    let boundary = root
        .content_type()
        .filter(|content| content.c_type.eq_ignore_ascii_case("multipart"))
        .and_then(|content| content.attribute("boundary"));
    boundary.is_some_and(|boundary| {
        let last = format!("--{}--", boundary.trim_end());
        memchr::memmem::rfind(raw, last.as_bytes()).is_none()
    })
}

/// A journal's wrapper says nothing of its own: the message inside is the message. Who vouched for the wrapper did not vouch for it.
fn unwrap_journal(read: &mut ReadMessage, found: &mut Found<'_>) {
    let mut inside = found.inner.iter_mut();
    let (Some(inner), None) = (inside.next(), inside.next()) else {
        return;
    };
    inner.how = Forwarded::Journal;
    read.head.from.clone_from(&inner.from);
    read.head.subject.clone_from(&inner.subject);
    read.head.date = inner.date;
    read.head.sender = None;
    read.head.reply_to.clear();
    read.head.answers.clear();
    read.head.authentication_results.clear();
}

/// Whether a file is written into the words, by the line that such a file begins with.
fn holds_a_file(words: &str) -> bool {
    let begins = |line: &str| {
        let mut parts = line.split(' ');
        let mode = |mode: &str| {
            matches!(mode.len(), 3 | 4) && mode.bytes().all(|digit| (b'0'..=b'7').contains(&digit))
        };
        let uuencoded = matches!(parts.next(), Some("begin" | "begin-base64"))
            && parts.next().is_some_and(mode)
            && parts.next().is_some();
        uuencoded
            || line.starts_with("=ybegin ")
            || line.starts_with("(This file must be converted with BinHex")
    };
    words.lines().any(|line| begins(line.trim_end()))
}

/// The text that a person reads: the outer message's, then that of each message inside.
fn shown(letters: &[Letter]) -> SafeText {
    let mut all = letters.iter();
    let mut shown = all
        .next()
        .map(|letter| letter.words.shown())
        .unwrap_or_default();
    for letter in all {
        let text = letter.words.shown();
        if text.words.trim().is_empty() {
            continue;
        }
        if !shown.words.is_empty() {
            append(&mut shown, "\n\n");
        }
        if letter.inside.is_some() {
            append(
                &mut shown,
                &format!("[A message inside: {}]\n\n", letter.subject),
            );
        }
        append(&mut shown, &text.words);
        shown.cut |= text.cut;
        shown.pictures = shown.pictures.saturating_add(text.pictures);
    }
    shown
}

/// Every filled form: in the documents, and in the words of each message.
fn find_forms(found: &mut Found<'_>, forms: &Forms) -> Vec<FoundForm> {
    let mut list = Vec::new();
    in_texts(found, forms, &mut list);
    in_documents(found, forms, &mut list);
    list
}

fn add(list: &mut Vec<FoundForm>, form: FoundForm) -> bool {
    // The same form twice, as a document and as a PDF of it, is one.
    let known = list.iter().any(|other| {
        other.reading.answers == form.reading.answers && other.reading.beside == form.reading.beside
    });
    if !known && list.len() < bounds::FORMS {
        list.push(form);
    }
    !known
}

fn in_documents(found: &mut Found<'_>, forms: &Forms, list: &mut Vec<FoundForm>) {
    let (mut read, mut scans) = (0, 0);
    for item in &mut found.items {
        let sort = sort(&item.bytes);
        let whole_message = item.part.kind == "message/rfc822";
        let picture = sort == Sort::Picture && !item.part.is(Mark::InlinePicture);
        scans += usize::from(picture);
        let may_be = match sort {
            Sort::Zip | Sort::Pdf | Sort::Compound => true,
            Sort::Other => is_text(&item.part.kind, &item.bytes),
            _ => false,
        };
        if !may_be || whole_message || read >= DOCUMENTS {
            continue;
        }
        read += 1;
        let told = forms.document(&item.bytes);
        scans += usize::from(told.no_text && sort != Sort::Other);
        if told.locked {
            item.part.marks.insert(Mark::Encrypted);
        }
        if let Some(reading) = told.form {
            // It could be read, so it is not locked.
            item.part.marks.remove(&Mark::Encrypted);
            add(
                list,
                FoundForm {
                    path: item.part.path.clone(),
                    inside: item.inside.clone(),
                    reading,
                },
            );
        }
    }
    found.notes.note(Oddity::Scan, scans > 0);
}

/// A text that was attached. Reports and invitations are texts too, and never forms.
fn is_text(kind: &str, bytes: &[u8]) -> bool {
    let other = [
        "text/calendar",
        "text/rfc822-headers",
        "text/vcard",
        "text/html",
    ];
    let named = kind.starts_with("text/") && !other.contains(&kind);
    (named || kind == "application/octet-stream") && !bytes.contains(&0)
}

fn in_texts(found: &mut Found<'_>, forms: &Forms, list: &mut Vec<FoundForm>) {
    let mut inline = None;
    for letter in &found.letters {
        let split = quoted::split(&letter.words.plain, &letter.subject);
        let own = forms.text(split.own).or_else(|| {
            let page = quoted::split(&letter.words.from_html, &letter.subject);
            forms.text(page.own)
        });
        if let Some(reading) = own {
            add(
                list,
                FoundForm {
                    path: TEXT.to_owned(),
                    inside: letter.inside.clone(),
                    reading,
                },
            );
        }
        let Some(forwarded) = split.forwarded else {
            continue;
        };
        if let Some(reading) = forms.text(forwarded.words) {
            let inside = letter.inside.clone().unwrap_or_else(|| TEXT.to_owned());
            add(
                list,
                FoundForm {
                    path: TEXT.to_owned(),
                    inside: Some(inside),
                    reading,
                },
            );
        }
        if letter.inside.is_none() && inline.is_none() {
            inline = Some((forwarded.from, forwarded.subject));
        }
    }
    if let Some((from, subject)) = inline {
        found.add_inner(TEXT, (from, subject, None), Forwarded::Inline);
    }
}

impl std::fmt::Debug for Opened<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Opened({:?})", self.read)
    }
}
