//! What a file in a folder is: one message, an mbox, or no mail. Told by its name and its first bytes; reads no more of it.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use super::mbox::begins_an_mbox;

/// How much of a file shows what it is.
const SNIFFED: u64 = 8 * 1024;
/// Headers that a message has and other files have not.
const HEADERS: [&str; 15] = [
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "received",
    "return-path",
    "message-id",
    "mime-version",
    "content-type",
    "delivered-to",
    "reply-to",
    "sender",
    "envelope-to",
    "x-original-to",
];

/// What a file is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// One message.
    Message,
    /// Messages one after another.
    Mbox,
    /// No mail, as far as can be seen.
    Other,
}

/// Looks at a file's name and its first bytes.
pub(super) fn kind(path: &Path) -> io::Result<Kind> {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    if extension.eq_ignore_ascii_case("eml") {
        return Ok(Kind::Message);
    }
    let mut begin = Vec::new();
    File::open(path)?.take(SNIFFED).read_to_end(&mut begin)?;
    if ["mbox", "mbx"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
    {
        // One that does not begin as an mbox is a single message under the wrong name.
        let begin = begin.trim_ascii_start();
        let mbox = begin.is_empty() || begin.starts_with(b"From ");
        return Ok(if mbox { Kind::Mbox } else { Kind::Message });
    }
    let mut lines = begin.split(|byte| *byte == b'\n');
    if begins_an_mbox(lines.next().unwrap_or_default()) {
        return Ok(Kind::Mbox);
    }
    Ok(if begins_as_a_message(&begin) {
        Kind::Message
    } else {
        Kind::Other
    })
}

/// Whether the first line is a header line, and one of the lines that follow it a header that only messages have.
fn begins_as_a_message(begin: &[u8]) -> bool {
    let name = |line: &[u8]| {
        let at = line.iter().position(|byte| *byte == b':')?;
        let name = std::str::from_utf8(line.get(..at)?).ok()?;
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        plain.then(|| name.to_ascii_lowercase())
    };
    let mut lines = begin
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let Some(first) = lines.next().and_then(name) else {
        return false;
    };
    let known = |name: &str| HEADERS.contains(&name);
    known(&first)
        || lines
            .take_while(|line| !line.is_empty())
            .filter_map(name)
            .any(|name| known(&name))
}
