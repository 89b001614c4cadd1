//! Withdrawing a referral, with a reason. The hub stops work on it; nothing is deleted here.

use std::sync::Arc;

use axum::extract::State;
use intake_forms::{Fields, Problem, Problems};

use super::{
    super::{
        PublicSite,
        came_by::Comes,
        reply::{Answer, Asked, go, page, refused},
        status::may_withdraw,
    },
    blank, held, note, words, write,
};
use crate::{
    referral::{Amendment, HandedReferral, WithdrawReason},
    web::{
        extract::Posted,
        page::{Field, Item, Link, Radios, Size, question},
    },
};

fn shown(
    site: &PublicSite,
    asked: &Asked,
    handed: &HandedReferral,
    (sent, problems): (&Fields, &Problems),
) -> Answer {
    let mut shown = blank(site, asked, handed, ("Withdraw this referral", sent))?;
    shown.frame = shown.frame.back("/r/open").problems(!problems.is_empty());
    shown.errors = question::errors(problems);
    let other = Comes::of(handed);
    let other = other.other();
    let stops = if handed.received_at.is_none() && handed.came_by.release {
        format!("It ends here, and the hub does no work on it. We tell you and {other}.")
    } else {
        format!("The hub will stop work on it and tell you and {other}.")
    };
    shown.words = vec![format!("{stops} To ask again later, send a new referral.")];
    let items = WithdrawReason::ALL.map(|reason| {
        Item::new(reason.code(), reason.label()).checked(sent.has("reason", reason.code()))
    });
    let problem = problems
        .into_iter()
        .find(|problem| problem.field == "reason");
    let why = Radios::new("reason", "Why are you withdrawing it?", items.into())
        .size(Size::Small)
        .error(problem.map(|problem| problem.message.clone()));
    let hint = "The hub reads this. Do not name other children.";
    shown.fields = vec![
        Field::Radios(why),
        note("note", "Anything to add (optional)", hint, sent, problems),
    ];
    "/r/withdraw".clone_into(&mut shown.action);
    "Withdraw the referral".clone_into(&mut shown.button);
    shown.ends = true;
    shown.keep = Link::new("/r/open?done=kept", "Keep the referral");
    if problems.is_empty() {
        page(&shown)
    } else {
        refused(&shown)
    }
}

/// GET `/r/withdraw`.
pub(in super::super) async fn withdraw(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
) -> Answer {
    let (_, handed, _) = held(&site, &asked).await?;
    if !may_withdraw(&handed) {
        return Ok(go("/r/open"));
    }
    let nothing = (&Fields::default(), &Problems::default());
    shown(&site, &asked, &handed, nothing)
}

/// POST `/r/withdraw`.
pub(in super::super) async fn withdrawn(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(sent): Posted,
) -> Answer {
    let (visit, handed, _) = held(&site, &asked).await?;
    site.limits.post_to(visit.id.as_str())?;
    if !may_withdraw(&handed) {
        return Ok(go("/r/open"));
    }
    let mut problems = Problems::default();
    let reason = WithdrawReason::read(sent.first("reason"));
    if reason.is_none() {
        problems.push(Problem::new(
            "reason",
            "reason",
            "Select why you are withdrawing it",
        ));
    }
    let note = words("note", None, &sent, &mut problems);
    match reason {
        Some(reason) if problems.is_empty() => {
            write(
                &site,
                (&visit, &handed),
                Amendment::Withdraw { reason, note },
                &sent,
            )
            .await
        }
        _ => shown(&site, &asked, &handed, (&sent, &problems)),
    }
}
