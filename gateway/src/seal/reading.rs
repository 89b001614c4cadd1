//! Opens an attachment as it streams out: constant memory, its last piece only once all of it has proved right. Never sees a disk.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use age::stream::StreamReader;
use age::x25519;
use bytes::Bytes;
use futures::io::{AsyncReadExt as _, BufReader};
use futures::stream::{Stream, try_unfold};
use tokio::io::{AsyncRead, ReadBuf};

use super::SealError;
use super::digest::Tally;
use super::writing::{BlobDigest, BlobHeader};

/// The most bytes handed out at once.
const STEP: usize = 64 * 1024;

/// What has passed the reader below.
#[derive(Default)]
struct Passed {
    tally: Tally,
    failed: Option<io::Error>,
}

/// Counts what is read from `R`, and remembers when `R` itself failed.
struct Counting<R> {
    from: R,
    passed: Arc<Mutex<Passed>>,
}

/// What `passed` holds.
fn lock(passed: &Mutex<Passed>) -> MutexGuard<'_, Passed> {
    passed.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R: AsyncRead + Unpin> futures::io::AsyncRead for Counting<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let mut buffer = ReadBuf::new(into);
        let read = ready!(Pin::new(&mut self.from).poll_read(cx, &mut buffer));
        let mut passed = lock(&self.passed);
        match read {
            Ok(()) => {
                passed.tally.add(buffer.filled());
                Poll::Ready(Ok(buffer.filled().len()))
            }
            Err(error) => {
                let kind = error.kind();
                passed.failed = Some(error);
                Poll::Ready(Err(kind.into()))
            }
        }
    }
}

/// The plain bytes of an attachment, piece by piece. The last piece is kept back until the lengths and digests of all
/// of it are those of its header: whoever has the last piece has the attachment as it was sent.
pub struct OpeningReader<R> {
    opening: StreamReader<BufReader<Counting<R>>>,
    passed: Arc<Mutex<Passed>>,
    plain: Tally,
    kept_back: Option<Bytes>,
    expected: BlobDigest,
    over: bool,
}

impl<R: AsyncRead + Unpin + Send> OpeningReader<R> {
    /// Reads the file's head.
    pub(super) async fn begin(
        with: &x25519::Identity,
        from: R,
        header: &BlobHeader,
    ) -> Result<Self, SealError> {
        let passed = Arc::new(Mutex::new(Passed::default()));
        let counting = Counting {
            from,
            passed: Arc::clone(&passed),
        };
        let buffered = BufReader::with_capacity(STEP, counting);
        let Ok(decryptor) = age::Decryptor::new_async_buffered(buffered).await else {
            return Err(why(&passed));
        };
        let with: &dyn age::Identity = with;
        let opening = decryptor
            .decrypt_async(std::iter::once(with))
            .map_err(|_| SealError::Unreadable)?;
        let plain = Tally::default();
        Ok(Self {
            opening,
            passed,
            plain,
            kept_back: None,
            expected: header.digest.clone(),
            over: false,
        })
    }

    /// The next piece, of at most 64 KiB; none after the last.
    ///
    /// # Errors
    /// [`SealError::Unreadable`] when the file is damaged, cut short or another one: throw away what came before.
    /// [`SealError::Read`] when the reader below failed.
    pub async fn next(&mut self) -> Result<Option<Bytes>, SealError> {
        while !self.over {
            let mut piece = vec![0; STEP];
            let Ok(length) = self.opening.read(&mut piece).await else {
                self.over = true;
                self.kept_back = None;
                return Err(why(&self.passed));
            };
            if length == 0 {
                self.over = true;
                self.verify()?;
                break;
            }
            piece.truncate(length);
            self.plain.add(&piece);
            if let Some(before) = self.kept_back.replace(piece.into()) {
                return Ok(Some(before));
            }
        }
        Ok(self.kept_back.take())
    }

    /// The pieces as a stream, for a response's body.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, SealError>> + Send
    where
        R: 'static,
    {
        try_unfold(self, |mut reader| async move {
            let piece = reader.next().await?;
            Ok(piece.map(|piece| (piece, reader)))
        })
    }

    /// Whether all that was read is what the header says.
    fn verify(&mut self) -> Result<(), SealError> {
        let (ct_sha256, ct_len) = std::mem::take(&mut lock(&self.passed).tally).close();
        let (pt_sha256, pt_len) = std::mem::take(&mut self.plain).close();
        if self.expected
            == (BlobDigest {
                ct_len,
                ct_sha256,
                pt_len,
                pt_sha256,
            })
        {
            return Ok(());
        }
        self.kept_back = None;
        Err(SealError::Unreadable)
    }
}

impl<R> std::fmt::Debug for OpeningReader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OpeningReader({} bytes)", self.plain.len())
    }
}

/// Why reading stopped: the reader below, or the seal.
fn why(passed: &Mutex<Passed>) -> SealError {
    lock(passed)
        .failed
        .take()
        .map_or(SealError::Unreadable, SealError::Read)
}
