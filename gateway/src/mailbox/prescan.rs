//! The look at a message before any parser sees it: whether it is wilder than any parser should be asked to read. Counts lines,
//! never decodes anything, takes no memory of its own.

use memchr::memchr;

/// Bytes of a head, at most.
const HEAD: usize = 1024 * 1024;
/// Lines of a head, at most.
const HEAD_LINES: usize = 10_000;
/// Lines that begin with `Content-Type:`, at most.
const CONTENT_TYPES: usize = 5_000;
/// Lines that name a message as a kind, at most.
const MESSAGES: usize = 64;
/// Lines that name a multipart as a kind, at most.
const MULTIPARTS: usize = 256;
/// Lines that begin with two hyphens, at most.
const BOUNDARIES: usize = 200_000;

/// What a look at a message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prescan {
    /// Where the body begins; the length of the message when it has none.
    pub body_at: usize,
}

/// Why no parser is asked to read a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooWild {
    /// The head is longer than 1 MiB.
    Head,
    /// The head has more than 10,000 lines.
    HeadLines,
    /// More parts, or deeper ones, than anybody writes.
    Parts,
}

/// Looks at a message.
///
/// # Errors
/// [`TooWild`].
pub fn prescan(raw: &[u8]) -> Result<Prescan, TooWild> {
    let body_at = end_of_head(raw)?;
    let mut seen = Seen::default();
    for line in Lines(raw) {
        seen.count(line)?;
    }
    Ok(Prescan { body_at })
}

fn end_of_head(raw: &[u8]) -> Result<usize, TooWild> {
    let (mut at, mut lines) = (0_usize, 0_usize);
    for line in Lines(raw) {
        at += line.len();
        lines += 1;
        // A head without an end that is short enough is all of the message.
        if at > HEAD {
            return Err(TooWild::Head);
        }
        if line.trim_ascii().is_empty() {
            return Ok(at);
        }
        if lines > HEAD_LINES {
            return Err(TooWild::HeadLines);
        }
    }
    Ok(raw.len())
}

/// The lines of bytes, each with its line end.
struct Lines<'raw>(&'raw [u8]);

impl<'raw> Iterator for Lines<'raw> {
    type Item = &'raw [u8];

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let end = memchr(b'\n', self.0).map_or(self.0.len(), |at| at + 1);
        let (line, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        Some(line)
    }
}

#[derive(Default)]
struct Seen {
    types: usize,
    messages: usize,
    multiparts: usize,
    boundaries: usize,
}

impl Seen {
    fn count(&mut self, line: &[u8]) -> Result<(), TooWild> {
        match line {
            [b'-', b'-', ..] => self.boundaries += 1,
            // Folded, the kind may stand on the next line.
            [b'C' | b'c', ..] if begins(line, b"content-type") => {
                self.types += 1;
                self.kinds(line);
            }
            [b' ' | b'\t', ..] if line.len() < 200 => self.kinds(line),
            _ => return Ok(()),
        }
        let too_many = self.types > CONTENT_TYPES
            || self.messages > MESSAGES
            || self.multiparts > MULTIPARTS
            || self.boundaries > BOUNDARIES;
        if too_many {
            Err(TooWild::Parts)
        } else {
            Ok(())
        }
    }

    fn kinds(&mut self, line: &[u8]) {
        let value = match memchr(b':', line) {
            Some(colon) if !line.starts_with(b" ") && !line.starts_with(b"\t") => {
                line.get(colon + 1..).unwrap_or_default()
            }
            _ => line,
        };
        let value = value.trim_ascii_start();
        if begins(value, b"message/") {
            self.messages += 1;
        } else if begins(value, b"multipart/") {
            self.multiparts += 1;
        }
    }
}

fn begins(line: &[u8], word: &[u8]) -> bool {
    line.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_at(raw: &str) -> usize {
        prescan(raw.as_bytes()).expect("tame").body_at
    }

    #[test]
    fn the_body_begins_after_the_first_empty_line() {
        assert_eq!(body_at("A: b\r\n\r\nbody"), 8);
        assert_eq!(body_at("A: b\n\nbody"), 6);
        assert_eq!(body_at("A: b\n"), 5);
        assert_eq!(body_at(""), 0);
        assert_eq!(body_at("\n"), 1);
    }

    #[test]
    fn a_head_that_nobody_writes_is_too_wild() {
        let line = format!("Subject: {}\n\n", "a".repeat(HEAD));
        assert_eq!(prescan(line.as_bytes()), Err(TooWild::Head));
        let lines = "A: b\n".repeat(HEAD_LINES + 1);
        assert_eq!(prescan(lines.as_bytes()), Err(TooWild::HeadLines));
        let many = "A: b\n".repeat(HEAD_LINES - 1) + "\n";
        assert_eq!(body_at(&many), many.len());
    }

    #[test]
    fn parts_that_nobody_nests_are_too_wild() {
        let nested = "a: b\n\nContent-Type: message/rfc822\n\n".repeat(65);
        assert_eq!(prescan(nested.as_bytes()), Err(TooWild::Parts));
        let folded = "a: b\n\nContent-Type:\n multipart/mixed; boundary=a\n\n".repeat(257);
        assert_eq!(prescan(folded.as_bytes()), Err(TooWild::Parts));
        let hyphens = format!("a: b\n\n{}", "--a\n".repeat(BOUNDARIES + 1));
        assert_eq!(prescan(hyphens.as_bytes()), Err(TooWild::Parts));
        let types = format!("a: b\n\n{}", "Content-type: a/b\n\n".repeat(5_001));
        assert_eq!(prescan(types.as_bytes()), Err(TooWild::Parts));
        let few = format!("a: b\n\n{}", "Content-type: text/plain\n\n".repeat(5_000));
        assert_eq!(body_at(&few), 6);
    }
}
