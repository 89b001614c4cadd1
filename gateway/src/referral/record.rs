//! A referral and what hangs on it, as the journey reads them from the store.

use jiff::Timestamp;

use super::{Account, Id, Outcome, Reason, Reference, Stage};

/// One referral. Answers, names and addresses are in its sealed [`Payload`].
#[derive(Clone, Debug)]
pub struct Referral {
    /// Its id.
    pub id: Id<Self>,
    /// What people read aloud.
    pub reference: Reference,
    /// The form's id.
    pub form: String,
    /// Its public key.
    pub recipient: String,
    /// Its identity, wrapped to the hub and recovery.
    pub wrap: Vec<u8>,
    /// Where it is.
    pub stage: Stage,
    /// Rises with every change; a change of an older version is refused.
    pub version: i32,
    /// The version of the submission, from 1.
    pub submission: i32,
    /// When the referrer last sent it.
    pub sent_at: Timestamp,
    /// When the hub received it: after the manager's release.
    pub received_at: Option<Timestamp>,
    /// When the present stage began.
    pub stage_at: Timestamp,
    /// Whether it is raised to the top of the queue.
    pub read_first: bool,
    /// Its [`super::DeskLine`], sealed to the hub; none before screening.
    pub desk_line: Option<Vec<u8>>,
}

/// One version of a submission with intake's signed manifest.
#[derive(Clone, Debug)]
pub struct Payload {
    /// The referral.
    pub referral: Id<Referral>,
    /// From 1; 2 after a return.
    pub submission: i32,
    /// The record, sealed to the referral's recipient.
    pub sealed: Vec<u8>,
    /// Canonical bytes of the manifest.
    pub manifest: Vec<u8>,
    /// Ed25519 signature over them.
    pub signature: Vec<u8>,
    /// The node that signed.
    pub node: String,
    /// Whether the worker has admitted it to the audit chain.
    pub admitted: bool,
    /// When it was made.
    pub made_at: Timestamp,
}

/// One verdict, with its facts.
#[derive(Clone, Debug)]
pub struct StoredVerdict {
    /// The referral.
    pub referral: Id<Referral>,
    /// From 1; a later screening adds one and keeps the earlier.
    pub ordinal: i32,
    /// The rules version.
    pub rules: String,
    /// Facts, verdict and evidence, sealed to the referral's recipient.
    pub sealed: Vec<u8>,
    /// SHA-256 of the verdict, which outlives the key.
    pub digest: [u8; 32],
    /// When it was made.
    pub made_at: Timestamp,
}

/// One recorded decision.
#[derive(Clone, Debug)]
pub struct StoredDecision {
    /// Its id.
    pub id: Id<Self>,
    /// The referral.
    pub referral: Id<Referral>,
    /// What was decided.
    pub outcome: Outcome,
    /// The coded reason.
    pub reason: Reason,
    /// Who decided.
    pub by: Id<Account>,
    /// The whole [`super::Decision`], sealed to the referral's recipient.
    pub sealed: Vec<u8>,
    /// When it was recorded.
    pub made_at: Timestamp,
}
