//! Correcting one answer: the answer that stands there, the question's own component, and why.

use askama::Template;

use super::{AnswerText, DeskFrame, ReferralHead};
use crate::web::page::{ErrorSummary, Field, Size, Textarea};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/correct.html")]
pub struct CorrectPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// Where the form goes.
    pub action: String,
    /// The answer that stands there; none where there is none.
    pub now: Option<AnswerText>,
    /// The question's own component.
    pub field: Field,
    /// Whether it is a name, which is not written into the page.
    pub named: bool,
    /// Whether somebody changed the referral meanwhile.
    pub changed: bool,
    /// Why, as typed.
    pub why: String,
    /// What to put right.
    pub errors: ErrorSummary,
    /// The most characters of a reason.
    pub most_why: usize,
}

impl CorrectPage {
    fn why(&self) -> Textarea {
        Textarea::new("why", "Why is it corrected?")
            .hint("How you know, and from whom. It stays on the desk with your name. Do not write a name here.")
            .rows(4)
            .size(Size::Small)
            .max(self.most_why)
            .value(self.why.clone())
            .error(self.errors.for_field("why"))
    }
}
