//! Containers opened, one level: zip, `winmail.dat`, Outlook's `.msg`, and messages that do not say they are. What is inside a
//! container inside a container is listed and marked, and stays in the original.

use super::{
    archive,
    kinds::{Sort, ending, sort},
    msg,
    parts::{Found, Item, Letter, seems_message},
    text::{Piece, Words},
    tnef,
    tree::Place,
};
use crate::mail::{Forwarded, Mailbox, Mark, Oddity};

/// Entries that are taken out of one container.
pub(super) const ENTRIES: usize = 200;
/// Bytes that are taken out of all containers of one message.
const ALL: usize = 100 * 1024 * 1024;

/// What is left of what may be unpacked.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(ALL)
    }
}

impl Budget {
    /// How much is left.
    pub(super) fn left(&self) -> usize {
        self.0
    }

    /// Takes from it; false when there was not enough.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        let enough = bytes <= self.0;
        self.0 = self.0.saturating_sub(bytes);
        enough
    }
}

/// What came out of a container.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one fact that becomes one mark"
)]
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Names, kinds and bytes.
    pub(super) entries: Vec<(String, String, Vec<u8>)>,
    /// Words, plain and as HTML.
    pub(super) plain: String,
    pub(super) page: String,
    /// Who it is from, when it is a message.
    pub(super) message: Option<(Vec<Mailbox>, String)>,
    /// There was more than was taken out.
    pub(super) more: bool,
    /// Something in it is locked.
    pub(super) locked: bool,
    /// There is a program in it.
    pub(super) program: bool,
    /// It fetches something when it is opened.
    pub(super) fetches: bool,
}

/// Opens every container that was found, in place.
pub(super) fn unpack(found: &mut Found<'_>) {
    let mut budget = Budget::default();
    let all = std::mem::take(&mut found.items);
    for mut item in all {
        let opened = open(&item, &mut budget);
        let message = opened.is_none() && !item.unpacked && seems_message(&item);
        if let Some(contents) = &opened {
            mark(&mut item, contents);
            found.notes.note(Oddity::NotUnpacked, contents.more);
        }
        let path = item.part.path.clone();
        let inside = item.inside.clone();
        let bytes = message.then(|| item.bytes.to_vec());
        let at = found.items.len();
        found.items.push(item);
        if let Some(contents) = opened {
            add(found, contents, (&path, inside.as_deref()));
        }
        if let Some(bytes) = bytes
            && found.message_in(&bytes, &path)
            && let Some(item) = found.items.get_mut(at)
        {
            item.part.marks.insert(Mark::Container);
        }
    }
}

/// What is in a part, when it is a container that is opened here.
fn open(item: &Item<'_>, budget: &mut Budget) -> Option<Contents> {
    let sort = sort(&item.bytes);
    let message =
        item.part.kind == "application/vnd.ms-outlook" || ending(&item.part.name) == "msg";
    match sort {
        Sort::Zip => archive::open(&item.bytes, (item.unpacked, budget)),
        Sort::Tnef if !item.unpacked => tnef::open(&item.bytes, budget),
        Sort::Compound if message && !item.unpacked => msg::open(&item.bytes, budget),
        Sort::Tnef => Some(not_unpacked()),
        Sort::Compound if message => Some(not_unpacked()),
        _ => None,
    }
}

/// A container within a container.
pub(super) fn not_unpacked() -> Contents {
    Contents {
        more: true,
        ..Contents::default()
    }
}

fn mark(item: &mut Item<'_>, contents: &Contents) {
    let marks = &mut item.part.marks;
    let held = !contents.entries.is_empty() || contents.message.is_some();
    for (mark, is) in [
        (Mark::Container, held || contents.more),
        (Mark::NotUnpacked, contents.more),
        (Mark::Encrypted, contents.locked),
        (Mark::Macros, contents.program),
        (Mark::Risky, contents.fetches),
    ] {
        if is {
            marks.insert(mark);
        }
    }
}

fn add(found: &mut Found<'_>, contents: Contents, (path, inside): (&str, Option<&str>)) {
    let is_message = contents.message.is_some();
    let (from, subject) = contents.message.unwrap_or_default();
    let inside = if is_message { Some(path) } else { inside };
    let place = Place::within(path, inside, 1);
    for (number, (name, kind, bytes)) in contents.entries.into_iter().enumerate() {
        found.unpacked(&name, &kind, bytes, (&place, number + 1));
    }
    let plain = [Piece::Plain(&contents.plain)];
    let page = [Piece::Html(&contents.page)];
    let pieces: (&[Piece<'_>], &[Piece<'_>]) = match (contents.plain.trim(), contents.page.trim()) {
        ("", "") => (&[], &[]),
        ("", _) => (&page, &page),
        (_, "") => (&plain, &[]),
        _ => (&plain, &page),
    };
    let words = Words::new(pieces.0, pieces.1, &mut found.notes);
    let empty = words.plain.trim().is_empty();
    if is_message {
        found.add_inner(path, (from, subject.clone(), None), Forwarded::Attached);
    }
    // What `winmail.dat` says again, the message says already, when it says anything.
    let said = found
        .letters
        .iter()
        .any(|letter| letter.inside.as_deref() == inside && !letter.words.plain.trim().is_empty());
    if !empty && (is_message || !said) {
        found.letters.push(Letter {
            inside: inside.map(str::to_owned),
            words,
            subject,
        });
    }
}
