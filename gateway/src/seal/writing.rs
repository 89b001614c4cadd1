//! Seals an attachment as it streams in: constant memory, an age file of exactly its bytes. Never sees a disk.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use age::stream::StreamWriter;
use age::x25519;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::SealError;
use super::digest::{Tally, sha256_hex};
use super::object;

/// The most bytes that are sealed between two writes below.
const STEP: usize = 64 * 1024;

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

/// Where the encryptor leaves its bytes until they are written below.
#[derive(Clone, Default)]
struct Spill(Arc<Mutex<Vec<u8>>>);

impl Spill {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Spill {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Seals what is written to it into `W`. `W` comes back from [`SealingWriter::finish`] only, so that a file without
/// its end cannot be kept.
pub struct SealingWriter<W> {
    sealing: StreamWriter<Spill>,
    out: Out<W>,
    plain: Tally,
}

impl<W: AsyncWrite + Unpin + Send> SealingWriter<W> {
    /// A writer to `recipient`, into `into`. Nothing is written yet.
    pub(super) fn begin(recipient: &x25519::Recipient, into: W) -> Result<Self, SealError> {
        let spill = Spill::default();
        let sealing = object::encryptor(&[recipient])?
            .wrap_output(spill.clone())
            .map_err(SealError::Write)?;
        let out = Out {
            spill,
            into,
            sealed: Tally::default(),
        };
        Ok(Self {
            sealing,
            out,
            plain: Tally::default(),
        })
    }

    /// Seals `bytes`, as many or few as arrived.
    ///
    /// # Errors
    /// [`SealError::Write`] when the writer below failed. The attachment is lost; drop this writer.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), SealError> {
        for step in bytes.chunks(STEP) {
            self.plain.add(step);
            self.sealing.write_all(step).map_err(SealError::Write)?;
            self.out.pass_on().await?;
        }
        Ok(())
    }

    /// The attachment's length so far, in bytes.
    pub fn len(&self) -> u64 {
        self.plain.len()
    }

    /// Whether nothing has been written yet.
    pub fn is_empty(&self) -> bool {
        self.plain.len() == 0
    }

    /// Writes the end, flushes, and gives back the writer below with the lengths and digests.
    ///
    /// # Errors
    /// [`SealError::Write`] when the writer below failed.
    pub async fn finish(self) -> Result<(W, BlobDigest), SealError> {
        let Self {
            sealing,
            mut out,
            plain,
        } = self;
        drop(sealing.finish().map_err(SealError::Write)?);
        out.pass_on().await?;
        out.into.flush().await.map_err(SealError::Write)?;
        let (ct_sha256, ct_len) = out.sealed.close();
        let (pt_sha256, pt_len) = plain.close();
        Ok((
            out.into,
            BlobDigest {
                ct_len,
                ct_sha256,
                pt_len,
                pt_sha256,
            },
        ))
    }
}

impl<W> std::fmt::Debug for SealingWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealingWriter({} bytes)", self.plain.len())
    }
}

/// The way from the encryptor to the writer below.
struct Out<W> {
    spill: Spill,
    into: W,
    sealed: Tally,
}

impl<W: AsyncWrite + Unpin + Send> Out<W> {
    /// Counts and writes what the encryptor has left. The buffer is let go each time: a thousand uploads that wait for their
    /// next byte would else hold a thousand of them.
    async fn pass_on(&mut self) -> Result<(), SealError> {
        let ready = std::mem::take(&mut *self.spill.lock());
        if ready.is_empty() {
            return Ok(());
        }
        self.sealed.add(&ready);
        self.into.write_all(&ready).await.map_err(SealError::Write)
    }
}

#[cfg(test)]
mod tests {
    use super::SealingWriter;

    #[tokio::test]
    async fn between_two_pieces_no_buffer_is_kept() {
        let recipient = age::x25519::Identity::generate().to_public();
        let mut writer = SealingWriter::begin(&recipient, tokio::io::sink()).unwrap();
        let arrived = vec![1; 1024 * 1024];
        for _ in 0..16 {
            writer.write(&arrived).await.unwrap();
            assert_eq!(writer.out.spill.lock().capacity(), 0);
        }
        assert_eq!(writer.finish().await.unwrap().1.pt_len, 16 * 1024 * 1024);
    }
}
