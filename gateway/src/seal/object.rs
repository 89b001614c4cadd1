//! Small sealed objects: one JSON object `{"header":…,"body":…,"pad":"…"}` in an age file. Never holds plain text past a call.

use std::io::{Read as _, Write as _};
use std::marker::PhantomData;

use age::x25519;
use jiff::Timestamp;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::SealError;
use super::digest::sha256_hex;
use super::label::{Header, Label};

/// The sealed bytes of a `T`. Made by [`super::Sealer::seal`], or taken from a row.
pub struct Sealed<T> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    /// Bytes as a row holds them. That they are a `T`, and which one, shows when they are opened.
    pub fn from_stored(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            of: PhantomData,
        }
    }

    /// The sealed bytes: an age file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The sealed bytes, for a row.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// SHA-256 of the sealed bytes, in hexadecimal, as the manifest lists it.
    pub fn sha256(&self) -> String {
        sha256_hex(&self.bytes)
    }
}

impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self::from_stored(self.bytes.clone())
    }
}

impl<T> PartialEq for Sealed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T> Eq for Sealed<T> {}

impl<T> std::fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.bytes.len())
    }
}

/// Seals `body` as the object `label` to all of `to`.
pub(super) fn seal<T: Serialize>(
    to: &[&x25519::Recipient],
    label: &Label,
    at: Timestamp,
    body: &T,
) -> Result<Sealed<T>, SealError> {
    Ok(Sealed::from_stored(encrypt(
        to,
        &lay_out(label, at, body)?,
    )?))
}

/// Opens the object `label`, with any of `with`.
pub(super) fn open<T: DeserializeOwned>(
    with: &[&x25519::Identity],
    sealed: &Sealed<T>,
    label: &Label,
) -> Result<T, SealError> {
    let plain = decrypt(with, &sealed.bytes)?;
    let object: Object<T> = serde_json::from_slice(&plain).map_err(|_| SealError::Unreadable)?;
    if object.header.is(label) {
        Ok(object.body)
    } else {
        Err(SealError::Unreadable)
    }
}

/// What is inside the seal of a small object.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "T: DeserializeOwned")]
struct Object<T> {
    header: Header,
    body: T,
    #[serde(rename = "pad")]
    _pad: IgnoredAny,
}

/// Writes the object, padded with spaces to the purpose's bucket.
fn lay_out<T: Serialize>(
    label: &Label,
    at: Timestamp,
    body: &T,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    const END: &[u8] = b"\"}\n";
    let bucket = label.purpose.bucket();
    let mut out = Zeroizing::new(Vec::with_capacity(bucket));
    out.extend_from_slice(b"{\"header\":");
    serde_json::to_writer(&mut *out, &Header::new(label, at)).map_err(|_| SealError::Encode)?;
    out.extend_from_slice(b",\"body\":");
    serde_json::to_writer(&mut *out, body).map_err(|_| SealError::Encode)?;
    out.extend_from_slice(b",\"pad\":\"");
    let length = out.len().saturating_add(END.len()).next_multiple_of(bucket);
    out.resize(length.saturating_sub(END.len()), b' ');
    out.extend_from_slice(END);
    Ok(out)
}

/// An age file of `plain` to all of `to`.
pub(super) fn encrypt(to: &[&x25519::Recipient], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut out = Vec::with_capacity(plain.len().saturating_add(1024));
    let mut writer = encryptor(to)?
        .wrap_output(&mut out)
        .map_err(SealError::Write)?;
    writer.write_all(plain).map_err(SealError::Write)?;
    let _all: &mut Vec<u8> = writer.finish().map_err(SealError::Write)?;
    Ok(out)
}

/// An encryptor to all of `to`.
pub(super) fn encryptor(to: &[&x25519::Recipient]) -> Result<age::Encryptor, SealError> {
    age::Encryptor::with_recipients(to.iter().map(|recipient| as_recipient(recipient)))
        .map_err(|_| SealError::Recipient)
}

/// The plain text of an age file that any of `with` opens.
pub(super) fn decrypt(
    with: &[&x25519::Identity],
    file: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let decryptor = age::Decryptor::new_buffered(file).map_err(|_| SealError::Unreadable)?;
    let with = with.iter().map(|identity| as_identity(identity));
    let mut reader = decryptor.decrypt(with).map_err(|_| SealError::Unreadable)?;
    // Room for all of it at once: a buffer that grows leaves copies behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(file.len()));
    reader
        .read_to_end(&mut plain)
        .map_err(|_| SealError::Unreadable)?;
    Ok(plain)
}

/// The recipient, of any kind.
fn as_recipient(recipient: &x25519::Recipient) -> &dyn age::Recipient {
    recipient
}

/// The identity, of any kind.
fn as_identity(identity: &x25519::Identity) -> &dyn age::Identity {
    identity
}
