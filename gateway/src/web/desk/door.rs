//! Who stands at the desk's door: anybody, or a screener with a proved session. A handler that takes a [`Desk`] cannot be reached
//! without one.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Redirect, Response},
};
use http::{Method, header::InvalidHeaderValue, request::Parts};
use jiff::Timestamp;

use super::{page::DeskFrame, site::DeskSite};
use crate::{
    journey::sign_in::{self, HalfSignedIn, Screener},
    referral::Role,
    web::{
        cookies::{self, SetCookie},
        extract::{ClientAddress, FormToken},
        page_error::PageError,
    },
};

/// The cookie that holds a session's token.
pub const COOKIE: &str = "__Host-desk";

/// Anybody, before it is known who.
#[derive(Debug)]
pub struct Door {
    /// What the handlers share.
    pub site: Arc<DeskSite>,
    /// Now.
    pub now: Timestamp,
    /// The other end of the connection.
    pub client: ClientAddress,
    csrf: String,
    token: Option<String>,
    query: Option<String>,
}

/// A screener with a proved session.
#[derive(Debug)]
pub struct Desk {
    /// What anybody has.
    pub door: Door,
    /// The proof.
    pub who: Screener,
    /// How many tasks are open, and how many messages wait in the holding pen.
    counts: [u64; 2],
}

/// Why somebody did not get in.
#[derive(Debug)]
pub enum Refused {
    /// A page needs a session: on to the sign-in.
    SignIn {
        /// Whether there was one.
        ended: bool,
    },
    /// What was sent needs a session, or something failed. Nothing was changed.
    Page(PageError),
}

impl From<PageError> for Refused {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Page(error) => error.into_response(),
            Self::SignIn { ended: false } => Redirect::to("/desk/sign-in").into_response(),
            Self::SignIn { ended: true } => {
                let forget = SetCookie::clear(COOKIE).ok();
                let onward = Redirect::to("/desk/sign-in?ended");
                forget.map_or_else(
                    || onward.clone().into_response(),
                    |cookie| (cookie, onward.clone()).into_response(),
                )
            }
        }
    }
}

impl Door {
    /// The frame of a page for nobody yet.
    pub fn frame(&self) -> DeskFrame {
        self.site.frame(None, &self.csrf, self.now)
    }

    /// The token in the cookie.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The whole query of the address; none when it has no question mark.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// One value of the query.
    pub fn asked(&self, name: &str) -> Option<String> {
        let mut pairs = self.pairs().into_iter();
        pairs.find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Every name and value of the query.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let query = self.query().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    }

    /// Who is signed in, if anybody.
    pub async fn screener(&self) -> Result<Option<Screener>, PageError> {
        let Some(token) = self.token() else {
            return Ok(None);
        };
        let found = sign_in::session(&self.site.keyholder, token, self.now).await?;
        Ok(found.filter(|screener| match screener.account().role {
            Role::Screener => true,
        }))
    }

    /// Who stands at the second step, if anybody.
    pub async fn half(&self) -> Result<Option<HalfSignedIn>, PageError> {
        let Some(token) = self.token() else {
            return Ok(None);
        };
        Ok(sign_in::half(&self.site.keyholder, token, self.now).await?)
    }
}

impl Desk {
    /// The frame of a page.
    pub fn frame(&self) -> DeskFrame {
        let door = &self.door;
        let [tasks, held] = self.counts;
        DeskFrame {
            tasks,
            held,
            ..door
                .site
                .frame(Some(self.who.account()), &door.csrf, door.now)
        }
    }
}

/// The cookie of a new session.
pub fn remember(token: &str) -> Result<SetCookie, PageError> {
    SetCookie::session(COOKIE, token).map_err(|error: InvalidHeaderValue| PageError::wrong(&error))
}

impl FromRequestParts<Arc<DeskSite>> for Door {
    type Rejection = PageError;

    async fn from_request_parts(
        parts: &mut Parts,
        site: &Arc<DeskSite>,
    ) -> Result<Self, PageError> {
        let csrf = FormToken::from_request_parts(parts, site)
            .await?
            .into_string();
        Ok(Self {
            site: Arc::clone(site),
            now: site.clock.now(),
            client: ClientAddress::in_extensions(&parts.extensions),
            csrf,
            token: cookies::read(&parts.headers, COOKIE)
                .filter(|token| !token.is_empty())
                .map(str::to_owned),
            query: parts.uri.query().map(str::to_owned),
        })
    }
}

impl FromRequestParts<Arc<DeskSite>> for Desk {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<DeskSite>) -> Result<Self, Refused> {
        let door = Door::from_request_parts(parts, site).await?;
        let reads = matches!(parts.method, Method::GET | Method::HEAD);
        match door.screener().await? {
            Some(who) => {
                let store = &site.keyholder.store;
                let counts = [
                    store.count_tasks().await.map_err(PageError::from)?,
                    store.count_held(false).await.map_err(PageError::from)?,
                ];
                Ok(Self { door, who, counts })
            }
            None if reads => Err(Refused::SignIn {
                ended: door.token().is_some(),
            }),
            None => Err(Refused::Page(PageError::Ended)),
        }
    }
}
