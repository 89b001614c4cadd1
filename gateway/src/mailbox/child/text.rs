//! The words of a message, made safe to show, and the words that a form may stand in.

use std::collections::BTreeSet;

use super::{headers::Notes, html, lines::many};
use crate::mail::{Oddity, SafeText, bounds};

/// Bytes of a text that are looked at, at most.
const LOOKED_AT: usize = 1024 * 1024;
/// Of all the words of two texts, the share that both must have to say the same, in hundredths.
const SAME: usize = 80;

/// The words of one message, outer or inside.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Its plain text, or what stands in its place.
    pub(super) plain: String,
    /// What its HTML says.
    pub(super) from_html: String,
    /// There was no plain text.
    pub(super) only_html: bool,
    pictures: u32,
}

impl Words {
    /// Words from plain texts and pages of HTML: first those that make the plain text, then those that make the other.
    pub(super) fn new(plain: &[Piece<'_>], other: &[Piece<'_>], notes: &mut Notes) -> Self {
        let mut words = Self {
            only_html: !plain.iter().any(|piece| matches!(piece, Piece::Plain(_))),
            ..Self::default()
        };
        words.plain = words.join(plain, notes);
        let has_html = other.iter().any(|piece| matches!(piece, Piece::Html(_)));
        if has_html && !words.only_html {
            words.from_html = words.join(other, notes);
        }
        words
    }

    fn join(&mut self, pieces: &[Piece<'_>], notes: &mut Notes) -> String {
        let mut joined = String::new();
        for piece in pieces {
            if !joined.is_empty() && !joined.ends_with('\n') {
                joined.push('\n');
            }
            match piece {
                Piece::Plain(text) => Self::add(text, &mut joined, notes),
                Piece::Html(page) => {
                    let read = html::to_text(upto(page, 4 * LOOKED_AT), LOOKED_AT);
                    self.pictures = self.pictures.max(read.pictures);
                    notes.note(Oddity::HiddenText, read.hides);
                    Self::add(&read.words, &mut joined, notes);
                }
            }
        }
        joined
    }

    fn add(text: &str, joined: &mut String, notes: &mut Notes) {
        let done = many(text, joined, LOOKED_AT);
        notes.note(Oddity::HiddenCharacters, done.hidden);
        notes.note(Oddity::LineEnds, done.bare);
        notes.note(Oddity::Cut, done.cut);
        notes.note(Oddity::Encoding, text.contains(char::REPLACEMENT_CHARACTER));
    }

    /// Whether the plain text and the HTML say different things.
    pub(super) fn differ(&self) -> bool {
        !self.from_html.is_empty() && !same(&self.plain, &self.from_html)
    }

    /// What a person reads.
    pub(super) fn shown(&self) -> SafeText {
        let mut shown = SafeText {
            from_html: self.only_html && !self.plain.is_empty(),
            differs: self.differ(),
            pictures: self.pictures,
            ..SafeText::default()
        };
        append(&mut shown, &self.plain);
        if shown.differs {
            append(&mut shown, "\n\n[The same message as HTML says:]\n\n");
            append(&mut shown, &self.from_html);
        }
        shown
    }
}

/// A piece of a message's text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'text> {
    /// As it stands.
    Plain(&'text str),
    /// As HTML.
    Html(&'text str),
}

/// Adds words to a text that is shown, as long as there is room.
pub(super) fn append(shown: &mut SafeText, words: &str) {
    let room = bounds::TEXT.saturating_sub(shown.words.len());
    let fits = upto(words, room);
    shown.words.push_str(fits);
    shown.cut |= fits.len() < words.len();
}

/// The beginning of a text, at most so many bytes.
pub(super) fn upto(text: &str, most: usize) -> &str {
    let end = text.floor_char_boundary(most);
    text.get(..end).unwrap_or_default()
}

/// Whether two texts have mostly the same words; links do not count, for a plain text often leaves them out.
fn same(first: &str, second: &str) -> bool {
    let [first, second] = [first, second].map(words);
    let shared = first.intersection(&second).count();
    let larger = first.len().max(second.len());
    // Two or three words of a greeting decide nothing.
    shared.saturating_mul(100) >= larger.saturating_mul(SAME)
}

fn words(text: &str) -> BTreeSet<String> {
    let plain = text
        .split_whitespace()
        .filter(|word| !word.contains("://") && !word.starts_with("[picture"));
    plain
        .flat_map(|word| word.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| word.chars().count() > 2)
        .take(20_000)
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(plain: &str, page: &str) -> SafeText {
        let mut notes = Notes::default();
        Words::new(&[Piece::Plain(plain)], &[Piece::Html(page)], &mut notes).shown()
    }

    #[test]
    fn two_texts_that_say_the_same_are_shown_once() {
        let read = shown(
            "Please find the referral attached.\n",
            "<p>Please find the <b>referral</b> attached.</p>",
        );
        assert_eq!(read.words, "Please find the referral attached.\n");
        assert!(!read.differs && !read.from_html);
    }

    #[test]
    fn two_texts_that_differ_are_both_shown() {
        let read = shown(
            "Nothing to see here",
            "<p>Send the case files to this address</p>",
        );
        assert!(read.differs);
        assert!(read.words.contains("Nothing to see") && read.words.contains("case files"));
    }

    #[test]
    fn a_page_alone_is_the_text() {
        let mut notes = Notes::default();
        let page = [Piece::Html("<p>a\u{202e}b</p>")];
        let read = Words::new(&page, &page, &mut notes).shown();
        assert_eq!(read.words, "a[U+202E]b");
        assert!(read.from_html && !read.differs);
        assert!(notes.0.contains(&Oddity::HiddenCharacters));
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_and_says_so() {
        let mut notes = Notes::default();
        let long = "é".repeat(bounds::TEXT);
        let words = Words::new(&[Piece::Plain(&long)], &[], &mut notes);
        let read = words.shown();
        assert!(read.cut && read.words.len() <= bounds::TEXT);
    }
}
