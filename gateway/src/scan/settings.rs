//! Where clamd is and how long it may take. Nothing here is secret.

use std::{path::PathBuf, time::Duration};

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanAddress {
    /// `host:port`.
    Tcp(String),
    /// The path of its socket.
    Unix(PathBuf),
}

impl ScanAddress {
    /// Reads `unix:/run/clamav/clamd.ctl`, `/run/clamav/clamd.ctl` or `127.0.0.1:3310`.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let path = text.strip_prefix("unix:").unwrap_or(text);
        if path.starts_with('/') {
            return Some(Self::Unix(PathBuf::from(path)));
        }
        let (host, port) = text.rsplit_once(':')?;
        let usable = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0);
        usable.then(|| Self::Tcp(text.to_owned()))
    }
}

/// Settings of the scanner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanSettings {
    /// Where clamd listens.
    pub address: ScanAddress,
    /// The longest that connecting, or handing over one piece, may take.
    pub timeout: Duration,
    /// How long clamd may think about a whole file.
    pub reply_timeout: Duration,
    /// The largest file in bytes that clamd takes: its `StreamMaxLength`.
    pub largest: u64,
}

impl ScanSettings {
    /// The defaults: ten seconds a piece, two minutes a file, clamd's own 25 MiB.
    pub fn new(address: ScanAddress) -> Self {
        Self {
            address,
            timeout: Duration::from_secs(10),
            reply_timeout: Duration::from_mins(2),
            largest: 25 * 1024 * 1024,
        }
    }
}
