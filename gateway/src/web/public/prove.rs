//! The work mailbox, proved before the first answer about a child.

use std::sync::Arc;

use axum::extract::{Path, State};
use intake_forms::FormDefinition;

use super::{
    PublicSite,
    hold::{self, opened},
    page::Email,
    pending::Wanted,
    proof::{self, Place},
    reply::{Answer, Asked, go, page, refused},
};
use crate::{
    referral::DraftState,
    web::{extract::Posted, page::ErrorSummary},
};

/// Where the pages of a form's code are.
pub(super) fn place(form: &FormDefinition) -> Place {
    Place {
        base: hold::address(form),
        different: format!("{}/email", hold::address(form)),
    }
}

/// GET `/refer/{form}/email`. With a draft open in this browser: its sections.
pub(super) async fn email(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    if let Ok(Some(open)) = opened(&site, &asked).await
        && open.draft.state == DraftState::Open
    {
        return Ok(go(&format!("/refer/{}", open.draft.form)));
    }
    page(&email_page(
        &site,
        &asked,
        form,
        "",
        ErrorSummary::default(),
    ))
}

fn email_page<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    typed: &str,
    errors: ErrorSummary,
) -> Email<'a> {
    let frame = site
        .frame(Email::TITLE)
        .back("/refer")
        .csrf(asked.token.as_str());
    let domains = &site.intake.addresses.allowed_domains;
    Email::new(frame, place(form).different, typed, domains, errors)
}

/// POST `/refer/{form}/email`.
pub(super) async fn ask(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let form = site.form(&form)?;
    let typed = fields.first("email").trim();
    let address = match work_address(typed) {
        Ok(address) => address,
        Err(words) => {
            let mut errors = ErrorSummary::default();
            errors.push("email", words);
            return refused(&email_page(&site, &asked, form, typed, errors));
        }
    };
    let wanted = Wanted {
        address,
        form: form.id().to_owned(),
        reference: String::new(),
    };
    proof::ask(&site, &asked, &place(form), wanted).await
}

/// A work address as typed, or what to say about it. Whether it may refer is not said here.
pub(super) fn work_address(typed: &str) -> Result<String, &'static str> {
    if typed.trim().is_empty() {
        return Err("Enter your work email address");
    }
    let address = intake_forms::normalised_email(typed.trim());
    address.ok_or("Enter an email address in the correct format, like name@example.gov.uk")
}
