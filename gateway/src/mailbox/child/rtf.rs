//! Words out of RTF, and RTF out of the compressed form that Outlook keeps it in. Knows no fonts and no pictures.

use super::bytes::{Bytes, windows};

/// Bytes of RTF that are made, at most.
const MOST: usize = 4 * 1024 * 1024;
/// What every compressed RTF is taken to begin with.
const PRELUDE: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;
/// Groups within each other.
const DEEPEST: usize = 200;

/// Decompresses; nothing when it is not compressed RTF.
pub(super) fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Bytes(bytes);
    bytes.u32()?;
    let size = bytes.length()?.min(MOST);
    let kind = bytes.u32()?;
    bytes.u32()?;
    match kind {
        0x414c_454d => Some(bytes.0.get(..size.min(bytes.0.len()))?.to_vec()),
        0x7546_5a4c => Some(inflate(bytes, size)),
        _ => None,
    }
}

fn inflate(mut bytes: Bytes<'_>, size: usize) -> Vec<u8> {
    // Everything said so far stands in one row, the prelude first; the window looks back over its last 4096.
    let mut said = PRELUDE.to_vec();
    let most = PRELUDE.len().saturating_add(size);
    while let Some(flags) = bytes.byte() {
        let mut eight = (0..8).map(|bit| flags & (1 << bit) != 0);
        let whole = eight.all(|packed| said.len() < most && step(&mut bytes, &mut said, packed));
        if !whole {
            break;
        }
    }
    said.split_off(PRELUDE.len())
}

/// One letter, or a piece said before; false at the end.
fn step(bytes: &mut Bytes<'_>, said: &mut Vec<u8>, packed: bool) -> bool {
    if !packed {
        let letter = bytes.byte();
        said.extend(letter);
        return letter.is_some();
    }
    let pair = bytes
        .take(2)
        .and_then(|pair| <[u8; 2]>::try_from(pair).ok());
    let Some(pair) = pair.map(u16::from_be_bytes).map(usize::from) else {
        return false;
    };
    let (at, length) = (pair >> 4, (pair & 15) + 2);
    let here = said.len() % WINDOW;
    if at == here {
        return false;
    }
    copy(said, (here + WINDOW - at) % WINDOW, length);
    true
}

/// Repeats what stood so far back; what was never said is blank.
fn copy(said: &mut Vec<u8>, back: usize, length: usize) {
    for _ in 0..length {
        let letter = said
            .len()
            .checked_sub(back)
            .and_then(|at| said.get(at))
            .copied()
            .unwrap_or(b' ');
        said.push(letter);
    }
}

/// The words of RTF.
pub(super) fn to_text(rtf: &[u8]) -> String {
    let mut reader = Reader {
        rest: rtf.get(..rtf.len().min(MOST)).unwrap_or_default(),
        out: String::new(),
        silent: Vec::new(),
        skip: 0,
    };
    while let Some((first, rest)) = reader.rest.split_first() {
        reader.rest = rest;
        match first {
            b'{' => {
                let silent = reader.is_silent() || reader.silent.len() >= DEEPEST;
                reader.silent.push(silent);
            }
            b'}' => {
                reader.silent.pop();
            }
            b'\\' => reader.control(),
            b'\r' | b'\n' => {}
            letter => reader.say(windows(*letter)),
        }
    }
    reader.out
}

struct Reader<'rtf> {
    rest: &'rtf [u8],
    out: String,
    /// For each open group, whether its words are not text.
    silent: Vec<bool>,
    /// Letters that stand in for one that was said already.
    skip: usize,
}

impl<'rtf> Reader<'rtf> {
    fn is_silent(&self) -> bool {
        self.silent.last().copied().unwrap_or(false)
    }

    fn say(&mut self, letter: char) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.is_silent() {
            self.out.push(letter);
        }
    }

    fn hush(&mut self) {
        if let Some(silent) = self.silent.last_mut() {
            *silent = true;
        }
    }

    fn control(&mut self) {
        let Some((first, rest)) = self.rest.split_first() else {
            return;
        };
        if !first.is_ascii_alphabetic() {
            self.rest = rest;
            match first {
                b'\'' => self.hexadecimal(),
                b'*' => self.hush(),
                b'~' => self.say(' '),
                b'\\' | b'{' | b'}' => self.say(char::from(*first)),
                _ => {}
            }
            return;
        }
        let word = self.while_true(u8::is_ascii_alphabetic);
        let number = self.while_true(|byte| byte.is_ascii_digit() || *byte == b'-');
        self.rest = self.rest.strip_prefix(b" ").unwrap_or(self.rest);
        let number: i32 = std::str::from_utf8(number)
            .ok()
            .and_then(|it| it.parse().ok())
            .unwrap_or(0);
        match word {
            b"par" | b"line" | b"row" | b"sect" => self.say('\n'),
            b"tab" | b"cell" => self.say('\t'),
            b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object"
            | b"header" | b"footer" | b"generator" => self.hush(),
            b"u" => {
                // Below nought it means the upper half of two bytes.
                let code = u32::try_from(if number < 0 { number + 65_536 } else { number });
                let letter = code.ok().and_then(char::from_u32);
                self.say(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
                self.skip = 1;
            }
            b"emdash" => self.say('—'),
            b"endash" => self.say('–'),
            b"rquote" => self.say('’'),
            b"lquote" => self.say('‘'),
            b"bullet" => self.say('•'),
            _ => {}
        }
    }

    fn hexadecimal(&mut self) {
        let Some((digits, rest)) = self.rest.split_at_checked(2) else {
            self.rest = &[];
            return;
        };
        self.rest = rest;
        let text = std::str::from_utf8(digits).unwrap_or_default();
        if let Ok(byte) = u8::from_str_radix(text, 16) {
            self.say(windows(byte));
        }
    }

    fn while_true(&mut self, is: impl Fn(&u8) -> bool) -> &'rtf [u8] {
        let length = self
            .rest
            .iter()
            .take(40)
            .take_while(|byte| is(byte))
            .count();
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((&[], self.rest));
        self.rest = rest;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_out_of_rtf() {
        let rtf = br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard One \b two\b0\par caf\'e9 \u8217?s{\*\x hidden}\tab end}";
        assert_eq!(to_text(rtf), "One two\ncafé ’s\tend");
    }

    #[test]
    fn compressed_rtf_is_the_example_of_its_own_description() {
        // MS-OXRTFCP 4.1.1
        let bytes: [u8; 45] = [
            0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5,
            0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42,
            0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0,
            0x6c, 0x64, 0x7d,
        ];
        let rtf = unpack(&bytes).expect("RTF");
        assert!(rtf.starts_with(b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world"));
        assert_eq!(to_text(&rtf).trim(), "hello world");
    }

    #[test]
    fn what_is_cut_short_gives_what_it_has() {
        for end in 0..20 {
            let _text = to_text(&br"{\rtf1\'e9\u8217?x}\par"[..end]);
            let _rtf = unpack(&vec![0x4c; end]);
        }
    }
}
