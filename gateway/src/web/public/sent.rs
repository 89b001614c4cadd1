//! The confirmation: shown only after the commit, the same on reloading. Nothing about the child.

use std::sync::Arc;

use axum::extract::{Path, State};

use super::{
    PublicSite,
    hold::{self, opened},
    page::Sent,
    reply::{Answer, Asked, go, page},
};
use crate::{
    journey::receive,
    referral::DraftState,
    web::page::{Leave, words::counted},
};

/// GET `/refer/{form}/sent`.
pub(super) async fn sent(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let Some(open) = opened(&site, &asked).await? else {
        return Ok(go("/r/"));
    };
    let DraftState::Sent(reference) = &open.draft.state else {
        return Ok(go(&hold::address(form)));
    };
    let dictated = receive::is_dictated(form);
    page(&Sent {
        frame: site
            .frame(match (form.manager_releases(), dictated) {
                (true, false) => "Sent to your manager",
                (true, true) => "Sent to the manager",
                (false, _) => "Sent to the hub",
            })
            .csrf(asked.token.as_str())
            .leave(Leave::Referral),
        releases: form.manager_releases(),
        dictated,
        reminded: reminded(&site),
        reference: reference.as_str().to_owned(),
        print_href: format!("{}/sent/print", hold::address(form)),
    })
}

/// After how long the manager is first reminded.
fn reminded(site: &PublicSite) -> Option<String> {
    let first = site.intake.drafts.remind_manager_after.iter().min()?;
    let days = usize::try_from(*first).ok()?;
    Some(counted(days, "working day", "working days"))
}
