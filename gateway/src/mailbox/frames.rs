//! The words that the gateway and its parsing child say to each other: frames of a kind, a length and so many bytes. One codec for
//! both ends. A frame that its reader does not expect is nonsense, and nonsense ends the child.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

const MAGIC: [u8; 2] = *b"GM";
/// Bytes before a frame's own.
const HEAD: usize = 7;
/// Bytes that are taken at once while a frame comes in: its length is a claim, so memory follows what has come.
const STEP: usize = 1024 * 1024;

/// Bytes of a set-up, at most.
pub(super) const SET_UP: usize = 4 * 1024 * 1024;
/// Bytes of a message that was read, at most.
pub(super) const READ: usize = 8 * 1024 * 1024;
/// Bytes of a part that come at once.
pub(super) const PIECE: usize = 64 * 1024;
/// Bytes of a part's path, and of the small frames.
pub(super) const SMALL: usize = 256;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To the child, first: forms, labels, limits ([`SetUp`]).
    SetUp,
    /// To the child: a message.
    Message,
    /// To the child: a document; its name, a nought byte, its bytes.
    Document,
    /// To the child: the path of a part of the message that it holds.
    Give,
    /// To the child: the message is no longer needed.
    Done,
    /// From the child, first: it is shut in ([`Ready`]).
    Ready,
    /// From the child: the message, read.
    Read,
    /// From the child: what a document says; `null` when it is no form.
    Reading,
    /// From the child: a piece of a part.
    Piece,
    /// From the child: the part is whole; its length.
    End,
    /// From the child: it cannot, and why.
    Cannot,
}

impl Kind {
    const ALL: [Self; 11] = [
        Self::SetUp,
        Self::Message,
        Self::Document,
        Self::Give,
        Self::Done,
        Self::Ready,
        Self::Read,
        Self::Reading,
        Self::Piece,
        Self::End,
        Self::Cannot,
    ];

    fn code(self) -> u8 {
        match self {
            Self::SetUp => 1,
            Self::Message => 2,
            Self::Document => 3,
            Self::Give => 4,
            Self::Done => 5,
            Self::Ready => 17,
            Self::Read => 18,
            Self::Reading => 19,
            Self::Piece => 20,
            Self::End => 21,
            Self::Cannot => 22,
        }
    }

    /// Bytes that a frame of this kind may have, where a message may have `largest`.
    fn most(self, largest: usize) -> usize {
        match self {
            Self::SetUp => SET_UP,
            Self::Message => largest,
            Self::Document => largest.saturating_add(SMALL),
            Self::Read | Self::Reading => READ,
            Self::Piece => PIECE,
            Self::Give | Self::Ready | Self::Cannot => SMALL,
            Self::Done => 0,
            Self::End => 8,
        }
    }
}

/// What a child is told first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetUp {
    /// Bytes of a message, at most.
    pub(super) largest: u64,
    /// Whether it may work where the kernel cannot shut it in.
    pub(super) best_effort: bool,
    /// The definitions of the forms, as TOML.
    pub(super) forms: Vec<String>,
    /// The tables of labels, as TOML.
    pub(super) labels: Vec<String>,
}

/// What a child says first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ready {
    /// How far landlock shuts it in.
    pub landlock: Landlock,
    /// The version of landlock that the kernel has; 0 for none.
    pub abi: u32,
}

/// How far landlock shuts a child in. The filter of system calls always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Landlock {
    /// Files, network and signals.
    Full,
    /// What this kernel knows of it.
    Partly,
    /// Not at all: the kernel has no landlock.
    Not,
}

/// Why a frame could not be read.
#[derive(Debug)]
pub(super) enum FrameError {
    /// The other end is gone, or the pipe is broken.
    Gone,
    /// It is no frame, too long, or not one that is expected here.
    Nonsense,
}

impl From<io::Error> for FrameError {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// A frame's first bytes.
///
/// # Errors
/// [`FrameError::Nonsense`] when it would be too long.
pub(super) fn head(kind: Kind, length: usize) -> Result<[u8; HEAD], FrameError> {
    let length = u32::try_from(length).map_err(|_| FrameError::Nonsense)?;
    let [a, b, c, d] = length.to_be_bytes();
    let [first, second] = MAGIC;
    Ok([first, second, kind.code(), a, b, c, d])
}

/// Reads a frame's first bytes: its kind, and a length that its kind may have.
///
/// # Errors
/// [`FrameError::Nonsense`].
pub(super) fn parse_head(head: [u8; HEAD], largest: usize) -> Result<(Kind, usize), FrameError> {
    let [first, second, code, a, b, c, d] = head;
    let kind = Kind::ALL.into_iter().find(|kind| kind.code() == code);
    let kind = kind
        .filter(|_| [first, second] == MAGIC)
        .ok_or(FrameError::Nonsense)?;
    let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
    if length > kind.most(largest) {
        return Err(FrameError::Nonsense);
    }
    Ok((kind, length))
}

/// Writes a frame; the child's end.
///
/// # Errors
/// [`FrameError`].
pub(super) fn write(output: &mut impl Write, kind: Kind, bytes: &[u8]) -> Result<(), FrameError> {
    output.write_all(&head(kind, bytes.len())?)?;
    output.write_all(bytes)?;
    Ok(output.flush()?)
}

/// Reads a frame; the child's end. Nothing when the other end has closed between two frames.
///
/// # Errors
/// [`FrameError`].
pub(super) fn read(
    input: &mut impl Read,
    largest: usize,
) -> Result<Option<(Kind, Vec<u8>)>, FrameError> {
    let mut start = [0; HEAD];
    let (first, rest) = start.split_at_mut(1);
    let came = loop {
        match input.read(first) {
            // A signal in between is no end.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => break other?,
        }
    };
    if came == 0 {
        return Ok(None);
    }
    input.read_exact(rest)?;
    let (kind, length) = parse_head(start, largest)?;
    let mut bytes = Vec::with_capacity(length.min(STEP));
    let limit = u64::try_from(length).unwrap_or(u64::MAX);
    if input.take(limit).read_to_end(&mut bytes)? < length {
        return Err(FrameError::Gone);
    }
    Ok(Some((kind, bytes)))
}

/// Writes a frame; the gateway's end. The bytes may come in two pieces.
///
/// # Errors
/// [`FrameError`].
pub(super) async fn send(
    output: &mut (impl AsyncWrite + Unpin),
    kind: Kind,
    bytes: [&[u8]; 2],
) -> Result<(), FrameError> {
    let [first, second] = bytes;
    let start = head(kind, first.len().saturating_add(second.len()))?;
    output.write_all(&start).await?;
    output.write_all(first).await?;
    output.write_all(second).await?;
    Ok(output.flush().await?)
}

/// Reads a frame; the gateway's end.
///
/// # Errors
/// [`FrameError`].
pub(super) async fn receive(
    input: &mut (impl AsyncRead + Unpin),
) -> Result<(Kind, Vec<u8>), FrameError> {
    let mut start = [0; HEAD];
    input.read_exact(&mut start).await?;
    // A message never comes from a child, so its limit is nought.
    let (kind, length) = parse_head(start, 0)?;
    let mut bytes = Vec::with_capacity(length.min(STEP));
    let limit = u64::try_from(length).unwrap_or(u64::MAX);
    if input.take(limit).read_to_end(&mut bytes).await? < length {
        return Err(FrameError::Gone);
    }
    Ok((kind, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_as_it_was_written() {
        let mut bytes = Vec::new();
        write(&mut bytes, Kind::Give, b"1.2").expect("written");
        write(&mut bytes, Kind::Done, b"").expect("written");
        let mut input = bytes.as_slice();
        let first = read(&mut input, 10).expect("a frame").expect("one");
        assert_eq!(first, (Kind::Give, b"1.2".to_vec()));
        let second = read(&mut input, 10).expect("a frame").expect("one");
        assert_eq!(second, (Kind::Done, Vec::new()));
        assert!(read(&mut input, 10).expect("the end").is_none());
    }

    #[test]
    fn what_is_no_frame_is_nonsense() {
        for bytes in [
            &b"XM\x02\0\0\0\x01a"[..],
            b"GM\x63\0\0\0\x01a",
            b"GM\x02\0\0\0\x0baaaaaaaaaaa",
            b"GM\x05\0\0\0\x01a",
            b"GM\x02\xff\xff\xff\xff",
        ] {
            let mut input = bytes;
            assert!(matches!(read(&mut input, 10), Err(FrameError::Nonsense)));
        }
    }

    /// Says first that a signal came, as a pipe does.
    struct Interrupted<'bytes>(bool, &'bytes [u8]);

    impl Read for Interrupted<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if std::mem::take(&mut self.0) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            Read::read(&mut self.1, into)
        }
    }

    #[test]
    fn a_signal_before_a_frame_is_not_the_end() {
        let mut input = Interrupted(true, b"GM\x05\0\0\0\0");
        let frame = read(&mut input, 10).expect("a frame");
        assert_eq!(frame, Some((Kind::Done, Vec::new())));
    }

    #[test]
    fn a_frame_that_ends_early_is_the_end() {
        for bytes in [&b"G"[..], b"GM\x02\0\0\0", b"GM\x02\0\0\0\x05aaaa"] {
            let mut input = bytes;
            assert!(matches!(read(&mut input, 10), Err(FrameError::Gone)));
        }
    }
}
