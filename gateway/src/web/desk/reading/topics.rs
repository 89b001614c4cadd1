//! The answers by topic, as they were shown to their sender. A name stays out until it was asked for; what describes behaviour is
//! folded, or left out for a reader who chose so.

use std::collections::BTreeMap;

use intake_forms::{FormDefinition, ShownLine, ShownSection};

use super::super::page::{AnswerRow, AnswerText, AnswerTopic};
use crate::{journey::view::OpenReferral, referral::Sent, web::page::words::curly};

/// Questions that hold the child's name, or the number that stands for it.
const NAMES: [&str; 3] = ["ch_first", "ch_last", "ch_lcs_id"];

/// Questions whose answers describe behaviour: left out by choice.
const BEHAVIOUR: [&str; 4] = ["inc_types", "inc_types_other", "inc_desc", "view_concern"];

/// Those of them in the referrer's own words: folded.
const DIFFICULT: [&str; 3] = ["inc_types_other", "inc_desc", "view_concern"];

/// How the answers are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// The name was asked for.
    pub(crate) name: bool,
    /// The behaviour was not wanted.
    pub(crate) without_behaviour: bool,
}

/// The topics in the form's order; `form` counts what was not answered, and must be the version that was sent.
pub(crate) fn topics(
    open: &OpenReferral,
    form: Option<&FormDefinition>,
    reading: Reading,
) -> Vec<AnswerTopic> {
    let record = &open.sent.record;
    let same = form.filter(|form| form.version() == record.version);
    record
        .shown
        .iter()
        .map(|shown| topic(shown, same, reading, &found_of(&open.sent)))
        .collect()
}

/// What the referrer ticked about the behaviour, in coded words only.
pub(crate) fn ticked(open: &OpenReferral) -> Vec<String> {
    let lines = open
        .sent
        .record
        .shown
        .iter()
        .flat_map(|section| &section.lines);
    let mut words: Vec<String> = Vec::new();
    for line in lines.filter(|line| line.question == "inc_types" && !line.not_known) {
        for label in line.value.lines() {
            let label = lower_first(label);
            if !words.contains(&label) {
                words.push(label);
            }
        }
    }
    words
}

/// Where each answer was found, by `question` or `question/number`; empty for a form that was sent from its pages.
fn found_of(sent: &Sent) -> BTreeMap<String, String> {
    sent.mail
        .as_ref()
        .map(|mail| mail.found.clone())
        .unwrap_or_default()
}

fn topic(
    shown: &ShownSection,
    form: Option<&FormDefinition>,
    reading: Reading,
    found: &BTreeMap<String, String>,
) -> AnswerTopic {
    let asked = form
        .and_then(|form| form.section(&shown.slug))
        .map_or(&[][..], |section| &section.questions);
    let answered = |id: &str| shown.lines.iter().any(|line| line.question == id);
    let blank = asked
        .iter()
        .filter(|question| question.is_optional() && !answered(&question.id));
    AnswerTopic {
        id: shown.item.map_or_else(
            || shown.slug.clone(),
            |item| format!("{}-{item}", shown.slug),
        ),
        title: curly(&shown.title),
        rows: shown
            .lines
            .iter()
            .map(|line| answer(line, reading, place(line, shown.item, found)))
            .collect(),
        not_answered: blank.count(),
    }
}

fn place(
    line: &ShownLine,
    item: Option<usize>,
    found: &BTreeMap<String, String>,
) -> Option<String> {
    let key = match item {
        Some(item) => format!("{}/{item}", line.question),
        None => line.question.clone(),
    };
    found.get(&key).cloned()
}

fn answer(line: &ShownLine, reading: Reading, found: Option<String>) -> AnswerRow {
    let question = line.question.as_str();
    let answer = if NAMES.contains(&question) && !reading.name {
        AnswerText::NameHidden
    } else if BEHAVIOUR.contains(&question) && reading.without_behaviour {
        AnswerText::LeftOut
    } else {
        AnswerText::of(line.value.clone(), DIFFICULT.contains(&question))
    };
    AnswerRow {
        question: curly(&line.label),
        answer,
        used_by: used_by(question).map(str::to_owned),
        found,
    }
}

/// The criterion that an answer decides.
fn used_by(question: &str) -> Option<&'static str> {
    Some(match question {
        "ch_dob" => "age",
        "inc_date" => "recency",
        "addr_postcode" | "addr_authority" => "residence",
        "pol_status" => "police",
        _ => return None,
    })
}

fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use intake_forms::{ShownLine, ShownSection};

    use super::{Reading, topic};
    use crate::web::desk::page::AnswerText;

    fn texts(reading: Reading) -> Vec<AnswerText> {
        let line = |question: &str, value: &str| ShownLine {
            question: question.to_owned(),
            label: question.to_owned(),
            value: value.to_owned(),
            not_known: false,
        };
        let shown = ShownSection {
            title: "The child".to_owned(),
            slug: "child".to_owned(),
            item: None,
            lines: vec![
                line("ch_first", "Robin"),
                line("ch_dob", "14 May 2012"),
                line("inc_types", "Exposing self"),
                line("inc_desc", "Once."),
            ],
        };
        topic(&shown, None, reading, &BTreeMap::new())
            .rows
            .into_iter()
            .map(|row| row.answer)
            .collect()
    }

    #[test]
    fn a_name_is_hidden_and_a_description_is_folded() {
        let plain = |text: &str| AnswerText::Plain(text.to_owned());
        let folded = AnswerText::Folded {
            text: "Once.".to_owned(),
            difficult: true,
        };
        assert_eq!(
            texts(Reading {
                name: false,
                without_behaviour: false
            }),
            [
                AnswerText::NameHidden,
                plain("14 May 2012"),
                plain("Exposing self"),
                folded
            ]
        );
    }

    #[test]
    fn the_behaviour_is_left_out_for_who_chose_so() {
        let plain = |text: &str| AnswerText::Plain(text.to_owned());
        assert_eq!(
            texts(Reading {
                name: true,
                without_behaviour: true
            }),
            [
                plain("Robin"),
                plain("14 May 2012"),
                AnswerText::LeftOut,
                AnswerText::LeftOut
            ]
        );
    }
}
