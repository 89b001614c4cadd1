//! The reference that people read aloud: eight Crockford characters, the last a check character. It says nothing about its referral.

use std::fmt;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Weights in GF(32), all different and none zero: one wrong character, or any two swapped, never pass.
const WEIGHTS: [u8; 8] = [2, 4, 8, 16, 5, 10, 20, 1];

/// A well-formed reference, `XXXX-XXXX`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference(String);

/// Why a typed reference was not taken. Says nothing about whether a referral exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceProblem {
    /// It has not eight letters and numbers.
    Shape,
    /// Its check character does not fit.
    Check,
}

impl Reference {
    /// A reference from five random bytes (35 bits are used).
    pub fn from_random(bytes: [u8; 5]) -> Self {
        let number = bytes
            .iter()
            .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let mut digits = [0_u8; 8];
        for (place, digit) in digits.iter_mut().take(7).enumerate() {
            *digit = u8::try_from((number >> (place * 5)) & 31).unwrap_or(0);
        }
        let check = weighted(digits);
        if let Some(last) = digits.last_mut() {
            *last = check;
        }
        Self::from_digits(digits)
    }

    /// Reads what a person typed: case, spaces and dashes do not matter, O is 0, I and L are 1.
    pub fn read(typed: &str) -> Result<Self, ReferenceProblem> {
        let mut digits = Vec::with_capacity(8);
        for letter in typed
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-' && *letter != '–')
        {
            let plain = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let place = ALPHABET
                .iter()
                .position(|known| char::from(*known) == plain)
                .ok_or(ReferenceProblem::Shape)?;
            digits.push(u8::try_from(place).map_err(|_| ReferenceProblem::Shape)?);
            if digits.len() > 8 {
                return Err(ReferenceProblem::Shape);
            }
        }
        let digits: [u8; 8] = digits.try_into().map_err(|_| ReferenceProblem::Shape)?;
        if weighted(digits) == 0 {
            Ok(Self::from_digits(digits))
        } else {
            Err(ReferenceProblem::Check)
        }
    }

    /// The reference as text, with its dash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn from_digits(digits: [u8; 8]) -> Self {
        let letters: String = digits
            .iter()
            .filter_map(|digit| ALPHABET.get(usize::from(*digit)))
            .map(|letter| char::from(*letter))
            .collect();
        let (left, right) = letters.split_at_checked(4).unwrap_or((&letters, ""));
        Self(format!("{left}-{right}"))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn weighted(digits: [u8; 8]) -> u8 {
    digits
        .iter()
        .zip(WEIGHTS)
        .fold(0, |sum, (digit, weight)| sum ^ product(*digit, weight))
}

/// Multiplication in GF(32) with the polynomial x⁵ + x² + 1.
fn product(mut left: u8, mut right: u8) -> u8 {
    let mut out = 0;
    while right > 0 {
        if right & 1 == 1 {
            out ^= left;
        }
        left <<= 1;
        if left & 32 != 0 {
            left ^= 0b10_0101;
        }
        right >>= 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seed: u8) -> Reference {
        Reference::from_random([
            seed,
            seed.wrapping_mul(37),
            0x5a,
            seed ^ 0x3c,
            seed.wrapping_add(91),
        ])
    }

    #[test]
    fn a_reference_reads_back_however_it_was_typed() {
        for seed in 0..=255 {
            let reference = sample(seed);
            assert_eq!(Reference::read(reference.as_str()), Ok(reference.clone()));
            let typed = format!(
                " {} ",
                reference
                    .as_str()
                    .to_lowercase()
                    .replace('-', " ")
                    .replace('0', "o")
                    .replace('1', "l")
            );
            assert_eq!(Reference::read(&typed), Ok(reference));
        }
    }

    /// `letters` with one character replaced, or two swapped.
    fn slips(letters: &[char]) -> impl Iterator<Item = Vec<char>> + '_ {
        let wrong = (0..8).flat_map(|place| ALPHABET.iter().map(move |other| (place, *other)));
        let wrong = wrong.map(|(place, other)| {
            let mut typed = letters.to_vec();
            typed[place] = char::from(other);
            typed
        });
        let swapped = (0..64).map(|pair| {
            let mut typed = letters.to_vec();
            typed.swap(pair / 8, pair % 8);
            typed
        });
        wrong.chain(swapped)
    }

    #[test]
    fn one_wrong_character_or_two_swapped_ones_never_pass() {
        for seed in 0..=255 {
            let text = sample(seed).as_str().replace('-', "");
            let letters: Vec<char> = text.chars().collect();
            for typed in slips(&letters) {
                let text: String = typed.iter().collect();
                assert_eq!(Reference::read(&text).is_ok(), typed == letters);
            }
        }
    }

    #[test]
    fn too_short_too_long_and_foreign_letters_have_the_wrong_shape() {
        for text in [
            "",
            "ABC",
            "AAAA-AAAAA",
            "UUUU-UUUU",
            "ÄÄÄÄ-ÄÄÄÄ",
            "AAAA_AAAA",
        ] {
            assert_eq!(
                Reference::read(text),
                Err(ReferenceProblem::Shape),
                "{text}"
            );
        }
    }
}
