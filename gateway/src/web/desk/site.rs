//! The desk's addresses and what its handlers share. Every address but those before the sign-in needs a proved session; none of the
//! public site's exists here.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    response::{Html, IntoResponse, Redirect, Response},
};
use http::StatusCode;
use jiff::Timestamp;

use super::{
    answers, ask, ask_manager, attachments, claim, clock, correct, decide, failure, filing,
    foot::foot,
    forms, held, holding, ledger, letters,
    page::{DeskFrame, SignedIn},
    print, queue, referral, rules, set_up, sign_in, tasks,
};
use crate::{
    clock::Clock,
    config::{Config, PostSection, Tls},
    gateway::Gateway,
    journey::Keyholder,
    referral::Account,
    web::{
        csrf::{Csrf, DESK_COOKIE},
        limits::Limits,
        manifest::{About, Audience, Route, Site},
        page_error::PageError,
        room::WebRoom,
        turns::Turns,
    },
};

/// What a handler gives back.
pub type Answer = Result<Response, PageError>;

/// What the desk's handlers share.
#[derive(Debug)]
pub struct DeskSite {
    /// The rooms that hold the hub's keys.
    pub keyholder: Arc<Keyholder>,
    /// Tells the time.
    pub clock: Clock,
    /// How often somebody may try.
    pub limits: Arc<Limits>,
    /// Whether everything here is invented.
    pub demonstration: bool,
    /// How letters go out, in the words of the page that shows them before they do.
    pub goes_as: &'static str,
}

impl DeskSite {
    /// The frame of a page for `person`, or for nobody yet.
    pub fn frame(&self, person: Option<&Account>, csrf: &str, now: Timestamp) -> DeskFrame {
        let keyholder = &self.keyholder;
        DeskFrame {
            hub: keyholder.hub.name.clone(),
            person: person.map(|account| SignedIn {
                name: account.name.clone(),
                role: account.role.code().to_owned(),
            }),
            csrf: csrf.to_owned(),
            demonstration: self.demonstration,
            notice: None,
            foot: person.map(|_| foot(keyholder, now)).unwrap_or_default(),
            ..DeskFrame::default()
        }
    }
}

const SCREENER: &[&str] = &["screener"];

/// A page for screeners.
const PAGE: About = About::page().roles(SCREENER);

/// A form for screeners.
const FORM: About = About::form().roles(SCREENER);

fn addresses() -> Site<Arc<DeskSite>> {
    let site = Site::new(Audience::Desk)
        .get("/", About::page(), queue::home)
        .get("/desk/sign-in", About::page(), sign_in::first)
        .post("/desk/sign-in", About::form(), sign_in::begin)
        .get("/desk/sign-in/code", About::page(), sign_in::second)
        .post("/desk/sign-in/code", About::form(), sign_in::prove)
        .get("/desk/set-up", About::page(), set_up::first)
        .post("/desk/set-up", About::form(), set_up::begin)
        .get("/desk/set-up/app", About::page(), set_up::app)
        .post("/desk/set-up/app", About::form(), set_up::finish)
        .post("/desk/sign-out", About::form(), sign_in::sign_out)
        .get("/desk/signed-out", About::page(), sign_in::signed_out)
        .get("/desk/rules", PAGE, rules::rules)
        .get("/desk/forms", PAGE, forms::forms)
        .get("/desk/queue", PAGE, queue::queue);
    of_the_mailbox(of_a_referral(site))
}

fn of_the_mailbox(site: Site<Arc<DeskSite>>) -> Site<Arc<DeskSite>> {
    site.get("/desk/held", PAGE, held::list)
        .get("/desk/held/{id}", PAGE, held::message)
        .post("/desk/held/{id}/file", FORM, filing::file)
        .get("/desk/held/{id}/more", PAGE, filing::more)
        .post("/desk/held/{id}/more", FORM, filing::file_more)
        .post("/desk/held/{id}/undo", FORM, filing::undo)
        .get("/desk/held/{id}/parts/{part}", PAGE, held::ask)
        .post("/desk/held/{id}/parts/{part}", FORM, held::download)
        .get("/desk/ledger", PAGE, ledger::days)
        .get("/desk/ledger/{day}", PAGE, ledger::day)
        .get("/desk/tasks", PAGE, tasks::list)
        .post("/desk/tasks/{id}/done", FORM, tasks::done)
        .get("/desk/waiting/{id}", PAGE, ask_manager::first)
        .post("/desk/waiting/{id}", FORM, ask_manager::ask)
}

fn of_a_referral(site: Site<Arc<DeskSite>>) -> Site<Arc<DeskSite>> {
    let site = site
        .get("/desk/referrals/{reference}", PAGE, referral::overview)
        .post("/desk/referrals/{reference}/name", FORM, referral::name)
        .get(
            "/desk/referrals/{reference}/history",
            PAGE,
            referral::history,
        )
        .get(
            "/desk/referrals/{reference}/answers",
            PAGE,
            answers::answers,
        )
        .post(
            "/desk/referrals/{reference}/answers",
            FORM,
            answers::pass_warning,
        )
        .get(
            "/desk/referrals/{reference}/answers/{item}/correct",
            PAGE,
            correct::first,
        )
        .post(
            "/desk/referrals/{reference}/answers/{item}/correct",
            FORM,
            correct::correct,
        )
        .get("/desk/referrals/{reference}/clock", PAGE, clock::clock)
        .post("/desk/referrals/{reference}/clock", FORM, clock::keep)
        .get(
            "/desk/referrals/{reference}/attachments",
            PAGE,
            attachments::list,
        )
        .get(
            "/desk/referrals/{reference}/attachments/{item}",
            PAGE,
            attachments::download,
        )
        .get(
            "/desk/referrals/{reference}/attachments/{item}/unscanned",
            PAGE,
            attachments::ask,
        )
        .post(
            "/desk/referrals/{reference}/attachments/{item}/unscanned",
            FORM,
            attachments::download_unscanned,
        )
        .get("/desk/referrals/{reference}/letters", PAGE, letters::list)
        .post(
            "/desk/referrals/{reference}/letters/{item}/send-again",
            FORM,
            letters::send_again,
        );
    of_a_decision(on_paper(site))
}

fn on_paper(site: Site<Arc<DeskSite>>) -> Site<Arc<DeskSite>> {
    site.get("/desk/referrals/{reference}/print", PAGE, print::print)
        .post("/desk/referrals/{reference}/print", FORM, print::with_name)
}

fn of_a_question(site: Site<Arc<DeskSite>>) -> Site<Arc<DeskSite>> {
    site.get("/desk/referrals/{reference}/ask", PAGE, ask::start)
        .post("/desk/referrals/{reference}/ask/check", FORM, ask::check)
        .post("/desk/referrals/{reference}/ask/change", FORM, ask::change)
        .post("/desk/referrals/{reference}/ask", FORM, ask::record)
        .post("/desk/referrals/{reference}/ask/remind", FORM, ask::remind)
        .post(
            "/desk/referrals/{reference}/ask/withdraw",
            FORM,
            ask::withdraw,
        )
        .post(
            "/desk/referrals/{reference}/ask/answered",
            FORM,
            ask::answered,
        )
}

fn of_a_decision(site: Site<Arc<DeskSite>>) -> Site<Arc<DeskSite>> {
    of_a_question(site)
        .post("/desk/referrals/{reference}/claim", FORM, claim::claim)
        .post("/desk/referrals/{reference}/let-go", FORM, claim::let_go)
        .get("/desk/referrals/{reference}/hold", PAGE, holding::first)
        .post("/desk/referrals/{reference}/hold", FORM, holding::hold)
        .post("/desk/referrals/{reference}/hold/end", FORM, holding::end)
        .get("/desk/referrals/{reference}/decide", PAGE, decide::start)
        .post(
            "/desk/referrals/{reference}/decide/check",
            FORM,
            decide::check,
        )
        .post(
            "/desk/referrals/{reference}/decide/change",
            FORM,
            decide::change,
        )
        .post("/desk/referrals/{reference}/decide", FORM, decide::record)
        .get(
            "/desk/referrals/{reference}/decision",
            PAGE,
            letters::decision,
        )
}

/// The manifest: every address with whom it is for.
pub fn routes() -> Vec<Route> {
    addresses().routes().to_vec()
}

/// The desk, ready to be served. The limits are the desk's own.
pub fn router(gateway: &Gateway, limits: &Arc<Limits>) -> Router {
    let config = &gateway.config;
    let site = Arc::new(DeskSite {
        keyholder: Arc::clone(&gateway.keyholder),
        clock: gateway.clock.clone(),
        limits: Arc::clone(limits),
        demonstration: config.demonstration,
        goes_as: goes_as(config),
    });
    let pages = Arc::clone(&site);
    let room = WebRoom {
        csrf: Csrf::new(&gateway.forms_key, DESK_COOKIE),
        limits: Arc::clone(limits),
        origin: config.desk.origin.clone(),
        clock: gateway.clock.clone(),
        failure_pages: Box::new(move |failed| failure::page(&pages, failed)),
        turns: Turns::default(),
    };
    addresses().finish(site, Arc::new(room))
}

fn goes_as(config: &Config) -> &'static str {
    match &config.post {
        PostSection::Relay {
            tls: Tls::Required | Tls::Implicit,
            ..
        } => "full letter, TLS required",
        PostSection::Relay { tls: Tls::None, .. } => "full letter, to a relay on this machine",
        PostSection::Folder { .. } => "full letter, into a folder on this machine",
    }
}

/// A page with its status.
pub(super) fn drawn(status: StatusCode, page: &impl Template) -> Answer {
    let text = page.render().map_err(|error| PageError::wrong(&error))?;
    Ok((status, Html(text)).into_response())
}

/// On to another page of the desk (303).
pub(super) fn onward(path: &str) -> Response {
    Redirect::to(path).into_response()
}

#[cfg(test)]
mod tests {
    use super::routes;
    use crate::web::manifest::{Audience, Token};

    /// What nobody has signed in for yet.
    const BEFORE: [&str; 9] = [
        "/",
        "/assets/{name}",
        "/desk/sign-in",
        "/desk/sign-in/code",
        "/desk/set-up",
        "/desk/set-up/app",
        "/desk/sign-out",
        "/desk/signed-out",
        "/desk/set-up",
    ];

    #[test]
    fn every_address_of_the_desk_names_its_roles_and_every_change_needs_a_token() {
        for route in routes() {
            assert_eq!(route.audience, Audience::Desk, "{}", route.path);
            assert_eq!(
                route.roles.is_empty(),
                BEFORE.contains(&route.path),
                "{}",
                route.path
            );
            assert_eq!(route.state_change, route.method == "POST", "{}", route.path);
            assert_eq!(
                route.csrf == Token::TokenBound,
                route.method == "POST",
                "{}",
                route.path
            );
        }
    }
}
