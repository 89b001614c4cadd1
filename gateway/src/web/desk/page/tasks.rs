//! Tasks: what a rule must not decide, oldest first. Never a name: a reference, a message, a folder.

use askama::Template;

use super::DeskFrame;

/// One task.
#[derive(Clone, Debug)]
pub struct TaskRow {
    /// Its id in addresses.
    pub id: String,
    /// What has to be looked at.
    pub title: &'static str,
    /// What to do.
    pub words: &'static str,
    /// The referral it is about, and whether the desk may open it.
    pub referral: Option<(String, bool)>,
    /// Where the referral's manager can be named, while it waits for one.
    pub waits: Option<String>,
    /// The message it is about, by its id.
    pub message: Option<String>,
    /// A folder or day that it is about.
    pub about: Option<String>,
    /// "23 Nov 2026, 09:40".
    pub raised: String,
}

impl TaskRow {
    /// The letters of the referral, for a task about one.
    pub fn referral_path(&self, reference: &str) -> String {
        format!("/desk/referrals/{reference}")
    }
}

/// The open tasks.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/tasks.html")]
pub struct TasksPage {
    /// The frame.
    pub frame: DeskFrame,
    /// Oldest first.
    pub rows: Vec<TaskRow>,
}
