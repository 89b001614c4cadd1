//! What a browser keeps while its mailbox is proved: the hand-out and what was asked for, in one cookie. Holds no code.

use secrecy::ExposeSecret;

use super::reply::{Asked, VISIT};
use crate::{journey::ask_code::Visit, web::cookies::SetCookie};

/// What the visit cookie holds: the hand-out and its key, and what was asked for, so that no address of a page need say it.
pub(super) struct Pending {
    /// The hand-out.
    pub(super) visit: Visit,
    /// What was asked for.
    pub(super) wanted: Wanted,
    /// When, in seconds.
    pub(super) asked_at: i64,
    /// Whether it is another code than the first.
    pub(super) again: bool,
}

/// What a code is asked for.
#[derive(Clone, Default)]
pub(super) struct Wanted {
    /// The address as typed.
    pub(super) address: String,
    /// The form to begin; empty when coming back.
    pub(super) form: String,
    /// The reference to open; empty for an unsent draft.
    pub(super) reference: String,
}

impl Pending {
    /// What the browser holds, if it holds anything that can be read.
    pub(super) fn of(asked: &Asked) -> Option<Self> {
        let (visit, rest) = asked.visit.as_deref()?.split_once('~')?;
        let mut pending = Self {
            visit: Visit::from_cookie(visit)?,
            wanted: Wanted::default(),
            asked_at: 0,
            again: false,
        };
        for (name, value) in form_urlencoded::parse(rest.as_bytes()) {
            match &*name {
                "at" => pending.asked_at = value.parse().ok()?,
                "again" => pending.again = value == "yes",
                "address" => pending.wanted.address = value.into_owned(),
                "form" => pending.wanted.form = value.into_owned(),
                "reference" => pending.wanted.reference = value.into_owned(),
                _ => return None,
            }
        }
        Some(pending)
    }

    /// The cookie that keeps it.
    pub(super) fn cookie(&self) -> Option<SetCookie> {
        let rest = form_urlencoded::Serializer::new(String::new())
            .append_pair("at", &self.asked_at.to_string())
            .append_pair("again", if self.again { "yes" } else { "" })
            .append_pair("address", &self.wanted.address)
            .append_pair("form", &self.wanted.form)
            .append_pair("reference", &self.wanted.reference)
            .finish();
        let value = format!("{}~{rest}", self.visit.cookie().expose_secret());
        SetCookie::session(VISIT, &value).ok()
    }
}

#[cfg(test)]
mod tests {
    use http::header::COOKIE;

    use super::{Pending, Wanted};
    use crate::{
        journey::ask_code::Visit,
        referral::Id,
        seal::BrowserIdentity,
        web::{
            cookies,
            extract::ClientAddress,
            public::reply::{Asked, VISIT},
        },
    };

    fn asked(visit: &str) -> Asked {
        Asked {
            draft: None,
            deleted: false,
            visit: Some(visit.to_owned()),
            token: String::new(),
            client: ClientAddress::of("192.0.2.1".parse().unwrap()),
        }
    }

    #[test]
    fn the_cookie_keeps_what_was_asked_for_and_nothing_breaks_out_of_it() {
        let wanted = Wanted {
            address: "sam+\"a;b\"~=&@council.test".to_owned(),
            form: "social-worker".to_owned(),
            reference: String::new(),
        };
        let visit = Visit {
            id: Id::from_random([7; 16]),
            key: BrowserIdentity::generate(),
        };
        let line = Pending {
            visit,
            wanted: wanted.clone(),
            asked_at: 1_795_000_000,
            again: true,
        }
        .cookie()
        .unwrap()
        .into_header();
        let mut headers = http::HeaderMap::new();
        headers.insert(COOKIE, line);
        let value = cookies::read(&headers, VISIT).unwrap();
        let read = Pending::of(&asked(value)).unwrap();
        assert_eq!(read.wanted.address, wanted.address);
        assert_eq!(read.wanted.form, "social-worker");
        assert_eq!((read.asked_at, read.again), (1_795_000_000, true));
        assert!(value.len() < 1_000);
    }

    #[test]
    fn a_cookie_that_says_something_else_is_none() {
        for value in ["", "~", "x~at=1", "x.y~at=1"] {
            assert!(Pending::of(&asked(value)).is_none(), "{value}");
        }
    }
}
