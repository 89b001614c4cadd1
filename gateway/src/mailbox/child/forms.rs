//! Filled forms in what a message carries. The reading itself is that of `intake-forms`; here it is only decided what is worth
//! reading, and what counts as a form. Guesses nothing.

use intake_forms::{
    FormDefinition,
    document::{
        DocumentKind, Found, Labels, Reading, ReadingProblem, Unread, read_document, read_text,
    },
};

use super::{
    kinds::{Sort, sort},
    text::upto,
};
use crate::mail::{FormReading, FoundAnswer, ReadingTrouble, UnreadLine};
use crate::mailbox::frames::SetUp;

/// Answers that make a document a form that does not say it is one.
const ENOUGH: usize = 5;
/// What begins the ids of the questions about the child: one answer among them there must be.
const CHILD: &str = "ch_";
/// Bytes of a text that is read as a form.
const TEXT: usize = 512 * 1024;
/// Bytes of one answer or line that cross the pipe, and how many lines.
const ANSWER: usize = 32 * 1024;
const LINES: usize = 500;

/// The forms that are known.
#[derive(Debug)]
pub(super) struct Forms {
    forms: Vec<FormDefinition>,
    labels: Labels,
}

/// What a document gave.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The form, when it is one.
    pub(super) form: Option<FormReading>,
    /// There is nothing to read in it: a scan, perhaps.
    pub(super) no_text: bool,
    /// It is locked.
    pub(super) locked: bool,
}

impl Forms {
    /// Reads the definitions that the gateway sent; none when they are not right.
    pub(super) fn read(set_up: &SetUp) -> Option<Self> {
        let forms: Result<Vec<FormDefinition>, _> = set_up
            .forms
            .iter()
            .map(|text| FormDefinition::read(text))
            .collect();
        let forms = forms.ok()?;
        let labels = match set_up.labels.as_slice() {
            [] => Labels::own(&forms),
            tables => Labels::read(&tables.join("\n"), &forms).ok()?,
        };
        Some(Self { forms, labels })
    }

    /// What form a document is.
    pub(super) fn document(&self, bytes: &[u8]) -> Read {
        let Some(kind) = DocumentKind::of(bytes) else {
            return Read::default();
        };
        if self.forms.is_empty() || (sort(bytes) == Sort::Compound && kind == DocumentKind::Text) {
            return Read::default();
        }
        told(&read_document(bytes, kind, &self.forms, &self.labels))
    }

    /// What form a text is.
    pub(super) fn text(&self, text: &str) -> Option<FormReading> {
        if self.forms.is_empty() || text.trim().is_empty() {
            return None;
        }
        told(&read_text(upto(text, TEXT), &self.forms, &self.labels)).form
    }
}

fn told(reading: &Reading) -> Read {
    use intake_forms::document::Unreadable;

    let unreadable = reading.unreadable();
    Read {
        form: is_form(reading).then(|| crossing(reading)).flatten(),
        no_text: unreadable == Some(Unreadable::NoText),
        locked: unreadable == Some(Unreadable::Locked),
    }
}

/// Ours by what it says of itself, or so many labels of one that it can be nothing else.
fn is_form(reading: &Reading) -> bool {
    let about_child = reading
        .found()
        .iter()
        .any(|found| found.question.starts_with(CHILD));
    reading.form().is_some()
        && (reading.version().is_some() || (reading.found().len() >= ENOUGH && about_child))
}

fn crossing(reading: &Reading) -> Option<FormReading> {
    Some(FormReading {
        form: reading.form()?.to_owned(),
        version: reading.version().map(str::to_owned),
        answers: reading.answers().clone(),
        beside: reading.beside().clone(),
        confirmed: reading.confirmed().clone(),
        found: reading.found().iter().take(LINES).map(answer).collect(),
        unread: reading.unread().iter().take(LINES).map(unread).collect(),
        problems: reading.problems().iter().take(LINES).map(trouble).collect(),
    })
}

fn cut(text: &str) -> String {
    upto(text, ANSWER).to_owned()
}

fn answer(found: &Found) -> FoundAnswer {
    FoundAnswer {
        question: found.question.clone(),
        section: found.section.clone(),
        item: found.item,
        place: found.place.clone(),
        text: cut(&found.text),
        value: found.value.clone(),
    }
}

fn unread(line: &Unread) -> UnreadLine {
    UnreadLine {
        label: cut(&line.label),
        text: cut(&line.text),
        place: line.place.clone(),
        why: code(serde_json::to_value(line.why).ok()),
    }
}

fn trouble(problem: &ReadingProblem) -> ReadingTrouble {
    ReadingTrouble {
        reason: code(Some(problem.reason.code())),
        question: problem.question.clone(),
        item: problem.item,
        text: cut(&problem.text),
        place: problem.place.clone(),
        message: problem.message.clone(),
    }
}

fn code(value: Option<serde_json::Value>) -> String {
    value
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
