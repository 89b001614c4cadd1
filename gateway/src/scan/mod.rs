//! The scanner: streams bytes to clamd and reports what it said. Never treats silence, a limit or an error as clean: only the one
//! reply `stream: OK` is.

mod reply;
mod settings;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::{
    io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    time::timeout,
};

pub use settings::{ScanAddress, ScanSettings};

/// How many bytes go to clamd at once; the memory that a scan takes.
const CHUNK: usize = 64 * 1024;

/// The longest reply that is read.
const LONGEST_REPLY: u64 = 4096;

/// What the scanner said about one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanOutcome {
    /// clamd knows no threat in it. It is not a promise that there is none.
    NoThreatFound,
    /// A threat, with clamd's name for it.
    Threat {
        /// Printable ASCII, at most 100 characters.
        name: String,
    },
    /// clamd cannot judge it, now or later: never the same as clean.
    CannotScan {
        /// Why not.
        why: CannotScan,
    },
    /// clamd does not answer: the file waits and is tried again.
    Unavailable,
}

/// Why a file cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CannotScan {
    /// Larger than clamd takes, or more inside than it unpacks.
    OverLimit,
    /// Encrypted: nobody but its owner can look inside.
    Encrypted,
    /// It holds macros.
    Macros,
    /// It looks wrong in another way.
    Suspicious,
    /// clamd reports an error with this file.
    ScannerError,
    /// The stored bytes could not be read to their end.
    CannotRead,
}

impl CannotScan {
    /// The word in rows and lines.
    pub fn code(self) -> &'static str {
        match self {
            Self::OverLimit => "over_limit",
            Self::Encrypted => "encrypted",
            Self::Macros => "macros",
            Self::Suspicious => "suspicious",
            Self::ScannerError => "scanner_error",
            Self::CannotRead => "cannot_read",
        }
    }

    /// The desk's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::OverLimit => "It is too large for the scanner, or holds too much inside",
            Self::Encrypted => "It is encrypted",
            Self::Macros => "It holds macros",
            Self::Suspicious => "It looks unusual",
            Self::ScannerError => "The scanner reported an error",
            Self::CannotRead => "The stored file could not be read",
        }
    }
}

/// A connection to clamd for each file.
#[derive(Debug, Clone)]
pub struct Scanner {
    settings: ScanSettings,
}

/// How sending the file ended.
enum Sent {
    Whole,
    OverLimit,
    CannotRead,
    /// clamd closed the connection on us; it may have said why.
    Closed,
}

impl Scanner {
    /// A scanner; it connects at the first file.
    pub fn new(settings: ScanSettings) -> Self {
        Self { settings }
    }

    /// Streams one file through clamd. Takes constant memory.
    pub async fn scan(&self, reader: impl AsyncRead + Unpin + Send) -> ScanOutcome {
        let limit = self.settings.timeout;
        match &self.settings.address {
            ScanAddress::Tcp(address) => match timeout(limit, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => self.ask(stream, reader).await,
                _ => ScanOutcome::Unavailable,
            },
            ScanAddress::Unix(path) => match timeout(limit, UnixStream::connect(path)).await {
                Ok(Ok(stream)) => self.ask(stream, reader).await,
                _ => ScanOutcome::Unavailable,
            },
        }
    }

    /// Whether clamd answers; for `doctor`.
    pub async fn answers(&self) -> bool {
        self.scan(io::empty()).await == ScanOutcome::NoThreatFound
    }

    async fn ask<S>(&self, mut clamd: S, reader: impl AsyncRead + Unpin + Send) -> ScanOutcome
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        match self.send(&mut clamd, reader).await {
            Sent::OverLimit => ScanOutcome::CannotScan {
                why: CannotScan::OverLimit,
            },
            Sent::CannotRead => ScanOutcome::CannotScan {
                why: CannotScan::CannotRead,
            },
            Sent::Whole => reply::read(&heard(&mut clamd, self.settings.reply_timeout).await),
            Sent::Closed => match reply::read(&heard(&mut clamd, self.settings.timeout).await) {
                // It never had the whole file, so it cannot have found it clean.
                ScanOutcome::NoThreatFound => ScanOutcome::Unavailable,
                outcome => outcome,
            },
        }
    }

    /// INSTREAM: each piece after its length in four bytes, then a length of nought.
    async fn send<S>(&self, clamd: &mut S, mut reader: impl AsyncRead + Unpin + Send) -> Sent
    where
        S: AsyncWrite + Unpin + Send,
    {
        let limit = self.settings.timeout;
        if !written(clamd, b"zINSTREAM\0", limit).await {
            return Sent::Closed;
        }
        let mut buffer = vec![0_u8; CHUNK];
        let mut total = 0_u64;
        loop {
            let Ok(length) = reader.read(&mut buffer).await else {
                return Sent::CannotRead;
            };
            let (Some(piece), Ok(size)) = (buffer.get(..length), u32::try_from(length)) else {
                return Sent::CannotRead;
            };
            total = total.saturating_add(u64::from(size));
            if total > self.settings.largest {
                return Sent::OverLimit;
            }
            if !written(clamd, &size.to_be_bytes(), limit).await
                || !written(clamd, piece, limit).await
            {
                return Sent::Closed;
            }
            if length == 0 {
                return Sent::Whole;
            }
        }
    }
}

/// Whether the bytes went out in time.
async fn written<S: AsyncWrite + Unpin + Send>(
    clamd: &mut S,
    bytes: &[u8],
    limit: Duration,
) -> bool {
    let sending = async {
        clamd.write_all(bytes).await?;
        clamd.flush().await
    };
    matches!(timeout(limit, sending).await, Ok(Ok(())))
}

/// Everything that clamd says until it closes; empty when it says nothing in time.
async fn heard<S: AsyncRead + Unpin + Send>(clamd: &mut S, limit: Duration) -> Vec<u8> {
    let mut reply = Vec::new();
    let mut bounded = clamd.take(LONGEST_REPLY);
    if timeout(limit, bounded.read_to_end(&mut reply))
        .await
        .is_err()
    {
        return Vec::new();
    }
    reply
}
