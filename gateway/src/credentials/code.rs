//! One-time codes for people: eight Crockford characters, forty random bits. Whether a code is still good is decided elsewhere.

use subtle::ConstantTimeEq;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code as it is shown and kept: `XXXX-XXXX`.
pub fn new_code(random: [u8; 5]) -> String {
    let number = random
        .iter()
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    let letters = (0..8).rev().filter_map(|place| {
        let index = usize::try_from((number >> (place * 5)) & 31).ok()?;
        ALPHABET.get(index).copied().map(char::from)
    });
    shown(letters)
}

/// What a person typed, as [`new_code`] writes it: any case, any spaces and dashes, O for 0, I and L for 1. `None` when it cannot be a
/// code.
pub fn read_code(typed: &str) -> Option<String> {
    let mut letters = Vec::with_capacity(8);
    let dashes = ['-', '‐', '‑', '‒', '–', '—', '−'];
    for letter in typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && !dashes.contains(letter))
    {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        };
        let known = u8::try_from(letter).is_ok_and(|byte| ALPHABET.contains(&byte));
        if !known || letters.len() == 8 {
            return None;
        }
        letters.push(letter);
    }
    (letters.len() == 8).then(|| shown(letters.into_iter()))
}

/// Whether two codes are the same, in a time that does not tell how much of them is.
pub fn same_code(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

fn shown(letters: impl Iterator<Item = char>) -> String {
    let mut code = String::with_capacity(9);
    for (place, letter) in letters.enumerate() {
        if place == 4 {
            code.push('-');
        }
        code.push(letter);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::{new_code, read_code, same_code};

    #[test]
    fn a_code_is_eight_crockford_characters() {
        assert_eq!(new_code([0; 5]), "0000-0000");
        assert_eq!(new_code([0xff; 5]), "ZZZZ-ZZZZ");
        assert_eq!(new_code([0x00, 0x44, 0x32, 0x14, 0xc7]), "0123-4567");
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["AB10-CD01", "ab10cd01", " a b l o – c d o i ", "ABIO CDOL"] {
            assert_eq!(read_code(typed).as_deref(), Some("AB10-CD01"), "{typed}");
        }
        for typed in [
            "",
            "AB10-CD0",
            "AB10-CD012",
            "AB10-CD0U",
            "AB10_CD01",
            "ÄB10-CD01",
        ] {
            assert_eq!(read_code(typed), None, "{typed}");
        }
        assert!(
            same_code("AB10-CD01", "AB10-CD01")
                && !same_code("AB10-CD01", "AB10-CD02")
                && !same_code("AB10", "AB10-CD01")
        );
    }
}
