//! While the referral waits for the manager: reminding them, and taking it back to change it or to name another manager.

use std::sync::Arc;

use axum::extract::State;
use intake_forms::Fields;

use super::{
    super::{
        PublicSite,
        reply::{Answer, Asked, go, page},
        status::waits_for_manager,
    },
    blank, held, write,
};
use crate::{
    referral::Amendment,
    web::{extract::Posted, page::Link},
};

/// POST `/r/remind`.
pub(in super::super) async fn remind(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(sent): Posted,
) -> Answer {
    send(&site, &asked, Amendment::Remind, &sent).await
}

/// GET `/r/take-back`.
pub(in super::super) async fn take_back(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
) -> Answer {
    let (_, handed, _) = held(&site, &asked).await?;
    if !waits_for_manager(&handed) {
        return Ok(go("/r/open"));
    }
    let title = "Take the referral back";
    let mut shown = blank(&site, &asked, &handed, (title, &Fields::default()))?;
    shown.frame = shown.frame.back("/r/open");
    shown.words = vec![
        format!("{} can no longer release it, and we tell them so.", handed.manager),
        "You can then change it, or name another manager, and send it again. Nothing that you wrote is lost.".to_owned(),
    ];
    "/r/take-back".clone_into(&mut shown.action);
    "Take it back".clone_into(&mut shown.button);
    shown.keep = Link::new("/r/open?done=kept", "Leave it with the manager");
    page(&shown)
}

/// POST `/r/take-back`.
pub(in super::super) async fn taken_back(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(sent): Posted,
) -> Answer {
    send(&site, &asked, Amendment::TakeBack, &sent).await
}

async fn send(site: &PublicSite, asked: &Asked, what: Amendment, sent: &Fields) -> Answer {
    let (visit, handed, _) = held(site, asked).await?;
    site.limits.post_to(visit.id.as_str())?;
    if waits_for_manager(&handed) {
        write(site, (&visit, &handed), what, sent).await
    } else {
        Ok(go("/r/open"))
    }
}
