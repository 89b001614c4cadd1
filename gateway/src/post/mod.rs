//! The post: hands one letter to SMTP, or to a folder in the demonstration. Never decides whether to try again, and never says more
//! than the relay did: "relayed" is the relay's 250, not a delivery.

mod dialogue;
mod folder;
mod message;
mod settings;
#[cfg(test)]
mod tests;

use std::{fmt, path::PathBuf};

use thiserror::Error;

pub use settings::{PostSettings, RelaySettings, RelayTls, SettingsError};

use crate::letters::Letter;

/// Where letters go. One for the process; each letter gets a connection of its own, so that no idle one can go stale.
#[derive(Debug)]
pub enum Post {
    /// A mail relay.
    Relay(Box<Relay>),
    /// A folder that gets one `.eml` file a letter: the demonstration's.
    Folder(PathBuf),
}

/// A checked relay: its certificates and password are read.
pub struct Relay {
    settings: RelaySettings,
    tls: Option<lettre::transport::smtp::client::TlsParameters>,
    sign_in: Option<lettre::transport::smtp::authentication::Credentials>,
    sender: Option<lettre::Address>,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay")
            .field("host", &self.settings.host)
            .field("port", &self.settings.port)
            .finish_non_exhaustive()
    }
}

/// The relay has taken the letter; it answers for it from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relayed {
    /// The relay's reply code; 250, and also for a folder.
    pub reply: u16,
}

/// How far the dialogue had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The message could not be built: an address that is none.
    Message,
    /// Name, connection, greeting.
    Connect,
    /// Encryption.
    Tls,
    /// Signing in to the relay.
    SignIn,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA and the message, before the final dot.
    Content,
    /// After the final dot.
    Reply,
    /// The folder of the demonstration.
    Folder,
}

impl Phase {
    /// Code in rows and lines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::SignIn => "sign_in",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Content => "content",
            Self::Reply => "reply",
            Self::Folder => "folder",
        }
    }
}

/// Why a letter was not relayed, without a word of what the relay wrote: that may hold an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Why {
    /// Where it stopped.
    pub at: Phase,
    /// The relay's reply code; none when the connection was lost or time ran out.
    pub reply: Option<u16>,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reply {
            Some(reply) => write!(f, "{} {reply}", self.at.code()),
            None => f.write_str(self.at.code()),
        }
    }
}

/// What the caller may do with a letter that was not relayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PostError {
    /// Nothing was taken over: try again later.
    #[error("not relayed now ({why})")]
    Later {
        /// Where and with which reply.
        why: Why,
    },
    /// The relay refuses this letter: a person must look.
    #[error("refused ({why})")]
    Never {
        /// Where and with which reply.
        why: Why,
    },
    /// The final dot was sent and no reply came: it may have been relayed. The same Message-ID goes with every further attempt.
    #[error("not known whether relayed ({why})")]
    Uncertain {
        /// Where and with which reply.
        why: Why,
    },
}

impl PostError {
    /// Where it stopped, and the relay's reply.
    pub fn why(&self) -> Why {
        match self {
            Self::Later { why } | Self::Never { why } | Self::Uncertain { why } => *why,
        }
    }
}

impl Post {
    /// Checks the settings and reads the files that they name.
    ///
    /// # Errors
    /// When a setting cannot work; it names the key.
    pub fn new(settings: &PostSettings) -> Result<Self, SettingsError> {
        match settings {
            PostSettings::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|source| SettingsError::Unreadable {
                    key: "folder",
                    source,
                })?;
                Ok(Self::Folder(folder.clone()))
            }
            PostSettings::Relay(relay) => {
                settings::check(relay).map(|relay| Self::Relay(Box::new(relay)))
            }
        }
    }

    /// Hands over one letter to its one recipient. `about_to` is awaited just before the relay gets the content; `false` stops there.
    ///
    /// # Errors
    /// See [`PostError`]: each variant says whether it may be sent again.
    pub async fn send(
        &self,
        letter: &Letter,
        about_to: impl Future<Output = bool> + Send,
    ) -> Result<Relayed, PostError> {
        match self {
            Self::Relay(relay) => relay.send(letter, about_to).await,
            Self::Folder(folder) if about_to.await => folder::write(folder, letter).await,
            Self::Folder(_) => Err(PostError::Later {
                why: Why {
                    at: Phase::Folder,
                    reply: None,
                },
            }),
        }
    }

    /// Connects, encrypts and signs in without sending anything; for `doctor`.
    ///
    /// # Errors
    /// [`PostError::Later`] with where it stopped.
    pub async fn try_out(&self) -> Result<(), PostError> {
        match self {
            Self::Relay(relay) => relay.try_out().await,
            Self::Folder(_) => Ok(()),
        }
    }
}
