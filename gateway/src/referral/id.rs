//! Ids: 128 random bits as 26 lower-case Crockford characters. Never shown to a person and never meaningful.

use std::{fmt, marker::PhantomData};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The id of one `Kind` of thing; ids of different kinds do not mix.
pub struct Id<Kind> {
    text: String,
    kind: PhantomData<fn() -> Kind>,
}

impl<Kind> Id<Kind> {
    /// An id from 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let number = u128::from_be_bytes(bytes);
        let text = (0..26)
            .rev()
            .filter_map(|place| {
                let index = usize::try_from((number >> (place * 5)) & 31).ok()?;
                ALPHABET.get(index).map(|letter| char::from(*letter))
            })
            .collect();
        Self {
            text,
            kind: PhantomData,
        }
    }

    /// Reads an id that came from a row, a path or a form; `None` when it has not the shape of one.
    pub fn read(text: &str) -> Option<Self> {
        let shaped = text.len() == 26 && text.bytes().all(|letter| ALPHABET.contains(&letter));
        shaped.then(|| Self {
            text: text.to_owned(),
            kind: PhantomData,
        })
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<Kind> Clone for Id<Kind> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            kind: PhantomData,
        }
    }
}

impl<Kind> PartialEq for Id<Kind> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<Kind> Eq for Id<Kind> {}

impl<Kind> fmt::Debug for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<Kind> fmt::Display for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_has_26_characters() {
        let id = Id::<()>::from_random([0xff; 16]);
        assert_eq!(id.as_str().len(), 26);
        assert_eq!(Id::read(id.as_str()), Some(id));
    }

    #[test]
    fn a_path_or_a_short_text_is_not_an_id() {
        for text in [
            "",
            "../../etc/passwd",
            "0",
            &"u".repeat(26),
            &"A".repeat(26),
        ] {
            assert_eq!(Id::<()>::read(text), None, "{text}");
        }
    }
}
