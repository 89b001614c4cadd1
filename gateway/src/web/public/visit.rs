//! Coming back to a referral with its reference and a work address: the code, then what its reader may see and do.

use std::sync::Arc;

use axum::{
    extract::{Query as InQuery, State},
    response::IntoResponse,
};

use super::{
    PublicSite, decide,
    page::Return,
    pending::{Pending, Wanted},
    proof::{self, Place},
    prove::work_address,
    reply::{Answer, Asked, Away, Query, VISIT, clear, go, page, refused},
    status::{self, Since},
};
use crate::{
    journey::{amend, ask_code::Visit, release, type_code, type_code::Progress},
    referral::{Handed, HandedReferral, Reference, ReferenceProblem, Stage},
    web::{
        extract::Posted,
        page::{ErrorSummary, Frame, Leave},
        page_error::PageError,
    },
};

/// Where the pages of the code are.
pub(super) fn place() -> Place {
    Place {
        base: "/r".to_owned(),
        different: "/r/".to_owned(),
    }
}

/// GET `/r/`.
pub(super) async fn back(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    let frame = return_frame(&site, &asked);
    page(&Return::new(frame, "", "", ErrorSummary::default()))
}

fn return_frame<'a>(site: &'a PublicSite, asked: &Asked) -> Frame<'a> {
    site.frame("Return to a referral")
        .back("/")
        .csrf(asked.token.as_str())
}

/// POST `/r/`.
pub(super) async fn ask(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let (typed, email) = (fields.first("reference").trim(), fields.first("email"));
    let mut errors = ErrorSummary::default();
    let reference = match (typed.is_empty(), Reference::read(typed)) {
        (true, _) => String::new(),
        (false, Ok(reference)) => reference.as_str().to_owned(),
        (false, Err(problem)) => {
            errors.push("reference", not_right(problem));
            String::new()
        }
    };
    let address = work_address(email).unwrap_or_else(|words| {
        errors.push("email", words);
        String::new()
    });
    if !errors.is_empty() {
        let frame = return_frame(&site, &asked);
        return refused(&Return::new(frame, typed, email, errors));
    }
    let wanted = Wanted {
        address,
        form: String::new(),
        reference,
    };
    proof::ask(&site, &asked, &place(), wanted).await
}

/// What to say about a reference that was not taken. A code has the shape of one, and is what people have at hand.
fn not_right(problem: ReferenceProblem) -> &'static str {
    match problem {
        ReferenceProblem::Shape => "Check the reference: a letter or number in it is not right",
        ReferenceProblem::Check => {
            "Check the reference: a letter or number in it is not right. If it is the code from an email, take it out: \
             enter the reference from an earlier email, or leave this empty if you have not sent the referral yet"
        }
    }
}

/// GET `/r/open`: the manager's reading while it waits for a decision, and otherwise where the referral is.
pub(super) async fn open(
    State(site): State<Arc<PublicSite>>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
) -> Answer {
    let (visit, handed) = shown(&site, &asked).await?;
    let since = Since {
        decided: release::decided(&site.intake, &handed).await?,
        ended: amend::ended(&site.intake, &handed).await?,
        made: amend::of_this_visit(&site.intake, &visit.id, &handed).await?,
    };
    if is_to_decide(&handed) && since.decided.is_none() && since.ended.is_none() {
        return decide::read(&site, &asked, &handed);
    }
    status::show(&site, &asked, &handed, &since, &query)
}

/// Whether this is the manager's, and waits for the manager.
pub(super) fn is_to_decide(handed: &HandedReferral) -> bool {
    handed.reader == "manager"
        && handed.came_by.release
        && handed.stage == Stage::AwaitingManager.code()
}

/// The referral that the browser's visit opened. Without one, it is asked for its reference.
pub(super) async fn shown(
    site: &PublicSite,
    asked: &Asked,
) -> Result<(Visit, Box<HandedReferral>), Away> {
    let Some(pending) = Pending::of(asked) else {
        return Err(Away::to(go("/r/")));
    };
    let Visit { id, key } = &pending.visit;
    match type_code::look(&site.intake, id, key, site.clock.now()).await? {
        Progress::Open(handed) => match *handed {
            Handed::Referral(handed) => Ok((pending.visit, handed)),
            Handed::Drafts(_) => Err(Away::to(go("/r/drafts"))),
            Handed::Question(_) => Err(Away::to(go("/r/police/question"))),
            Handed::Begin { .. } => Err(Away::to(go("/r/"))),
        },
        Progress::Wait | Progress::Type { .. } => Err(Away::to(go("/r/code"))),
        Progress::Ended => Err(Away::to((clear(VISIT), PageError::Ended))),
    }
}

/// POST `/r/changes`: the referrer takes up a returned referral.
pub(super) async fn changes(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(_): Posted,
) -> Answer {
    let (_, handed) = shown(&site, &asked).await?;
    let Some(key) = &handed.draft else {
        return Ok(go("/r/open"));
    };
    let key = proof::taken_up(&site, key).await?;
    let Some(draft) = site.intake.store.find_draft(&key.draft_id()).await? else {
        return Err(PageError::Deleted.into());
    };
    let sections = go(&format!("/refer/{}", draft.form));
    Ok((proof::hold(&key), clear(VISIT), sections).into_response())
}

/// The frame of a page of a sent referral.
pub(super) fn frame<'a>(site: &'a PublicSite, asked: &Asked, title: &str) -> Frame<'a> {
    site.frame(title)
        .csrf(asked.token.as_str())
        .leave(Leave::Referral)
}
