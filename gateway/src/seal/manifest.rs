//! The signed manifest of one version of a referral: which sealed objects it is made of. Holds ids, digests and codes only.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::label::Purpose;

/// One sealed object of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The object's id. An attachment's file and its header share one.
    pub item: String,
    /// Length of the sealed bytes.
    pub len: u64,
    /// What it is for.
    pub purpose: Purpose,
    /// SHA-256 of the sealed bytes, in hexadecimal.
    pub sha256: String,
}

/// What was received, by whom, in which order. Canonical JSON: keys sorted, no white space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// How it arrived: a code such as `web`.
    pub channel: String,
    /// Of a manager's decision: SHA-256 of the id of the hand-out it was made through, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_out_sha256: Option<String>,
    /// Everything it is made of.
    pub items: Vec<Item>,
    /// The node that received it; names the key that signs.
    pub node: String,
    /// When, to the microsecond (UTC).
    pub received_at: Timestamp,
    /// The referral's public key. Later objects are sealed to this one, never to one from an unsigned row.
    pub recipient: String,
    /// The id of the referral's row.
    pub referral: String,
    /// The node's own running number.
    pub seq: u64,
    /// Which version of the submission: 1, then one more for each correction.
    pub submission: u32,
    /// The layout's version.
    pub v: u8,
    /// Of a draft or a submission: SHA-256 of the referral's wrapped key, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap_sha256: Option<String>,
}

/// Why a manifest does not count. The referral is not shown, and the operator is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// No public key is known for the node that it names.
    #[error("signed by a node that is not known here")]
    UnknownNode,
    /// The signature is not that node's over these bytes.
    #[error("the signature does not fit")]
    Forged,
    /// Signed, but not a manifest in its one canonical form.
    #[error("not a manifest")]
    Malformed,
}

impl Manifest {
    /// The layout's version.
    pub const V: u8 = 1;

    /// The bytes that are signed.
    ///
    /// # Errors
    /// [`ManifestError::Malformed`]; not expected.
    pub fn canonical_bytes(&self) -> Result<Vec<u8>, ManifestError> {
        serde_json::to_vec(self).map_err(|_| ManifestError::Malformed)
    }

    /// The manifest in `bytes`, if they are its canonical form.
    pub(super) fn from_canonical(bytes: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|_| ManifestError::Malformed)?;
        let canonical = manifest.v == Self::V && manifest.canonical_bytes()? == bytes;
        if canonical {
            Ok(manifest)
        } else {
            Err(ManifestError::Malformed)
        }
    }

    /// Whether the object `item` for `purpose` is listed with this digest and length.
    pub fn lists(&self, item: &str, purpose: Purpose, sha256: &str, len: u64) -> bool {
        self.items.iter().any(|listed| {
            listed.item == item
                && listed.purpose == purpose
                && listed.sha256 == sha256
                && listed.len == len
        })
    }
}

/// A manifest's canonical bytes with the signature of the node that received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedManifest {
    /// The manifest, canonical.
    pub bytes: Vec<u8>,
    /// The Ed25519 signature, 64 bytes.
    pub signature: Vec<u8>,
    /// The node whose key signed.
    pub node: String,
}
