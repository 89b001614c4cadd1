//! Key files as text: the hub's and the recovery recipients, the hub's identities, new key pairs. Never repeats a file's content in an error.

use age::x25519;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use super::SealError;
use super::label::{Label, Purpose};
use super::object;
use super::sealer::Probe;

/// What begins an age identity. A file of public keys that holds it is refused.
pub(super) const SECRET_MARK: &str = "AGE-SECRET-KEY-";

/// Why a key file cannot be used. Names the file and the line, never what stands there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A secret key stands where only public keys belong. Take it away, and treat that key as known to others.
    #[error("{file}: holds a secret key, and only public keys belong here")]
    Secret {
        /// Which file.
        file: &'static str,
    },
    /// A line is neither a key nor a comment.
    #[error("{file}: line {line} is not a key of the kind that belongs here")]
    NotAKey {
        /// Which file.
        file: &'static str,
        /// Which line, from 1.
        line: usize,
    },
    /// There is no key in the file.
    #[error("{file}: holds no key")]
    Empty {
        /// Which file.
        file: &'static str,
    },
    /// The same key is the hub's and the recovery's: losing one would lose both.
    #[error("{file}: holds a key of the hub's")]
    Shared {
        /// Which file.
        file: &'static str,
    },
}

/// The public keys that every new key pair is wrapped to. All that the receiving side holds.
#[derive(Clone)]
pub struct Recipients {
    hub: Vec<x25519::Recipient>,
    recovery: Vec<x25519::Recipient>,
}

impl Recipients {
    /// Reads the two files: lines of `age1…`, with comments after `#`. At least one key each, none in both.
    pub fn read(hub: &str, recovery: &str) -> Result<Self, KeyError> {
        let hub = read_recipients("hub recipients", hub)?;
        let recovery = read_recipients("recovery recipients", recovery)?;
        if recovery.iter().any(|recipient| hub.contains(recipient)) {
            return Err(KeyError::Shared {
                file: "recovery recipients",
            });
        }
        Ok(Self { hub, recovery })
    }

    /// The hub's recipients, as text.
    pub fn hub(&self) -> Vec<String> {
        self.hub.iter().map(ToString::to_string).collect()
    }

    /// The recovery recipients, as text.
    pub fn recovery(&self) -> Vec<String> {
        self.recovery.iter().map(ToString::to_string).collect()
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<&x25519::Recipient> {
        self.hub.iter().chain(&self.recovery).collect()
    }

    /// One small sealed file to each of the hub's recipients alone, for [`super::Opener::unopened`].
    pub fn probe(&self, at: Timestamp) -> Result<Vec<Probe>, SealError> {
        let one = |recipient: &x25519::Recipient| {
            let name = recipient.to_string();
            let label = Label::own(Purpose::Probe, name.clone());
            Ok(Probe {
                sealed: object::seal(&[recipient], &label, at, &name)?,
                recipient: name,
            })
        };
        self.hub.iter().map(one).collect()
    }
}

impl std::fmt::Debug for Recipients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Recipients({} hub, {} recovery)",
            self.hub.len(),
            self.recovery.len()
        )
    }
}

/// The hub's secret keys (or, on the recovery machine, a recovery key). Never written out again.
pub struct HubIdentities(Vec<x25519::Identity>);

impl HubIdentities {
    /// Reads an identity file: lines of `AGE-SECRET-KEY-1…`, with comments after `#`. At least one.
    pub fn read(text: &str) -> Result<Self, KeyError> {
        let file = "hub identity";
        let identities = lines(text)
            .map(|(line, key)| key.parse().map_err(|_| KeyError::NotAKey { file, line }))
            .collect::<Result<Vec<x25519::Identity>, _>>()?;
        if identities.is_empty() {
            Err(KeyError::Empty { file })
        } else {
            Ok(Self(identities))
        }
    }

    /// The public keys that belong to these.
    pub fn recipients(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|identity| identity.to_public().to_string())
            .collect()
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<&x25519::Identity> {
        self.0.iter().collect()
    }
}

impl std::fmt::Debug for HubIdentities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HubIdentities({})", self.0.len())
    }
}

/// A new age key pair for a key file: the hub's, or a recovery custodian's.
#[derive(Debug)]
pub struct NewIdentity {
    /// The public key, `age1…`.
    pub recipient: String,
    /// The identity file's text, as `age-keygen` writes it. Readable by the owner only.
    pub identity_file: SecretString,
    /// A recipients file's text, with one comment and the one key.
    pub recipients_file: String,
}

impl NewIdentity {
    /// A key pair for `whose` ("hub", "recovery 1": a word for the comment line), made at `at`.
    pub fn make(whose: &str, at: Timestamp) -> Self {
        let identity = x25519::Identity::generate();
        let recipient = identity.to_public().to_string();
        let secret = identity.to_string();
        let head = format!("# {}, made {at}", one_line(whose));
        Self {
            identity_file: format!(
                "{head}\n# public key: {recipient}\n{}\n",
                secret.expose_secret()
            )
            .into(),
            recipients_file: format!("{head}\n{recipient}\n"),
            recipient,
        }
    }
}

/// `text` without what would break a comment line.
fn one_line(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .collect()
}

/// The lines of a key file that hold something, with their numbers; a comment begins with `#`.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bare = |line: &str| line.split('#').next().map_or(0, str::len);
    text.lines()
        .enumerate()
        .map(move |(number, line)| {
            (
                number.saturating_add(1),
                line.get(..bare(line)).unwrap_or(line).trim(),
            )
        })
        .filter(|(_, line)| !line.is_empty())
}

/// Reads one file of recipients.
fn read_recipients(file: &'static str, text: &str) -> Result<Vec<x25519::Recipient>, KeyError> {
    if text.to_ascii_uppercase().contains(SECRET_MARK) {
        return Err(KeyError::Secret { file });
    }
    let mut found: Vec<x25519::Recipient> = Vec::new();
    for (line, key) in lines(text) {
        let recipient = key.parse().map_err(|_| KeyError::NotAKey { file, line })?;
        if !found.contains(&recipient) {
            found.push(recipient);
        }
    }
    if found.is_empty() {
        Err(KeyError::Empty { file })
    } else {
        Ok(found)
    }
}
