//! Leaving: the browser forgets what it held. "Save and leave", "Leave", the end of a time without activity, and the word with which
//! an open page says that somebody is still at it. What was saved stays.

use std::sync::Arc;

use axum::{extract::State, response::IntoResponse};
use http::{HeaderName, StatusCode};
use intake_forms::{Fields, long_date};

use super::{
    PublicSite, hold,
    page::Message,
    pending::Pending,
    reply::{Answer, Asked, DRAFT, VISIT, clear, page},
    visit,
};
use crate::{clock::london_day, journey::ask_code, referral::DraftState, web::extract::Posted};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Why a page leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// The person pressed the button.
    Leave,
    /// Nobody was active.
    Ended,
}

impl Wish {
    /// What the pressed button says, if it leaves.
    pub(super) fn of(sent: &Fields) -> Option<Self> {
        match sent.first("go") {
            "leave" => Some(Self::Leave),
            "ended" => Some(Self::Ended),
            _ => None,
        }
    }
}

/// POST `/refer/leave` and `/r/leave`.
pub(super) async fn leave(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let wish = Wish::of(&fields).unwrap_or(Wish::Leave);
    left(&site, &asked, wish, false).await
}

/// Ends the browser's holds. Pages that it kept for "Back" go too. `saved` says that what was typed on the last page was kept.
pub(super) async fn left(site: &PublicSite, asked: &Asked, wish: Wish, saved: bool) -> Answer {
    if let Some(pending) = Pending::of(asked) {
        ask_code::end(&site.intake, &pending.visit).await?;
    }
    let frame = site.frame("");
    let minutes = site.intake.drafts.idle_minutes;
    let left = match (wish, saved) {
        (Wish::Leave, _) => Message::left(frame, kept_until(site, asked).await.as_deref()),
        (Wish::Ended, false) => Message::ended(frame, minutes, "/r/"),
        (Wish::Ended, true) => Message::ended(frame, minutes, "/r/").with_this_page(),
    };
    let left = page(&left)?;
    let forget = [(CLEAR_SITE_DATA, "\"cache\", \"storage\"")];
    Ok((clear(DRAFT), clear(VISIT), forget, left).into_response())
}

/// The day until which the draft that this browser holds is kept, if it holds one that was not sent.
async fn kept_until(site: &PublicSite, asked: &Asked) -> Option<String> {
    let open = hold::opened(site, asked).await.ok()??;
    let is_open = open.draft.state == DraftState::Open;
    is_open.then(|| long_date(london_day(open.draft.expires_at)))
}

/// GET `/stay`: somebody is still at an open page, so its time begins anew. Says nothing but whether it is still open.
pub(super) async fn stay(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    let has_draft = hold::opened(&site, &asked).await?.is_some();
    if !has_draft {
        visit::shown(&site, &asked).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}
