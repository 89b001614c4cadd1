//! How many pages of drafts are worked on at the same time. Whoever waits for a turn holds what was sent and nothing else: no draft is
//! open for them yet. A body is read before its turn, so that a slow client keeps nobody waiting. Never used where a handler itself waits.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, Limited};
use tokio::sync::Semaphore;

use super::{
    extract::{FORM_BODY, body_failed},
    page_error::PageError,
    room::Visit,
};

/// Pages at once: twice what shares a commit.
pub(super) const AT_ONCE: usize = 32;

/// The turns of one site.
#[derive(Debug)]
pub struct Turns(Semaphore);

impl Default for Turns {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

/// Around a handler: reads what was sent, waits for a turn, and has it until the answer is there.
pub(super) async fn in_turn(request: Request, next: Next) -> Response {
    let Some(visit) = request.extensions().get::<Arc<Visit>>().map(Arc::clone) else {
        return PageError::fault("a route stands outside the gate").into_response();
    };
    let (parts, body) = request.into_parts();
    let bytes = match Limited::new(body, FORM_BODY).collect().await {
        Ok(read) => read.to_bytes(),
        Err(error) => return body_failed(&*error).into_response(),
    };
    // Turns are never closed.
    let _turn = visit.turns().0.acquire().await;
    next.run(Request::from_parts(parts, Body::from(bytes)))
        .await
}
