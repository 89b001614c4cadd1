//! Cookies of both sites: always `__Host-`, Secure, `HttpOnly`, `SameSite=Strict`, `Path=/`. No other kind can be made here.

use std::convert::Infallible;

use axum::response::{IntoResponseParts, ResponseParts};
use http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, InvalidHeaderValue, SET_COOKIE},
};

/// The value of a cookie, as the browser sent it.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(sent, value)| (sent == name).then_some(value))
}

/// A `Set-Cookie` line; a part of a response, beside any number of others.
#[derive(Clone, Debug)]
pub struct SetCookie(HeaderValue);

impl SetCookie {
    /// A cookie that ends with the browser's session. `name` begins with `__Host-`.
    ///
    /// # Errors
    /// When the value has a character that no header may hold.
    pub fn session(name: &str, value: &str) -> Result<Self, InvalidHeaderValue> {
        Self::line(name, value, "")
    }

    /// A cookie that is kept for so many seconds.
    ///
    /// # Errors
    /// As [`SetCookie::session`].
    pub fn lasting(name: &str, value: &str, seconds: u64) -> Result<Self, InvalidHeaderValue> {
        Self::line(name, value, &format!("; Max-Age={seconds}"))
    }

    /// Takes the cookie away.
    ///
    /// # Errors
    /// When the name has a character that no header may hold.
    pub fn clear(name: &str) -> Result<Self, InvalidHeaderValue> {
        Self::line(name, "", "; Max-Age=0")
    }

    fn line(name: &str, value: &str, age: &str) -> Result<Self, InvalidHeaderValue> {
        let line = format!("{name}={value}; Path=/{age}; Secure; HttpOnly; SameSite=Strict");
        let mut header = HeaderValue::try_from(line)?;
        header.set_sensitive(true);
        Ok(Self(header))
    }

    /// The header's value.
    pub fn into_header(self) -> HeaderValue {
        self.0
    }
}

impl IntoResponseParts for SetCookie {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        parts.headers_mut().append(SET_COOKIE, self.0);
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::{SetCookie, read};
    use http::{HeaderMap, HeaderValue, header::COOKIE};

    #[test]
    fn a_cookie_is_found_among_others_and_on_a_second_line() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; __Host-form=two=2"));
        headers.append(COOKIE, HeaderValue::from_static("__Host-draft=three"));
        assert_eq!(read(&headers, "__Host-form"), Some("two=2"));
        assert_eq!(read(&headers, "__Host-draft"), Some("three"));
        assert_eq!(read(&headers, "form"), None);
    }

    #[test]
    fn every_cookie_carries_all_its_guards() {
        for cookie in [
            SetCookie::session("__Host-form", "x"),
            SetCookie::lasting("__Host-form", "x", 60),
            SetCookie::clear("__Host-form"),
        ] {
            let header = cookie.unwrap().into_header();
            let line = header.to_str().unwrap();
            assert!(line.starts_with("__Host-form="), "{line}");
            for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
                assert!(line.contains(part), "{line} lacks {part}");
            }
            assert!(!line.contains("Domain"), "{line}");
        }
    }

    #[test]
    fn a_value_cannot_start_another_header() {
        assert!(SetCookie::session("__Host-form", "x\r\nSet-Cookie: y=z").is_err());
    }
}
