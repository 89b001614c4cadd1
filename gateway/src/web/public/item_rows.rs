//! How the items of a repeated section are listed: each by when it happened or by its number, with its first answers. Headings never
//! say who was there.

use intake_forms::{Fields, FormDefinition, Kind, Question, RawAnswers, Section, SectionKind};
use jiff::civil::Date;

use super::{PublicSite, hold};
use crate::web::page::{Link, SummaryRow, words};

/// The word for one item.
fn one_of(section: &Section) -> &str {
    match &section.kind {
        SectionKind::Repeated { singular, .. } => singular,
        _ => "",
    }
}

/// Whether a question asks when something happened.
pub(super) fn is_dated(question: &Question) -> bool {
    matches!(question.kind, Kind::Happened { .. })
}

/// What an item is called in a list, and in a sentence: by when it happened, else by its number.
pub(super) fn called(
    form: &FormDefinition,
    section: &Section,
    item: Option<&Fields>,
    (number, today): (usize, Date),
) -> (String, String) {
    let singular = one_of(section);
    if !section.questions.iter().any(is_dated) {
        let name = format!("{singular} {number}");
        return (words::capital(&name), name);
    }
    let when = item.and_then(|item| form.happened(section, item, today));
    let when = when.map_or_else(|| "No date".to_owned(), |when| when.shown());
    let which = format!(
        "the {singular} of {}",
        when.replacen("No date", "no date", 1)
    );
    (when, which)
}

/// One item of the list: when, what kinds, the age then; or its first answers.
pub(super) fn row(
    site: &PublicSite,
    (form, section): (&FormDefinition, &Section),
    (answers, suffix): (&RawAnswers, &str),
    n: usize,
) -> SummaryRow {
    let today = site.today();
    let number = n.saturating_add(1);
    let item = answers.item(&section.slug, n);
    let (name, which) = called(form, section, item, (number, today));
    let mut value = summary(form, section, answers, (number, today));
    let wrong = item.is_none_or(|item| !form.check_item(section, item, answers, today).is_empty());
    if wrong {
        value.push_str(" Something here needs to be changed.");
    }
    let here = format!("{}/{}/{number}", hold::address(form), section.slug);
    SummaryRow::new(name, value)
        .action(Link::new(format!("{here}{suffix}"), "Change").hidden(which.as_str()))
        .action(Link::new(format!("{here}/remove{suffix}"), "Remove").hidden(which))
}

/// "Touching others over clothing. 13 then."
fn summary(
    form: &FormDefinition,
    section: &Section,
    answers: &RawAnswers,
    (number, today): (usize, Date),
) -> String {
    let shown = form.shown(answers, today);
    let lines = shown
        .iter()
        .find(|shown| shown.slug == section.slug && shown.item == Some(number))
        .map_or(&[][..], |shown| shown.lines.as_slice());
    let kinds = section
        .questions
        .iter()
        .find(|question| matches!(question.kind, Kind::Choices(_)));
    if !section.questions.iter().any(is_dated) {
        let first: Vec<&str> = lines
            .iter()
            .take(2)
            .map(|line| line.value.as_str())
            .collect();
        return first.join(", ");
    }
    let of = |id: &str| lines.iter().find(|line| line.question == id);
    let kinds = kinds
        .and_then(|question| of(&question.id))
        .map(|line| format!("{}.", line.value.replace('\n', ", ")));
    let age = lines
        .iter()
        .find(|line| line.question.ends_with("-age"))
        .map(|line| match line.value.as_str() {
            "Not known" => "Age then not known.".to_owned(),
            age => format!("Aged {age} then."),
        });
    let parts: Vec<String> = kinds.into_iter().chain(age).collect();
    parts.join(" ")
}
