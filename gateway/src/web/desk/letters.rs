//! The letters of a referral, and its recorded decision with the letters that it led to.

use http::StatusCode;

use super::{
    dates,
    found::Found,
    page::{DeskFrame, LettersPage, RecordedPage, ReferralHead, Tab},
    reading,
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{
        JourneyError, resend,
        view::{OpenReferral, Part},
    },
    letters::LetterKind,
    referral::Id,
    web::{extract::Posted, page_error::PageError},
};

/// The tab.
pub async fn list(found: Found) -> Answer {
    let open = found.open(Part::Letters).await?;
    let head = reading::head(&open, found.account(), Some(Tab::Letters), None);
    let mut page = page(found.frame(), head, &open);
    if found.desk.door.query() == Some("queued") {
        page.frame.notice = Some("The letter is queued again, with the same identity.".to_owned());
    }
    drawn(StatusCode::OK, &page)
}

/// The page of the tab.
pub(super) fn page(frame: DeskFrame, head: ReferralHead, open: &OpenReferral) -> LettersPage {
    LettersPage {
        frame,
        head,
        letters: reading::letter_rows(open),
    }
}

/// Queues an uncertain or refused letter again.
pub async fn send_again(found: Found, Posted(_): Posted) -> Answer {
    let id = Id::read(&found.item).ok_or(PageError::NotFound)?;
    let done = resend::resend(
        found.keyholder(),
        found.account(),
        &found.referral.id,
        &id,
        found.desk.door.now,
    )
    .await;
    match done {
        Ok(()) => Ok(onward(&found.path("/letters?queued"))),
        Err(JourneyError::Inconsistent(_)) => Err(PageError::NotFound),
        Err(error) => Err(error.into()),
    }
}

/// What was decided, and where its letters are.
pub async fn decision(found: Found) -> Answer {
    let open = found.open(Part::Overview).await?;
    let (Some(block), Some((stored, _))) = (reading::decision(&open), &open.decision) else {
        return Ok(onward(&found.path("")));
    };
    let head = reading::head(&open, found.account(), Some(Tab::Letters), None);
    let told = [LetterKind::Accepted, LetterKind::Declined].map(LetterKind::label);
    let letters = reading::letter_rows(&open)
        .into_iter()
        .filter(|letter| told.contains(&letter.kind.as_str()));
    let mut frame = found.frame();
    if found.desk.door.query() == Some("already") {
        frame.notice = Some(format!(
            "Already recorded at {}.",
            dates::clock(stored.made_at)
        ));
    }
    let page = RecordedPage {
        frame,
        head,
        decision: block,
        letters: letters.collect(),
    };
    drawn(StatusCode::OK, &page)
}
