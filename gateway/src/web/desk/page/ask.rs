//! Asking the referrer: the questions, the letters before they go, and the question that is open. Records nothing by itself.

use askama::Template;

use super::{DeskFrame, LetterPreview, PieceKind, ReferralHead};
use crate::{
    referral::{MAX_WORDS, ProposedQuestion},
    web::page::{Checkboxes, DateInput, ErrorSummary, Item, Radios, Size, Textarea},
};

/// A question that can be asked.
#[derive(Clone, Debug)]
pub struct QuestionRow {
    /// The form's id.
    pub question: String,
    /// The form's words.
    pub label: String,
    /// What the answer would settle.
    pub hint: String,
    /// Whether it would settle a criterion.
    pub settles: bool,
}

/// What do you need, and by when?
#[derive(Clone, Debug, Template)]
#[template(path = "desk/ask.html")]
pub struct AskPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// What can be asked.
    pub questions: Vec<QuestionRow>,
    /// What is chosen and written.
    pub proposed: ProposedQuestion,
    /// "due" or "other".
    pub by: String,
    /// What stands in the boxes of the other day: day, month, year.
    pub typed_day: [String; 3],
    /// "Mon 30 November (5 working days)".
    pub usual_day: String,
    /// The manager's name, when there is an address to send a copy to.
    pub manager: Option<String>,
    /// "1 December 2026", when eligible.
    pub eligible_until: Option<String>,
    /// What to put right.
    pub problems: ErrorSummary,
}

impl AskPage {
    fn choices(&self) -> Option<Checkboxes> {
        let items: Vec<Item> = self
            .questions
            .iter()
            .map(|row| {
                Item::new(row.question.as_str(), row.label.as_str())
                    .hint(row.hint.as_str())
                    .checked(self.proposed.questions.contains(&row.question))
            })
            .collect();
        (!items.is_empty()).then(|| {
            Checkboxes::new("questions", "What do you need?", items)
                .size(Size::Small)
                .hint("The questions come from what is not known. They use the words of the form.")
                .error(self.problems.for_field("questions"))
        })
    }

    fn words(&self) -> Textarea {
        let label = if self.questions.is_empty() {
            "Your question"
        } else {
            "Your own words (optional)"
        };
        let field = Textarea::new("words", label)
            .size(Size::Small)
            .hint("Facts you need and why. No child’s name.")
            .value(self.proposed.words.as_str())
            .max(MAX_WORDS)
            .rows(4);
        let error = self.problems.for_field("words");
        field.error(error)
    }

    fn when(&self) -> Radios {
        let items = vec![
            Item::new("due", self.usual_day.as_str()).checked(self.by != "other"),
            Item::new("other", "Another day").checked(self.by == "other"),
        ];
        Radios::new("by", "When do you need the answer?", items).size(Size::Small)
    }

    fn other_day(&self) -> DateInput {
        let [day, month, year] = &self.typed_day;
        let wrong = self.problems.for_field("answer_by");
        let value = |name: &str| match name {
            "answer_by-day" => day.clone(),
            "answer_by-month" => month.clone(),
            _ => year.clone(),
        };
        let parts = &["day", "month", "year"];
        DateInput::new("answer_by", "The other day", parts, value, |_| {
            wrong.is_some()
        })
        .hint("Only if you chose another day: a working day after today.")
        .error(wrong.clone())
    }

    fn copy(&self) -> Option<Checkboxes> {
        let manager = self.manager.as_ref()?;
        let item = Item::own("copy", format!("Copy to the manager, {manager}"))
            .checked(self.proposed.copy);
        Some(Checkboxes::new("copies", "Who else should know?", vec![item]).size(Size::Small))
    }
}

/// The letters before they go.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/check_question.html")]
pub struct CheckQuestionPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// To the referrer, then the copy.
    pub letters: Vec<LetterPreview>,
    /// Carried on.
    pub proposed: ProposedQuestion,
}

/// The question that is open.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/asked.html")]
pub struct AskedPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// Who asked.
    pub by: String,
    /// When.
    pub at: String,
    /// By when an answer is wanted.
    pub answer_by: String,
    /// The form's questions.
    pub items: Vec<String>,
    /// The screener's own words.
    pub words: String,
    /// When the last reminder went.
    pub reminded: Option<String>,
}
