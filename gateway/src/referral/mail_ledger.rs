//! The words of the mailbox's ledger: folders, UIDs and days. Nothing here names a person: accounts and folders are the configuration's words.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{Id, MailMessage, Reference};

/// One folder of one account, in the configuration's words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderKey {
    /// The account's name.
    pub account: String,
    /// The folder's name.
    pub folder: String,
}

/// The right to take in mail of a folder, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderLease {
    /// The folder.
    pub key: FolderKey,
    /// Fencing token.
    pub lease: i64,
}

/// What is known of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The folder.
    pub key: FolderKey,
    /// Its UIDVALIDITY when it was last read; 0 for Maildir.
    pub validity: Option<i64>,
    /// UIDs below this were there before us: old mail.
    pub archive_below: String,
    /// When it was first read.
    pub first_at: Timestamp,
    /// When it was last read well.
    pub last_good_at: Option<Timestamp>,
    /// Fencing token of its last lease.
    pub lease: i64,
    /// How many messages the server counted.
    pub server_count: Option<i64>,
    /// When it counted.
    pub counted_at: Option<Timestamp>,
}

/// How far one UID has come. One without a row is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UidState {
    /// It was listed and could not be fetched; it is tried again.
    Failed,
    /// Its message is sealed and durable.
    Sealed,
    /// Its message is sorted, and what the settings ask was done in the mailbox.
    Settled,
    /// It was listed and somebody removed it before it was ours: missing.
    Gone,
}

impl UidState {
    const ALL: [Self; 4] = [Self::Failed, Self::Sealed, Self::Settled, Self::Gone];

    /// Code in rows and output.
    pub fn code(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Sealed => "sealed",
            Self::Settled => "settled",
            Self::Gone => "gone",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One UID of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UidRow {
    /// The folder.
    pub key: FolderKey,
    /// UIDVALIDITY; 0 for Maildir.
    pub validity: i64,
    /// Ten digits for IMAP, so that text order is number order; the unique name for Maildir.
    pub uid: String,
    /// The message, once it is sealed.
    pub message: Option<Id<MailMessage>>,
    /// How far it has come.
    pub state: UidState,
    /// How often fetching it failed.
    pub attempts: i32,
    /// When it may be tried again.
    pub next_at: Timestamp,
    /// Why it failed, as a code.
    pub why: Option<String>,
    /// When the mailbox got it, as far as is known.
    pub arrived_at: Option<Timestamp>,
    /// Whether it was in the mailbox when that was last looked at.
    pub present: bool,
    /// When it was first listed.
    pub seen_at: Timestamp,
    /// When its state last changed.
    pub changed_at: Timestamp,
}

/// One line of `mailbox ledger`: a UID and what became of its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// The UID.
    pub row: UidRow,
    /// What became of it, as a code of `mail`.
    pub outcome: Option<String>,
    /// Why.
    pub why: Option<String>,
    /// The referral's reference, when it became or belongs to one.
    pub reference: Option<Reference>,
}

/// A closed day of a folder: what arrived, and what became of it. Never rewritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailDay {
    /// The folder.
    pub key: FolderKey,
    /// The day, in London.
    pub day: Date,
    /// How many messages the mailbox held.
    pub in_mailbox: i64,
    /// How many of them are missing from the ledger.
    pub missing: i64,
    /// Messages by code: outcomes, `gone`, `failed`, `fetched`.
    pub counts: BTreeMap<String, i64>,
    /// When it was counted.
    pub closed_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::UidState;

    #[test]
    fn every_state_reads_back() {
        for state in UidState::ALL {
            assert_eq!(UidState::read(state.code()), Some(state));
        }
    }
}
