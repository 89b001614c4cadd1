//! The keyed digest that finds an unsent draft by its proved address. The key is the hub's: intake can make none and try none.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// HMAC-SHA-256 of an address (lower case), under the hub's key.
pub fn address_tag(key: &[u8; 32], address: &str) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(b"hsb-gw/address\0");
    mac.update(address.trim().to_lowercase().as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::address_tag;

    #[test]
    fn a_tag_ignores_case_and_tells_nothing_without_the_key() {
        let tag = address_tag(&[1; 32], "Sam@Council.test ");
        assert_eq!(tag, address_tag(&[1; 32], "sam@council.test"));
        assert_ne!(tag, address_tag(&[2; 32], "sam@council.test"));
        assert_eq!(tag.len(), 32);
    }
}
