//! An addition: what somebody without an account wrote back through a hand-out, sealed and signed, until the worker merges it.

use jiff::Timestamp;

use super::{HandOut, Id, Referral};

/// What was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdditionKind {
    /// The manager releases the referral to the hub.
    Release,
    /// The manager returns it for changes.
    Return,
    /// The manager closes it unsent.
    NotSend,
}

impl AdditionKind {
    /// Code in rows and manifests.
    pub fn code(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Return => "return",
            Self::NotSend => "not_send",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        [Self::Release, Self::Return, Self::NotSend]
            .into_iter()
            .find(|kind| kind.code() == code)
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
