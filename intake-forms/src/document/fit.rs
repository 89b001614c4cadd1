//! Whether what is written is an answer to its question: an option, a date, a text of the right shape. What is not stays a problem
//! with its text. Must never repair an answer.

use jiff::civil::Date;
use serde_json::Value;

use super::labels::FormLabels;
use super::options::Chosen;
use super::reading::{Reason, Unread, WhyUnread};
use super::slots::{Page, Slot};
use super::{dates, options};
use crate::question::{Kind, Question, Section};
use crate::{Fields, FormDefinition, Happened, answer, normalised_postcode};

/// What became of what is written for a question.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// The boxes of the form, and the answer in its normal form.
    pub(super) answer: Option<(Vec<(String, String)>, Value)>,
    pub(super) problem: Option<(Reason, String)>,
}

/// One form, for fitting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit<'a> {
    pub(super) form: &'a FormDefinition,
    pub(super) labels: &'a FormLabels,
}

impl Fit<'_> {
    /// Gives what is written after an option to the question that it answers, where the table of labels names one. What belongs to
    /// none is handed back as unread.
    pub(super) fn share(&self, section: &Section, page: &mut Page) -> Vec<Unread> {
        let mut left = Vec::new();
        for question in &section.questions {
            let Some(slot) = page.get(&question.id) else {
                continue;
            };
            let [(text, place)] = slot.texts.as_slice() else {
                continue;
            };
            let Chosen::Codes(_, rest) = options::read(question, self.labels, text) else {
                continue;
            };
            if rest.is_empty() || !self.may_follow(question, &rest) {
                continue;
            }
            let (place, label) = (place.clone(), slot.label.clone());
            match self
                .labels
                .rest(&question.id)
                .filter(|to| !page.contains_key(*to))
            {
                Some(to) => {
                    let shared = Slot {
                        texts: vec![(rest, place)],
                        label,
                        ..Slot::default()
                    };
                    page.insert(to.to_owned(), shared);
                }
                None => left.push(Unread {
                    label,
                    text: rest,
                    place,
                    why: WhyUnread::AfterAnAnswer,
                }),
            }
        }
        left
    }

    /// Whether this can stand after an option without changing it: a date, or, where the table of labels has a question for it, a
    /// reference with a number in it. "Yes, but" is not yes.
    fn may_follow(&self, question: &Question, rest: &str) -> bool {
        if dates::read(rest).is_some() {
            return true;
        }
        let text = self.labels.rest(&question.id).is_some_and(|to| {
            self.form
                .question(to)
                .is_some_and(|(_, to)| matches!(to.kind, Kind::Text | Kind::LongText))
        });
        let words = super::words::normal(rest);
        let turns = [
            "but", "not", "no", "closed", "unless", "until", "except", "however",
        ]
        .iter()
        .any(|turn| words.split(' ').any(|word| word == *turn));
        text && !turns && rest.contains(|c: char| c.is_ascii_digit())
    }

    /// Makes an answer of what is written, or a problem.
    pub(super) fn settle(&self, question: &Question, slot: &Slot) -> Settled {
        let text = slot.texts.first().map_or("", |(text, _)| text.as_str());
        if slot.differs() {
            let message = "This is answered twice, and the answers differ".to_owned();
            return Settled::problem(Reason::AnsweredTwice, message);
        }
        match &question.kind {
            Kind::Choice(_) | Kind::Select(_) | Kind::Choices(_) => {
                self.chosen(question, slot, text)
            }
            Kind::Date(_) => match dates::day(text) {
                Some(day) => checked(question, dates::whole(&question.id, day)),
                None => not_a_date(question),
            },
            Kind::Happened { .. } => self.happened(question, text),
            _ => checked(question, vec![(question.id.clone(), text.to_owned())]),
        }
    }

    fn happened(&self, question: &Question, text: &str) -> Settled {
        if self.says_not_known(text) {
            return checked(question, dates::boxes(&question.id, Happened::NotKnown));
        }
        let Some(written) = dates::read(text) else {
            return not_a_date(question);
        };
        let exact = matches!(written.when, Happened::Day(_));
        if written.vague && exact {
            return not_a_date(question);
        }
        let mut settled = checked(question, dates::boxes(&question.id, written.when));
        if written.vague && settled.problem.is_none() {
            let message = "The words around this date say that it may not be exact".to_owned();
            settled.problem = Some((Reason::Vague, message));
        }
        settled
    }

    /// "Not known", or another word for it.
    fn says_not_known(&self, text: &str) -> bool {
        let words = super::words::normal(text);
        words == "not known" || words == "date not known" || self.labels.not_known.contains(&words)
    }

    fn chosen(&self, question: &Question, slot: &Slot, text: &str) -> Settled {
        let mut codes = slot.ticks.clone();
        if !text.is_empty() {
            match options::read(question, self.labels, text) {
                Chosen::Nothing => {}
                Chosen::Codes(found, rest)
                    if rest.is_empty() || self.may_follow(question, &rest) =>
                {
                    codes.extend(found);
                }
                Chosen::Codes(..) | Chosen::Unknown => return not_an_option(question),
            }
        }
        codes.sort_unstable();
        codes.dedup();
        if codes.is_empty() {
            return Settled::default();
        }
        let several = matches!(question.kind, Kind::Choices(_));
        let known = codes.iter().all(|code| question.option(code).is_some());
        if !known || (!several && codes.len() > 1) {
            return not_an_option(question);
        }
        let fields = codes.into_iter().map(|code| (question.id.clone(), code));
        checked(question, fields.collect())
    }
}

impl Settled {
    fn problem(reason: Reason, message: String) -> Self {
        Self {
            answer: None,
            problem: Some((reason, message)),
        }
    }
}

fn not_a_date(question: &Question) -> Settled {
    let message = format!("{} is not plainly a date", question.name);
    Settled::problem(Reason::NotADate, message)
}

fn not_an_option(question: &Question) -> Settled {
    let message = format!("{} is not plainly one of the options", question.name);
    Settled::problem(Reason::NotAnOption, message)
}

/// The boxes as an answer, if the question by itself takes it. Whether a date lies in the future is for the caller to say, who knows
/// the day.
fn checked(question: &Question, boxes: Vec<(String, String)>) -> Settled {
    let Ok(fields) = Fields::bounded(boxes.clone()) else {
        let message = format!("{} is too long", question.name);
        return Settled::problem(Reason::DoesNotFit, message);
    };
    match answer::read(question, &fields, Date::MAX) {
        Ok(Some(answer)) => Settled {
            answer: Some((boxes, answer.canonical())),
            problem: None,
        },
        Ok(None) => Settled::default(),
        Err(problem) => Settled::problem(Reason::DoesNotFit, problem.message),
    }
}

/// An address parted from the postcode at its end.
pub(super) fn postcode_at_end(text: &str) -> (&str, Option<String>) {
    let text = text.trim().trim_end_matches(['.', ',']);
    let mut ends: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| c.is_whitespace() || *c == ',')
        .map(|(at, c)| at.saturating_add(c.len_utf8()))
        .collect();
    ends.push(0);
    ends.sort_unstable_by(|one, other| other.cmp(one));
    // A postcode is one word or two: the longest that fits is it.
    let mut fitting = ends.into_iter().take(3).filter_map(|at| {
        let end = text.get(at..)?;
        let code = normalised_postcode(&end.split_whitespace().collect::<Vec<_>>().join(" "))?;
        Some((text.get(..at)?, code))
    });
    match fitting.next_back() {
        Some((before, code)) => (before.trim().trim_end_matches(',').trim_end(), Some(code)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::postcode_at_end;

    #[test]
    fn an_address_gives_up_the_postcode_at_its_end_and_nothing_else() {
        let code = |code: &str| Some(code.to_owned());
        assert_eq!(
            postcode_at_end("1 Example Street, Exampleton ZP1 1AA"),
            ("1 Example Street, Exampleton", code("ZP1 1AA"))
        );
        assert_eq!(
            postcode_at_end("Flat 2,\nSample Court,\nZP33DD."),
            ("Flat 2,\nSample Court", code("ZP3 3DD"))
        );
        assert_eq!(
            postcode_at_end("1 Example Street"),
            ("1 Example Street", None)
        );
        assert_eq!(postcode_at_end("ZP1 1AA"), ("", code("ZP1 1AA")));
        assert_eq!(postcode_at_end(""), ("", None));
    }
}
