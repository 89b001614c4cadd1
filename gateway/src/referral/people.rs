//! People with an account at the desk. Referrers and managers have none.

use jiff::Timestamp;

use super::Id;

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Reads, claims and decides.
    Screener,
}

impl Role {
    /// Code in rows and routes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Screener => "screener",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        [Self::Screener]
            .into_iter()
            .find(|role| role.code() == code)
    }
}

/// One account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id, as audit lines name the person.
    pub id: Id<Self>,
    /// Work e-mail, lower case; the name to sign in with.
    pub email: String,
    /// The name that letters and pages show.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Argon2id PHC string; none until the person has set a password.
    pub password: Option<String>,
    /// TOTP secret, sealed to the hub.
    pub totp: Option<Vec<u8>>,
    /// The last TOTP step used; a step is never taken twice.
    pub totp_step: i64,
    /// SHA-256 of the one-time set-up code, and when it ends.
    pub set_up: Option<([u8; 32], Timestamp)>,
    /// When it was made.
    pub made_at: Timestamp,
}
