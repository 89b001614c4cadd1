//! The holding pen: messages that wait for a person. Subjects are not in the list, because senders put names in them.

use askama::Template;

use super::{DeskFrame, PageLink};
use crate::web::page::Tag;

/// One message of the list.
#[derive(Clone, Debug)]
pub struct HeldLine {
    /// Its id, which is its place in addresses.
    pub id: String,
    /// "23 Nov 2026, 09:40".
    pub arrived: String,
    /// The address that it says it is from; empty when it says none.
    pub from: String,
    /// Whether that is proved.
    pub trust: Tag,
    /// Why no rule could decide.
    pub why: String,
    /// "2 attachments".
    pub with_it: String,
    /// What it may be.
    pub guess: &'static str,
}

/// The list.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/held.html")]
pub struct HeldPage {
    /// The frame.
    pub frame: DeskFrame,
    /// Whether these are old mail.
    pub old: bool,
    /// Oldest first.
    pub rows: Vec<HeldLine>,
    /// How many wait on this list.
    pub count: u64,
    /// How many wait on the other one.
    pub others: u64,
    /// "The mailbox was read at 09:44."
    pub read: Option<String>,
    /// What is wrong with the mailbox.
    pub alarm: Option<String>,
    /// The next page.
    pub next: Option<PageLink>,
}
