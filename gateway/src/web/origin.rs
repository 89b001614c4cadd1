//! The first line of defence of everything that is sent: it must come from a page of this same site. The browser says so in headers
//! that no page can write; a request that says nothing is refused too.

use http::{HeaderMap, HeaderName, header::ORIGIN};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether something was sent from a page of `own`, such as `https://refer.exampleshire.test`.
///
/// Every page says `Referrer-Policy: no-referrer`, and browsers then write `Origin: null` on a form that is sent to its own site
/// (Fetch, "append a request Origin header"). So `null` counts only beside `Sec-Fetch-Site: same-origin`, which a sandboxed frame
/// or another site cannot have; alone it is refused, as is any other origin, whatever stands beside it.
pub fn is_own(headers: &HeaderMap, own: &str) -> bool {
    let site = match one(headers, &SEC_FETCH_SITE) {
        Said::Nothing => None,
        Said::Once(site) => Some(site),
        Said::Unclear => return false,
    };
    let from_here = site == Some("same-origin");
    match one(headers, &ORIGIN) {
        Said::Once("null") | Said::Nothing => from_here,
        Said::Once(origin) => {
            origin.eq_ignore_ascii_case(own) && matches!(site, None | Some("same-origin" | "none"))
        }
        Said::Unclear => false,
    }
}

enum Said<'a> {
    Nothing,
    Once(&'a str),
    Unclear,
}

fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Said<'a> {
    let mut all = headers.get_all(name).iter();
    match (all.next(), all.next()) {
        (None, _) => Said::Nothing,
        (Some(value), None) => value.to_str().map_or(Said::Unclear, Said::Once),
        _ => Said::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::is_own;
    use http::{HeaderMap, HeaderValue};

    const OWN: &str = "https://refer.exampleshire.test";

    fn headers(origin: Option<&'static str>, site: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(origin) = origin {
            headers.insert("origin", HeaderValue::from_static(origin));
        }
        if let Some(site) = site {
            headers.insert("sec-fetch-site", HeaderValue::from_static(site));
        }
        headers
    }

    #[test]
    fn only_a_page_of_this_site_may_send() {
        let matrix = [
            (Some(OWN), None, true),
            (Some(OWN), Some("same-origin"), true),
            (Some(OWN), Some("none"), true),
            (None, Some("same-origin"), true),
            (Some("null"), Some("same-origin"), true),
            (None, None, false),
            (None, Some("none"), false),
            (None, Some("same-site"), false),
            (None, Some("cross-site"), false),
            (Some("null"), None, false),
            (Some("null"), Some("none"), false),
            (Some("null"), Some("cross-site"), false),
            (Some(OWN), Some("cross-site"), false),
            (Some(OWN), Some("same-site"), false),
            (Some("https://evil.test"), None, false),
            (Some("https://evil.test"), Some("same-origin"), false),
            (Some("http://refer.exampleshire.test"), None, false),
            (Some("https://refer.exampleshire.test:444"), None, false),
            (
                Some("https://refer.exampleshire.test.evil.test"),
                None,
                false,
            ),
        ];
        for (origin, site, allowed) in matrix {
            assert_eq!(
                is_own(&headers(origin, site), OWN),
                allowed,
                "{origin:?} {site:?}"
            );
        }
    }

    #[test]
    fn two_origins_are_none() {
        let mut both = headers(Some(OWN), None);
        both.append("origin", HeaderValue::from_static(OWN));
        assert!(!is_own(&both, OWN));
    }
}
