//! The browser's hold on a draft: opened with the key in its cookie for one page, and saved again without losing what another tab
//! saved meanwhile.

use intake_forms::{Fields, FormDefinition, Section};

use super::{
    PublicSite,
    reply::{Asked, Away, DRAFT, clear, go},
};
use crate::{
    journey::{JourneyError, OpenDraft, Opened, draft},
    referral::DraftState,
    web::{
        page::{Frame, Leave},
        page_error::PageError,
    },
};

/// How often a page is saved again onto what another tab saved meanwhile.
const ROUNDS: usize = 5;

/// The draft that the browser holds. Without one, it is asked for its mailbox; a sent one shows its reference.
pub(super) async fn held(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
) -> Result<Box<OpenDraft>, Away> {
    let Some(open) = opened(site, asked).await? else {
        return Err(Away::to(go(&format!("/refer/{}/email", form.id()))));
    };
    let here = format!("/refer/{}", open.draft.form);
    if let DraftState::Sent(_) = open.draft.state {
        return Err(Away::to(go(&format!("{here}/sent"))));
    }
    if open.draft.form != form.id() {
        return Err(Away::to(go(&here)));
    }
    Ok(open)
}

/// What the browser's cookie opens, sent or not; nothing without a cookie. An idle or deleted one ends the hold.
pub(super) async fn opened(
    site: &PublicSite,
    asked: &Asked,
) -> Result<Option<Box<OpenDraft>>, Away> {
    let Some(key) = &asked.draft else {
        return Ok(None);
    };
    match draft::open(&site.intake, key, site.clock.now()).await? {
        Opened::Draft(open) => Ok(Some(open)),
        Opened::Idle => Err(Away::to((clear(DRAFT), PageError::Ended))),
        Opened::Gone => Err(Away::to((clear(DRAFT), PageError::Deleted))),
    }
}

/// The draft for something that changes it: as [`held`], counted against its limit.
pub(super) async fn held_to_change(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
) -> Result<Box<OpenDraft>, Away> {
    let open = held(site, asked, form).await?;
    site.limits.post_to(&open.draft.id)?;
    Ok(open)
}

/// Which page of a section is saved.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// A section that is asked once.
    Section,
    /// An item of a repeated section, counted from 0.
    Item(usize),
    /// One more item. The same page sent twice adds it once.
    New,
}

/// Saves one page. What another tab saved meanwhile stays.
pub(super) async fn save(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    (section, place): (&Section, Place),
    fields: &Fields,
) -> Result<(), Away> {
    for _ in 0..ROUNDS {
        let open = held(site, asked, form).await?;
        let items = open.content.answers.items(&section.slug);
        let item = match place {
            Place::Section => None,
            Place::Item(n) => Some(n),
            Place::New if items.contains(fields) => return Ok(()),
            Place::New => Some(items.len()),
        };
        let now = site.clock.now();
        let saved = draft::save(&site.intake, *open, section, item, fields.clone(), now).await;
        if !is_conflict(&saved) {
            return Ok(saved?);
        }
    }
    Err(PageError::Changed.into())
}

fn is_conflict(outcome: &Result<(), JourneyError>) -> bool {
    outcome.as_ref().is_err_and(JourneyError::is_conflict)
}

/// The frame of a page of an open draft.
pub(super) fn frame<'a>(site: &'a PublicSite, asked: &Asked, title: &str) -> Frame<'a> {
    site.frame(title)
        .csrf(asked.token.as_str())
        .leave(Leave::Draft)
}

/// `/refer/social-worker`.
pub(super) fn address(form: &FormDefinition) -> String {
    format!("/refer/{}", form.id())
}
