//! Answers as a person reads them back: labels for codes, dates in words, "not known" said aloud. Made once, at submission, and
//! kept in the record, so that a later change of wording changes nothing that was sent. Must never show another child's name in
//! a title: titles come from the form alone.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::check::Page;
use crate::question::{Kind, Question, SectionKind};
use crate::{FormDefinition, RawAnswers};

/// One section, or one item of a repeated section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownSection {
    /// "The behaviour: incident 2".
    pub title: String,
    /// The section's slug.
    pub slug: String,
    /// The item's number, counted from 1.
    pub item: Option<usize>,
    /// The answers, in page order.
    pub lines: Vec<ShownLine>,
}

/// One answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownLine {
    /// The question's id; `{id}-age` for the age worked out from it.
    pub question: String,
    /// What the question is called.
    pub label: String,
    /// The answer; several options, and the lines of a long text, are parted by `\n`.
    pub value: String,
    /// Whether the answer is that the referrer does not know.
    pub not_known: bool,
}

impl fmt::Debug for ShownLine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ShownLine({})", self.question)
    }
}

impl FormDefinition {
    /// The good answers, in form order; what is empty, wrong or not asked is left out, and so is a section without any.
    pub fn shown(&self, answers: &RawAnswers, today: Date) -> Vec<ShownSection> {
        let of_section = |section| {
            let any = Page::whether_any(self, section, answers, today);
            let pages = Page::all(self, section, answers, today);
            let any = any.map(|(any, page)| shown_section(&page, None, std::slice::from_ref(any)));
            any.into_iter().chain(pages.into_iter().map(|(item, page)| {
                let item = item.map(|n| n.saturating_add(1));
                shown_section(&page, item, &page.section.questions)
            }))
        };
        let shown = self.sections().flat_map(of_section);
        shown.filter(|section| !section.lines.is_empty()).collect()
    }
}

fn shown_section(page: &Page<'_>, item: Option<usize>, questions: &[Question]) -> ShownSection {
    let section = page.section;
    let title = match (&section.kind, item) {
        (SectionKind::Repeated { singular, .. }, Some(number)) => {
            format!("{}: {singular} {number}", section.title)
        }
        _ => section.title.clone(),
    };
    let mut lines = Vec::new();
    for question in questions {
        if let Ok(Some(answer)) = page.answer(question) {
            lines.push(line(question, &answer));
            lines.extend(age_then(question, &answer, page));
        }
    }
    ShownSection {
        title,
        slug: section.slug.clone(),
        item,
        lines,
    }
}

fn line(question: &Question, answer: &Answer) -> ShownLine {
    let value = match answer {
        Answer::Text(text) => text.clone(),
        Answer::Code(code) => labels(question, std::slice::from_ref(code)),
        Answer::Codes(codes) => labels(question, codes),
        Answer::Day(day) => long_date(*day),
        Answer::Happened(happened) => happened.shown(),
    };
    ShownLine {
        question: question.id.clone(),
        label: question.called().to_owned(),
        value,
        not_known: answer.is_not_known(question),
    }
}

fn labels(question: &Question, codes: &[String]) -> String {
    let chosen = codes.iter().filter_map(|code| question.option(code));
    let labels: Vec<&str> = chosen.map(|option| option.label.as_str()).collect();
    labels.join("\n")
}

/// The child's age when it happened, where the form says which question asks for the date of birth.
fn age_then(question: &Question, answer: &Answer, page: &Page<'_>) -> Option<ShownLine> {
    let Kind::Happened { born: Some(_), .. } = &question.kind else {
        return None;
    };
    let value = match (page.born(question), answer.range()) {
        (Some(born), Some((from, to))) => {
            ages(age_on(born, from), age_on(born, to.min(page.today)))
        }
        _ => "Not known".to_owned(),
    };
    let id = format!("{}-age", question.id);
    Some(ShownLine {
        question: id,
        label: "Age then".to_owned(),
        value,
        not_known: false,
    })
}

fn ages(youngest: i16, oldest: i16) -> String {
    match oldest.saturating_sub(youngest) {
        i16::MIN..=0 => youngest.to_string(),
        1 => format!("{youngest} or {oldest}"),
        _ => format!("{youngest} to {oldest}"),
    }
}

/// Whole years on a day, 0 before birth; who was born on 29 February is a year older on 1 March in common years (SCREENING, age).
pub fn age_on(born: Date, day: Date) -> i16 {
    let birthday = (born.month(), born.day());
    let years = day.year().saturating_sub(born.year());
    let reached = (day.month(), day.day()) >= birthday;
    if reached {
        years.max(0)
    } else {
        years.saturating_sub(1).max(0)
    }
}

/// "5 September 2026".
pub fn long_date(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}
