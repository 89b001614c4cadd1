//! Settings of the post, checked before the first letter. A password must never leave its file but towards the relay.

use std::{io, net::IpAddr, path::PathBuf, time::Duration};

use lettre::{
    Address,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, TlsParameters},
    },
};
use thiserror::Error;

use super::Relay;

/// Where letters go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostSettings {
    /// A mail relay.
    Relay(RelaySettings),
    /// A folder of `.eml` files.
    Folder(PathBuf),
}

/// How the connection to the relay is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RelayTls {
    /// STARTTLS, and no letter without it.
    #[default]
    Required,
    /// TLS from the first byte.
    Implicit,
    /// None: only to this machine itself.
    None,
}

/// A mail relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelaySettings {
    /// Its name, which its certificate must carry.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: RelayTls,
    /// A PEM file with the only authorities to trust; without it the system's.
    pub ca_file: Option<PathBuf>,
    /// The account at the relay.
    pub username: Option<String>,
    /// A file with its password, and nothing else.
    pub password_file: Option<PathBuf>,
    /// The longest that connecting, or any one command, may take.
    pub timeout: Duration,
    /// How long to wait for the reply after the final dot: RFC 5321 §4.5.3.2.6 says ten minutes at least.
    pub final_timeout: Duration,
    /// Where bounces go; without it the letter's own sender.
    pub sender: Option<String>,
}

impl RelaySettings {
    /// The defaults for a relay: STARTTLS required, a minute a command, ten minutes for the last reply.
    pub fn new(host: &str, port: u16) -> Self {
        Self {
            host: host.to_owned(),
            port,
            tls: RelayTls::Required,
            ca_file: None,
            username: None,
            password_file: None,
            timeout: Duration::from_mins(1),
            final_timeout: Duration::from_mins(10),
            sender: None,
        }
    }
}

/// Settings that cannot work.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// A value that cannot be used.
    #[error("post.{key}: {reason}")]
    Unusable {
        /// The key.
        key: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A file or folder that cannot be read or made.
    #[error("post.{key}: cannot be read")]
    Unreadable {
        /// The key.
        key: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

/// Checks the settings of a relay and reads its files.
pub(super) fn check(settings: &RelaySettings) -> Result<Relay, SettingsError> {
    let unusable = |key, reason| SettingsError::Unusable { key, reason };
    if settings.host.trim().is_empty() {
        return Err(unusable("host", "must be given"));
    }
    if settings.tls == RelayTls::None && !is_loopback(&settings.host) {
        return Err(unusable("tls", "\"none\" is allowed for this machine only"));
    }
    let sender = match &settings.sender {
        Some(sender) => Some(
            sender
                .parse::<Address>()
                .map_err(|_| unusable("sender", "is not an e-mail address"))?,
        ),
        None => None,
    };
    Ok(Relay {
        settings: settings.clone(),
        tls: tls(settings)?,
        sign_in: sign_in(settings)?,
        sender,
    })
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn tls(settings: &RelaySettings) -> Result<Option<TlsParameters>, SettingsError> {
    if settings.tls == RelayTls::None {
        return Ok(None);
    }
    let unusable = |reason| SettingsError::Unusable {
        key: "ca_file",
        reason,
    };
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(file) = &settings.ca_file {
        let pem = std::fs::read(file).map_err(|source| SettingsError::Unreadable {
            key: "ca_file",
            source,
        })?;
        let certificates =
            Certificate::from_pem(&pem).map_err(|_| unusable("holds no certificate in PEM"))?;
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(certificates);
    }
    builder
        .build()
        .map(Some)
        .map_err(|_| unusable("cannot be used"))
}

fn sign_in(settings: &RelaySettings) -> Result<Option<Credentials>, SettingsError> {
    match (&settings.username, &settings.password_file) {
        (None, None) => Ok(None),
        (Some(username), Some(file)) => {
            let password =
                std::fs::read_to_string(file).map_err(|source| SettingsError::Unreadable {
                    key: "password_file",
                    source,
                })?;
            Ok(Some(Credentials::new(
                username.clone(),
                password.trim_end_matches(['\r', '\n']).to_owned(),
            )))
        }
        (Some(_), None) => Err(SettingsError::Unusable {
            key: "password_file",
            reason: "must be given with a username",
        }),
        (None, Some(_)) => Err(SettingsError::Unusable {
            key: "username",
            reason: "must be given with a password file",
        }),
    }
}
