//! Asking the referrer: which questions can be asked, one that is put together, and one that was put. Names questions of the form and
//! the screener's own words; never an answer.

use std::{collections::BTreeSet, fmt};

use intake_forms::FormDefinition;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Id, MAX_WORDS, Referral, Screened, Sent};
use crate::screening::{Criterion, Facts, open_questions};

/// A question that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanAsk {
    /// The form's id.
    pub question: String,
    /// The form's words.
    pub label: String,
    /// The criterion that the answer would settle; none for a note.
    pub settles: Option<Criterion>,
}

/// What can be asked: what screening does not know, criteria first, then what a form that came by email lacks.
pub fn can_ask(
    screened: Option<&Screened>,
    sent: &Sent,
    form: Option<&FormDefinition>,
) -> Vec<CanAsk> {
    let facts = screened.and_then(|found| Facts::from_line(&found.facts.to_string()).ok());
    let unknown = facts
        .zip(screened)
        .map(|(facts, found)| open_questions(&facts, &found.verdict))
        .unwrap_or_default();
    let mut list: Vec<CanAsk> = Vec::new();
    for open in unknown {
        let Some(label) = words_of(open.question, form) else {
            continue;
        };
        list.push(CanAsk {
            question: open.question.to_owned(),
            label,
            settles: open.settles,
        });
    }
    for missing in &sent.record.missing {
        let known = list.iter().any(|asked| asked.question == missing.question);
        // A declaration is the manager's at release, not the referrer's to answer.
        if missing.section.is_some() && !known {
            list.push(CanAsk {
                question: missing.question.clone(),
                label: missing.label.clone(),
                settles: None,
            });
        }
    }
    list
}

/// What the form calls a question: its short name where it has one, since the label may only make sense on its page.
fn words_of(id: &str, form: Option<&FormDefinition>) -> Option<String> {
    if id == "inc_date" {
        return Some("When did the most recent incident happen?".to_owned());
    }
    let (_, question) = form?.question(id)?;
    Some(question.called().to_owned())
}

/// What a screener puts together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProposedQuestion {
    /// The form's ids that were ticked.
    pub questions: BTreeSet<String>,
    /// The screener's own words.
    pub words: String,
    /// By when, or why the day cannot be read.
    pub answer_by: Option<Date>,
    /// Whether the manager gets a copy.
    pub copy: bool,
}

/// What is wrong with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionProblem {
    /// No question and no words.
    Nothing,
    /// The day is not a working day after today.
    Day,
    /// The words are too long.
    TooLong,
}

/// One question of the form, as it was put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedItem {
    /// The form's id.
    pub question: String,
    /// The form's words at the time.
    pub label: String,
}

/// A question to the referrer, as it is sealed to the referral.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What is asked, in the form's order of importance; may be empty when there are words.
    pub items: Vec<AskedItem>,
    /// The screener's own words; may be empty when there are items.
    pub words: String,
    /// By when an answer is wanted, at the day's end.
    pub answer_by: Date,
    /// Whether the manager got a copy.
    pub copy: bool,
    /// The name of who asked.
    pub by: String,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Asked(…)")
    }
}

impl Asked {
    /// A question that may be put.
    ///
    /// # Errors
    /// Everything that is wrong with it. `is_due_day` says whether a day is a working day after today.
    pub fn new(
        proposed: &ProposedQuestion,
        can_ask: &[CanAsk],
        by: &str,
        is_due_day: impl Fn(Date) -> bool,
    ) -> Result<Self, Vec<QuestionProblem>> {
        let items: Vec<AskedItem> = can_ask
            .iter()
            .filter(|can| proposed.questions.contains(&can.question))
            .map(|can| AskedItem {
                question: can.question.clone(),
                label: can.label.clone(),
            })
            .collect();
        let words = proposed.words.trim().to_owned();
        let mut problems = Vec::new();
        if items.is_empty() && words.is_empty() {
            problems.push(QuestionProblem::Nothing);
        }
        if words.chars().count() > MAX_WORDS {
            problems.push(QuestionProblem::TooLong);
        }
        let day = proposed.answer_by.filter(|day| is_due_day(*day));
        match day {
            Some(answer_by) if problems.is_empty() => Ok(Self {
                items,
                words,
                answer_by,
                copy: proposed.copy,
                by: by.to_owned(),
            }),
            Some(_) => Err(problems),
            None => {
                problems.push(QuestionProblem::Day);
                Err(problems)
            }
        }
    }
}

/// Where a question is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionState {
    /// The referrer has it.
    Open,
    /// Answered.
    Answered,
    /// Taken back.
    Withdrawn,
}

impl QuestionState {
    /// Code in rows.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        [Self::Open, Self::Answered, Self::Withdrawn]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// A question's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredQuestion {
    /// Its id.
    pub id: Id<Self>,
    /// Whose.
    pub referral: Id<Referral>,
    /// Where it is.
    pub state: QuestionState,
    /// The sealed [`Asked`].
    pub sealed: Vec<u8>,
    /// When it was put.
    pub asked_at: Timestamp,
    /// How many reminders have gone.
    pub reminders: i32,
    /// When the last one went.
    pub reminded_at: Option<Timestamp>,
    /// When the worker next has something to do: a reminder, or the task that no answer came. None once both are past.
    pub next_at: Option<Timestamp>,
    /// When it was answered or taken back.
    pub ended_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn proposed() -> ProposedQuestion {
        ProposedQuestion {
            questions: ["pol_status".to_owned(), "<script>".to_owned()].into(),
            words: "  ".to_owned(),
            answer_by: Some(date(2026, 11, 30)),
            copy: true,
        }
    }

    fn can() -> Vec<CanAsk> {
        vec![CanAsk {
            question: "pol_status".to_owned(),
            label: "What is the police position?".to_owned(),
            settles: Some(Criterion::Police),
        }]
    }

    #[test]
    fn only_what_can_be_asked_is_asked() {
        let asked = Asked::new(&proposed(), &can(), "Asha Demo", |_| true).unwrap();
        assert_eq!(asked.items.len(), 1);
        assert_eq!(asked.words, "");
        assert!(!format!("{asked:?}").contains("police"));
    }

    #[test]
    fn a_question_needs_words_or_a_question_and_a_working_day() {
        let nothing = ProposedQuestion::default();
        assert_eq!(
            Asked::new(&nothing, &can(), "x", |_| true),
            Err(vec![QuestionProblem::Nothing, QuestionProblem::Day])
        );
        let sunday = Asked::new(&proposed(), &can(), "x", |_| false);
        assert_eq!(sunday, Err(vec![QuestionProblem::Day]));
        let long = ProposedQuestion {
            words: "x".repeat(MAX_WORDS + 1),
            ..proposed()
        };
        assert_eq!(
            Asked::new(&long, &can(), "x", |_| true),
            Err(vec![QuestionProblem::TooLong])
        );
    }

    #[test]
    fn every_state_reads_back() {
        for state in [
            QuestionState::Open,
            QuestionState::Answered,
            QuestionState::Withdrawn,
        ] {
            assert_eq!(QuestionState::read(state.code()), Some(state));
        }
    }
}
