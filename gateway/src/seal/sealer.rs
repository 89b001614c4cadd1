//! The sealing side: needs public keys only. Never holds an identity past the call that made it.

use age::x25519;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use super::digest::sha256_hex;
use super::identity::{self, BrowserIdentity};
use super::label::Label;
use super::object::{self, Sealed};
use super::writing::SealingWriter;
use super::{Recipients, SealError};

/// Whom something is sealed to.
#[derive(Clone, Copy, Debug)]
pub enum To<'a> {
    /// The hub and the recovery recipients.
    Hub,
    /// The recipient of one referral, draft or hand-out: `age1…`. Where it stands in a row, take it from the verified
    /// manifest instead, so that a changed row cannot redirect what is written next.
    Key(&'a str),
}

/// What a wrapped key is the key of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// A referral, by the id of its row.
    Referral,
    /// A draft, by its draft id.
    Draft,
}

/// The public half of a new key pair, and its identity wrapped to the hub and the recovery recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// What it is the key of.
    pub kind: KeyKind,
    /// The id of that referral or draft.
    pub id: String,
    /// The public key, `age1…`.
    pub recipient: String,
    /// An age file over the canonical JSON `{"created","id","identity","kind","v"}`.
    pub wrap: Vec<u8>,
    /// SHA-256 of `wrap`, in hexadecimal, for the manifest.
    pub wrap_sha256: String,
}

/// A file sealed to one recipient only; who opens it holds that key.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The recipient.
    pub recipient: String,
    /// The recipient again, sealed to it.
    pub sealed: Sealed<String>,
}

/// What a wrap holds. Canonical: keys sorted.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wrapped {
    pub(super) created: Timestamp,
    pub(super) id: String,
    pub(super) identity: String,
    pub(super) kind: KeyKind,
    pub(super) v: u8,
}

impl Wrapped {
    /// The layout's version.
    pub(super) const V: u8 = 1;
}

impl Drop for Wrapped {
    fn drop(&mut self) {
        self.identity.zeroize();
    }
}

/// Seals with public keys. Cheap to clone; holds nothing secret.
#[derive(Clone, Debug)]
pub struct Sealer {
    recipients: Recipients,
}

impl Sealer {
    /// A sealer for this hub.
    pub fn new(recipients: Recipients) -> Self {
        Self { recipients }
    }

    /// The hub's public keys.
    pub fn recipients(&self) -> &Recipients {
        &self.recipients
    }

    /// A key pair for the referral `id`. The identity is wrapped and then forgotten: only the hub can open.
    ///
    /// # Errors
    /// [`SealError::Encode`] or [`SealError::Write`]; neither is expected.
    pub fn new_referral_key(&self, id: &str, at: Timestamp) -> Result<NewKey, SealError> {
        self.wrap(&x25519::Identity::generate(), KeyKind::Referral, id, at)
    }

    /// A key pair for a new draft: for the browser's cookie, and wrapped so that the hub can help someone back to it.
    ///
    /// # Errors
    /// As [`Sealer::new_referral_key`].
    pub fn new_draft_key(&self, at: Timestamp) -> Result<(BrowserIdentity, NewKey), SealError> {
        let identity = x25519::Identity::generate();
        let id = identity::draft_id(&identity.to_public().to_string());
        let key = self.wrap(&identity, KeyKind::Draft, &id, at)?;
        Ok((BrowserIdentity(identity), key))
    }

    /// Seals `body` as the object `label`.
    ///
    /// # Errors
    /// [`SealError::Recipient`] when `to` is no recipient, [`SealError::Encode`] when `body` has no JSON form.
    pub fn seal<T: Serialize>(
        &self,
        to: To<'_>,
        label: &Label,
        at: Timestamp,
        body: &T,
    ) -> Result<Sealed<T>, SealError> {
        match to {
            To::Hub => object::seal(&self.recipients.all(), label, at, body),
            To::Key(key) => object::seal(&[&parse(key)?], label, at, body),
        }
    }

    /// Seals all of a file to the referral's recipient `key`, as [`Sealer::blob_writer`] does one that arrives piece by piece.
    ///
    /// # Errors
    /// [`SealError::Recipient`] when `key` is no recipient.
    pub fn seal_file(&self, key: &str, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        object::encrypt(&[&parse(key)?], bytes)
    }

    /// A writer that seals an attachment's bytes to the referral's recipient `key` as they arrive, into `into`.
    ///
    /// # Errors
    /// [`SealError::Recipient`] when `key` is no recipient.
    pub fn blob_writer<W>(&self, key: &str, into: W) -> Result<SealingWriter<W>, SealError>
    where
        W: std::io::Write + Send + 'static,
    {
        SealingWriter::begin(&parse(key)?, into)
    }

    /// Wraps `identity` to the hub and to recovery.
    fn wrap(
        &self,
        identity: &x25519::Identity,
        kind: KeyKind,
        id: &str,
        at: Timestamp,
    ) -> Result<NewKey, SealError> {
        let secret: SecretString = identity.to_string();
        let wrapped = Wrapped {
            created: at,
            id: id.to_owned(),
            identity: secret.expose_secret().to_owned(),
            kind,
            v: Wrapped::V,
        };
        let plain = Zeroizing::new(serde_json::to_vec(&wrapped).map_err(|_| SealError::Encode)?);
        let wrap = object::encrypt(&self.recipients.all(), &plain)?;
        Ok(NewKey {
            kind,
            id: wrapped.id.clone(),
            recipient: identity.to_public().to_string(),
            wrap_sha256: sha256_hex(&wrap),
            wrap,
        })
    }
}

/// The recipient that `key` writes.
fn parse(key: &str) -> Result<x25519::Recipient, SealError> {
    key.parse().map_err(|_| SealError::Recipient)
}
