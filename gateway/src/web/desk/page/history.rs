//! What happened to a referral, from the audit chain. No personal data in a title.

use askama::Template;

use super::{DeskFrame, ReferralHead};

/// One line of the history.
#[derive(Clone, Debug)]
pub struct HistoryItem {
    /// What happened, in constant words.
    pub title: String,
    /// Who did it: a name of the desk, "the gateway", "the manager".
    pub by: String,
    /// "23 Nov 2026, 10:12".
    pub at: String,
    /// The same for machines.
    pub machine_at: String,
    /// One sentence more.
    pub detail: Option<String>,
}

/// The history.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/history.html")]
pub struct HistoryPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// Newest first.
    pub items: Vec<HistoryItem>,
}
