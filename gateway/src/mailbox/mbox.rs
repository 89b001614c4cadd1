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
            let ended = piece.ends_with(b"\n");
            let is_empty = at_start && ended && piece.iter().all(|byte| b"\r\n".contains(byte));
            let begins = at_start && self.begins_a_message(&piece, after_empty)?;
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
            // Empty lines before the first message are none.
            any |= !is_empty;
            let line = if at_start { unquoted(&piece) } else { &piece };
            if any {
                mail.add(line);
            }
            after_empty = is_empty;
            at_start = ended;
        }
    }

    /// Whether this line separates two messages. One that only may do so is a separator where a header follows it: people write such
    /// lines into their messages, too.
    fn begins_a_message(&mut self, line: &[u8], after_empty: bool) -> io::Result<bool> {
        Ok(match separates(line) {
            Separates::Never => false,
            Separates::Surely if after_empty => true,
            Separates::Surely => is_a_header(self.reader.fill_buf()?),
            Separates::Perhaps => after_empty && is_a_header(self.reader.fill_buf()?),
        })
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

/// How sure it is that a line separates two messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separates {
    /// It is none.
    Never,
    /// `From ` and an address, or a time and a year, as a sentence may have them.
    Perhaps,
    /// `From ` with a time, a year, and an address or a day of the week, as no sentence has them.
    Surely,
}

fn separates(line: &[u8]) -> Separates {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return Separates::Never;
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
    let weekday = |word: &str| ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(&word);
    if dated && (named || rest.iter().any(|word| weekday(word))) {
        Separates::Surely
    } else if dated || named && rest.len() <= 8 {
        Separates::Perhaps
    } else {
        Separates::Never
    }
}

/// Whether the first line of a file may be one that an mbox begins with.
pub(super) fn begins_an_mbox(line: &[u8]) -> bool {
    separates(line) != Separates::Never
}

/// Whether what follows begins with a header: a name, then a colon; or as much of a name as there is to see.
fn is_a_header(bytes: &[u8]) -> bool {
    let mut names = bytes.iter().copied();
    let end = names.position(|byte| !byte.is_ascii_graphic() || byte == b':');
    match end {
        Some(0) => false,
        Some(at) => bytes
            .get(at..)
            .is_some_and(|rest| rest.trim_ascii_start().starts_with(b":")),
        None => !bytes.is_empty(),
    }
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
    fn a_line_that_somebody_wrote_is_no_separator_although_it_names_an_address_or_a_time() {
        let mbox = "From sam@council.test Thu Oct  1 10:00:00 2026\nA: b\n\nx\n\nFrom sam@council.test, as you asked:\nno more.\n\
                    From the meeting of 10:30 on 5 June 2026\nwe know it.\n\n\
                    From max@council.test\nA: c\n\nFrom 10:15 until the end of 2026 it is so.\nFrom there on, too.\n";
        let texts = texts(mbox);
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(texts[1].starts_with("A: c") && texts[1].ends_with("too.\n"));
    }

    #[test]
    fn a_message_without_a_head_is_one_and_empty_lines_before_the_first_are_none() {
        let mbox = "\r\n\nFrom sam@council.test Thu Oct  1 10:00:00 2026\n\nno head\n\nFrom max@council.test Thu Oct  1 10:01:00 2026\n\n\
                    From max@council.test Thu Oct  1 10:02:00 2026\nSubject : c\n\ny\n";
        assert_eq!(texts(mbox), ["\nno head\n", "\n", "Subject : c\n\ny\n"]);
        assert!(texts("\n\r\n\n").is_empty());
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
