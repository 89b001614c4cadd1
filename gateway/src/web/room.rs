//! What one site's pages share, and what is known about one request. Holds no key of the hub and no answer.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use http::{HeaderMap, HeaderValue};

use super::{
    cookies::SetCookie,
    csrf::Csrf,
    limits::Limits,
    page_error::{Failure, PageError},
    turns::Turns,
};
use crate::{clock::Clock, random::NoRandomness};

/// Writes the page of a failure in a site's own words: HTML.
pub type FailurePages = Box<dyn Fn(&Failure) -> String + Send + Sync>;

/// What one site's pages share.
pub struct WebRoom {
    /// Makes and checks form tokens.
    pub csrf: Csrf,
    /// How often strangers may ask.
    pub limits: Arc<Limits>,
    /// As browsers write it, such as `https://refer.exampleshire.test`.
    pub origin: String,
    /// Tells the time.
    pub clock: Clock,
    /// Writes the page of a failure.
    pub failure_pages: FailurePages,
    /// How many pages of drafts are worked on at once.
    pub turns: Turns,
}

impl std::fmt::Debug for WebRoom {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("WebRoom")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

/// One request, from the gate to its answer.
#[derive(Debug)]
pub struct Visit {
    room: Arc<WebRoom>,
    /// The form cookie's new value, when a token was asked for and the browser had none.
    given: OnceLock<String>,
    checked: AtomicBool,
}

impl Visit {
    pub(super) fn new(room: &Arc<WebRoom>) -> Self {
        Self {
            room: Arc::clone(room),
            given: OnceLock::new(),
            checked: AtomicBool::new(false),
        }
    }

    /// A token for a form of this answer.
    pub(super) fn token(&self, headers: &HeaderMap) -> Result<String, NoRandomness> {
        let csrf = &self.room.csrf;
        let now = self.room.clock.now();
        if let Some(session) = csrf.session(headers) {
            return csrf.token(session, now);
        }
        if let Some(given) = self.given.get() {
            return csrf.token(given, now);
        }
        let (token, session) = csrf.first_token(now)?;
        match self.given.set(session) {
            Ok(()) => Ok(token),
            Err(_) => self.token(headers),
        }
    }

    /// Checks the token of what was sent.
    pub(super) fn check(&self, headers: &HeaderMap, token: &str) -> Result<(), PageError> {
        let checked = self.room.csrf.check(headers, token, self.room.clock.now());
        if checked.is_err() && self.room.csrf.session(headers).is_none() {
            return Err(PageError::NoCookies);
        }
        checked.map_err(|_| PageError::NotFromYou)?;
        self.checked.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// The site's turns.
    pub(super) fn turns(&self) -> &Turns {
        &self.room.turns
    }

    /// Whether a token was checked.
    pub(super) fn was_checked(&self) -> bool {
        self.checked.load(Ordering::Relaxed)
    }

    /// The form cookie to set, if a token was made for a browser without one.
    pub(super) fn cookie(&self) -> Option<HeaderValue> {
        let value = self.given.get()?;
        let cookie = SetCookie::session(self.room.csrf.cookie(), value).ok()?;
        Some(cookie.into_header())
    }
}
