//! Seals an attachment as it streams in: constant memory, an age file of exactly its bytes. Never sees a disk.
//!
//! Digests, encryption and the write below are done away from the threads that answer requests, while the next pieces arrive. What
//! waits for that is bounded, and a stream that stands still leaves nothing waiting.

use std::io::{self, BufWriter, IntoInnerError, Write};

use age::stream::StreamWriter;
use age::x25519;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::task::{JoinHandle, spawn_blocking};

use super::SealError;
use super::digest::{Tally, sha256_hex};
use super::object;

/// The most bytes that wait while others are sealed.
const WAITING: usize = 64 * 1024;

/// Room for the head of an age file, which is written with the first bytes after it: the encryptor would not tell why its head could not be.
const HEAD: usize = 1024;

/// Lengths (bytes) and SHA-256 digests (hexadecimal) of an attachment, sealed and plain. The plain ones stay inside a seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobDigest {
    /// Length of the sealed file.
    pub ct_len: u64,
    /// Digest of the sealed file.
    pub ct_sha256: String,
    /// Length of the attachment.
    pub pt_len: u64,
    /// Digest of the attachment.
    pub pt_sha256: String,
}

impl BlobDigest {
    /// Of a file that is there as a whole, sealed and plain.
    pub fn of(sealed: &[u8], plain: &[u8]) -> Self {
        let length = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self {
            ct_len: length(sealed),
            ct_sha256: sha256_hex(sealed),
            pt_len: length(plain),
            pt_sha256: sha256_hex(plain),
        }
    }
}

/// What is known of an attachment, sealed beside it as a small object ([`super::Purpose::BlobHeader`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobHeader {
    /// The file name that the sender gave.
    pub name: String,
    /// The kind of file, as a MIME type.
    pub kind: String,
    /// Lengths and digests.
    #[serde(flatten)]
    pub digest: BlobDigest,
}

/// Seals what is written to it into `W`. `W` comes back from [`SealingWriter::finish`] only, so that a file without
/// its end cannot be kept.
pub struct SealingWriter<W: Write> {
    sealing: Place<W>,
    waiting: Vec<Bytes>,
    waiting_len: usize,
    len: u64,
}

/// Where the sealing is.
enum Place<W: Write> {
    Here(Box<Sealing<W>>),
    Away(JoinHandle<io::Result<Box<Sealing<W>>>>),
    /// It failed: the attachment is lost.
    Lost,
}

impl<W: Write + Send + 'static> SealingWriter<W> {
    /// A writer to `recipient`, into `into`. Nothing is written yet.
    pub(super) fn begin(recipient: &x25519::Recipient, into: W) -> Result<Self, SealError> {
        let counted = Counted {
            into: BufWriter::with_capacity(HEAD, into),
            sealed: Tally::default(),
        };
        let stream = object::encryptor(&[recipient])?
            .wrap_output(counted)
            .map_err(SealError::Write)?;
        let plain = Tally::default();
        Ok(Self {
            sealing: Place::Here(Box::new(Sealing { stream, plain })),
            waiting: Vec::new(),
            waiting_len: 0,
            len: 0,
        })
    }

    /// Seals `bytes`, as many or few as arrived; returns while that is done, unless too many wait for it.
    ///
    /// # Errors
    /// [`SealError::Write`] when the writer below failed, now or before. The attachment is lost; drop this writer.
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), SealError> {
        self.len = self.len.saturating_add(bytes.len() as u64);
        self.waiting_len = self.waiting_len.saturating_add(bytes.len());
        self.waiting.push(bytes);
        let is_busy = matches!(&self.sealing, Place::Away(job) if !job.is_finished());
        if !is_busy || self.waiting_len >= WAITING {
            self.catch_up().await?;
        }
        Ok(())
    }

    /// Whether something waits until what was written before is sealed.
    pub fn is_behind(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Waits until what was written before is sealed, and has the rest sealed. May be given up and asked for again.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn catch_up(&mut self) -> Result<(), SealError> {
        let mut sealing = self.here().await?;
        let pieces = std::mem::take(&mut self.waiting);
        self.waiting_len = 0;
        self.sealing = Place::Away(spawn_blocking(move || {
            pieces.iter().try_for_each(|piece| sealing.add(piece))?;
            Ok(sealing)
        }));
        Ok(())
    }

    /// The attachment's length so far, in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing has been written yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Writes the end, and gives back the writer below with the lengths and digests.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn finish(mut self) -> Result<(W, BlobDigest), SealError> {
        let mut sealing = self.here().await?;
        let pieces = self.waiting;
        let ended = spawn_blocking(move || {
            pieces.iter().try_for_each(|piece| sealing.add(piece))?;
            sealing.end()
        });
        joined(ended.await).map_err(SealError::Write)
    }

    /// The sealing, once it is here. Given up while it waits, nothing has changed.
    async fn here(&mut self) -> Result<Box<Sealing<W>>, SealError> {
        if let Place::Away(job) = &mut self.sealing {
            let sealing = joined(job.await);
            self.sealing = Place::Lost;
            return sealing.map_err(SealError::Write);
        }
        match std::mem::replace(&mut self.sealing, Place::Lost) {
            Place::Here(sealing) => Ok(sealing),
            Place::Away(_) | Place::Lost => Err(SealError::Write(io::ErrorKind::Other.into())),
        }
    }
}

/// What a job away gave.
fn joined<T>(job: Result<io::Result<T>, tokio::task::JoinError>) -> io::Result<T> {
    job.unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
}

impl<W: Write> std::fmt::Debug for SealingWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealingWriter({} bytes)", self.len)
    }
}

/// A file on its way through the encryptor. Everything here takes time.
struct Sealing<W: Write> {
    stream: StreamWriter<Counted<W>>,
    plain: Tally,
}

impl<W: Write> Sealing<W> {
    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.plain.add(bytes);
        self.stream.write_all(bytes)
    }

    fn end(self) -> io::Result<(W, BlobDigest)> {
        let Counted { into, sealed } = self.stream.finish()?;
        let into = into.into_inner().map_err(IntoInnerError::into_error)?;
        let (ct_sha256, ct_len) = sealed.close();
        let (pt_sha256, pt_len) = self.plain.close();
        let digest = BlobDigest {
            ct_len,
            ct_sha256,
            pt_len,
            pt_sha256,
        };
        Ok((into, digest))
    }
}

/// Counts what the encryptor gives to the writer below.
struct Counted<W: Write> {
    into: BufWriter<W>,
    sealed: Tally,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.into.write(bytes)?;
        self.sealed.add(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.into.flush()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{SealingWriter, WAITING};

    #[tokio::test]
    async fn what_waits_is_bounded_and_a_stream_that_stands_still_leaves_nothing() {
        let recipient = age::x25519::Identity::generate().to_public();
        let mut writer = SealingWriter::begin(&recipient, std::io::sink()).unwrap();
        let arrived = Bytes::from(vec![1; 10_000]);
        for _ in 0..1_000 {
            writer.write(arrived.clone()).await.unwrap();
            assert!(writer.waiting_len < WAITING);
        }
        if writer.is_behind() {
            writer.catch_up().await.unwrap();
        }
        assert!(!writer.is_behind());
        assert_eq!(writer.finish().await.unwrap().1.pt_len, 10_000_000);
    }
}
