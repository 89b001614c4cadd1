//! What handlers ask and answer with: the browser's two cookies and its token, pages, redirects, and the ways out of a page.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{Html, IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde::Deserialize;

use super::{PublicSite, way::Then};
use crate::{
    seal::BrowserIdentity,
    web::{
        cookies::{self, SetCookie},
        extract::{ClientAddress, FormToken},
        page_error::PageError,
    },
};

/// The cookie that holds the draft's key.
pub(super) const DRAFT: &str = "__Host-draft";

/// What the cookie of a draft says after its person deleted it, so that a page that was still open can be told.
pub(super) const DELETED: &str = "deleted";

/// What the address of a list says after its person removed an item.
pub(super) const REMOVED: &str = "removed";

/// The cookie that holds a code's or an opened referral's one-use key.
pub(super) const VISIT: &str = "__Host-visit";

/// Who asks: what the browser holds, and a token for the page's forms.
pub(super) struct Asked {
    /// The draft's key, if the cookie holds one.
    pub(super) draft: Option<BrowserIdentity>,
    /// Whether the person deleted the draft that this browser held.
    pub(super) deleted: bool,
    /// The visit cookie's value.
    pub(super) visit: Option<String>,
    /// A token for the answer's forms.
    pub(super) token: String,
    /// Where it came from, for limits.
    pub(super) client: ClientAddress,
}

impl FromRequestParts<Arc<PublicSite>> for Asked {
    type Rejection = PageError;

    async fn from_request_parts(
        parts: &mut Parts,
        site: &Arc<PublicSite>,
    ) -> Result<Self, PageError> {
        let token = FormToken::from_request_parts(parts, site).await?;
        let Ok(client) = ClientAddress::from_request_parts(parts, site).await;
        let draft = cookies::read(&parts.headers, DRAFT);
        Ok(Self {
            deleted: draft == Some(DELETED),
            draft: draft.and_then(|value| BrowserIdentity::from_cookie(value).ok()),
            visit: cookies::read(&parts.headers, VISIT).map(str::to_owned),
            token: token.into_string(),
            client,
        })
    }
}

/// What may stand after the `?` of an address: never anything about a person.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    /// Where the page leads afterwards: the words of [`Then`].
    pub(super) then: Option<String>,
    /// The draft's version when the page was made.
    pub(super) at: Option<i32>,
    /// Files that were just added.
    pub(super) added: Option<usize>,
    /// Since when a page waits, in seconds.
    pub(super) waiting: Option<i64>,
    /// What was just done: the code of an addition to a sent referral, or [`REMOVED`].
    pub(super) done: Option<String>,
    /// Which answer was just corrected: the id of its question.
    pub(super) question: Option<String>,
    /// Whether to say what is wrong with a page as it was saved.
    pub(super) wrong: Option<String>,
    /// The item of a repeated section, from 1.
    pub(super) item: Option<usize>,
}

impl Query {
    /// Where the page leads afterwards, once that was decided.
    pub(super) fn then(&self) -> Option<Then> {
        Then::read(self.then.as_deref()?)
    }

    /// `?then=answers`, to be handed on.
    pub(super) fn suffix(&self) -> &'static str {
        self.then().map_or("", Then::suffix)
    }
}

/// A handler's answer.
pub(super) type Answer = Result<Response, Away>;

/// A way out of a page: something failed, or the browser belongs elsewhere.
#[derive(Debug)]
pub(super) enum Away {
    /// The page of a failure.
    Error(PageError),
    /// Another answer.
    To(Box<Response>),
}

impl Away {
    /// Another answer.
    pub(super) fn to(response: impl IntoResponse) -> Self {
        Self::To(Box::new(response.into_response()))
    }
}

impl<E: Into<PageError>> From<E> for Away {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl IntoResponse for Away {
    fn into_response(self) -> Response {
        match self {
            Self::Error(error) => error.into_response(),
            Self::To(response) => *response,
        }
    }
}

/// A page.
pub(super) fn page(page: &impl Template) -> Answer {
    with_status(StatusCode::OK, page)
}

/// A page that says what to put right.
pub(super) fn refused(page: &impl Template) -> Answer {
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// A page with this status.
pub(super) fn with_status(status: StatusCode, page: &impl Template) -> Answer {
    let html = page.render().map_err(|error| PageError::wrong(&error))?;
    Ok((status, Html(html)).into_response())
}

/// 303: another page, by GET.
pub(super) fn go(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// Takes a cookie away.
pub(super) fn clear(name: &str) -> Option<SetCookie> {
    SetCookie::clear(name).ok()
}
