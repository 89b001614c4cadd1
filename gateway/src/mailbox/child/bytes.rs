//! Reading numbers and pieces off the front of bytes that may end anywhere. Never looks beyond what is there.

/// Bytes, from here on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'bytes>(pub(super) &'bytes [u8]);

impl<'bytes> Bytes<'bytes> {
    /// The next so many bytes.
    pub(super) fn take(&mut self, length: usize) -> Option<&'bytes [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next so many bytes, padded with others to a multiple of four.
    pub(super) fn take_padded(&mut self, length: usize) -> Option<&'bytes [u8]> {
        let taken = self.take(length)?;
        let over = (4 - length % 4) % 4;
        // The last one may lack its padding.
        self.0 = self.0.get(over..).unwrap_or_default();
        Some(taken)
    }

    /// One byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// Two bytes, the low one first.
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    /// Four bytes, the low one first.
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// Four bytes that are a length.
    pub(super) fn length(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }
}

/// UTF-16 with the low byte first, up to a nought.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| u16::from_le_bytes(*pair));
    char::decode_utf16(units.take_while(|unit| *unit != 0))
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// One byte a letter, as western Windows writes, unless it is UTF-8; up to a nought.
pub(super) fn one_byte(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    let bytes = bytes.get(..end).unwrap_or_default();
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| windows(*byte)).collect(),
    }
}

/// A letter of Windows' code page 1252.
pub(super) fn windows(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
        '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ',
        '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH
            .get(usize::from(byte - 0x80))
            .copied()
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_beyond_the_end() {
        let mut bytes = Bytes(&[1, 0, 2]);
        assert_eq!(bytes.u16(), Some(1));
        assert_eq!(bytes.u16(), None);
        assert_eq!(bytes.byte(), Some(2));
        assert_eq!(Bytes(&[1, 2, 3]).take_padded(3), Some(&[1, 2, 3][..]));
    }

    #[test]
    fn letters_are_those_of_windows_unless_they_are_utf_8() {
        assert_eq!(one_byte(b"a\x92b\0c"), "a’b");
        assert_eq!(one_byte("é".as_bytes()), "é");
        assert_eq!(utf16(b"a\0b\0\0\0c\0"), "ab");
    }
}
