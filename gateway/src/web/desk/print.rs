//! A referral on paper: every answer unfolded, marked OFFICIAL-SENSITIVE, without the child's name unless somebody asks for it. Each
//! print is recorded with who made it. After the content warning, like the answers.

use http::StatusCode;

use super::{
    dates,
    found::Found,
    page::PrintPage,
    reading::{self, Reading},
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{sign_in::Warned, view::Part},
    web::{extract::Posted, page_error::PageError},
};

/// GET `/desk/referrals/{reference}/print`: without the name.
pub async fn print(found: Found) -> Answer {
    page(found, false).await
}

/// POST of the same: with the name, on purpose.
pub async fn with_name(found: Found, Posted(_): Posted) -> Answer {
    page(found, true).await
}

async fn page(found: Found, name: bool) -> Answer {
    let Some(chosen) = found.desk.who.warned(&found.referral.id) else {
        return Ok(onward(&found.path("/answers")));
    };
    let part = if name { Part::PrintNamed } else { Part::Print };
    let open = found.open(part).await?;
    let record = &open.sent.record;
    let mut forms = found.keyholder().forms.iter();
    let form = forms.find(|form| form.id() == record.form);
    let reading = Reading {
        name,
        without_behaviour: chosen == Warned::WithoutBehaviour,
    };
    let received = open.referral.received_at;
    let received = received.ok_or(PageError::NotFound)?;
    let page = PrintPage {
        frame: found.frame(),
        reference: open.referral.reference.to_string(),
        path: found.path(""),
        received: dates::long_day(dates::day_of(received)),
        form: form.map_or_else(|| record.form.clone(), |form| form.title().to_owned()),
        version: record.version.clone(),
        printed_by: found.account().name.clone(),
        printed_at: dates::full(found.desk.door.now),
        name: name.then(|| reading::shown_name(&open.sent, found.desk.door.now)),
        topics: reading::topics(&open, form, (reading, None)),
        files: open
            .sent
            .files
            .iter()
            .map(|file| file.name.clone())
            .collect(),
        corrected: reading::corrected(&open),
    };
    drawn(StatusCode::OK, &page)
}
