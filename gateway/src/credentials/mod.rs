//! Credentials: passwords (argon2id) and one-time codes (TOTP). Never logs or returns a secret.
