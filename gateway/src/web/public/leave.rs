//! Leaving: the browser's hold on a draft or a referral ends. Nothing that was saved is lost.

use std::sync::Arc;

use axum::{extract::State, response::IntoResponse};
use http::HeaderName;

use super::{
    PublicSite,
    page::Message,
    proof::Pending,
    reply::{Answer, Asked, DRAFT, VISIT, clear, page},
};
use crate::{journey::ask_code, web::extract::Posted};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// POST `/refer/leave` and `/r/leave`. Pages that the browser kept for "Back" go too.
pub(super) async fn leave(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(_): Posted,
) -> Answer {
    if let Some(pending) = Pending::of(&asked) {
        ask_code::end(&site.intake, &pending.visit).await?;
    }
    let left = page(&Message::left(site.frame("")))?;
    let forget = [(CLEAR_SITE_DATA, "\"cache\", \"storage\"")];
    Ok((clear(DRAFT), clear(VISIT), forget, left).into_response())
}
