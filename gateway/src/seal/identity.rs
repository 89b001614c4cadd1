//! The two kinds of small key pair: a referral's, which never leaves memory but in a wrap, and a browser's, which lives in its cookie.

use age::x25519;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use tokio::io::AsyncRead;
use zeroize::Zeroizing;

use super::digest::sha256_hex;
use super::label::Label;
use super::object::{self, Sealed};
use super::reading::OpeningReader;
use super::writing::BlobHeader;
use super::{KeyError, SealError};

/// The identity of one referral, unwrapped. Lives in one call and is wiped with it.
pub struct ReferralIdentity(pub(super) x25519::Identity);

impl ReferralIdentity {
    /// The public key that everything of this referral is sealed to.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    /// Opens the object `label`.
    ///
    /// # Errors
    /// [`SealError::Unreadable`], whatever the reason.
    pub fn open<T: DeserializeOwned>(
        &self,
        sealed: &Sealed<T>,
        label: &Label,
    ) -> Result<T, SealError> {
        object::open(&[&self.0], sealed, label)
    }

    /// Opens a whole sealed file whose digest the caller has compared with a signed one.
    ///
    /// # Errors
    /// [`SealError::Unreadable`], whatever the reason.
    pub fn open_file(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        object::decrypt(&[&self.0], sealed)
    }

    /// Opens an attachment as a stream that ends well only if lengths and digests are those of `header`.
    ///
    /// # Errors
    /// [`SealError::Unreadable`] when the file is not sealed to this referral, [`SealError::Read`] when `from` failed.
    pub async fn open_blob<R>(
        &self,
        from: R,
        header: &BlobHeader,
    ) -> Result<OpeningReader<R>, SealError>
    where
        R: AsyncRead + Unpin + Send,
    {
        OpeningReader::begin(&self.0, from, header).await
    }
}

impl std::fmt::Debug for ReferralIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReferralIdentity")
    }
}

/// An identity that one browser holds in a cookie: a draft's, or the one-use key of a hand-out.
#[derive(Clone)]
pub struct BrowserIdentity(pub(super) x25519::Identity);

impl BrowserIdentity {
    /// A new one, for a hand-out. A draft's is made by [`super::Sealer::new_draft_key`], which wraps it as well.
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// The identity in a cookie's value.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`] for anything else: treat the browser as one without the cookie.
    pub fn from_cookie(value: &str) -> Result<Self, KeyError> {
        value.parse().map(Self).map_err(|_| KeyError::NotAKey {
            file: "cookie",
            line: 1,
        })
    }

    /// The cookie's value: 74 characters out of `A-Z0-9-`.
    pub fn cookie(&self) -> SecretString {
        self.0.to_string()
    }

    /// The public key, to seal a draft or a hand-out to.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    /// The id of the draft's row: SHA-256 of the recipient, in hexadecimal. Says nothing about the identity.
    pub fn draft_id(&self) -> String {
        draft_id(&self.recipient())
    }

    /// Opens the object `label`.
    ///
    /// # Errors
    /// [`SealError::Unreadable`], whatever the reason.
    pub fn open<T: DeserializeOwned>(
        &self,
        sealed: &Sealed<T>,
        label: &Label,
    ) -> Result<T, SealError> {
        object::open(&[&self.0], sealed, label)
    }
}

impl std::fmt::Debug for BrowserIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BrowserIdentity")
    }
}

/// The draft id that belongs to a recipient.
pub(super) fn draft_id(recipient: &str) -> String {
    sha256_hex(recipient.as_bytes())
}
