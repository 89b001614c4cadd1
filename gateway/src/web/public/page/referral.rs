//! Where a referral is, for its referrer and its manager. Never the child's name or answers, the screening or the queue.

use askama::Template;

use super::ManagersNote;
use crate::web::page::{Frame, Link};

/// The page of a referral.
#[derive(Debug, Template)]
#[template(path = "public/status.html")]
pub struct Status<'a> {
    /// Titled "Where the referral is", headed "Referral 7K3Q-92MX".
    pub frame: Frame<'a>,
    /// "Your reference TS-041"; "Referrer’s reference TS-041" for the manager.
    pub caption: String,
    /// What is theirs to do.
    pub todo: Option<Todo>,
    /// What the manager wrote for the referrer, when it was returned or not sent.
    pub note: Option<ManagersNote>,
    /// What happened, what is happening, what is ahead.
    pub steps: Vec<Step>,
    /// What was just done.
    pub done: Option<Done>,
    /// What was changed after sending, oldest first.
    pub amended: Vec<String>,
    /// While it waits for the manager.
    pub reminder: Option<Reminder>,
    /// What may be changed now.
    pub changes: Vec<Link>,
}

/// What was just done.
#[derive(Debug, Clone)]
pub struct Done {
    /// "We have sent your correction to the hub".
    pub words: String,
    /// "Police: What is the police position. Sent on Thursday 19 November 2026, 2:15pm."
    pub detail: Option<String>,
}

/// Reminding the manager, once a day.
#[derive(Debug, Clone)]
pub enum Reminder {
    /// It can be sent to this manager.
    Offer(String),
    /// It was asked for today, at this moment.
    Sent(String),
}

/// Something to do.
#[derive(Debug, Clone)]
pub struct Todo {
    /// "Your manager returned this."
    pub words: String,
    /// "Make the changes": where its form goes.
    pub button: Option<Link>,
    /// "Answer the question": where it leads.
    pub link: Option<Link>,
}

/// One stage in plain words.
#[derive(Debug, Clone)]
pub struct Step {
    /// "You sent it to your manager".
    pub words: String,
    /// "Thursday 19 November 2026, 2:15pm".
    pub detail: Option<String>,
    /// Past, present or ahead.
    pub when: When,
}

/// Where a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// It is over.
    Past,
    /// It is so now.
    Present,
    /// It may come.
    Ahead,
}

impl Step {
    fn is_present(&self) -> bool {
        self.when == When::Present
    }

    fn is_ahead(&self) -> bool {
        self.when == When::Ahead
    }
}
