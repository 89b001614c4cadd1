//! The pages before anything is open: start, before you start, and the pages about the service. They read nothing stored.

use std::sync::Arc;

use axum::extract::State;
use intake_forms::FormDefinition;

use super::{
    PublicSite,
    page::{Before, Cookie, SomeoneElse, SomeoneToTalkTo, Start, Text},
    reply::{Answer, Asked, DRAFT, VISIT, go, page, refused},
};
use crate::{
    config::{Audience, TextPage, oldest},
    screening::Rules,
    web::{
        csrf::PUBLIC_COOKIE,
        extract::Posted,
        page::{ErrorSummary, Link, words},
    },
};

/// `/`.
pub(super) async fn start(State(site): State<Arc<PublicSite>>) -> Answer {
    let rules = site.rules.in_force_on(site.today());
    page(&Start {
        frame: site.frame("Ask for help with a child's harmful sexual behaviour"),
        school: site.has_school(),
        criteria: criteria(rules, &site.intake.hub.area),
        documents: documents(&site),
    })
}

/// The forms, the social worker's first: their files are read in the order of their names.
fn forms(site: &PublicSite) -> impl Iterator<Item = &FormDefinition> {
    site.intake.forms.iter().rev()
}

/// The empty forms as Word documents.
fn documents(site: &PublicSite) -> Vec<Link> {
    let document = |form: &FormDefinition| {
        let href = format!("/refer/{}/document", form.id());
        Link::new(href, words::curly(form.offered_to()))
    };
    forms(site).map(document).collect()
}

/// What follows "The child:".
fn criteria(rules: Option<&Rules>, area: &str) -> Vec<String> {
    let lives = format!("lives in {area}");
    let Some(rules) = rules else {
        return vec![lives];
    };
    let young: Vec<String> = (rules.youngest()..rules.consultation_only_below())
        .map(|age| age.to_string())
        .collect();
    let only = match young.as_slice() {
        [] => String::new(),
        [one] => format!(" (a consultation only at {one})"),
        [one, other] => format!(" (a consultation only at {one} or {other})"),
        [first, .., last] => format!(" (a consultation only from {first} to {last})"),
    };
    vec![
        format!("is aged {} to {}{only}", rules.youngest(), rules.oldest()),
        lives,
        format!(
            "has shown harmful sexual behaviour in the last {} months",
            rules.window_months()
        ),
    ]
}

/// `/refer`.
pub(super) async fn before(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    page(&before_page(
        &site,
        &asked,
        ("", false),
        ErrorSummary::default(),
    ))
}

fn before_page<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    (chosen, safe): (&str, bool),
    errors: ErrorSummary,
) -> Before<'a> {
    let roles: Vec<(String, String)> = forms(site)
        .map(|form| (form.id().to_owned(), words::curly(form.offered_to())))
        .collect();
    let roles: Vec<(&str, &str)> = roles
        .iter()
        .map(|(id, words)| (id.as_str(), words.as_str()))
        .collect();
    let frame = site
        .frame("Before you start")
        .back("/")
        .csrf(asked.token.as_str());
    Before::new(frame, &roles, chosen, safe, errors)
}

/// POST `/refer`.
pub(super) async fn chosen(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let (role, safe) = (fields.first("role"), fields.has("safe", "yes"));
    let mut errors = ErrorSummary::default();
    if role != "other" && site.form(role).is_err() {
        errors.push("role", "Select your role");
    }
    if !safe {
        errors.push(
            "safe",
            "Confirm that no child is in immediate danger, or that you have already called 999 or Children’s Services",
        );
    }
    if !errors.is_empty() {
        return refused(&before_page(&site, &asked, (role, safe), errors));
    }
    if role == "other" {
        return Ok(go("/refer/someone-else"));
    }
    Ok(go(&format!("/refer/{role}/email")))
}

/// For whom there is no form.
pub(super) async fn someone_else(State(site): State<Arc<PublicSite>>) -> Answer {
    let school = site.has_school();
    let title = if school {
        "This form is for social workers and schools"
    } else {
        "This form is for social workers"
    };
    page(&SomeoneElse {
        frame: site.frame(title).back("/refer"),
        school,
    })
}

/// For parents, carers and young people.
pub(super) async fn someone_to_talk_to(State(site): State<Arc<PublicSite>>) -> Answer {
    let hub = &site.intake.hub;
    let oldest = oldest(site.today());
    page(&SomeoneToTalkTo {
        frame: site.frame("Find someone to talk to").back("/"),
        children: hub.signposts_for(Audience::Child, None, oldest).collect(),
        parents: hub.signposts_for(Audience::Parent, None, oldest).collect(),
    })
}

/// `/accessibility`.
pub(super) async fn accessibility(State(site): State<Arc<PublicSite>>) -> Answer {
    text(&site, &site.pages.accessibility)
}

/// `/privacy`.
pub(super) async fn privacy(State(site): State<Arc<PublicSite>>) -> Answer {
    text(&site, &site.pages.privacy)
}

/// `/contact`.
pub(super) async fn contact(State(site): State<Arc<PublicSite>>) -> Answer {
    text(&site, &site.pages.contact)
}

/// `/cookies`.
pub(super) async fn cookies(State(site): State<Arc<PublicSite>>) -> Answer {
    text(&site, &site.pages.cookies)
}

fn text(site: &PublicSite, text: &TextPage) -> Answer {
    page(&Text {
        frame: site.frame(&text.title),
        parts: &text.parts,
        cookies: every_cookie(site),
    })
}

/// Every cookie that the public pages set.
fn every_cookie(site: &PublicSite) -> Vec<Cookie> {
    let idle = site.intake.drafts.idle_minutes;
    let cookie = |name: &str, purpose: &str, lasts: String| Cookie {
        name: name.to_owned(),
        purpose: purpose.to_owned(),
        lasts,
    };
    let without_use = format!(
        "Until you leave or close the browser; it opens nothing after {idle} minutes without activity"
    );
    vec![
        cookie(
            PUBLIC_COOKIE,
            "Shows that what you send comes from our own page",
            "Until you close the browser".to_owned(),
        ),
        cookie(
            DRAFT,
            "Opens the referral that you are filling in",
            without_use.clone(),
        ),
        cookie(
            VISIT,
            "Makes your code work in this browser only, and opens a referral that was sent",
            without_use,
        ),
    ]
}
