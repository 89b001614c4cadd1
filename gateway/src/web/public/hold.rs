//! The browser's hold on a draft: opened with the key in its cookie for one page, and saved again without losing what another tab
//! saved meanwhile.

use http::StatusCode;
use intake_forms::{Fields, FormDefinition, Section};

use super::{
    PublicSite,
    page::Message,
    reply::{Asked, Away, DRAFT, clear, go, with_status},
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

/// The draft that the browser holds, its answers where the form asks for them now. Without one, it is asked for its mailbox; a sent one
/// shows its reference.
pub(super) async fn held(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
) -> Result<Box<OpenDraft>, Away> {
    let Some(mut open) = opened(site, asked).await? else {
        return Err(Away::to(go(&format!("/refer/{}/email", form.id()))));
    };
    let here = format!("/refer/{}", open.draft.form);
    if let DraftState::Sent(_) = open.draft.state {
        return Err(Away::to(go(&format!("{here}/sent"))));
    }
    if open.draft.form != form.id() {
        return Err(Away::to(go(&here)));
    }
    place_answers(form, &mut open);
    Ok(open)
}

fn place_answers(form: &FormDefinition, open: &mut OpenDraft) {
    let answers = &mut open.content.answers;
    *answers = form.placed(std::mem::take(answers));
}

/// What was written for questions that the form no longer asks.
pub(super) fn put_aside(open: &OpenDraft) -> Vec<String> {
    let words = open.content.answers.put_aside().into_iter();
    words.map(str::to_owned).collect()
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
        Opened::Idle(_) => Err(Away::to((clear(DRAFT), PageError::Ended))),
        Opened::Gone => Err(Away::to((clear(DRAFT), PageError::Deleted))),
    }
}

/// The draft for something that changes it: as [`held`], counted against its limit. Where the browser holds none any more, that is said:
/// something was sent, and was not saved.
pub(super) async fn held_to_change(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
) -> Result<Box<OpenDraft>, Away> {
    if asked.draft.is_none() {
        return Err(not_held(site, asked));
    }
    let open = held(site, asked, form).await?;
    site.limits.post_to(&open.draft.id)?;
    Ok(open)
}

/// The draft for saving a page, as [`held_to_change`]. A page that comes after the time-out is saved all the same, as it is; then the
/// browser's hold has ended.
pub(super) async fn held_to_save(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    page: (&Section, Place),
    fields: &Fields,
) -> Result<Box<OpenDraft>, Away> {
    let Some(key) = &asked.draft else {
        return Err(not_held(site, asked));
    };
    for _ in 0..ROUNDS {
        match draft::open(&site.intake, key, site.clock.now()).await? {
            Opened::Idle(mut open) if is_open(&open, form) => {
                site.limits.post_to(&open.draft.id)?;
                place_answers(form, &mut open);
                let saved = save_onto(site, *open, page, fields).await;
                if !is_conflict(&saved) {
                    saved?;
                    return Err(ended_but_saved(site));
                }
            }
            _ => return held_to_change(site, asked, form).await,
        }
    }
    Err(PageError::Changed.into())
}

fn is_open(open: &OpenDraft, form: &FormDefinition) -> bool {
    open.draft.state == DraftState::Open && open.draft.form == form.id()
}

/// What was sent came from a page whose draft this browser holds no more.
fn not_held(site: &PublicSite, asked: &Asked) -> Away {
    if asked.deleted {
        return PageError::Deleted.into();
    }
    let said = with_status(
        StatusCode::FORBIDDEN,
        &Message::not_held(site.frame("")).urgent(),
    );
    said.map_or_else(|away| away, Away::to)
}

fn ended_but_saved(site: &PublicSite) -> Away {
    let minutes = site.intake.drafts.idle_minutes;
    let said = with_status(
        StatusCode::FORBIDDEN,
        &Message::ended(site.frame(""), minutes, "/r/")
            .with_this_page()
            .urgent(),
    );
    said.map_or_else(|away| away, |said| Away::to((clear(DRAFT), said)))
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

/// Saves one page. What another tab saved meanwhile stays. Gives the item's place, counted from 0; none for a section that is asked
/// once, and for an item of which nothing was typed.
pub(super) async fn save(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    page: (&Section, Place),
    fields: &Fields,
) -> Result<Option<usize>, Away> {
    for _ in 0..ROUNDS {
        let open = held(site, asked, form).await?;
        let saved = save_onto(site, *open, page, fields).await;
        if !is_conflict(&saved) {
            return Ok(saved?);
        }
    }
    Err(PageError::Changed.into())
}

async fn save_onto(
    site: &PublicSite,
    open: OpenDraft,
    (section, place): (&Section, Place),
    fields: &Fields,
) -> Result<Option<usize>, JourneyError> {
    let items = open.content.answers.items(&section.slug);
    let item = match place {
        Place::Section => None,
        Place::Item(n) => Some(n),
        Place::New if fields.is_blank() => return Ok(None),
        Place::New => match items.iter().position(|item| item == fields) {
            Some(there) => return Ok(Some(there)),
            None => Some(items.len()),
        },
    };
    let now = site.clock.now();
    draft::save(&site.intake, open, section, item, fields.clone(), now).await?;
    Ok(item)
}

/// Says whether there is one more item of a repeated section than the draft has.
pub(super) async fn say_more(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    section: &Section,
    more: bool,
) -> Result<(), Away> {
    for _ in 0..ROUNDS {
        let open = held(site, asked, form).await?;
        if open.content.answers.says_more(&section.slug) == more {
            return Ok(());
        }
        let now = site.clock.now();
        let saved = draft::say_more(&site.intake, *open, section, more, now).await;
        if !is_conflict(&saved) {
            return Ok(saved?);
        }
    }
    Err(PageError::Changed.into())
}

fn is_conflict<T>(outcome: &Result<T, JourneyError>) -> bool {
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
