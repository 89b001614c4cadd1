//! An addition: what somebody without an account wrote back through a hand-out, sealed and signed, until the worker merges it.

use jiff::Timestamp;

use super::{HandOut, Id, Referral};

/// What the manager decides about one version of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagersWord {
    /// Releases the referral to the hub.
    Release,
    /// Returns it for changes.
    Return,
    /// Closes it unsent.
    NotSend,
}

/// What was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdditionKind {
    /// The manager's decision.
    Word(ManagersWord),
    /// The referrer takes it back before the manager has decided.
    TakeBack,
    /// The referrer has the manager reminded.
    Remind,
    /// Another answer to a question of the form.
    Correct,
    /// The answer to the hub's question.
    Answer,
    /// More files.
    Files,
    /// The referral is withdrawn.
    Withdraw,
    /// The contact of a police hold answers its question.
    Police,
}

impl AdditionKind {
    const ALL: [Self; 10] = [
        Self::Word(ManagersWord::Release),
        Self::Word(ManagersWord::Return),
        Self::Word(ManagersWord::NotSend),
        Self::TakeBack,
        Self::Remind,
        Self::Correct,
        Self::Answer,
        Self::Files,
        Self::Withdraw,
        Self::Police,
    ];

    /// Code in rows and manifests.
    pub fn code(self) -> &'static str {
        match self {
            Self::Word(ManagersWord::Release) => "release",
            Self::Word(ManagersWord::Return) => "return",
            Self::Word(ManagersWord::NotSend) => "not_send",
            Self::TakeBack => "take_back",
            Self::Remind => "remind",
            Self::Correct => "correct",
            Self::Answer => "answer",
            Self::Files => "files",
            Self::Withdraw => "withdraw",
            Self::Police => "police",
        }
    }

    /// Whether it changes what was sent, or its way, without deciding anything.
    pub fn is_amendment(self) -> bool {
        !matches!(self, Self::Word(_) | Self::Police)
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The name of what may be said once about a version of the submission: one decision a version.
pub fn once_a_version(submission: i32) -> String {
    format!("version-{submission}")
}

/// One addition as it waits to be merged.
#[derive(Clone, Debug)]
pub struct Addition {
    /// Its own id.
    pub id: Id<Self>,
    /// The referral it belongs to.
    pub referral: Id<Referral>,
    /// The version of the submission that its author had read.
    pub submission: i32,
    /// What may happen only once, such as the word on one version: the second press of a button finds the first.
    pub once: String,
    /// What it is.
    pub kind: AdditionKind,
    /// The hand-out that proves who wrote it.
    pub hand_out: Id<HandOut>,
    /// The words, sealed to the referral's own recipient.
    pub sealed: Vec<u8>,
    /// The signed manifest over `sealed`.
    pub manifest: Vec<u8>,
    /// Signature of the manifest.
    pub signature: Vec<u8>,
    /// The node that signed.
    pub node: String,
    /// When it was written.
    pub made_at: Timestamp,
}
