//! The second line of defence of everything that is sent: a token that only a page of this browser's session can hold. Nothing is
//! stored: a token is the minute it was made, a random part and a keyed digest of both and of the browser's form cookie. The key is
//! given at start, so that every node and the next start accept it. Tokens never stand in an address.

use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use jiff::Timestamp;
use sha2::Sha256;

use super::cookies::{self, SetCookie};
use crate::random::{self, NoRandomness};

/// The form cookie of the public site.
pub const PUBLIC_COOKIE: &str = "__Host-form";

/// The form cookie of the desk; the two sites share a host in the demonstration.
pub const DESK_COOKIE: &str = "__Host-desk-form";

/// The field of every form that holds the token.
pub const FIELD: &str = "csrf";

/// How long a token counts: longer than the 20 hours under which a limit would have to be extended (WCAG 2.2.1).
const MINUTES: u32 = 24 * 60;

/// The random part of a token.
const NONCE: usize = 8;

/// The minute (4 bytes) and the random part that a digest covers.
const HEAD: usize = 4 + NONCE;

/// Bytes of the digest that a token holds: 128 bits.
const DIGEST: usize = 16;

const TOKEN: usize = HEAD + DIGEST;

/// 128 random bits, in hexadecimal.
const SESSION: usize = 32;

/// Makes and checks tokens of one site.
#[derive(Clone)]
pub struct Csrf {
    key: Hmac<Sha256>,
    cookie: &'static str,
}

impl std::fmt::Debug for Csrf {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Csrf")
            .field("cookie", &self.cookie)
            .finish_non_exhaustive()
    }
}

/// What was sent has no token, or not one of this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the form's token does not fit")]
pub struct BadToken;

impl Csrf {
    /// Tokens of the site whose form cookie is named `cookie`, under a key of their own derived from `key`.
    pub fn new(key: &[u8; 32], cookie: &'static str) -> Self {
        let mut derive = keyed(key);
        derive.update(b"referral-gateway/form-token/");
        derive.update(cookie.as_bytes());
        let derived: [u8; 32] = derive.finalize().into_bytes().into();
        Self {
            key: keyed(&derived),
            cookie,
        }
    }

    /// A new token, and the form cookie when this browser has none yet.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn issue(
        &self,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<(String, Option<SetCookie>), NoRandomness> {
        if let Some(session) = self.session(headers) {
            return Ok((self.token(session, now)?, None));
        }
        let (token, session) = self.first_token(now)?;
        Ok((token, SetCookie::session(self.cookie, &session).ok()))
    }

    /// Whether `token` was made for the browser that sent these headers, within the last day.
    ///
    /// # Errors
    /// [`BadToken`], without saying what does not fit.
    pub fn check(&self, headers: &HeaderMap, token: &str, now: Timestamp) -> Result<(), BadToken> {
        let session = self.session(headers).ok_or(BadToken)?;
        let bytes: [u8; TOKEN] = unhex(token).ok_or(BadToken)?;
        let (head, digest) = bytes.split_at(HEAD);
        self.digest(session, head)
            .verify_truncated_left(digest)
            .map_err(|_| BadToken)?;
        let made = head
            .first_chunk::<4>()
            .map_or(0, |minute| u32::from_be_bytes(*minute));
        if minute(now).saturating_sub(made) <= MINUTES {
            Ok(())
        } else {
            Err(BadToken)
        }
    }

    /// The session in the form cookie.
    pub(super) fn session<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        cookies::read(headers, self.cookie)
            .filter(|value| value.len() == SESSION && value.bytes().all(|b| b.is_ascii_hexdigit()))
    }

    /// The form cookie's name.
    pub(super) fn cookie(&self) -> &'static str {
        self.cookie
    }

    /// A token of a session.
    pub(super) fn token(&self, session: &str, now: Timestamp) -> Result<String, NoRandomness> {
        Ok(self.token_of(session, now, &random::bytes::<NONCE>()?))
    }

    /// A token for a browser without a form cookie, and the new cookie's value. The system is asked for both at once.
    pub(super) fn first_token(&self, now: Timestamp) -> Result<(String, String), NoRandomness> {
        let random: [u8; NONCE + SESSION / 2] = random::bytes()?;
        let (nonce, session) = random.split_at(NONCE);
        let session = hex(session.iter(), session.len());
        Ok((self.token_of(&session, now, nonce), session))
    }

    fn token_of(&self, session: &str, now: Timestamp, nonce: &[u8]) -> String {
        let mut head = [0_u8; HEAD];
        let parts = minute(now).to_be_bytes();
        let parts = parts.iter().chain(nonce).copied();
        for (place, byte) in head.iter_mut().zip(parts) {
            *place = byte;
        }
        let digest = self.digest(session, &head).finalize().into_bytes();
        hex(head.iter().chain(digest.iter().take(DIGEST)), TOKEN)
    }

    fn digest(&self, session: &str, head: &[u8]) -> Hmac<Sha256> {
        let mut digest = self.key.clone();
        digest.update(session.as_bytes());
        digest.update(head);
        digest
    }
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    for (place, byte) in block.iter_mut().zip(key) {
        *place = *byte;
    }
    Hmac::new(&block)
}

fn minute(now: Timestamp) -> u32 {
    u32::try_from(now.as_second() / 60).unwrap_or(0)
}

fn hex<'a>(bytes: impl Iterator<Item = &'a u8>, count: usize) -> String {
    let mut text = String::with_capacity(count * 2);
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(if digit < 10 {
                b'0' + digit
            } else {
                b'a' - 10 + digit
            }));
        }
    }
    text
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0_u8; N];
    let mut digits = text.bytes().map(|digit| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    });
    for place in &mut bytes {
        *place = digits.next()?? << 4 | digits.next()??;
    }
    digits.next().is_none().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{BadToken, Csrf, DESK_COOKIE, PUBLIC_COOKIE};
    use http::{HeaderMap, HeaderValue, header::COOKIE};
    use jiff::{SignedDuration, Timestamp};

    const NOW: Timestamp = Timestamp::constant(1_795_000_000, 0);

    fn browser(csrf: &Csrf) -> (HeaderMap, String) {
        let (token, cookie) = csrf.issue(&HeaderMap::new(), NOW).unwrap();
        let line = cookie.unwrap().into_header();
        let pair = line.to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::try_from(pair).unwrap());
        (headers, token)
    }

    #[test]
    fn a_token_counts_on_every_node_and_after_a_restart() {
        let (headers, token) = browser(&Csrf::new(&[7; 32], PUBLIC_COOKIE));
        let other_node = Csrf::new(&[7; 32], PUBLIC_COOKIE);
        assert_eq!(other_node.check(&headers, &token, NOW), Ok(()));
    }

    #[test]
    fn a_browser_with_a_form_cookie_keeps_it_and_gets_a_fresh_token() {
        let csrf = Csrf::new(&[7; 32], PUBLIC_COOKIE);
        let (headers, first) = browser(&csrf);
        let (second, cookie) = csrf.issue(&headers, NOW).unwrap();
        assert!(cookie.is_none());
        assert_ne!(first, second);
        assert_eq!(csrf.check(&headers, &first, NOW), Ok(()));
        assert_eq!(csrf.check(&headers, &second, NOW), Ok(()));
    }

    #[test]
    fn no_token_another_browsers_and_a_changed_one_are_refused() {
        let csrf = Csrf::new(&[7; 32], PUBLIC_COOKIE);
        let (headers, token) = browser(&csrf);
        let (others, others_token) = browser(&csrf);
        assert_eq!(csrf.check(&headers, "", NOW), Err(BadToken));
        assert_eq!(csrf.check(&headers, &others_token, NOW), Err(BadToken));
        assert_eq!(csrf.check(&others, &token, NOW), Err(BadToken));
        assert_eq!(csrf.check(&HeaderMap::new(), &token, NOW), Err(BadToken));
        assert_eq!(
            csrf.check(&headers, &format!("{token}0"), NOW),
            Err(BadToken)
        );
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(csrf.check(&headers, &changed, NOW), Err(BadToken), "{at}");
        }
    }

    #[test]
    fn another_site_and_another_key_are_refused() {
        let (headers, token) = browser(&Csrf::new(&[7; 32], PUBLIC_COOKIE));
        for other in [
            Csrf::new(&[7; 32], DESK_COOKIE),
            Csrf::new(&[8; 32], PUBLIC_COOKIE),
        ] {
            assert_eq!(other.check(&headers, &token, NOW), Err(BadToken));
        }
    }

    #[test]
    fn a_token_counts_for_a_day() {
        let csrf = Csrf::new(&[7; 32], PUBLIC_COOKIE);
        let (headers, token) = browser(&csrf);
        let day = NOW + SignedDuration::from_hours(24);
        assert_eq!(csrf.check(&headers, &token, day), Ok(()));
        let later = day + SignedDuration::from_mins(1);
        assert_eq!(csrf.check(&headers, &token, later), Err(BadToken));
    }
}
