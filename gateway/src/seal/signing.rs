//! Who received what: Ed25519 signatures over manifests. The signing key never leaves [`Signer`]; errors never repeat it.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::KeyError;
use super::digest::{from_hex, hex};
use super::keyfile::lines;
use super::manifest::{Manifest, ManifestError, SignedManifest};

/// What is signed begins with this, so that no signature over anything else can be taken for one over a manifest.
const DOMAIN: &[u8] = b"hsb-gw/manifest/v1\0";

/// The word before a signing key in its file.
const SIGNING_MARK: &str = "GATEWAY-SIGNING-KEY";

/// A new signing key, as the texts of its two files.
#[derive(Debug)]
pub struct NewSigner {
    /// `GATEWAY-SIGNING-KEY NODE HEX`: for the receiving node only.
    pub signing_file: SecretString,
    /// `NODE HEX`: for everyone who verifies.
    pub verify_file: String,
}

impl NewSigner {
    /// A key for `node` out of 32 random bytes.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`] when `node` is not one of 1–64 characters of `a-z0-9-`.
    pub fn make(node: &str, seed: &[u8; 32], at: Timestamp) -> Result<Self, KeyError> {
        if !is_node(node) {
            return Err(KeyError::NotAKey {
                file: "node name",
                line: 1,
            });
        }
        let public = hex(SigningKey::from_bytes(seed).verifying_key().as_bytes());
        let secret = Zeroizing::new(hex(seed));
        let head = format!("# intake signing key of {node}, made {at}\n");
        Ok(Self {
            signing_file: format!(
                "{head}# verify key: {node} {public}\n{SIGNING_MARK} {node} {}\n",
                *secret
            )
            .into(),
            verify_file: format!("{head}{node} {public}\n"),
        })
    }
}

/// Signs manifests for one node.
pub struct Signer {
    node: String,
    key: SigningKey,
}

impl Signer {
    /// Reads a signing key file: one line `GATEWAY-SIGNING-KEY NODE HEX`, with comments after `#`.
    ///
    /// # Errors
    /// A [`KeyError`] that names the line.
    pub fn read(text: &str) -> Result<Self, KeyError> {
        let file = "intake signing key";
        let (line, key) = lines(text).next().ok_or(KeyError::Empty { file })?;
        let wrong = || KeyError::NotAKey { file, line };
        let mut words = key.split_whitespace();
        let [Some(SIGNING_MARK), Some(node), Some(seed), None] =
            std::array::from_fn(|_| words.next())
        else {
            return Err(wrong());
        };
        let seed = Zeroizing::new(from_hex::<32>(seed).ok_or_else(wrong)?);
        if !is_node(node) {
            return Err(wrong());
        }
        Ok(Self {
            node: node.to_owned(),
            key: SigningKey::from_bytes(&seed),
        })
    }

    /// The node whose key this is; what [`Manifest::node`] must say.
    pub fn node(&self) -> &str {
        &self.node
    }

    /// The verifier's line of this key.
    pub fn verify_line(&self) -> String {
        format!("{} {}", self.node, hex(self.key.verifying_key().as_bytes()))
    }

    /// Signs `manifest`.
    ///
    /// # Errors
    /// [`ManifestError::UnknownNode`] when it names another node.
    pub fn sign(&self, manifest: &Manifest) -> Result<SignedManifest, ManifestError> {
        if manifest.node != self.node {
            return Err(ManifestError::UnknownNode);
        }
        let bytes = manifest.canonical_bytes()?;
        let signature = self.key.sign(&message(&bytes)).to_bytes().to_vec();
        Ok(SignedManifest {
            bytes,
            signature,
            node: self.node.clone(),
        })
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.node)
    }
}

/// Verifies manifests with the nodes' public keys, which come from the configuration and never from the store.
#[derive(Clone, Debug)]
pub struct Verifier {
    keys: Vec<(String, VerifyingKey)>,
}

impl Verifier {
    /// Reads verify keys: lines `NODE HEX`, with comments after `#`. A node may have several, old and new.
    ///
    /// # Errors
    /// A [`KeyError`] that names the line; [`KeyError::Secret`] when a signing key stands there.
    pub fn read(text: &str) -> Result<Self, KeyError> {
        let file = "intake verify keys";
        if text.contains(SIGNING_MARK) {
            return Err(KeyError::Secret { file });
        }
        let key = |text: &str| {
            let (node, public) = text.split_once(char::is_whitespace)?;
            let public = VerifyingKey::from_bytes(&from_hex(public.trim())?).ok()?;
            is_node(node).then(|| (node.to_owned(), public))
        };
        let keys = lines(text)
            .map(|(line, text)| key(text).ok_or(KeyError::NotAKey { file, line }))
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            Err(KeyError::Empty { file })
        } else {
            Ok(Self { keys })
        }
    }

    /// The manifest in `signed`, if a key of its node signed these bytes.
    ///
    /// # Errors
    /// A [`ManifestError`] that says which part is wrong.
    pub fn verify(&self, signed: &SignedManifest) -> Result<Manifest, ManifestError> {
        let mut keys = self
            .keys
            .iter()
            .filter(|(node, _)| *node == signed.node)
            .peekable();
        if keys.peek().is_none() {
            return Err(ManifestError::UnknownNode);
        }
        let signature =
            Signature::from_slice(&signed.signature).map_err(|_| ManifestError::Forged)?;
        let message = message(&signed.bytes);
        if !keys.any(|(_, key)| key.verify_strict(&message, &signature).is_ok()) {
            return Err(ManifestError::Forged);
        }
        let manifest = Manifest::from_canonical(&signed.bytes)?;
        if manifest.node == signed.node {
            Ok(manifest)
        } else {
            Err(ManifestError::Forged)
        }
    }
}

/// What is signed for a manifest's bytes.
fn message(bytes: &[u8]) -> Vec<u8> {
    [DOMAIN, bytes].concat()
}

/// Whether `text` can be a node's name.
fn is_node(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}
