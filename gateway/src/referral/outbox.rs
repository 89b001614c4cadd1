//! A letter in the outbox: its state and its sealed words. Nothing here names a person.

use jiff::Timestamp;

use super::{Id, Referral};

/// Where a letter is. The desk says exactly these words, never "sent" or "delivered".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// Waits to be posted, or to be tried again.
    Queued,
    /// A worker has it in hand until its lease ends.
    Posting,
    /// The relay took it (its 250).
    Relayed,
    /// The connection broke after the last byte: it may have gone.
    Uncertain,
    /// The relay refused it for good.
    Refused,
    /// It came back.
    Bounced,
}

impl LetterState {
    const ALL: [Self; 6] = [
        Self::Queued,
        Self::Posting,
        Self::Relayed,
        Self::Uncertain,
        Self::Refused,
        Self::Bounced,
    ];

    /// Code in rows and audit lines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Posting => "posting",
            Self::Relayed => "relayed",
            Self::Uncertain => "uncertain",
            Self::Refused => "refused",
            Self::Bounced => "bounced",
        }
    }

    /// The desk's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued | Self::Posting => "Queued",
            Self::Relayed => "Relayed",
            Self::Uncertain => "Uncertain",
            Self::Refused => "Refused",
            Self::Bounced => "Bounced",
        }
    }

    /// How much a person should see it before other letters: the worst first.
    pub fn urgency(self) -> u8 {
        match self {
            Self::Bounced => 4,
            Self::Refused => 3,
            Self::Uncertain => 2,
            Self::Queued | Self::Posting => 1,
            Self::Relayed => 0,
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Why a letter in hand may have gone: its content was on the way to the relay.
pub const HANDING_OVER: &str = "handing_over";

/// One letter to one recipient.
#[derive(Clone, Debug)]
pub struct OutboxLetter {
    /// Its id; its Message-ID is made from it and never changes.
    pub id: Id<Self>,
    /// The referral it is about; code letters and notices have none.
    pub referral: Option<Id<Referral>>,
    /// Kind code, as `letters` names it.
    pub kind: String,
    /// `referrer`, `manager`, `hub` or `browser`.
    pub reader: String,
    /// The whole letter, sealed (to the referral's key, or to the hub when there is none).
    pub sealed: Vec<u8>,
    /// Where it is.
    pub state: LetterState,
    /// How often it was tried.
    pub attempts: i32,
    /// When it may be tried (again).
    pub next_at: Timestamp,
    /// Fencing token of the lease that holds it.
    pub lease: i64,
    /// A short code saying why it waits or failed.
    pub why: Option<String>,
    /// When it was written.
    pub made_at: Timestamp,
    /// When its state last changed.
    pub changed_at: Timestamp,
}
