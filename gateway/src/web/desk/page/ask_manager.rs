//! Who is the manager of a referral that waits: who sent it, and two fields. Nothing about the child stands here.

use askama::Template;

use super::{DeskFrame, Fact};
use crate::web::page::{ErrorSummary, Input, Tag};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/ask_manager.html")]
pub struct AskManagerPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The referral's id in addresses.
    pub id: String,
    /// Rises with each change; the form carries it back.
    pub version: i32,
    /// "7K3Q-2FWD".
    pub reference: String,
    /// Who sent it, and when.
    pub facts: Vec<Fact>,
    /// Whether the sender is proved.
    pub trust: Tag,
    /// "23 Nov 2026, 09:40", when a manager was asked before.
    pub asked: Option<String>,
    /// Name and address, as typed or as the form gives them.
    pub typed: (String, String),
    /// What to put right.
    pub problems: ErrorSummary,
}

impl AskManagerPage {
    fn name(&self) -> Input {
        Input::new("name", "The manager’s name")
            .value(self.typed.0.clone())
            .error(self.problems.for_field("name"))
    }

    fn email(&self) -> Input {
        Input::new("email", "The manager’s work email")
            .hint("We ask them to read the referral and release it. Naming them releases nothing.")
            .email()
            .value(self.typed.1.clone())
            .error(self.problems.for_field("email"))
    }
}
