//! The public pages of failures, in plain words. Never a technical message, a version, an answer, or whether something exists.

use std::sync::Arc;

use askama::Template;
use intake_forms::attachment::size;
use jiff::SignedDuration;

use super::{
    PublicSite,
    page::{Message, TooMany, Wrong},
};
use crate::{
    clock::london,
    web::{
        limits::Wait,
        page::words,
        page_error::{Failure, PageError},
        room::FailurePages,
    },
};

/// Writes them.
pub(super) fn pages(site: Arc<PublicSite>) -> FailurePages {
    Box::new(move |failure| page(&site, failure))
}

fn page(site: &PublicSite, failure: &Failure) -> String {
    let plain = site.frame("");
    let made = match &failure.error {
        PageError::TooMany(wait) => too_many(site, *wait).render(),
        PageError::Busy { fault } | PageError::Wrong { fault } => Wrong {
            frame: site.frame("Sorry, something went wrong"),
            sent: failure.sent,
            fault: fault.clone(),
        }
        .render(),
        PageError::NotFound => Message::not_found(plain).urgent().render(),
        PageError::NotFromYou => Message::not_from_you(plain).urgent().render(),
        PageError::NoCookies => Message::no_cookies(plain).urgent().render(),
        PageError::Ended => Message::ended(plain, site.intake.drafts.idle_minutes, "/r/")
            .urgent()
            .render(),
        PageError::Deleted => Message::deleted(plain, site.intake.drafts.days, failure.sent)
            .urgent()
            .render(),
        PageError::TooLarge => Message::too_large(plain, &size(site.intake.policy.max_file_bytes))
            .urgent()
            .render(),
        PageError::Changed => Message::changed(plain).urgent().render(),
        PageError::Unreadable | PageError::TooSlow => {
            Message::did_not_arrive(plain).urgent().render()
        }
        PageError::Method | PageError::OtherKind => Message::not_like_that(plain).urgent().render(),
    };
    made.unwrap_or_else(|_| "Sorry, something went wrong.".to_owned())
}

fn too_many(site: &PublicSite, wait: Wait) -> TooMany<'_> {
    let seconds = i64::try_from(wait.seconds).unwrap_or(i64::MAX).min(86_400);
    let minutes = usize::try_from(seconds.saturating_add(59) / 60).unwrap_or(1);
    let how_long = if seconds < 60 {
        "a minute".to_owned()
    } else {
        words::counted(minutes, "minute", "minutes")
    };
    let at = site.clock.now() + SignedDuration::from_secs(seconds.max(60));
    TooMany {
        frame: site.frame(&format!("Please wait {how_long} and try again")),
        at: words::time(at.to_zoned(london()).time()),
    }
}
