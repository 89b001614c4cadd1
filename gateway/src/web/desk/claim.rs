//! Taking a referral and letting it go. Whoever loses the race is told who was first, and that nothing was changed.

use http::StatusCode;

use super::{
    dates,
    found::Found,
    page::ClaimConflictPage,
    reading,
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{
        claim::{self as journey, ClaimError},
        view::Part,
    },
    web::{extract::Posted, page_error::PageError},
};

/// Takes it.
pub async fn claim(found: Found, Posted(_): Posted) -> Answer {
    let now = found.desk.door.now;
    match journey::claim(found.keyholder(), found.account(), &found.referral.id, now).await {
        Ok(()) => Ok(onward(&found.path(""))),
        Err(ClaimError::NotThere) => Err(PageError::Changed),
        Err(ClaimError::Journey(error)) => Err(error.into()),
        Err(ClaimError::Lost { by, at }) => {
            let open = found.open(Part::Overview).await?;
            let page = ClaimConflictPage {
                frame: found.frame(),
                head: reading::head(&open, found.account(), None, None),
                holder: by,
                claimed_at: dates::clock_with_seconds(at),
                pressed_at: dates::clock_with_seconds(now),
            };
            drawn(StatusCode::CONFLICT, &page)
        }
    }
}

/// Puts it back.
pub async fn let_go(found: Found, Posted(_): Posted) -> Answer {
    let done = journey::let_go(
        found.keyholder(),
        found.account(),
        &found.referral.id,
        found.desk.door.now,
    )
    .await;
    match done {
        Ok(()) => Ok(onward(&format!(
            "/desk/queue?let-go={}",
            found.referral.reference
        ))),
        Err(ClaimError::NotThere | ClaimError::Lost { .. }) => Err(PageError::Changed),
        Err(ClaimError::Journey(error)) => Err(error.into()),
    }
}
