//! A message of the hub's mailbox as rows know it: ids, digests, codes and times. Never its sender, its subject or its words.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Account, Attachment, FolderLease, Id, Referral, SealedFile};

/// Through which door a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A mailbox over IMAP.
    Imap,
    /// A Maildir that is read as it fills.
    Maildir,
    /// `mailbox import`.
    Import,
}

impl Origin {
    const ALL: [Self; 3] = [Self::Imap, Self::Maildir, Self::Import];

    /// Code in rows.
    pub fn code(self) -> &'static str {
        match self {
            Self::Imap => "imap",
            Self::Maildir => "maildir",
            Self::Import => "import",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.code() == code)
    }
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// Its sealed bytes are durable; nobody has read it yet.
    Fetched,
    /// It has its outcome.
    Sorted,
}

impl MessageState {
    const ALL: [Self; 2] = [Self::Fetched, Self::Sorted];

    /// Code in rows.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fetched => "fetched",
            Self::Sorted => "sorted",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One message. Its key pair is that of the referral it may become, with the same id; its raw bytes are one sealed file.
#[derive(Clone, Debug)]
pub struct MailMessage {
    /// Its id: also that of the referral it may become.
    pub id: Id<Self>,
    /// Through which door it came.
    pub origin: Origin,
    /// The message's own public key.
    pub recipient: String,
    /// The message's identity wrapped to the hub and recovery.
    pub wrap: Vec<u8>,
    /// The sealed file of its raw bytes, by its id.
    pub blob: Id<Attachment>,
    /// SHA-256 of the sealed bytes.
    pub sha256: [u8; 32],
    /// Length of the sealed bytes.
    pub length: u64,
    /// Manifest (channel `mailbox`, submission 0, one item: the sealed file), canonical.
    pub manifest: Vec<u8>,
    /// Ed25519 signature over it.
    pub signature: Vec<u8>,
    /// The node that signed.
    pub node: String,
    /// When the mailbox got it; for a file, when it was read.
    pub arrived_at: Timestamp,
    /// Old mail: nothing is sent for it.
    pub archive: bool,
    /// Whether all of it is kept; else, for one that is too large, its head only.
    pub whole: bool,
    /// How far it has come.
    pub state: MessageState,
    /// How often somebody took it in hand to sort it.
    pub attempts: i32,
    /// Fencing token of the lease under which it is sorted.
    pub lease: i64,
    /// What became of it, as a code of `mail`.
    pub outcome: Option<String>,
    /// Why, as a code of `mail`.
    pub why: Option<String>,
    /// The referral it became or belongs to.
    pub referral: Option<Id<Referral>>,
    /// What was read in it, sealed to its own key; for those that a person looks at.
    pub reading: Option<Vec<u8>>,
    /// The person who filed it.
    pub filed_by: Option<Id<Account>>,
    /// When it was filed.
    pub filed_at: Option<Timestamp>,
    /// When it got its outcome.
    pub sorted_at: Option<Timestamp>,
    /// When it was taken in.
    pub made_at: Timestamp,
    /// Rises with each change by a person.
    pub version: i32,
}

impl MailMessage {
    /// The sealed file of its raw bytes.
    pub fn file(&self) -> SealedFile {
        SealedFile {
            id: self.blob.clone(),
            sha256: self.sha256,
            length: self.length,
        }
    }

    /// The referral that this message may become: the same id and the same key.
    pub fn as_referral(&self) -> Option<Id<Referral>> {
        Id::read(self.id.as_str())
    }
}

/// Where a batch comes from, and by what right it is taken in.
#[derive(Clone, Debug)]
pub enum Place {
    /// A folder of a mailbox, under its lease.
    Folder {
        /// Imap or Maildir.
        origin: Origin,
        /// The lease of the folder; a batch under an older one is refused.
        lease: FolderLease,
        /// The folder's UIDVALIDITY; 0 for Maildir.
        validity: i64,
    },
    /// Files that an operator named.
    Import,
}

/// What a referral keeps of the message that it came with: who wrote it, and where each answer was found. Sealed with it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromMail {
    /// The message.
    pub message: String,
    /// Who sent it, as it says.
    pub sender: String,
    /// Who forwarded it, when somebody did.
    pub forwarder: Option<String>,
    /// Who wrote what was forwarded; claimed, never proved.
    pub original: Option<String>,
    /// Whether the sender is proved, as a code of `mail`.
    pub trust: String,
    /// Where each answer was found, by question.
    pub found: BTreeMap<String, String>,
    /// Labels or passages that were not read as an answer.
    pub unread: Vec<String>,
    /// The part that held the form, or `text`.
    pub form_path: String,
    /// Whether it is old mail.
    pub archive: bool,
}

impl std::fmt::Debug for FromMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FromMail({})", self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for origin in Origin::ALL {
            assert_eq!(Origin::read(origin.code()), Some(origin));
        }
        for state in MessageState::ALL {
            assert_eq!(MessageState::read(state.code()), Some(state));
        }
        assert_eq!(MessageState::read("lost"), None);
    }
}
