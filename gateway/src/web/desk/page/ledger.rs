//! The mailbox ledger: every message accounted for, by day and by UID. Never a subject or a sender.

use askama::Template;

use super::{DeskFrame, PageLink};

/// One day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerDay {
    /// "2026-11-23", its place in addresses.
    pub day: String,
    /// "Mon 23 Nov".
    pub title: String,
    /// How many messages arrived.
    pub arrived: i64,
    /// New referrals.
    pub referrals: i64,
    /// Replies about referrals.
    pub follow_ups: i64,
    /// The same message again.
    pub duplicates: i64,
    /// Letters that came back.
    pub bounces: i64,
    /// Automatic replies, reports and answers to invitations.
    pub automatic: i64,
    /// Locked, too large, in a portal, or not readable.
    pub unreadable: i64,
    /// For a person.
    pub held: i64,
    /// Fetched or listed, without an outcome yet.
    pub waiting: i64,
    /// Gone before we had them.
    pub missing: i64,
    /// What the folders missed in all when the day was closed, of whatever day.
    pub missing_then: i64,
    /// Whether it is written into the audit chain.
    pub closed: bool,
}

impl LedgerDay {
    /// What is accounted for.
    pub fn accounted(&self) -> i64 {
        self.arrived - self.missing
    }
}

/// One folder of the mailbox.
#[derive(Clone, Debug)]
pub struct FolderLine {
    /// "hub / INBOX".
    pub name: String,
    /// "23 Nov 2026, 09:44", or that it never was.
    pub read: String,
    /// UIDs in the ledger.
    pub uids: u64,
    /// Of them in the mailbox.
    pub present: u64,
    /// What the server counted.
    pub counted: Option<i64>,
    /// Missing.
    pub missing: u64,
}

/// The days.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/ledger.html")]
pub struct LedgerPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The folders.
    pub folders: Vec<FolderLine>,
    /// Latest first.
    pub days: Vec<LedgerDay>,
    /// The missing UIDs, by name.
    pub missing: Vec<String>,
}

/// One UID.
#[derive(Clone, Debug)]
pub struct UidLine {
    /// "hub / INBOX".
    pub folder: String,
    /// The UID.
    pub uid: String,
    /// "09:40".
    pub arrived: String,
    /// What became of it.
    pub outcome: String,
    /// Why.
    pub why: String,
    /// The reference.
    pub reference: Option<String>,
    /// The message, by its id, when it can be opened from here.
    pub message: Option<String>,
}

/// One day.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/ledger_day.html")]
pub struct LedgerDayPage {
    /// The frame.
    pub frame: DeskFrame,
    /// "Monday 23 November 2026".
    pub day: String,
    /// All outcomes with their numbers, on this page of the day.
    pub outcomes: Vec<(&'static str, usize)>,
    /// In the order of the ledger.
    pub lines: Vec<UidLine>,
    /// The next page.
    pub next: Option<PageLink>,
}
