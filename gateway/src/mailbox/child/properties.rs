//! A list of Outlook's properties as `winmail.dat` holds it: numbers with values. Reads the few that carry words and names.

use super::bytes::{Bytes, one_byte, utf16};

/// Properties of one list that are read.
const MOST: u32 = 4_000;
/// Values of one property.
const VALUES: usize = 1_000;

/// A message's words as plain text.
pub(super) const BODY: u16 = 0x1000;
/// As HTML.
pub(super) const HTML: u16 = 0x1013;
/// As compressed RTF.
pub(super) const RTF: u16 = 0x1009;
/// An attachment's whole name.
pub(super) const LONG_NAME: u16 = 0x3707;
/// Its short one.
pub(super) const NAME: u16 = 0x3704;
/// Its bytes.
pub(super) const DATA: u16 = 0x3701;
/// Its kind.
pub(super) const MIME: u16 = 0x370e;

/// A property's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'bytes> {
    /// A text with one byte a letter.
    OneByte(&'bytes [u8]),
    /// A text in UTF-16.
    Unicode(&'bytes [u8]),
    /// Bytes, or an object: a message within, after an identifier of 16 bytes.
    Binary(&'bytes [u8]),
    /// A number, or a time: passed over.
    Number,
}

impl Value<'_> {
    /// As text.
    pub(super) fn text(self) -> String {
        match self {
            Self::Unicode(bytes) => utf16(bytes),
            Self::OneByte(bytes) | Self::Binary(bytes) => one_byte(bytes),
            Self::Number => String::new(),
        }
    }
}

/// The properties of a list that carry anything, as far as it can be read.
pub(super) fn read(bytes: &[u8]) -> Vec<(u16, Value<'_>)> {
    let mut list = Vec::new();
    let mut bytes = Bytes(bytes);
    let count = bytes.u32().unwrap_or(0).min(MOST);
    for _ in 0..count {
        if property(&mut bytes, &mut list).is_none() {
            break;
        }
    }
    list
}

fn property<'bytes>(bytes: &mut Bytes<'bytes>, list: &mut Vec<(u16, Value<'bytes>)>) -> Option<()> {
    let kind = bytes.u16()?;
    let number = bytes.u16()?;
    if number >= 0x8000 {
        name(bytes)?;
    }
    let many = kind & 0x1000 != 0;
    let kind = kind & 0x0fff;
    let varies = matches!(kind, 0x1e | 0x1f | 0x0d | 0x102);
    let values = if many || varies { bytes.length()? } else { 1 };
    for _ in 0..values.min(VALUES) {
        let value = value(bytes, kind)?;
        if value != Value::Number {
            list.push((number, value));
        }
    }
    (values <= VALUES).then_some(())
}

/// A property that goes by a name: the name is passed over.
fn name(bytes: &mut Bytes<'_>) -> Option<()> {
    bytes.take(16)?;
    if bytes.u32()? == 0 {
        bytes.take(4)?;
    } else {
        let length = bytes.length()?;
        bytes.take_padded(length)?;
    }
    Some(())
}

/// The next value. Of an unknown kind the length is not known either.
fn value<'bytes>(bytes: &mut Bytes<'bytes>, kind: u16) -> Option<Value<'bytes>> {
    let fixed = match kind {
        0x02 | 0x03 | 0x04 | 0x0a | 0x0b => 4,
        0x05 | 0x06 | 0x07 | 0x14 | 0x40 => 8,
        0x48 => 16,
        _ => {
            let length = bytes.length()?;
            let value = bytes.take_padded(length)?;
            return match kind {
                0x1e => Some(Value::OneByte(value)),
                0x1f => Some(Value::Unicode(value)),
                0x0d | 0x102 => Some(Value::Binary(value)),
                _ => None,
            };
        }
    };
    bytes.take(fixed).map(|_| Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_bytes_are_read_and_numbers_passed_over() {
        let mut bytes = vec![3, 0, 0, 0];
        bytes.extend([0x03, 0, 0x01, 0x0e, 7, 0, 0, 0]);
        bytes.extend([0x1e, 0, 0x07, 0x37, 1, 0, 0, 0, 6, 0, 0, 0]);
        bytes.extend(b"a.pdf\0\0\0");
        bytes.extend([0x02, 0x01, 0x01, 0x37, 1, 0, 0, 0, 2, 0, 0, 0, 1, 2, 0, 0]);
        let list = read(&bytes);
        assert_eq!(list.len(), 2);
        assert_eq!((list[0].0, list[0].1.text().as_str()), (LONG_NAME, "a.pdf"));
        assert_eq!(list[1], (DATA, Value::Binary(&[1, 2])));
    }

    #[test]
    fn a_list_that_ends_early_gives_what_it_has() {
        assert!(read(&[255, 255, 255, 255, 0x1e]).is_empty());
        assert!(read(&[]).is_empty());
        let endless = [1, 0, 0, 0, 0x1e, 0x10, 0, 0x10, 255, 255, 255, 255];
        assert!(read(&endless).is_empty());
    }
}
