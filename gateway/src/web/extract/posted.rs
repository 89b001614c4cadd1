//! The fields of a form. They can be had only after the token fitted; the body is bounded before it is read.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use http::{
    HeaderMap,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use intake_forms::Fields;

use super::form_token::visit;
use crate::web::{csrf, page_error::PageError, timed_body::TooSlow};

/// The most bytes of a form without files.
pub const FORM_BODY: usize = 512 * 1024;

/// What was sent, after its token fitted; the token itself is taken out.
#[derive(Clone, Debug)]
pub struct Posted(pub Fields);

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = PageError;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let visit = visit(&parts)?;
        if !is_form(&parts.headers) {
            return Err(PageError::OtherKind);
        }
        if length(&parts.headers).is_some_and(|length| length > FORM_BODY) {
            return Err(PageError::TooLarge);
        }
        let bytes = Limited::new(body, FORM_BODY).collect().await;
        let bytes = bytes.map_err(|error| body_failed(&*error))?.to_bytes();
        let (token, fields) = split(&bytes)?;
        visit.check(&parts.headers, &token)?;
        Ok(Self(fields))
    }
}

/// The one token, and every other field.
fn split(bytes: &Bytes) -> Result<(String, Fields), PageError> {
    let mut tokens = Vec::new();
    let fields = Fields::bounded(form_urlencoded::parse(bytes).filter_map(|(name, value)| {
        if name == csrf::FIELD {
            tokens.push(value.into_owned());
            return None;
        }
        Some((name, value))
    }));
    let fields = fields.map_err(|_| PageError::TooLarge)?;
    match (tokens.pop(), tokens.is_empty()) {
        (Some(token), true) => Ok((token, fields)),
        _ => Err(PageError::NotFromYou),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    essence
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Why a body could not be read, as a page.
pub(in crate::web) fn body_failed(error: &(dyn std::error::Error + 'static)) -> PageError {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return PageError::TooLarge;
        }
        if error.is::<TooSlow>() {
            return PageError::TooSlow;
        }
        cause = error.source();
    }
    PageError::Unreadable
}
