//! The headers that every answer of both sites carries (ASVS 3.4), whatever its status. A handler may be stricter, for a download,
//! or let a hashed file be kept; it can leave nothing out.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, SERVER, STRICT_TRANSPORT_SECURITY,
        X_CONTENT_TYPE_OPTIONS,
    },
};

/// What pages may load and do: their own style sheet, script, pictures and forms, and nothing else.
const PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'none'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
);

/// The policy of a download: opened by itself it can do nothing.
pub const DOWNLOAD: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (
        STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static("max-age=63072000; includeSubDomains"),
    ),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (OPENER, HeaderValue::from_static("same-origin")),
    (RESOURCE, HeaderValue::from_static("same-origin")),
    (
        PERMISSIONS,
        HeaderValue::from_static(
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()",
        ),
    ),
];

/// Adds them.
pub fn protect(headers: &mut HeaderMap) {
    headers.reserve(ALWAYS.len() + 2);
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(PAGE);
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.remove(SERVER);
}

#[cfg(test)]
mod tests {
    use super::{DOWNLOAD, protect};
    use http::{
        HeaderMap, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, SERVER},
    };

    #[test]
    fn a_download_keeps_its_stricter_policy_and_a_hashed_file_its_age() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_SECURITY_POLICY, DOWNLOAD);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, immutable"));
        headers.insert(SERVER, HeaderValue::from_static("x/1.2"));
        protect(&mut headers);
        assert_eq!(headers[CONTENT_SECURITY_POLICY], DOWNLOAD);
        assert_eq!(headers[CACHE_CONTROL], "public, immutable");
        assert!(!headers.contains_key(SERVER));
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
    }
}
