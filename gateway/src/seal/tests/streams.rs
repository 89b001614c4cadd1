//! Attachments as streams.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::TryStreamExt as _;
use tokio::io::{AsyncRead, ReadBuf};

use super::Hub;
use crate::seal::{BlobHeader, ReferralIdentity, SealError, sha256_hex};

/// Bytes that repeat late, so that moved pieces show.
pub(super) fn bytes(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from((at ^ (at >> 8) ^ (at >> 16)) & 255).unwrap())
        .collect()
}

/// Seals `plain`, which arrives in pieces of `piece` bytes.
pub(super) async fn seal(
    hub: &Hub,
    recipient: &str,
    plain: &[u8],
    piece: usize,
) -> (Vec<u8>, BlobHeader) {
    let mut writer = hub.sealer.blob_writer(recipient, Vec::new()).unwrap();
    for part in plain.chunks(piece) {
        writer.write(Bytes::copy_from_slice(part)).await.unwrap();
    }
    assert_eq!(writer.len(), plain.len() as u64);
    let (file, digest) = writer.finish().await.unwrap();
    (
        file,
        BlobHeader {
            name: "Sam Sample.pdf".into(),
            kind: "application/pdf".into(),
            digest,
        },
    )
}

/// Opens `file`, and gives what was released before the end or the error.
async fn open(
    identity: &ReferralIdentity,
    file: &[u8],
    header: &BlobHeader,
) -> (Vec<u8>, Option<SealError>) {
    let mut reader = match identity.open_blob(file, header).await {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut plain = Vec::new();
    loop {
        match reader.next().await {
            Ok(Some(piece)) => plain.extend_from_slice(&piece),
            Ok(None) => return (plain, None),
            Err(error) => {
                assert!(matches!(reader.next().await, Ok(None)));
                return (plain, Some(error));
            }
        }
    }
}

#[tokio::test]
async fn an_attachment_of_any_length_comes_back_as_it_went_in() {
    let hub = Hub::new();
    let (recipient, identity) = hub.referral("r1");
    for length in [0, 1, 65_535, 65_536, 65_537, 131_072, 3 * 1024 * 1024 + 17] {
        let plain = bytes(length);
        let (file, header) = seal(&hub, &recipient, &plain, 8_000).await;
        assert_eq!(header.digest.pt_len, length as u64);
        assert_eq!(header.digest.ct_len, file.len() as u64);
        assert_eq!(header.digest.pt_sha256, sha256_hex(&plain));
        assert_eq!(header.digest.ct_sha256, sha256_hex(&file));
        let (opened, error) = open(&identity, &file, &header).await;
        assert!(error.is_none(), "{length} bytes: {error:?}");
        assert!(opened == plain, "{length} bytes");
    }
}

#[tokio::test]
async fn it_does_not_matter_in_which_pieces_an_attachment_arrives() {
    let hub = Hub::new();
    let (recipient, identity) = hub.referral("r1");
    let plain = bytes(200_000);
    for piece in [7, 65_536, 65_537, 200_000] {
        let (file, header) = seal(&hub, &recipient, &plain, piece).await;
        assert!(open(&identity, &file, &header).await.0 == plain, "{piece}");
    }
}

#[tokio::test]
async fn a_response_body_is_the_same_bytes() {
    let hub = Hub::new();
    let (recipient, identity) = hub.referral("r1");
    let plain = bytes(150_000);
    let (file, header) = seal(&hub, &recipient, &plain, 9_999).await;
    let reader = identity
        .open_blob(io::Cursor::new(file), &header)
        .await
        .unwrap();
    let pieces: Vec<_> = reader.into_stream().try_collect().await.unwrap();
    assert!(pieces.iter().all(|piece| piece.len() <= 65_536));
    assert!(pieces.concat() == plain);
}

#[tokio::test]
async fn a_truncated_or_changed_attachment_never_releases_its_last_piece() {
    let hub = Hub::new();
    let (recipient, identity) = hub.referral("r1");
    let plain = bytes(200_000);
    let (file, header) = seal(&hub, &recipient, &plain, 65_536).await;
    let head = file.len() - (200_000 + 4 * 16);
    for cut in [
        0,
        40,
        head,
        head + 65_552,
        head + 2 * 65_552,
        file.len() - 1,
    ] {
        let (opened, error) = open(&identity, &file[..cut], &header).await;
        assert!(matches!(error, Some(SealError::Unreadable)), "cut at {cut}");
        assert!(
            opened.len() < plain.len() - 3_000 && plain.starts_with(&opened),
            "cut at {cut}"
        );
    }
    for position in [5, head - 1, head, head + 100_000, file.len() - 1] {
        let mut changed = file.clone();
        changed[position] ^= 1;
        let (opened, error) = open(&identity, &changed, &header).await;
        assert!(
            matches!(error, Some(SealError::Unreadable)),
            "byte {position}"
        );
        assert!(
            opened.len() < plain.len() && plain.starts_with(&opened),
            "byte {position}"
        );
    }
    let longer = [file.as_slice(), b"x"].concat();
    assert!(open(&identity, &longer, &header).await.1.is_some());
}

#[tokio::test]
async fn bytes_after_the_end_are_found_whatever_the_length() {
    let hub = Hub::new();
    let (recipient, identity) = hub.referral("r1");
    for length in [0, 1, 65_536, 131_072] {
        let (file, header) = seal(&hub, &recipient, &bytes(length), 65_536).await;
        for more in [1, 16, 70_000] {
            let longer = [file.clone(), vec![0; more]].concat();
            assert!(
                open(&identity, &longer, &header).await.1.is_some(),
                "{length} and {more}"
            );
        }
    }
}

#[tokio::test]
async fn an_attachment_under_anothers_header_is_refused() {
    let hub = Hub::new();
    let (recipient, identity) = hub.referral("r1");
    let (one, header_one) = seal(&hub, &recipient, &bytes(100_000), 65_536).await;
    let (two, header_two) = seal(&hub, &recipient, &bytes(100_000), 65_536).await;
    // The same bytes twice: only the digest of the sealed file tells the two apart.
    assert_eq!(header_one.digest.pt_sha256, header_two.digest.pt_sha256);
    for (file, header) in [(&one, &header_two), (&two, &header_one)] {
        let (opened, error) = open(&identity, file, header).await;
        assert!(matches!(error, Some(SealError::Unreadable)));
        assert!(opened.len() < 100_000);
    }
    let mut wrong = header_one.clone();
    wrong.digest.pt_len += 1;
    assert!(open(&identity, &one, &wrong).await.1.is_some());
}

#[tokio::test]
async fn an_attachment_of_another_referral_does_not_open() {
    let hub = Hub::new();
    let ((recipient, _), (_, other)) = (hub.referral("r1"), hub.referral("r2"));
    let (file, header) = seal(&hub, &recipient, b"x", 1).await;
    assert!(matches!(
        other.open_blob(file.as_slice(), &header).await,
        Err(SealError::Unreadable)
    ));
}

/// Fails as a reader.
struct Broken(ErrorKind);

/// Takes so many bytes, and then fails.
struct Fills {
    room: usize,
    then: ErrorKind,
}

impl io::Write for Fills {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.room == 0 {
            return Err(self.then.into());
        }
        let taken = bytes.len().min(self.room);
        self.room -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsyncRead for Broken {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Err(self.0.into()))
    }
}

#[tokio::test]
async fn a_full_disk_is_told_from_other_failures_wherever_it_shows() {
    let hub = Hub::new();
    let (recipient, _) = hub.referral("r1");
    for (then, full) in [
        (ErrorKind::StorageFull, true),
        (ErrorKind::BrokenPipe, false),
    ] {
        for room in [0, 1_000, 70_000, 150_000] {
            let error = fill(&hub, &recipient, Fills { room, then }).await;
            assert_eq!(error.is_full(), full, "{room} bytes");
        }
    }
}

/// Seals more than there is room for.
async fn fill(hub: &Hub, recipient: &str, into: Fills) -> SealError {
    let mut writer = match hub.sealer.blob_writer(recipient, into) {
        Ok(writer) => writer,
        Err(error) => return error,
    };
    for _ in 0..20 {
        if let Err(error) = writer.write(Bytes::from(vec![7; 10_000])).await {
            assert!(writer.finish().await.is_err(), "what is lost stays lost");
            return error;
        }
    }
    writer.finish().await.map(|(_, digest)| digest).unwrap_err()
}

#[tokio::test]
async fn a_failing_disk_is_told_from_a_broken_seal() {
    use tokio::io::AsyncReadExt as _;
    let hub = Hub::new();
    let (recipient, identity) = hub.referral("r1");
    let (file, header) = seal(&hub, &recipient, &bytes(300_000), 65_536).await;
    let failing =
        |from: usize| io::Cursor::new(file[..from].to_vec()).chain(Broken(ErrorKind::TimedOut));
    assert!(matches!(
        identity.open_blob(failing(20), &header).await,
        Err(SealError::Read(_))
    ));
    let mut reader = identity.open_blob(failing(150_000), &header).await.unwrap();
    let error = loop {
        match reader.next().await {
            Ok(piece) => assert!(piece.is_some()),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, SealError::Read(source) if source.kind() == ErrorKind::TimedOut));
}
