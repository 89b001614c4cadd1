//! Digests and hexadecimal, as manifests and rows carry them. Never digests short plain text that leaves the seal.

use sha2::{Digest as _, Sha256};

/// SHA-256 of `bytes` in 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// `bytes` in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}

/// The `N` bytes that `text` writes in lower-case hexadecimal, or nothing.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 || digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let mut out = [0_u8; N];
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let value = char::from(*digit).to_digit(16)?;
            *byte = (*byte << 4) | u8::try_from(value).ok()?;
        }
    }
    Some(out)
}

/// A running SHA-256 and length of bytes that pass by.
#[derive(Clone, Default)]
pub(super) struct Tally {
    hash: Sha256,
    len: u64,
}

impl Tally {
    /// Counts `bytes`.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.len = self.len.saturating_add(bytes.len() as u64);
    }

    /// The length so far, in bytes.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// The digest in hexadecimal, and the length in bytes.
    pub(super) fn close(self) -> (String, u64) {
        (hex(&self.hash.finalize()), self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::{from_hex, hex, sha256_hex};

    #[test]
    fn hexadecimal_reads_back_and_refuses_what_it_did_not_write() {
        assert_eq!(from_hex::<3>(&hex(&[0, 171, 255])), Some([0, 171, 255]));
        for text in ["00AB", "00a", "00ag", "", "00ab00"] {
            assert_eq!(from_hex::<2>(text), None, "{text}");
        }
    }

    #[test]
    fn a_digest_is_the_one_everybody_knows() {
        assert_eq!(
            sha256_hex(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
