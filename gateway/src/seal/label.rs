//! What a sealed object says it is, inside the seal. Never shown outside it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a sealed object is for. An object sealed for one purpose never opens for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The finished answers of a referral.
    Payload,
    /// An attachment's own bytes. Only in manifests: the bytes carry no header.
    Blob,
    /// An attachment's name, kind, lengths and digests.
    BlobHeader,
    /// A letter in the outbox: address and text.
    Letter,
    /// A screener's note.
    Note,
    /// The rationale of a decision.
    Rationale,
    /// An answer that changed after sending, who changed it and why.
    Correction,
    /// What was recorded of a clock.
    Clock,
    /// What was asked of the referrer.
    Question,
    /// Why a referral is held, and who is asked.
    Hold,
    /// Findings with their evidence.
    Verdict,
    /// The answers so far.
    Draft,
    /// What the public side may show once, sealed to one browser.
    HandOut,
    /// What a browser asks the worker for.
    Request,
    /// What a referrer or manager writes back: a release, a return, an answer, a correction.
    Reply,
    /// A one-time code, or what is needed to check it.
    Code,
    /// The line of a referral in the queue.
    Summary,
    /// An address, a name or another short text about a person that a row must keep.
    Contact,
    /// A secret of the system: a TOTP seed, a password of a mailbox.
    Secret,
    /// A file that proves a key opens.
    Probe,
    /// What was read in a message of the mailbox.
    Reading,
}

impl Purpose {
    /// The length, in bytes, to a multiple of which the plain text is padded.
    pub(super) fn bucket(self) -> usize {
        match self {
            Self::Code | Self::Secret | Self::Contact | Self::Probe | Self::BlobHeader => 1024,
            Self::Payload
            | Self::Blob
            | Self::Letter
            | Self::Note
            | Self::Rationale
            | Self::Correction
            | Self::Hold
            | Self::Clock
            | Self::Question
            | Self::Verdict
            | Self::Draft
            | Self::HandOut
            | Self::Request
            | Self::Reply
            | Self::Summary
            | Self::Reading => 4096,
        }
    }
}

/// Which object this is: given when it is sealed, and asked for again when it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What it is for.
    pub purpose: Purpose,
    /// The referral (or draft) that it belongs to, by the id of its row; none for what belongs to the hub.
    pub referral: Option<String>,
    /// The object's own id, by the id of its row.
    pub item: String,
}

impl Label {
    /// An object of a referral or a draft.
    pub fn of(purpose: Purpose, referral: impl Into<String>, item: impl Into<String>) -> Self {
        Self {
            purpose,
            referral: Some(referral.into()),
            item: item.into(),
        }
    }

    /// An object that belongs to the hub and to no referral.
    pub fn own(purpose: Purpose, item: impl Into<String>) -> Self {
        Self {
            purpose,
            referral: None,
            item: item.into(),
        }
    }
}

/// The label as it stands inside the seal. Canonical: keys sorted.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    at: Timestamp,
    item: String,
    purpose: Purpose,
    referral: Option<String>,
    v: u8,
}

impl Header {
    /// The layout's version.
    const V: u8 = 1;

    /// The header of the object `label`, sealed at `at`.
    pub(super) fn new(label: &Label, at: Timestamp) -> Self {
        Self {
            at,
            item: label.item.clone(),
            purpose: label.purpose,
            referral: label.referral.clone(),
            v: Self::V,
        }
    }

    /// Whether this is the header of the object `label`.
    pub(super) fn is(&self, label: &Label) -> bool {
        self.v == Self::V
            && self.purpose == label.purpose
            && self.referral == label.referral
            && self.item == label.item
    }
}
