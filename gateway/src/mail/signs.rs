//! The signs by which a message tells what kind it is: a report, an automatic answer, an invitation, locked. Facts only: which lane
//! they lead to is not decided here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of message it is, by what stands in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signs {
    /// A report about mail.
    pub report: Option<Report>,
    /// It was sent by a machine.
    pub auto: Option<Auto>,
    /// An invitation, or an answer to one.
    pub calendar: Option<Calendar>,
    /// What it says is locked.
    pub encrypted: Option<Encryption>,
    /// It says that a message waits in somebody's portal.
    pub portal: bool,
    /// It came through a mailing list.
    pub list: bool,
    /// The mark that our own letters carry (`X-Referral-Gateway`), as it stands.
    pub own_mark: Option<String>,
}

/// A report about mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// About the delivery of a message (DSN, or what older servers write), one entry for each outcome.
    Delivery(Vec<Bounce>),
    /// That somebody read or deleted a message (MDN).
    Disposition,
    /// That somebody calls a message abuse (ARF).
    Abuse,
    /// DMARC's daily figures.
    Dmarc,
    /// Figures about TLS.
    Tls,
}

/// What became of a message for some of its readers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounce {
    /// The Message-IDs of the message it is about, without brackets, and what in the text looks like one.
    pub message_ids: Vec<String>,
    /// The readers, as the report names them; may be empty.
    pub recipients: Vec<String>,
    /// What became of it.
    pub action: BounceAction,
    /// The status, such as `5.1.1`.
    pub status: Option<String>,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BounceAction {
    /// It was not delivered and will not be.
    Failed,
    /// It is still being tried.
    Delayed,
    /// It was delivered.
    Delivered,
    /// It was handed to a server that does not tell.
    Relayed,
    /// It was delivered to a list.
    Expanded,
    /// The report does not say.
    Unknown,
}

/// Why it looks as if a machine sent it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one head line, and any one will do"
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auto {
    /// `Auto-Submitted` says so (anything but `no`).
    pub submitted: bool,
    /// `Precedence` is bulk, junk, list or an auto-reply's.
    pub bulk: bool,
    /// `X-Auto-Response-Suppress` asks that nothing automatic answers (All, `AutoReply` or OOF).
    pub suppress: bool,
    /// `X-Autoreply`, `X-Autorespond` and their like.
    pub reply: bool,
    /// Its subject is an absence's: "Automatic reply: …", "Out of office".
    pub away: bool,
}

/// An invitation, or an answer to one, by its method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// An invitation.
    Request,
    /// An answer.
    Reply,
    /// It was called off.
    Cancel,
    /// Another time is proposed.
    Counter,
    /// Anything else, or no method.
    Other,
}

/// How what it says is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// S/MIME, also when it is only signed in the way that hides the text.
    Smime,
    /// PGP, as a part or within the text.
    Pgp,
}

impl fmt::Debug for Bounce {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "Bounce({:?}, {:?}, {} readers)",
            self.action,
            self.status,
            self.recipients.len()
        )
    }
}
