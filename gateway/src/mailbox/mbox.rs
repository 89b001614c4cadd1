//! Messages out of an mbox file, one after another, however long its lines: the file is never held whole. `>From ` is undone once (mboxrd).

use std::io::{self, BufRead, Read as _};

use zeroize::Zeroizing;

use super::source::{HEAD_BYTES, RawMail, head_of};

/// The most of a line that is looked at in one piece.
const PIECE: u64 = 64 * 1024;

/// Reads an mbox.
#[derive(Debug)]
pub(super) struct Mbox<R> {
    reader: R,
    largest: u64,
    /// The next message has begun: its separator was read.
    begun: bool,
}

impl<R: BufRead> Mbox<R> {
    /// The messages of `reader`; of one larger than `largest` bytes only the head.
    pub(super) fn new(reader: R, largest: u64) -> Self {
        Self {
            reader,
            largest,
            begun: false,
        }
    }

    /// The next message; `None` at the end.
    pub(super) fn next_mail(&mut self) -> io::Result<Option<RawMail>> {
        let mut mail = Growing::new(self.largest);
        let mut any = std::mem::take(&mut self.begun);
        let (mut at_start, mut after_empty) = (true, !any);
        let mut piece = Vec::new();
        loop {
            piece.clear();
            (&mut self.reader)
                .take(PIECE)
                .read_until(b'\n', &mut piece)?;
            if piece.is_empty() {
                return Ok(any.then(|| mail.finish()));
            }
            let begins = at_start && is_separator(&piece, after_empty);
            if begins {
                self.skip_rest_of_line(&piece)?;
                self.begun = any;
            }
            if self.begun {
                return Ok(Some(mail.finish()));
            }
            if begins {
                (any, after_empty) = (true, false);
                continue;
            }
            any = true;
            mail.add(if at_start { unquoted(&piece) } else { &piece });
            let ended = piece.ends_with(b"\n");
            after_empty = at_start && ended && piece.iter().all(|byte| b"\r\n".contains(byte));
            at_start = ended;
        }
    }

    fn skip_rest_of_line(&mut self, piece: &[u8]) -> io::Result<()> {
        let mut ended = piece.ends_with(b"\n");
        let mut more = Vec::new();
        while !ended {
            more.clear();
            let read = (&mut self.reader)
                .take(PIECE)
                .read_until(b'\n', &mut more)?;
            ended = read == 0 || more.ends_with(b"\n");
        }
        Ok(())
    }
}

/// A message as it grows; past the limit only its head is kept.
struct Growing {
    bytes: Zeroizing<Vec<u8>>,
    size: u64,
    largest: u64,
}

impl Growing {
    fn new(largest: u64) -> Self {
        Self {
            bytes: Zeroizing::default(),
            size: 0,
            largest,
        }
    }

    fn add(&mut self, piece: &[u8]) {
        self.size += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        if self.size > self.largest {
            self.bytes.truncate(HEAD_BYTES);
        } else {
            self.bytes.extend_from_slice(piece);
        }
    }

    /// Without the empty line that an mbox puts behind each message.
    fn finish(mut self) -> RawMail {
        if self.size > self.largest {
            let head = Zeroizing::new(head_of(&self.bytes).to_vec());
            return RawMail::HeadOnly {
                head,
                size: self.size,
            };
        }
        for (end, line) in [(&b"\n\n"[..], 1), (b"\n\r\n", 2)] {
            if self.bytes.ends_with(end) {
                let left = self.bytes.len() - line;
                self.bytes.truncate(left);
                break;
            }
        }
        RawMail::Whole(self.bytes)
    }
}

/// One `>` less before `From `.
fn unquoted(line: &[u8]) -> &[u8] {
    let inner = line.iter().position(|byte| *byte != b'>');
    let quoted = inner.is_some_and(|at| {
        at > 0
            && line
                .get(at..)
                .is_some_and(|rest| rest.starts_with(b"From "))
    });
    if quoted {
        line.get(1..).unwrap_or(line)
    } else {
        line
    }
}

/// Whether a line begins a message: `From `, then an address or a time, as no sentence has them. Behind an empty line an address
/// is enough.
pub(super) fn is_separator(line: &[u8], after_empty: bool) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let rest = String::from_utf8_lossy(rest);
    let mut words = rest.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_time = |word: &str| {
        let mut parts = word.split(':');
        let digits = |part: Option<&str>| {
            part.is_some_and(|part| {
                (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        digits(parts.next()) && digits(parts.next())
    };
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let rest: Vec<&str> = words.collect();
    let dated = rest.iter().any(|word| is_time(word)) && rest.iter().any(|word| is_year(word));
    let named = first.contains('@') || first == "-" || first == "MAILER-DAEMON";
    dated || after_empty && named && rest.len() <= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8], largest: u64) -> Vec<RawMail> {
        let mut mbox = Mbox::new(text, largest);
        std::iter::from_fn(|| mbox.next_mail().unwrap()).collect()
    }

    fn texts(text: &str) -> Vec<String> {
        let text_of = |mail: &RawMail| String::from_utf8(mail.bytes().to_vec()).unwrap();
        all(text.as_bytes(), 10_000).iter().map(text_of).collect()
    }

    #[test]
    fn each_message_comes_out_as_it_went_in() {
        let mbox = "From sam@council.test Thu Oct  1 10:00:00 2026\nA: b\n\n>From here\n>>From there\nhello\n\n\
                    From max@council.test Thu Oct  1 10:01:00 2026\r\nA: c\r\n\r\nFrom the school we heard.\r\n\r\n\
                    From - Thu Oct  1 10:02:00 2026\nA: d\n\n";
        assert_eq!(
            texts(mbox),
            [
                "A: b\n\nFrom here\n>From there\nhello\n",
                "A: c\r\n\r\nFrom the school we heard.\r\n",
                "A: d\n",
            ]
        );
        assert!(texts("").is_empty());
    }

    #[test]
    fn a_sentence_does_not_begin_a_message_and_a_missing_empty_line_does_not_hide_one() {
        let mbox = "From sam@council.test Thu Oct  1 10:00:00 2026\nA: b\n\nx\n\nFrom memory, she said so.\n\
                    From max@council.test Thu Oct  1 10:01:00 2026\nA: c\n\ny\n";
        assert_eq!(texts(mbox).len(), 2);
    }

    #[test]
    fn a_message_that_is_too_large_leaves_its_head_and_the_next_one_whole() {
        let mbox = format!(
            "From a@b.test\nA: b\n\n{}\n\nFrom c@d.test\nA: c\n\nshort\n",
            "x".repeat(300_000)
        );
        let mails = all(mbox.as_bytes(), 100_000);
        assert_eq!(mails.len(), 2);
        assert!(!mails[0].is_whole() && mails[0].bytes().as_slice() == b"A: b\n\n");
        assert_eq!(mails[1].bytes().as_slice(), b"A: c\n\nshort\n");
    }
}
