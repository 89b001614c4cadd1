//! An attachment as rows and pages know it: ids, digests, lengths and the scan. Name and type are inside the seal.

use jiff::Timestamp;

use super::{Id, Referral};

/// What the scanner said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanState {
    /// No scanner is configured.
    NotScanned,
    /// The scanner has not answered yet.
    Waiting,
    /// No known threat was found.
    NoThreat,
    /// The scanner cannot look inside it.
    CannotScan,
    /// A threat was found; locked.
    Threat,
}

impl ScanState {
    const ALL: [Self; 5] = [
        Self::NotScanned,
        Self::Waiting,
        Self::NoThreat,
        Self::CannotScan,
        Self::Threat,
    ];

    /// Code in rows and audit lines.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotScanned => "not_scanned",
            Self::Waiting => "waiting",
            Self::NoThreat => "no_threat",
            Self::CannotScan => "cannot_scan",
            Self::Threat => "threat",
        }
    }

    /// The desk's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotScanned => "Not scanned",
            Self::Waiting => "Waiting for the scanner",
            Self::NoThreat => "No known threat found",
            Self::CannotScan => "Cannot be scanned",
            Self::Threat => "Threat found",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A sealed file by itself, of a referral or a message: enough to know it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedFile {
    /// Its id, which is also the name of its blob.
    pub id: Id<Attachment>,
    /// SHA-256 of the sealed bytes.
    pub sha256: [u8; 32],
    /// Length of the sealed bytes.
    pub length: u64,
}

/// One sealed file.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its id, which is also the name of its blob.
    pub id: Id<Self>,
    /// The referral whose key seals it.
    pub referral: Id<Referral>,
    /// Its header (name, type, digests), sealed to the referral's recipient.
    pub header: Vec<u8>,
    /// SHA-256 of the sealed bytes.
    pub sha256: [u8; 32],
    /// Length of the sealed bytes.
    pub length: u64,
    /// What the scanner said.
    pub scan: ScanState,
    /// When it arrived.
    pub made_at: Timestamp,
}

impl Attachment {
    /// The sealed file by itself.
    pub fn file(&self) -> SealedFile {
        SealedFile {
            id: self.id.clone(),
            sha256: self.sha256,
            length: self.length,
        }
    }
}
