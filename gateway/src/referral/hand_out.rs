//! A hand-out: the one way anything stored comes back to the public side. Intake asks, the worker checks a code and seals the view.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Id, Referral};

/// How many codes may be typed.
pub const TRIES: i32 = 5;
/// How long a code is good for.
pub const CODE_MINUTES: i64 = 10;
/// How long to wait before another code can be asked for.
pub const AGAIN_SECONDS: i64 = 30;

/// What a proved mailbox opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Begin a referral.
    Begin,
    /// Carry on with an unsent one.
    OpenDraft,
    /// Read a sent one: its referrer or its manager.
    OpenReferral,
    /// Answer the one question of a held one: the contact at the police, and nobody else.
    AnswerHold,
}

impl Purpose {
    /// Code in rows.
    pub fn code(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::OpenDraft => "open_draft",
            Self::OpenReferral => "open_referral",
            Self::AnswerHold => "answer_hold",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        [
            Self::Begin,
            Self::OpenDraft,
            Self::OpenReferral,
            Self::AnswerHold,
        ]
        .into_iter()
        .find(|purpose| purpose.code() == code)
    }
}

/// Where a hand-out is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOutState {
    /// Asked for; the worker has not made a code yet.
    Asked,
    /// A code is on its way, or nothing is and nobody can tell.
    CodeMade,
    /// A code was typed; the worker has not looked yet.
    Typed,
    /// The code was right; the view is sealed to the browser.
    Proved,
    /// Five wrong codes, or too late.
    Spent,
}

impl HandOutState {
    const ALL: [Self; 5] = [
        Self::Asked,
        Self::CodeMade,
        Self::Typed,
        Self::Proved,
        Self::Spent,
    ];

    /// Code in rows.
    pub fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::CodeMade => "code_made",
            Self::Typed => "typed",
            Self::Proved => "proved",
            Self::Spent => "spent",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One hand-out. Everything that names a person is sealed.
#[derive(Clone, Debug)]
pub struct HandOut {
    /// Its id; the browser's cookie carries it with the one-use key.
    pub id: Id<Self>,
    /// What it opens.
    pub purpose: Purpose,
    /// Public half of the one-use key in the browser's cookie.
    pub recipient: String,
    /// Where it is.
    pub state: HandOutState,
    /// Address, form, reference: sealed to the hub.
    pub request: Vec<u8>,
    /// The worker's mark over the code and everything it is good for; the code itself is in its letter only.
    pub code: Option<Vec<u8>>,
    /// What was typed, sealed to the hub by intake.
    pub typed: Option<Vec<u8>>,
    /// Codes typed so far.
    pub tries: i32,
    /// What it opened, sealed to the browser.
    pub view: Option<Vec<u8>>,
    /// Keyed digest of the proved address.
    pub address_tag: Option<Vec<u8>>,
    /// The referral it opened.
    pub referral: Option<Id<Referral>>,
    /// `referrer` or `manager`, once proved for a referral.
    pub reader: Option<String>,
    /// When the code was asked for.
    pub asked_at: Timestamp,
    /// When the code, or after it the view, ends.
    pub expires_at: Timestamp,
    /// Rises with each change.
    pub version: i32,
}
