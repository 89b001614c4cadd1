//! Labelled text: "Child's name: …", one to a line, with lines that go on. Must never read a signature, or what another message said,
//! as an answer.

use super::labels::{Meaning, What};
use super::pairs::{Finding, Item};
use super::words::{count, normal};
use crate::Kind;

/// Words in an unknown label, at most.
const MAX_LABEL_WORDS: usize = 8;
/// How far into a line a label may end, in bytes.
const MAX_LABEL: usize = 200;
/// What ends a letter.
const GOODBYES: [&str; 12] = [
    "kind regards",
    "regards",
    "best regards",
    "many thanks",
    "thanks",
    "thank you",
    "best wishes",
    "yours sincerely",
    "yours faithfully",
    "with thanks",
    "warm regards",
    "sent from my",
];

/// A label whose answer is still being read.
#[derive(Debug)]
pub(super) struct Open {
    label: String,
    text: String,
    place: String,
    meaning: Meaning,
    item: Item,
    after_blank: bool,
}

impl Finding<'_> {
    /// One paragraph, which may be several lines.
    pub(super) fn paragraph(&mut self, text: &str, place: &str) {
        if text.trim().is_empty() {
            self.line("", place);
        }
        for line in text.lines() {
            self.line(line, place);
        }
    }

    /// Ends the answer that is being read.
    pub(super) fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.keep_as(
                open.meaning,
                open.item,
                &open.label,
                &open.text,
                &open.place,
            );
        }
    }

    pub(super) fn line(&mut self, line: &str, place: &str) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            if let Some(open) = &mut self.open {
                open.after_blank = true;
            }
            return;
        }
        if let Some((id, ticked)) = super::declared::of_line(self.form, trimmed) {
            if ticked {
                self.found.confirmed.insert(id.to_owned());
            }
            self.close();
            return;
        }
        if self.labels.said.contains(&normal(trimmed)) {
            self.close();
            return;
        }
        if let Some((label, value)) = self.known_label(trimmed) {
            self.begin(&label, &value, place);
            return;
        }
        if self.is_heading(trimmed) {
            self.close();
            self.heading(trimmed);
            return;
        }
        let words = normal(trimmed);
        if GOODBYES
            .iter()
            .any(|goodbye| words == *goodbye || (words.starts_with(goodbye) && count(&words) <= 4))
        {
            self.close();
            return;
        }
        let unknown = unknown_label(trimmed).filter(|_| !self.swallows_labels());
        if let Some((label, value)) = unknown {
            self.begin(label, value, place);
            return;
        }
        self.go_on(trimmed);
    }

    fn begin(&mut self, label: &str, value: &str, place: &str) {
        self.close();
        let (meaning, item) = self.meaning(label);
        self.open = Some(Open {
            label: label.to_owned(),
            text: value.to_owned(),
            place: place.to_owned(),
            meaning,
            item,
            after_blank: false,
        });
    }

    /// A known label at the start of a line, and what follows it.
    pub(super) fn known_label(&self, line: &str) -> Option<(String, String)> {
        let ends = line
            .char_indices()
            .take_while(|(at, _)| *at < MAX_LABEL)
            .filter(|(_, c)| matches!(c, ':' | '?' | '\t'));
        for (at, sign) in ends {
            let after = at.saturating_add(sign.len_utf8());
            let (Some(label), Some(value)) = (line.get(..at), line.get(after..)) else {
                continue;
            };
            if self.is_label(label) {
                let value = value.trim_start_matches([':', '?', '\t', ' ']);
                return Some((label.trim().to_owned(), value.trim().to_owned()));
            }
        }
        // The label alone: the answer is below.
        let alone = line.trim_end_matches([':', ' ']);
        (alone.len() <= MAX_LABEL && self.is_label(alone))
            .then(|| (alone.to_owned(), String::new()))
    }

    /// Whether a line like "He said: stop" still belongs to the answer being read.
    fn swallows_labels(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| !open.after_blank && self.takes_paragraphs(&open.meaning))
    }

    fn takes_paragraphs(&self, meaning: &Meaning) -> bool {
        let Meaning::One(What::One(id)) = meaning else {
            return false;
        };
        self.form
            .question(id)
            .is_some_and(|(_, question)| matches!(question.kind, Kind::LongText))
    }

    /// A line without a label: part of the answer above, if that can have more lines.
    fn go_on(&mut self, line: &str) {
        let Some(open) = self.open.take() else {
            return;
        };
        let goes_on =
            open.text.is_empty() || self.takes_paragraphs(&open.meaning) || !open.after_blank;
        if !goes_on {
            self.open = Some(open);
            self.close();
            return;
        }
        let mut open = open;
        if !open.text.is_empty() {
            open.text
                .push_str(if open.after_blank { "\n\n" } else { "\n" });
        }
        open.text.push_str(line);
        open.after_blank = false;
        self.open = Some(open);
    }
}

/// A short beginning of a line that ends with a colon: a label, though not one of ours.
fn unknown_label(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    let shaped = label.len() <= MAX_LABEL
        && (1..=MAX_LABEL_WORDS).contains(&count(&normal(label)))
        && label.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !value.starts_with("//");
    shaped.then(|| (label.trim(), value.trim()))
}
