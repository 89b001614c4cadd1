//! Sealing: the only owner of `age`. Never writes plain text to disk and never names what it holds in an error.
//!
//! Scheme K3: each referral and each draft has an X25519 key pair of its own. Its identity is wrapped to the hub's
//! recipients and to the offline recovery recipients; everything about the referral is sealed to its recipient. So the
//! side that receives referrals holds public keys only and can read nothing back, the hub's key turns by rewrapping
//! small rows, and destroying a wrap destroys what it opens.
//!
//! **With the stock `age` command** everything can be recovered in two steps:
//!
//! ```text
//! age -d -i recovery.identity wrap.age        # {"created":…,"id":…,"identity":"AGE-SECRET-KEY-1…","kind":…,"v":1}
//! age -d -i referral.identity attachment.age  # the attachment's bytes, exactly
//! age -d -i referral.identity object.age      # {"header":{…},"body":{…},"pad":"   "}
//! ```
//!
//! A *small object* (answers, a letter, a note) is one JSON object: a header that says what it is and whose, the body,
//! and spaces that bring the whole to a round length, so that its size says little. An *attachment* is an age file of
//! exactly its bytes; its name, kind, lengths and digests are a small object of their own ([`BlobHeader`]).
//!
//! `age` binds nothing but bytes to a key. What may not be moved is bound by the header inside the seal (an object of
//! one referral never opens as another's), by the signed [`Manifest`] over the sealed bytes, and by the audit chain.

mod digest;
mod identity;
mod keyfile;
mod label;
mod manifest;
mod object;
mod opener;
mod reading;
mod sealer;
mod signing;
mod writing;

pub use digest::{from_hex, hex, sha256_hex};
pub use identity::{BrowserIdentity, ReferralIdentity};
pub use keyfile::{HubIdentities, KeyError, NewIdentity, Recipients};
pub use label::{Label, Purpose};
pub use manifest::{Item, Manifest, ManifestError, SignedManifest};
pub use object::Sealed;
pub use opener::Opener;
pub use reading::OpeningReader;
pub use sealer::{KeyKind, NewKey, Probe, Sealer, To};
pub use signing::{NewSigner, Signer, Verifier};
pub use writing::{BlobDigest, BlobHeader, SealingWriter};

/// Why something could not be sealed or opened. Says nothing about what was in it.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Opening: the wrong key, damaged or truncated bytes, or an object that is not the one asked for. All look the
    /// same. The caller shows nothing, and tells the operator.
    #[error("it does not open, or is not what it should be")]
    Unreadable,
    /// Sealing: the text given as a recipient is no age X25519 recipient.
    #[error("not a recipient")]
    Recipient,
    /// Sealing: the value has no JSON form. A fault in the program.
    #[error("the value cannot be written as JSON")]
    Encode,
    /// Sealing: the writer below failed; nothing may be committed. [`SealError::is_full`] tells a full disk.
    #[error("the sealed bytes could not be written")]
    Write(#[source] std::io::Error),
    /// Opening: the reader below failed, the seal did not. May be tried again.
    #[error("the sealed bytes could not be read")]
    Read(#[source] std::io::Error),
}

impl SealError {
    /// Whether the place written to is full: refuse new uploads, keep what is there.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Write(error) if matches!(
            error.kind(),
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
        ))
    }
}

#[cfg(test)]
mod tests;
