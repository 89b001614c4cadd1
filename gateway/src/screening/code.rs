//! The code of an authority in official statistics (GSS): a letter and eight digits, such as `E10000017`.
//! Says nothing about whether such an authority exists, and never holds a name.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A GSS code: one capital letter and eight digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code([u8; 9]);

impl Code {
    /// Reads a code as a postcode directory writes it; any letter, since the islands have their own.
    pub fn read(text: &str) -> Option<Self> {
        let bytes: [u8; 9] = text.as_bytes().try_into().ok()?;
        let (letter, digits) = bytes.split_first()?;
        (letter.is_ascii_uppercase() && digits.iter().all(u8::is_ascii_digit))
            .then_some(Self(bytes))
    }

    /// Reads a code of a British or Northern Irish authority: `[EWSN]` and eight digits. What a referrer or a rules file may state.
    pub fn of_authority(text: &str) -> Option<Self> {
        text.starts_with(['E', 'W', 'S', 'N'])
            .then(|| Self::read(text))
            .flatten()
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Code({self})")
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::read(&text).ok_or_else(|| {
            de::Error::custom("a code is a capital letter and eight digits, such as E10000017")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn a_stated_authority_is_a_nations_letter_and_eight_digits() {
        for good in ["E10000017", "W06000005", "S12000036", "N09000003"] {
            assert_eq!(Code::of_authority(good).expect("a code").as_str(), good);
        }
        for bad in [
            "",
            "e10000017",
            "L99999999",
            "E1000001",
            "E100000170",
            "E1000001x",
            " E10000017",
            "É0000017",
        ] {
            assert!(Code::of_authority(bad).is_none(), "{bad}");
        }
        assert!(Code::read("L99999999").is_some());
    }
}
