//! Around every route of a site: what may not come in is refused before any handler runs, and what goes out carries the headers and
//! the site's own page when it failed. Never looks into a body.

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use http::{
    HeaderMap, HeaderValue, Method,
    header::{CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE, UPGRADE},
};

use super::{
    extract::ClientAddress,
    headers, origin,
    page_error::{Failure, PageError},
    room::{Visit, WebRoom},
};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Lets a request in, or answers it; then finishes the answer.
pub async fn gate(State(room): State<Arc<WebRoom>>, mut request: Request, next: Next) -> Response {
    let sent = changes(request.method());
    if let Err(error) = admit(&room, &request) {
        return finish(&room, sent, error.into_response());
    }
    let visit = Arc::new(Visit::new(&room));
    request.extensions_mut().insert(Arc::clone(&visit));
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut answer =
        answer.unwrap_or_else(|_| PageError::fault("a handler panicked").into_response());
    if let Some(cookie) = visit.cookie() {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    finish(&room, sent, answer)
}

/// After a handler that changes something: it must have had its token checked. A handler that did not is a fault in the program,
/// and every test of it fails here.
pub(super) async fn checked(request: Request, next: Next) -> Response {
    let visit = request.extensions().get::<Arc<Visit>>().map(Arc::clone);
    let answer = next.run(request).await;
    let status = answer.status();
    let done = status.is_success() || status.is_redirection();
    if done && !visit.is_some_and(|visit| visit.was_checked()) {
        return PageError::fault("a handler changed something without a token").into_response();
    }
    answer
}

fn admit(room: &WebRoom, request: &Request) -> Result<(), PageError> {
    let method = request.method();
    if method == Method::TRACE || method == Method::CONNECT {
        return Err(PageError::Method);
    }
    if request.headers().contains_key(UPGRADE) {
        return Err(PageError::Unreadable);
    }
    if !request.uri().path().starts_with("/assets/") {
        let client = ClientAddress::in_extensions(request.extensions());
        room.limits.request(client)?;
    }
    if changes(method) && !origin::is_own(request.headers(), &room.origin) {
        return Err(PageError::NotFromYou);
    }
    Ok(())
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn finish(room: &WebRoom, sent: bool, answer: Response) -> Response {
    let mut answer = with_page(room, sent, answer);
    headers::protect(answer.headers_mut());
    answer
}

/// An answer that failed gets the site's page, unless its handler wrote one.
fn with_page(room: &WebRoom, sent: bool, mut answer: Response) -> Response {
    let status = answer.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return answer;
    }
    let error = match answer.extensions_mut().remove::<PageError>() {
        Some(error) => error,
        None if is_page(answer.headers()) => return answer,
        None => PageError::of_status(status),
    };
    let page = (room.failure_pages)(&Failure { error, sent });
    answer.headers_mut().insert(CONTENT_TYPE, HTML);
    answer.headers_mut().remove(CONTENT_LENGTH);
    *answer.body_mut() = Body::from(page);
    answer
}

fn is_page(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}
