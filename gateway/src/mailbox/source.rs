//! Where mail comes from while it arrives: a Maildir, or a folder over IMAP. Lists, fetches, and does what the settings ask with what is sorted; knows
//! nothing of rows, keys or outcomes. UIDs are texts whose order is theirs.

use std::{collections::BTreeMap, fmt, time::Duration};

use jiff::Timestamp;
use tokio::time::sleep;
use zeroize::Zeroizing;

use super::{
    imap::{ImapFolder, ServerCan},
    maildir::Maildir,
};
use crate::{
    config::{AccountSection, After, ImapSection},
    referral::Origin,
};

/// The bytes of a message that is too large: this much of them is kept.
pub(super) const HEAD_BYTES: usize = 1024 * 1024;

/// Why the mailbox did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailboxError {
    /// Not now; nothing was changed in the mailbox, or it can be done again. The phase that failed.
    #[error("the mailbox does not answer: {0}")]
    Later(&'static str),
    /// The connection was lost, and the source must be opened anew. The phase in which it was.
    #[error("the connection to the mailbox was lost: {0}")]
    Lost(&'static str),
    /// Never like this: the settings or the mailbox must be changed.
    #[error("the mailbox refuses: {0}")]
    Refused(&'static str),
    /// This machine has no room or lets us not write.
    #[error("this machine cannot: {0}")]
    Machine(&'static str),
}

/// A message's bytes as they came.
pub enum RawMail {
    /// All of them.
    Whole(Zeroizing<Vec<u8>>),
    /// It is too large: its head, and how many bytes all of it has.
    HeadOnly {
        /// The head.
        head: Zeroizing<Vec<u8>>,
        /// The length of the whole message, in bytes.
        size: u64,
    },
}

impl RawMail {
    /// What is kept of it.
    pub fn bytes(&self) -> &Zeroizing<Vec<u8>> {
        match self {
            Self::Whole(bytes) | Self::HeadOnly { head: bytes, .. } => bytes,
        }
    }

    /// What is kept of it, to keep.
    pub fn into_bytes(self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Whole(bytes) | Self::HeadOnly { head: bytes, .. } => bytes,
        }
    }

    /// Whether that is all of it.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }
}

impl fmt::Debug for RawMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(bytes) => write!(f, "Whole({} bytes)", bytes.len()),
            Self::HeadOnly { size, .. } => write!(f, "HeadOnly(of {size} bytes)"),
        }
    }
}

/// One message, fetched.
#[derive(Debug)]
pub struct FetchedMail {
    /// Its UID; empty for a file that was imported.
    pub uid: String,
    /// When the mailbox got it, when it says so.
    pub arrived_at: Option<Timestamp>,
    /// Old mail: nothing is sent for it.
    pub archive: bool,
    /// Its bytes.
    pub raw: RawMail,
}

/// What a folder holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// UIDVALIDITY; 0 for Maildir.
    pub validity: i64,
    /// UIDs, with their sizes in bytes where they are known.
    pub uids: BTreeMap<String, Option<u64>>,
    /// Whether these are all UIDs, and not only those that came after what is clear.
    pub is_whole: bool,
    /// How many messages there are in all.
    pub counted: usize,
}

/// Up to where a folder is clear: every message of it has its row, and none waits to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearTo {
    /// UIDVALIDITY.
    pub validity: i64,
    /// The highest UID.
    pub uid: String,
    /// How many messages there were.
    pub count: usize,
}

/// One folder, open.
#[derive(Debug)]
pub enum Source {
    /// A Maildir on this machine.
    Maildir(Maildir),
    /// A folder over IMAP.
    Imap(Box<ImapFolder>),
}

impl Source {
    /// Opens a folder of an account.
    pub async fn open(account: &AccountSection, folder: &str) -> Result<Self, MailboxError> {
        match account {
            AccountSection::Maildir { path, .. } => Ok(Self::Maildir(Maildir::new(path))),
            AccountSection::Imap(imap) => {
                Ok(Self::Imap(Box::new(ImapFolder::open(imap, folder).await?)))
            }
        }
    }

    /// Through which door its messages come.
    pub fn origin(&self) -> Origin {
        match self {
            Self::Maildir(_) => Origin::Maildir,
            Self::Imap(_) => Origin::Imap,
        }
    }

    /// What the folder holds now; only what came since, where the folder is `clear` so far and has lost nothing.
    pub async fn list(&mut self, clear: Option<&ClearTo>) -> Result<Listing, MailboxError> {
        match self {
            Self::Maildir(maildir) => maildir.list().await,
            Self::Imap(imap) => imap.list(clear).await,
        }
    }

    /// What will be fetched next, in this order: some of it may be fetched together.
    pub fn want(&mut self, uids: &[String]) {
        match self {
            Self::Maildir(_) => {}
            Self::Imap(imap) => imap.want(uids),
        }
    }

    /// One message; `None` when it is there no more. Of one larger than `largest` bytes only the head.
    pub async fn fetch(
        &mut self,
        uid: &str,
        largest: u64,
    ) -> Result<Option<FetchedMail>, MailboxError> {
        match self {
            Self::Maildir(maildir) => maildir.fetch(uid, largest).await,
            Self::Imap(imap) => imap.fetch(uid, largest).await,
        }
    }

    /// Does with these messages what the settings ask. One that is there no more is no mistake.
    pub async fn settle(&mut self, uids: &[String], how: After) -> Result<(), MailboxError> {
        match self {
            Self::Maildir(maildir) => maildir.settle(uids, how).await,
            Self::Imap(imap) => imap.settle(uids, how).await,
        }
    }

    /// Waits until there may be something new, at most so long.
    pub async fn wait(&mut self, at_most: Duration) -> Result<(), MailboxError> {
        match self {
            Self::Maildir(_) => {
                sleep(at_most).await;
                Ok(())
            }
            Self::Imap(imap) => imap.wait(at_most).await,
        }
    }

    /// Ends what is open in good order.
    pub async fn end(self) {
        match self {
            Self::Maildir(_) => {}
            Self::Imap(imap) => imap.end().await,
        }
    }
}

/// Logs in, opens each folder that the settings name, and says what the server can do. Changes nothing.
pub async fn try_out(account: &ImapSection) -> Result<ServerCan, MailboxError> {
    let mut found = Err(MailboxError::Refused(
        "folders must name at least one folder",
    ));
    for folder in &account.folders {
        found = Ok(ImapFolder::open(account, folder).await?.try_out().await?);
    }
    found
}

/// Whether a message that was settled like this has left the folder.
pub fn leaves(how: After) -> bool {
    match how {
        After::Leave | After::MarkSeen => false,
        After::Move | After::Delete => true,
    }
}

/// The bytes of `all` up to and with the empty line that ends the head; all of them when there is none.
pub(super) fn head_of(all: &[u8]) -> &[u8] {
    let ends = [&b"\n\n"[..], b"\n\r\n"].into_iter().filter_map(|end| {
        let at = all.windows(end.len()).position(|bytes| bytes == end)?;
        Some(at + end.len())
    });
    ends.min().and_then(|end| all.get(..end)).unwrap_or(all)
}
