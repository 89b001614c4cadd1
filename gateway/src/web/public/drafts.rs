//! Choosing which unsent referral to carry on with, for a mailbox that has several. They are told apart by form, dates and the
//! referrer's own reference: never by a child's name, and no key stands in the page.

use std::sync::Arc;

use axum::{extract::State, response::IntoResponse};
use intake_forms::long_date;

use super::{
    PublicSite,
    page::{ChooseDraft, Message},
    pending::Pending,
    proof,
    reply::{Answer, Asked, Away, VISIT, clear, go, page, refused},
};
use crate::{
    clock::{london, london_day},
    journey::{
        ask_code::{self, Visit},
        type_code::{self, Progress},
    },
    referral::{Handed, HandedDraft},
    web::{
        extract::Posted,
        page::{ErrorSummary, Item, words},
        page_error::PageError,
    },
};

/// GET `/r/drafts`.
pub(super) async fn list(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    let (_, drafts) = handed(&site, &asked).await?;
    let errors = ErrorSummary::default();
    page(&list_page(&site, &asked, &drafts, errors))
}

fn list_page<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    drafts: &[HandedDraft],
    errors: ErrorSummary,
) -> ChooseDraft<'a> {
    let items = drafts.iter().zip(1_usize..);
    let items = items
        .map(|(draft, number)| item(site, draft, number))
        .collect();
    let frame = site
        .frame("Which referral do you want to carry on with?")
        .back("/r/")
        .csrf(asked.token.as_str());
    ChooseDraft::new(frame, items, errors)
}

/// "Refer a child, begun on 3 November 2026": its own reference, when it was used, how long it is kept.
fn item(site: &PublicSite, draft: &HandedDraft, number: usize) -> Item {
    let form = site.form(&draft.form).map_or("", |form| form.title());
    let begun = long_date(london_day(draft.begun_at));
    let own = draft.own_reference.as_deref();
    let own = own.map_or_else(String::new, |own| format!("Your reference {own}. "));
    let used = words::moment(draft.used_at, &london());
    let ends = long_date(london_day(draft.ends_at));
    Item::new(number.to_string(), format!("{form}, begun on {begun}"))
        .hint(format!("{own}Last used: {used}. Saved until {ends}."))
}

/// POST `/r/drafts`.
pub(super) async fn chosen(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let (visit, drafts) = handed(&site, &asked).await?;
    site.limits.post_to(visit.id.as_str())?;
    let number: Option<usize> = fields.first("draft").parse().ok();
    let place = number.and_then(|number| number.checked_sub(1));
    let Some(draft) = place.and_then(|place| drafts.get(place)) else {
        let mut errors = ErrorSummary::default();
        errors.push("draft", "Select the referral to carry on with");
        return refused(&list_page(&site, &asked, &drafts, errors));
    };
    carry_on(&site, &visit, draft).await
}

/// The browser gets its hold on one of them, and the visit ends.
pub(super) async fn carry_on(site: &PublicSite, visit: &Visit, draft: &HandedDraft) -> Answer {
    let key = proof::taken_up(site, &draft.key).await?;
    ask_code::end(&site.intake, visit).await?;
    let address = format!("/refer/{}", draft.form);
    Ok((proof::hold(&key), clear(VISIT), go(&address)).into_response())
}

/// The mailbox has none any more.
pub(super) async fn none(site: &PublicSite, visit: &Visit) -> Answer {
    ask_code::end(&site.intake, visit).await?;
    let said = refused(&Message::no_drafts(site.frame("")))?;
    Ok((clear(VISIT), said).into_response())
}

/// The drafts that the browser's visit opened.
async fn handed(site: &PublicSite, asked: &Asked) -> Result<(Visit, Vec<HandedDraft>), Away> {
    let Some(pending) = Pending::of(asked) else {
        return Err(Away::to(go("/r/")));
    };
    let Visit { id, key } = &pending.visit;
    match type_code::look(&site.intake, id, key, site.clock.now()).await? {
        Progress::Open(handed) => match *handed {
            Handed::Drafts(drafts) => Ok((pending.visit, drafts)),
            Handed::Begin { .. } | Handed::Referral(_) | Handed::Question(_) => {
                Err(Away::to(go("/r/")))
            }
        },
        Progress::Wait | Progress::Type { .. } => Err(Away::to(go("/r/code"))),
        Progress::Ended => Err(Away::to((clear(VISIT), PageError::Ended))),
    }
}
