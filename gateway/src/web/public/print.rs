//! What was just sent, for paper or a PDF: while this browser still holds it, and no longer. Never a file's content; nothing of it in
//! the title.

use std::sync::Arc;

use axum::extract::{Path, State};
use intake_forms::{FormDefinition, attachment::size, long_date};

use super::{
    PublicSite,
    hold::{self, opened},
    page::{AnswerSection, Print},
    reply::{Answer, Asked, go, page},
};
use crate::{clock::london_day, journey::OpenDraft, referral::DraftState, web::page::Leave};

/// GET `/refer/{form}/sent/print`.
pub(super) async fn print(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let Some(open) = opened(&site, &asked).await? else {
        return Ok(go("/r/"));
    };
    let address = hold::address(form);
    match &open.draft.state {
        DraftState::Sent(reference) if !open.is_emptied() => page(&print_page(
            &site,
            &asked,
            (form, &open),
            reference.as_str(),
        )),
        _ => Ok(go(&format!("{address}/sent"))),
    }
}

fn print_page<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    (form, open): (&FormDefinition, &OpenDraft),
    reference: &str,
) -> Print<'a> {
    let sent_on = london_day(open.draft.touched_at);
    let shown = form.shown(&open.content.answers, sent_on);
    let files = open.content.files.iter();
    Print {
        frame: site
            .frame("What you sent")
            .back(format!("{}/sent", hold::address(form)))
            .csrf(asked.token.as_str())
            .leave(Leave::Referral),
        reference: reference.to_owned(),
        form: form.title().to_owned(),
        version: form.version().to_owned(),
        sent_on: long_date(sent_on),
        sections: shown
            .iter()
            .map(|section| AnswerSection::new(section, None))
            .collect(),
        files: files
            .map(|file| format!("{} ({})", file.name, size(file.bytes)))
            .collect(),
        declarations: form
            .declarations()
            .iter()
            .map(|box_| box_.label.clone())
            .collect(),
    }
}
