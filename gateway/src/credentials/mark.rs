//! Marks that only the hub's key makes: what the public side hands back counts only when its mark fits. The key never leaves the hub.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// HMAC-SHA-256 under the hub's key over `parts`, each with its length, for one `purpose`.
pub fn mark(key: &[u8; 32], purpose: &str, parts: &[&[u8]]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    for part in [b"hsb-gw", purpose.as_bytes()].iter().chain(parts) {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// Whether two marks are the same, in constant time.
pub fn same_mark(one: &[u8], other: &[u8]) -> bool {
    use subtle::ConstantTimeEq as _;
    !one.is_empty() && one.ct_eq(other).into()
}

#[cfg(test)]
mod tests {
    use super::{mark, same_mark};

    #[test]
    fn a_mark_fits_only_its_own_key_purpose_and_parts() {
        let made = mark(&[1; 32], "code", &[b"ab", b"c"]);
        assert!(same_mark(&made, &mark(&[1; 32], "code", &[b"ab", b"c"])));
        let others = [
            mark(&[2; 32], "code", &[b"ab", b"c"]),
            mark(&[1; 32], "release", &[b"ab", b"c"]),
            mark(&[1; 32], "code", &[b"a", b"bc"]),
            Vec::new(),
        ];
        assert!(others.iter().all(|other| !same_mark(&made, other)));
        assert!(!same_mark(&[], &[]), "no mark never fits");
    }
}
