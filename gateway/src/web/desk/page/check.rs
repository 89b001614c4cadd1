//! Step 2 of a decision: both letters exactly as they go, and the page for a referral that changed meanwhile. Records nothing.

use askama::Template;

use super::{DeskFrame, ReferralHead};
use crate::referral::ProposedDecision;

/// What a stretch of a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A heading of a section.
    Heading,
    /// Words.
    Words,
}

/// A stretch of a letter's text part, between blank lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterPiece {
    /// Heading or words.
    pub kind: PieceKind,
    /// As it goes.
    pub text: String,
    /// The screener's own words: shaded.
    pub own: bool,
    /// Not in the other letter: a bar.
    pub differs: bool,
}

/// The longest line of a letter's text part.
const LINE: usize = 76;

/// Cuts the text part of a letter at its blank lines and marks the screener's words and what `other` has not. No word is added or
/// dropped; lines that were broken only because they were full are whole again.
pub fn pieces(text: &str, rationale: &str, other: &str) -> Vec<LetterPiece> {
    let rationale = plain(rationale);
    let others: Vec<String> = paragraphs(other).map(|piece| plain(&piece.1)).collect();
    paragraphs(text)
        .map(|(kind, text)| {
            let plain = plain(&text);
            let quoted = plain.trim_start_matches('“').trim_end_matches('”');
            let own = kind == PieceKind::Words && quoted.len() > 3 && rationale.contains(quoted);
            let differs = !others.contains(&plain);
            LetterPiece {
                kind,
                text,
                own,
                differs,
            }
        })
        .collect()
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Stretches between blank lines; a line over a rule of dashes is a heading, and the rule is left out.
fn paragraphs(text: &str) -> impl Iterator<Item = (PieceKind, String)> {
    text.split("\n\n").flat_map(|stretch| {
        let stretch = stretch.trim_matches('\n');
        let (heading, words) =
            heading_of(stretch).map_or((None, stretch), |(title, rest)| (Some(title), rest));
        let heading = heading.map(|title| (PieceKind::Heading, title.to_owned()));
        let words = (!words.trim().is_empty()).then(|| (PieceKind::Words, unwrapped(words)));
        [heading, words].into_iter().flatten()
    })
}

/// Joins each line with the next where the next one's first word would not have fitted on it. A line that ends a sentence stays one:
/// what follows may be the next fact of a list.
fn unwrapped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    let mut filled = 0;
    for (number, line) in words.lines().enumerate() {
        let first = line.split_whitespace().next().unwrap_or_default();
        let goes_on = !text.ends_with(['.', ':', '?', '!']) && !begins_an_item(line);
        let full = goes_on && filled + 1 + first.chars().count() > LINE;
        if number > 0 {
            text.push(if full { ' ' } else { '\n' });
        }
        text.push_str(if full { line.trim_start() } else { line });
        filled = line.chars().count();
    }
    text
}

/// "- One", "2. Two" or the rule around a text to copy: never the rest of the line before.
fn begins_an_item(line: &str) -> bool {
    let mark = line.split(' ').next().unwrap_or_default();
    mark.starts_with('-')
        || mark.strip_suffix('.').is_some_and(|number| {
            matches!(number.len(), 1 | 2) && number.bytes().all(|b| b.is_ascii_digit())
        })
}

/// The heading of a stretch that begins with one, and what follows its rule.
fn heading_of(stretch: &str) -> Option<(&str, &str)> {
    let (title, under) = stretch.split_once('\n')?;
    let (rule, rest) = under.split_once('\n').unwrap_or((under, ""));
    is_rule(rule).then_some((title, rest))
}

fn is_rule(line: &str) -> bool {
    line.len() > 2 && line.bytes().all(|letter| letter == b'-')
}

/// One letter before it is written into the outbox.
#[derive(Clone, Debug)]
pub struct LetterPreview {
    /// "referrer", "manager".
    pub reader: String,
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// "full letter, TLS required".
    pub goes_as: String,
    /// The text part.
    pub pieces: Vec<LetterPiece>,
}

/// Both letters, to be checked.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/check.html")]
pub struct CheckLettersPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// What was typed, carried to the last step.
    pub proposed: ProposedDecision,
    /// The wording's version.
    pub wording: String,
    /// Referrer first.
    pub letters: Vec<LetterPreview>,
    /// What stands in the way: an unsuitable word, a missing address. Then nothing can be recorded.
    pub stops: Vec<String>,
}

/// One thing that changed, or did not.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    /// What it is: "Offer ceiling".
    pub label: String,
    /// When the screener opened it.
    pub before: String,
    /// Now.
    pub now: String,
}

impl ChangeRow {
    /// Whether it changed.
    pub fn changed(&self) -> bool {
        self.before != self.now
    }
}

/// The referral changed while somebody was deciding (409). Their text is kept.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/changed.html")]
pub struct ChangedPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// What happened, in whole sentences.
    pub words: String,
    /// When opened and now.
    pub rows: Vec<ChangeRow>,
    /// What was typed.
    pub proposed: ProposedDecision,
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERRER: &str = "Dear Sam Sample\n\nWhy\n---\n\nThe incident described is\nfrom June 2025.\n\nYour manager has the same letter.\n";
    const MANAGER: &str = "Dear Max Specimen\n\nWhy\n---\n\nThe incident described is\nfrom June 2025.\n\nYou make the case note.\n";

    #[test]
    fn the_screeners_words_are_shaded_and_differences_have_a_bar() {
        let found = pieces(
            REFERRER,
            "The incident described is from June 2025.",
            MANAGER,
        );
        let marks: Vec<_> = found
            .iter()
            .map(|piece| (piece.kind, piece.own, piece.differs))
            .collect();
        assert_eq!(
            marks,
            [
                (PieceKind::Words, false, true),
                (PieceKind::Heading, false, false),
                (PieceKind::Words, true, false),
                (PieceKind::Words, false, true),
            ]
        );
    }

    #[test]
    fn a_full_line_goes_on_and_a_short_one_ends() {
        let full = "The hub’s criteria are met, but we do not think a consultation is the right\nnext step.\nPolice: MET";
        let whole = "The hub’s criteria are met, but we do not think a consultation is the right next step.\nPolice: MET";
        let found = pieces(full, "", "");
        assert_eq!(found.first().map(|piece| piece.text.as_str()), Some(whole));
        let facts =
            "You told us the child lives in Preston; we could not find the postcode.\nPolice: MET";
        let found = pieces(facts, "", "");
        assert_eq!(found.first().map(|piece| piece.text.as_str()), Some(facts));
    }

    #[test]
    fn an_item_of_a_list_begins_a_line_after_a_full_one_too() {
        let list = "- NSPCC Learning: guides to harmful sexual behaviour, and the PANTS material\n- Stop It Now: advice";
        let found = pieces(list, "", "");
        assert_eq!(found.first().map(|piece| piece.text.as_str()), Some(list));
    }

    #[test]
    fn a_rationale_in_quotation_marks_is_the_screeners_own() {
        let found = pieces("“The plan is working.”", "The plan is working.", "");
        assert!(found.iter().all(|piece| piece.own));
    }

    #[test]
    fn no_word_of_a_letter_is_dropped() {
        let joined: String = pieces(REFERRER, "", MANAGER)
            .into_iter()
            .map(|piece| piece.text + " ")
            .collect();
        assert_eq!(plain(&joined), plain(&REFERRER.replace("---", "")));
    }
}
