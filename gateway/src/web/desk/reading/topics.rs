//! The answers by topic, as they were shown to their sender. A name stays out until it was asked for; what describes behaviour is
//! folded, or left out for a reader who chose so.

use std::collections::BTreeMap;

use intake_forms::{AnswerPlace, FormDefinition, ShownLine, ShownSection};
use jiff::civil::Date;

use super::{
    super::{
        dates,
        page::{AnswerBefore, AnswerRow, AnswerText, AnswerTopic},
    },
    earlier::who,
    places::Places,
};
use crate::{journey::view::OpenReferral, referral::Sent, web::page::words::curly};

/// Questions that hold the child's name, or the number that stands for it.
const NAMES: [&str; 6] = [
    "ch_first",
    "ch_last",
    "ch_known_as",
    "ch_lcs_id",
    "ch_nhs",
    "ch_upn",
];

/// Questions whose answers describe behaviour: left out by choice.
const BEHAVIOUR: [&str; 8] = [
    "inc_types",
    "inc_types_other",
    "inc_desc",
    "inc_context",
    "inc_context_detail",
    "pat_prior_detail",
    "resp_child_words",
    "view_concern",
];

/// Those of them in the referrer's own words: folded.
const DIFFICULT: [&str; 7] = [
    "inc_types_other",
    "inc_desc",
    "inc_context_detail",
    "pat_prior_detail",
    "resp_child_words",
    "exp_trauma",
    "view_concern",
];

/// How the answers are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// The name was asked for.
    pub(crate) name: bool,
    /// The behaviour was not wanted.
    pub(crate) without_behaviour: bool,
}

impl Reading {
    /// Whether the answer to this question stays out because the behaviour was not wanted.
    pub(crate) fn hides(self, question: &str) -> bool {
        self.without_behaviour && BEHAVIOUR.contains(&question)
    }

    fn text(self, question: &str, value: &str) -> AnswerText {
        if is_name(question) && !self.name {
            AnswerText::NameHidden
        } else if self.hides(question) {
            AnswerText::LeftOut
        } else {
            AnswerText::of(value.to_owned(), DIFFICULT.contains(&question))
        }
    }
}

/// Whether the answer to this question tells who the child is.
pub(crate) fn is_name(question: &str) -> bool {
    NAMES.contains(&question)
}

/// The topics in the form's order; `form` counts what was not answered where it is the version that was sent. With `correct`, what the
/// form asks can be corrected, and answered where there is no answer.
pub(crate) fn topics(
    open: &OpenReferral,
    form: Option<&FormDefinition>,
    (reading, correct): (Reading, Option<Date>),
) -> Vec<AnswerTopic> {
    let record = &open.sent.record;
    let found = found_of(&open.sent);
    let same = form.filter(|form| form.version() == record.version);
    let places = form
        .zip(correct)
        .map(|(form, today)| Places::new(open, form, reading, today));
    let topics = record.shown.iter().map(|shown| {
        let mut topic = topic(shown, same, reading, &found);
        for (row, line) in topic.rows.iter_mut().zip(&shown.lines) {
            row.before = before(open, (&line.question, shown.item), reading);
            row.correct = places
                .as_ref()
                .and_then(|places| places.of(&line.question, shown.item));
        }
        if let Some(places) = &places {
            topic.can_add = places.missing(&shown.slug, shown.item, &shown.lines);
        }
        topic
    });
    let mut topics: Vec<AnswerTopic> = topics.collect();
    topics.extend(places.iter().flat_map(Places::empty_topics));
    topics
}

/// The answer that stands there, as it may be shown.
pub(crate) fn answer_now(
    open: &OpenReferral,
    place: &AnswerPlace,
    reading: Reading,
) -> Option<AnswerText> {
    let mut lines = open
        .sent
        .record
        .shown
        .iter()
        .filter(|section| section.item == place.item)
        .flat_map(|section| &section.lines);
    let line = lines.find(|line| line.question == place.question)?;
    Some(reading.text(&line.question, &line.value))
}

/// How many answers were corrected, and the last of them; none where none was.
pub(crate) fn corrected(open: &OpenReferral) -> Option<String> {
    let last = open.corrections.last()?;
    let answers = match open.corrections.len() {
        1 => "1 answer was corrected after sending, ".to_owned(),
        many => format!("{many} answers were corrected after sending, the last one "),
    };
    let correction = &last.correction;
    let by = who(&correction.by, correction.role);
    Some(format!(
        "{answers}on {} by {}.",
        dates::moment(last.made_at),
        by.trim_end_matches(',')
    ))
}

/// What stood there before each correction of an answer, the last of them first.
fn before(
    open: &OpenReferral,
    (question, item): (&str, Option<usize>),
    reading: Reading,
) -> Vec<AnswerBefore> {
    let made = open.corrections.iter().rev().filter(|made| {
        let answer = &made.correction.answer;
        answer.question() == question && answer.item() == item
    });
    made.map(|made| {
        let correction = &made.correction;
        let by = who(&correction.by, correction.role);
        AnswerBefore {
            answer: made
                .before
                .as_deref()
                .map(|value| reading.text(question, value)),
            until: format!(
                "until {}, changed by {}",
                dates::moment(made.made_at),
                by.trim_end_matches(',')
            ),
        }
    })
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
    // A follow-up may not have been asked.
    let always = asked
        .iter()
        .filter(|question| question.asked_when().is_none());
    let blank = always.filter(|question| question.is_optional() && !answered(&question.id));
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
        can_add: Vec::new(),
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
    AnswerRow {
        question: curly(&line.label),
        answer: reading.text(question, &line.value),
        used_by: used_by(question).map(str::to_owned),
        found,
        before: Vec::new(),
        correct: None,
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
