//! The answers, behind a warning. A text that is long or difficult stays folded; a name stays hidden until it was asked for.

use askama::Template;
use intake_forms::Completeness;

use super::{DeskFrame, ReferralHead};

/// The warning before the first answers of a referral in a session.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/content_warning.html")]
pub struct ContentWarningPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// What the referrer ticked, in coded words only.
    pub ticked: Vec<String>,
}

/// An answer as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerText {
    /// As it was given.
    Plain(String),
    /// Folded, because it is long or difficult.
    Folded {
        /// As it was given.
        text: String,
        /// Whether it describes behaviour.
        difficult: bool,
    },
    /// A name, hidden until "Show name".
    NameHidden,
    /// Left out because the reader chose to read without the behaviour.
    LeftOut,
}

impl AnswerText {
    /// More words than this are folded.
    pub const LONG: usize = 120;

    /// Folds what is long or difficult.
    pub fn of(text: String, difficult: bool) -> Self {
        if difficult || text.split_whitespace().count() > Self::LONG {
            Self::Folded { text, difficult }
        } else {
            Self::Plain(text)
        }
    }

    /// "Show this answer (210 words, difficult content)"; empty for an answer that is not folded.
    pub fn fold(&self) -> String {
        let Self::Folded { text, difficult } = self else {
            return String::new();
        };
        let words = text.split_whitespace().count();
        let unit = if words == 1 { "word" } else { "words" };
        let content = if *difficult {
            ", difficult content"
        } else {
            ""
        };
        format!("Show this answer ({words} {unit}{content})")
    }
}

/// One question and its answer.
#[derive(Clone, Debug)]
pub struct AnswerRow {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: AnswerText,
    /// The criterion that uses it, in lower case: "recency".
    pub used_by: Option<String>,
    /// Where it stands in what came by email: "table 1, row 4".
    pub found: Option<String>,
    /// The answers that stood there before, the last of them first.
    pub before: Vec<AnswerBefore>,
    /// Where it can be corrected; none for who may not.
    pub correct: Option<String>,
}

/// An answer that was corrected.
#[derive(Clone, Debug)]
pub struct AnswerBefore {
    /// The answer; none where there was none.
    pub answer: Option<AnswerText>,
    /// "until 20 Nov 2026, 11:04, corrected by Casey Sample".
    pub until: String,
}

/// What there is to know about a form that came by email.
#[derive(Clone, Debug, Default)]
pub struct ByMailFacts {
    /// "It came by email from …".
    pub came: Vec<String>,
    /// What the form calls the questions without an answer.
    pub missing: Vec<String>,
    /// What was not read as an answer; hidden until the name is shown, because it may hold it.
    pub unread: Option<Vec<String>>,
    /// How many passages that are.
    pub unread_count: usize,
    /// Whether the sender can be asked.
    pub can_ask: bool,
}

/// One topic of the form.
#[derive(Clone, Debug)]
pub struct AnswerTopic {
    /// Its id, for the links beside.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its answers.
    pub rows: Vec<AnswerRow>,
    /// How many optional questions were not answered.
    pub not_answered: usize,
    /// Questions without an answer that can be given one: label and where.
    pub can_add: Vec<(String, String)>,
}

impl AnswerTopic {
    /// Whether an answer in it was corrected.
    pub fn is_changed(&self) -> bool {
        self.rows.iter().any(|row| !row.before.is_empty())
    }
}

/// The answers.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/answers.html")]
pub struct AnswersPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// "Form: social worker, version 3. Sent 19 November 2026."
    pub form: String,
    /// How many of the questions that were put have an answer, to be drawn; nothing for a form of another version.
    pub complete: Option<Completeness>,
    /// Whether the behaviour is left out.
    pub without_behaviour: bool,
    /// Topics in the form's order.
    pub topics: Vec<AnswerTopic>,
    /// What there is to know when it came by email.
    pub by_mail: Option<ByMailFacts>,
    /// "2 answers were corrected after sending, last on 20 Nov 2026, 11:04, by Casey Sample."
    pub corrected: Option<String>,
    /// Whether only what changed is shown.
    pub only_changed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_or_difficult_text_is_folded_and_nothing_is_cut() {
        let long = "word ".repeat(AnswerText::LONG + 1);
        assert_eq!(
            AnswerText::of(long.clone(), false),
            AnswerText::Folded {
                text: long,
                difficult: false
            }
        );
        assert!(matches!(
            AnswerText::of("One.".to_owned(), true),
            AnswerText::Folded { .. }
        ));
        assert_eq!(
            AnswerText::of("One.".to_owned(), false),
            AnswerText::Plain("One.".to_owned())
        );
        assert_eq!(
            AnswerText::of("One.".to_owned(), true).fold(),
            "Show this answer (1 word, difficult content)"
        );
    }
}
