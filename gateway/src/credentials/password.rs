//! Passwords at rest: argon2id with the parameters of OWASP's first recommendation, as PHC strings. Never keeps a password.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use thiserror::Error;

/// Memory in KiB, passes, lanes.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// A hash of the same cost that belongs to nobody.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keS0wMA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password could not be hashed. Says nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a password could not be hashed")]
pub struct CredentialsError;

fn argon2id() -> Result<Argon2<'static>, CredentialsError> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| CredentialsError)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password with 16 random bytes of salt. Blocks for tens of milliseconds.
///
/// # Errors
/// When memory runs out.
pub fn hash_password(password: &str, salt: [u8; 16]) -> Result<String, CredentialsError> {
    let hash: PasswordHash = argon2id()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| CredentialsError)?;
    Ok(hash.to_string())
}

/// Whether a password is the one that `hash` was made from; false for a hash that cannot be read. Blocks for as long as hashing.
pub fn verify_password(password: &str, hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else {
        return verify_nobody(password);
    };
    argon2id().is_ok_and(|argon2| argon2.verify_password(password.as_bytes(), &parsed).is_ok())
}

/// For an account that does not exist: takes the same time, and is always false (ASVS 6.3.8).
pub fn verify_nobody(password: &str) -> bool {
    if let (Ok(parsed), Ok(argon2)) = (PasswordHash::new(NOBODY), argon2id()) {
        let verified = argon2.verify_password(password.as_bytes(), &parsed).is_ok();
        std::hint::black_box(verified);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let hash = hash_password("correct horse 🐎 battery", [7; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify_password("correct horse 🐎 battery", &hash));
        assert!(!verify_password("correct horse 🐎 batterz", &hash));
        assert!(!verify_password("Correct horse 🐎 battery", &hash));
        assert!(!verify_password("anything", "not a hash"));
        assert_ne!(
            hash,
            hash_password("correct horse 🐎 battery", [8; 16]).unwrap()
        );
    }

    #[test]
    fn the_whole_of_a_long_password_counts() {
        let long = "x".repeat(127);
        let hash = hash_password(&format!("{long}a"), [7; 16]).unwrap();
        assert!(!verify_password(&format!("{long}b"), &hash));
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let somebody = hash_password("somebody's password", [7; 16]).unwrap();
        let somebody = PasswordHash::new(&somebody).unwrap();
        assert_eq!(nobody.params, somebody.params);
        assert_eq!(
            nobody.hash.map(|hash| hash.as_bytes().len()),
            somebody.hash.map(|hash| hash.as_bytes().len())
        );
        assert!(!verify_nobody("somebody's password"));
    }
}
