//! The authenticator app of a member of staff: six digits from a shared secret, thirty seconds at a time (RFC 6238).

use totp_rs::{Builder, Secret};

/// The code for `secret` (base32) at `unix_seconds`.
pub fn totp(secret: &str, unix_seconds: u64) -> String {
    let secret = Secret::try_from_base32(secret.trim()).expect("a base32 secret");
    Builder::new()
        .with_secret(secret)
        .build()
        .expect("an RFC 6238 secret")
        .generate(unix_seconds)
        .to_string()
}

/// The code for `secret` now.
pub fn totp_now(secret: &str) -> String {
    totp(secret, now())
}

/// A code that differs from the one for now: the next thirty seconds' (still accepted by a site that allows for slow clocks).
pub fn totp_next(secret: &str) -> String {
    totp(secret, now() + 30)
}

fn now() -> u64 {
    std::time::UNIX_EPOCH
        .elapsed()
        .expect("a clock after 1970")
        .as_secs()
}

#[cfg(test)]
mod tests {
    use super::totp;

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        assert_eq!(totp(secret, 59), "287082");
        assert_eq!(totp(secret, 1_111_111_109), "081804");
        assert_eq!(totp(secret, 20_000_000_000), "353130");
    }
}
