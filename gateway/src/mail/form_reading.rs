//! What the reader of forms found in a document or a text, in a shape that crosses the pipe: answers as a draft, and where each
//! stands. Must never show a value in `Debug`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use intake_forms::RawAnswers;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A filled form, read.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormReading {
    /// The form's id.
    pub form: String,
    /// The version that the document says it is; none for a document that is not our own.
    pub version: Option<String>,
    /// The answers as a draft.
    pub answers: RawAnswers,
    /// What it says that the form does not ask for: `ref_email`, the referrer's own address.
    pub beside: BTreeMap<String, String>,
    /// The ids of the declarations whose boxes are ticked.
    pub confirmed: BTreeSet<String>,
    /// Each answer with where it stands, in form order.
    pub found: Vec<FoundAnswer>,
    /// What answers no question, in the document's order.
    pub unread: Vec<UnreadLine>,
    /// What was not understood.
    pub problems: Vec<ReadingTrouble>,
}

/// One answer, and where it stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundAnswer {
    /// The question's id.
    pub question: String,
    /// The slug of its section; empty for what the form does not ask.
    pub section: String,
    /// The item of a repeated section, counted from 0.
    pub item: Option<usize>,
    /// "table 2, row 4", "content control", "line 7 of the text", "page 1".
    pub place: String,
    /// What is written there, as it stands.
    pub text: String,
    /// The answer in its normal form.
    pub value: Value,
}

/// A label and what is written beside it that answers no question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnreadLine {
    /// The label; may be empty.
    pub label: String,
    /// What is written there.
    pub text: String,
    /// Where.
    pub place: String,
    /// Why, as a code.
    pub why: String,
}

/// One thing that was not understood.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingTrouble {
    /// Why, as a code.
    pub reason: String,
    /// The question, when it is about one.
    pub question: Option<String>,
    /// The item of a repeated section, counted from 0.
    pub item: Option<usize>,
    /// What is written there.
    pub text: String,
    /// Where.
    pub place: String,
    /// What to say to a person.
    pub message: String,
}

impl FormReading {
    /// One answer by its question, outside repeated sections.
    pub fn answer(&self, question: &str) -> Option<&FoundAnswer> {
        self.found
            .iter()
            .find(|found| found.question == question && found.item.is_none())
    }
}

impl fmt::Debug for FormReading {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "FormReading({}, {} found, {} unread, {} problems)",
            self.form,
            self.found.len(),
            self.unread.len(),
            self.problems.len()
        )
    }
}

impl fmt::Debug for FoundAnswer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "FoundAnswer({})", self.question)
    }
}

impl fmt::Debug for UnreadLine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "UnreadLine({})", self.why)
    }
}

impl fmt::Debug for ReadingTrouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ReadingTrouble({}, {:?})", self.reason, self.question)
    }
}
