//! The sections of an open draft, what the criteria say so far, and deleting the draft.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use intake_forms::{FormDefinition, State as Progress, long_date};

use super::{
    PublicSite,
    hold::{self, held, held_to_change},
    page::{Confirm, Criterion, ManagersNote, Message, TaskGroup, Tasks},
    reply::{Answer, Asked, DELETED, DRAFT, go, page},
    way,
};
use crate::{
    clock::london_day,
    journey::{OpenDraft, draft},
    screening::{Criteria, Directory, Finding, facts_from_answers, screen},
    web::{cookies::SetCookie, extract::Posted, page::ErrorSummary},
};

/// GET `/refer/{form}`.
pub(super) async fn tasks(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let open = held(&site, &asked, form).await?;
    let (content, address) = (&open.content, hold::address(form));
    let progress = way::progress(&site, form, &open);
    let counted = progress
        .iter()
        .filter(|one| one.state != Progress::Optional);
    let done = progress
        .iter()
        .filter(|one| one.state == Progress::Completed);
    page(&Tasks {
        frame: hold::frame(&site, &asked, "Your referral"),
        errors: ErrorSummary::default(),
        note: note(form, &open, &site),
        groups: TaskGroup::all(form, &progress, content.files.len(), &address),
        completed: done.count(),
        total: counted.count(),
        saved_until: long_date(london_day(open.draft.expires_at)),
        put_aside: hold::put_aside(&open),
        criteria: criteria(&site, form, &open),
        delete_href: can_be_deleted(&open).then(|| format!("{address}/delete")),
    })
}

/// What the manager asked for, once it was returned.
fn note(form: &FormDefinition, open: &OpenDraft, site: &PublicSite) -> Option<ManagersNote> {
    let text = open.content.returned.clone()?;
    let answers = form.answers(&open.content.answers, site.today());
    let manager = answers.text("mgr_name").unwrap_or("Your manager");
    Some(ManagersNote {
        manager: manager.to_owned(),
        text,
    })
}

/// The findings of the rules in force, without a postcode directory: never the suggestion.
fn criteria(site: &PublicSite, form: &FormDefinition, open: &OpenDraft) -> Vec<Criterion> {
    let today = site.today();
    let Some(rules) = site.rules.in_force_on(today) else {
        return Vec::new();
    };
    let answers = form.answers(&open.content.answers, today);
    let facts = facts_from_answers("draft", form.route(), today, answers.values());
    let Criteria {
        age,
        recency,
        residence,
        police,
    } = screen(&facts, rules, &Directory::none()).criteria();
    let line = |name: &str, finding| Criterion {
        name: name.to_owned(),
        result: match finding {
            Finding::Met => "Met",
            Finding::NotMet => "Not met",
            Finding::NotKnown => "Not known yet",
        }
        .to_owned(),
    };
    vec![
        line("Age", age),
        line("Recent behaviour", recency),
        line("Where the child lives", residence),
        line("Police", police),
    ]
}

/// A returned referral exists already: its manager waits for the changes.
fn can_be_deleted(open: &OpenDraft) -> bool {
    open.content.returned.is_none()
}

/// GET `/refer/{form}/delete`.
pub(super) async fn delete(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let open = held(&site, &asked, form).await?;
    let address = hold::address(form);
    if !can_be_deleted(&open) {
        return Ok(go(&address));
    }
    let words = "Everything you typed and every file will be deleted. We cannot get it back.";
    page(&Confirm {
        frame: hold::frame(&site, &asked, "Delete this referral?").back(address.as_str()),
        caption: String::new(),
        words: Some(words.to_owned()),
        action: format!("{address}/delete"),
        button: "Delete this referral".to_owned(),
        keep: "Keep it".to_owned(),
        keep_href: address,
    })
}

/// POST `/refer/{form}/delete`.
pub(super) async fn deleted(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    asked: Asked,
    Posted(_): Posted,
) -> Answer {
    let form = site.form(&form)?;
    let open = held_to_change(&site, &asked, form).await?;
    if !can_be_deleted(&open) {
        return Ok(go(&hold::address(form)));
    }
    draft::delete(&site.intake, *open).await?;
    let gone = page(&Message::deleted_by_you(site.frame("")))?;
    // A page of it may be open in another tab: it is told.
    let told = SetCookie::session(DRAFT, DELETED).ok();
    Ok((told, gone).into_response())
}
