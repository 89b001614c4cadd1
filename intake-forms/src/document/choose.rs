//! Which form a document is: what it says of itself, else its title, else the form whose labels it has most of. A document that
//! could be two forms is neither.

use super::collect::collect;
use super::labels::Labels;
use super::pairs::{Pairs, find};
use super::reading::{Reading, ReadingProblem, Reason, Unread, WhyUnread};
use super::source::sheet::{Piece, Sheet};
use crate::FormDefinition;

/// The names of the properties in which our own documents say what they are.
pub(super) const FORM_PROPERTY: &str = "Form";
pub(super) const VERSION_PROPERTY: &str = "Form version";
/// Different questions of a form in a document without its title, at least.
const ENOUGH: usize = 3;

/// Reads a document.
pub(super) fn read(sheet: &Sheet, forms: &[FormDefinition], labels: &Labels) -> Reading {
    let marks = marks(sheet);
    let mut reading = match marks.first() {
        Some((id, version)) => marked(sheet, forms, labels, (id, version)),
        None => unmarked(sheet, forms, labels),
    };
    let whole = |reason, message: &str| ReadingProblem::of_document(reason, message);
    let same_form = marks
        .iter()
        .all(|(id, _)| marks.first().is_none_or(|(first, _)| id == first));
    if !same_form {
        reading.leave_out(
            Reason::SeveralForms,
            "The document says that it is several different forms.",
        );
    }
    if sheet.has_program {
        let message = "The document has a macro in it. The macro was not run.";
        reading
            .problems
            .insert(0, whole(Reason::HasProgram, message));
    }
    if sheet.quoted_lines > 0 {
        let message = "Lines quoted from another message were not read.";
        reading.problems.insert(0, whole(Reason::Quoted, message));
    }
    reading
}

/// What the document says it is: its properties, and the lines at the end of our own documents.
fn marks(sheet: &Sheet) -> Vec<(String, String)> {
    let lines = sheet.pieces.iter().filter_map(|piece| match piece {
        Piece::Line(line) | Piece::Heading(line) => mark(&line.text),
        Piece::Table(_) | Piece::Control(_) => None,
    });
    let property = sheet.property(FORM_PROPERTY).map(|id| {
        let version = sheet.property(VERSION_PROPERTY).unwrap_or_default();
        (id.to_owned(), version.to_owned())
    });
    let mut marks: Vec<(String, String)> = lines.collect();
    if marks.is_empty() {
        marks.extend(property);
    }
    marks
}

/// The line that our own documents end with.
pub(super) fn mark_line(form: &FormDefinition) -> String {
    format!("Form {}, version {}", form.id(), form.version())
}

/// Whether the line is one that [`mark_line`] wrote.
pub(super) fn is_mark_line(line: &str) -> bool {
    mark(line).is_some()
}

fn mark(line: &str) -> Option<(String, String)> {
    let (id, version) = line
        .trim()
        .strip_prefix("Form ")?
        .split_once(", version ")?;
    let word = |text: &str| !text.is_empty() && text.len() <= 40 && !text.contains(' ');
    (word(id) && word(version)).then(|| (id.to_owned(), version.to_owned()))
}

fn marked(
    sheet: &Sheet,
    forms: &[FormDefinition],
    labels: &Labels,
    (id, version): (&str, &str),
) -> Reading {
    let known = forms.iter().find(|form| form.id() == id).zip(labels.of(id));
    let Some((form, own)) = known else {
        let mut reading = unmarked(sheet, forms, labels);
        reading.form = None;
        reading.leave_out(
            Reason::UnknownForm,
            "The document says that it is a form that is not known here.",
        );
        return reading;
    };
    let mut reading = collect(form, own, find(sheet, form, own));
    reading.form = Some(id.to_owned());
    reading.version = Some(version.to_owned()).filter(|version| !version.is_empty());
    reading
}

fn unmarked(sheet: &Sheet, forms: &[FormDefinition], labels: &Labels) -> Reading {
    // Without its title, a document is a form that older documents are known of; where none is, it may be any.
    let tabled = |form: &FormDefinition| labels.of(form.id()).is_some_and(|own| own.tabled);
    let any_tabled = forms.iter().any(tabled);
    let mut tried: Vec<(&FormDefinition, Pairs)> = forms
        .iter()
        .filter_map(|form| Some((form, find(sheet, form, labels.of(form.id())?))))
        .filter(|(form, pairs)| pairs.titled || !any_tabled || tabled(form))
        .collect();
    // A title counts more than any number of labels; forms share most of theirs.
    let weight = |pairs: &Pairs| (pairs.titled, pairs.questions());
    tried.sort_by_key(|(_, pairs)| std::cmp::Reverse(weight(pairs)));
    let second = tried.get(1).map(|(_, pairs)| weight(pairs));
    let Some((form, pairs)) = tried.into_iter().next() else {
        return Reading::default();
    };
    let first = weight(&pairs);
    let Some(own) = labels.of(form.id()) else {
        return Reading::default();
    };
    let mut reading = collect(form, own, pairs);
    if first.1 == 0 || (!first.0 && first.1 < ENOUGH) {
        reading.leave_out(Reason::NoForm, "No form was recognised in the document.");
    } else if second == Some(first) {
        reading.leave_out(
            Reason::SeveralForms,
            "The document could be one form or another.",
        );
    } else {
        reading.form = Some(form.id().to_owned());
    }
    reading
}

impl Reading {
    /// Takes no answer after all: what was found is kept as unread.
    pub(super) fn leave_out(&mut self, reason: Reason, message: &str) {
        let found = std::mem::take(&mut self.found)
            .into_iter()
            .map(|found| Unread {
                label: found.question,
                text: found.text,
                place: found.place,
                why: WhyUnread::NotOneForm,
            });
        let problems = std::mem::take(&mut self.problems);
        let unfit = problems.into_iter().map(|problem| Unread {
            label: problem.question.unwrap_or_default(),
            text: problem.text,
            place: problem.place,
            why: WhyUnread::NotOneForm,
        });
        let rest = std::mem::take(&mut self.unread);
        self.unread = found
            .chain(unfit.filter(|unread| !unread.text.is_empty()))
            .chain(rest)
            .collect();
        self.answers = crate::RawAnswers::default();
        self.beside.clear();
        self.confirmed.clear();
        self.problems = vec![ReadingProblem::of_document(reason, message)];
    }
}
