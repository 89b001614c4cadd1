//! The one-time code that sets up an account: sixteen Crockford characters, eighty random bits, kept as a digest only. How long it is
//! good for is decided elsewhere.

use sha2::{Digest as _, Sha256};

use super::{new_code, read_code};

/// A new set-up code: `XXXX-XXXX-XXXX-XXXX`.
pub fn new_set_up_code(random: [u8; 10]) -> String {
    let half = |from: usize| {
        new_code(std::array::from_fn(|place| {
            random.get(from + place).copied().unwrap_or_default()
        }))
    };
    format!("{}-{}", half(0), half(5))
}

/// What a person typed, as [`new_set_up_code`] writes it. `None` when it cannot be such a code.
pub fn read_set_up_code(typed: &str) -> Option<String> {
    let letters: Vec<char> = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    let (first, second) = letters.split_at_checked(8)?;
    let half = |letters: &[char]| read_code(&letters.iter().collect::<String>());
    Some(format!("{}-{}", half(first)?, half(second)?))
}

/// What is stored of a code, as [`new_set_up_code`] or [`read_set_up_code`] writes it.
pub fn set_up_digest(code: &str) -> [u8; 32] {
    Sha256::digest(code.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::{new_set_up_code, read_set_up_code, set_up_digest};

    #[test]
    fn a_set_up_code_is_read_as_people_type_it() {
        let code = new_set_up_code([0, 0x44, 0x32, 0x14, 0xc7, 0xff, 0xff, 0xff, 0xff, 0xff]);
        assert_eq!(code, "0123-4567-ZZZZ-ZZZZ");
        for typed in [
            "0123-4567-ZZZZ-ZZZZ",
            "o123 4567 zzzz zzzz",
            " ol234567zzzzzzzz ",
        ] {
            let read = read_set_up_code(typed);
            assert_eq!(
                read.as_deref().map(set_up_digest),
                Some(set_up_digest(&code)),
                "{typed}"
            );
        }
        for typed in [
            "",
            "0123-4567",
            "0123-4567-ZZZZ-ZZZU",
            "0123-4567-ZZZZ-ZZZZZ",
        ] {
            assert_eq!(read_set_up_code(typed), None, "{typed}");
        }
    }
}
