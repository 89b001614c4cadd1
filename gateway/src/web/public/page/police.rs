//! The one question to the contact at the police. Holds the reference and a question of the form, and nothing of a referral.

use askama::Template;

use crate::web::page::{ErrorSummary, Field, Frame};

/// The page.
#[derive(Debug, Template)]
#[template(path = "public/police-question.html")]
pub struct PoliceQuestion<'a> {
    /// Titled "One question about the police position".
    pub frame: Frame<'a>,
    /// What to put right.
    pub errors: ErrorSummary,
    /// The referral's reference.
    pub reference: String,
    /// The question, with nothing chosen.
    pub field: Field,
}
