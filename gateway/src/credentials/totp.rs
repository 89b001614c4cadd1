//! The second factor: TOTP as every authenticator app knows it (SHA-1, six digits, thirty seconds). It says which step a code belongs
//! to, so that the caller can refuse the same code a second time; it never remembers one.

use std::fmt;

use jiff::Timestamp;
use qrcode::{EcLevel, QrCode, render::svg};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::password::CredentialsError;

/// The name that an authenticator app shows: says nothing about what the hub does.
const ISSUER: &str = "Referrals";

/// The seed of one account's codes: 20 bytes, sealed at rest.
#[derive(Clone)]
pub struct TotpSecret(Zeroizing<[u8; 20]>);

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret")
    }
}

impl TotpSecret {
    /// From 20 random bytes, or from what [`TotpSecret::bytes`] gave to be sealed.
    pub fn new(bytes: [u8; 20]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// From an opened seal; `None` when it is not 20 bytes.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::new)
    }

    /// The bytes to seal.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// For typing it in by hand: base 32 in groups of four.
    pub fn shown(&self) -> String {
        let letters: Vec<char> = Secret::new_stack(*self.0).to_base32().chars().collect();
        letters
            .chunks(4)
            .map(|group| group.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The `otpauth://` address for an authenticator app.
    ///
    /// # Errors
    /// When the account's name cannot stand in such an address.
    pub fn address(&self, account: &str) -> Result<String, CredentialsError> {
        let account = account.replace(':', " ");
        self.totp(&account)
            .and_then(|totp| totp.to_url().map_err(|_| CredentialsError))
    }

    /// The step that a typed code belongs to: now, or one step before or after. The caller refuses a step that is not later than the
    /// last one used (ASVS 6.5.1). `None` for a wrong code.
    pub fn check(&self, typed: &str, at: Timestamp, last_step: Option<u64>) -> Option<u64> {
        let digits: String = typed
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect();
        let seconds = u64::try_from(at.as_second()).ok()?;
        let step = self.totp("account").ok()?.check(&digits, seconds)?;
        last_step.is_none_or(|last| step > last).then_some(step)
    }

    fn totp(&self, account: &str) -> Result<Totp, CredentialsError> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(30)
            .with_secret(Secret::new_stack(*self.0))
            .with_account_name(account)
            .with_issuer(Some(ISSUER))
            .build()
            .map_err(|_| CredentialsError)
    }
}

/// An address as a QR code: an inline `<svg>` without style attributes, so that the strict CSP shows it.
///
/// # Errors
/// When it is too long for one.
pub fn qr_svg(address: &str) -> Result<String, CredentialsError> {
    let code =
        QrCode::with_error_correction_level(address, EcLevel::M).map_err(|_| CredentialsError)?;
    let drawn = code
        .render::<svg::Color<'_>>()
        .min_dimensions(220, 220)
        .build();
    drawn
        .find("<svg")
        .and_then(|start| drawn.get(start..))
        .map(str::to_owned)
        .ok_or(CredentialsError)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = TotpSecret::new(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let at = Timestamp::from_second(seconds).unwrap();
            assert_eq!(
                secret.check(code, at, None),
                Some(u64::try_from(seconds / 30).unwrap())
            );
            assert_eq!(
                secret.check(&format!(" {code} "), at, None),
                Some(u64::try_from(seconds / 30).unwrap())
            );
        }
    }

    #[test]
    fn a_code_counts_once_and_one_step_around_now() {
        let secret = TotpSecret::new(*b"12345678901234567890");
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        assert_eq!(secret.check("287082", at(59), Some(1)), None);
        assert_eq!(secret.check("287082", at(59), Some(0)), Some(1));
        assert_eq!(secret.check("287082", at(89), None), Some(1));
        assert_eq!(secret.check("287082", at(90), None), None);
        assert_eq!(secret.check("287083", at(59), None), None);
        assert_eq!(secret.check("", at(59), None), None);
    }

    #[test]
    fn the_qr_code_is_inline_svg_without_styles() {
        let secret = TotpSecret::new(*b"12345678901234567890");
        let address = secret.address("toni.trial@exampleshire.test").unwrap();
        assert!(
            address.starts_with("otpauth://totp/Referrals:toni.trial"),
            "{address}"
        );
        assert!(
            address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
                && address.contains("issuer=Referrals"),
            "{address}"
        );
        assert!(secret.shown().starts_with("GEZD GNBV"));
        let svg = qr_svg(&address).unwrap();
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && !svg.contains("style"));
        assert_eq!(
            TotpSecret::read(secret.bytes()).unwrap().bytes(),
            secret.bytes()
        );
        assert!(TotpSecret::read(b"short").is_none());
    }
}
