//! Credentials: passwords (argon2id) and one-time codes (TOTP, and codes sent to people). Never logs or returns a secret that it was
//! not asked to make; everything here blocks for as long as it computes, so callers use `spawn_blocking` for passwords.

mod address_tag;
mod code;
mod mark;
mod password;
mod rules;
mod set_up;
mod totp;

pub use address_tag::address_tag;
pub use code::{new_code, read_code, same_code};
pub use mark::{mark, same_mark};
pub use password::{CredentialsError, hash_password, verify_nobody, verify_password};
pub use rules::{LONGEST, PasswordProblem, SHORTEST, check_password};
pub use set_up::{new_set_up_code, read_set_up_code, set_up_digest};
pub use totp::{TotpSecret, qr_svg};
