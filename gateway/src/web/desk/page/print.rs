//! A referral for paper. Nothing is folded; the name stands in it only when it was asked for.

use askama::Template;

use super::{AnswerText, AnswerTopic, DeskFrame, ShownName};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/print.html")]
pub struct PrintPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The reference.
    pub reference: String,
    /// The referral's address.
    pub path: String,
    /// "19 November 2026".
    pub received: String,
    /// What the form is called.
    pub form: String,
    /// Its version.
    pub version: String,
    /// Who prints.
    pub printed_by: String,
    /// When.
    pub printed_at: String,
    /// The child's name, when it was asked for.
    pub name: Option<ShownName>,
    /// Topics in the form's order.
    pub topics: Vec<AnswerTopic>,
    /// The names of the attachments; shown with the child's name only, because they may hold it.
    pub files: Vec<String>,
    /// What was corrected after sending.
    pub corrected: Option<String>,
}
