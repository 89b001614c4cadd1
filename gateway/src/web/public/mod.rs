//! The public pages, for referrers and managers: what they share, and the list of their routes. Translates requests into journey
//! verbs and never holds a key of the hub.

pub mod page;

mod amend;
mod answers;
mod blank;
mod came_by;
mod check;
mod decide;
mod drafts;
mod failures;
mod files;
mod hold;
mod item_list;
mod item_rows;
mod items;
mod leave;
mod pending;
mod police;
mod print;
mod proof;
mod prove;
mod question;
mod reply;
mod sent;
mod start;
mod status;
mod tasks;
mod visit;
mod way;
mod written_back;

use std::sync::Arc;

use axum::Router;
use intake_forms::{FormDefinition, Route, attachment::AttachmentPolicy};
use jiff::civil::Date;

use super::{
    csrf::{Csrf, PUBLIC_COOKIE},
    limits::Limits,
    manifest::{About, Audience, Site},
    page::Frame,
    page_error::PageError,
    room::WebRoom,
    turns::Turns,
};
use crate::{
    clock::{Clock, london_day},
    config::Pages,
    journey::Intake,
    screening::RuleBook,
};

/// Beside the files of an upload: the parts' heads and the token.
const UPLOAD_SLACK: u64 = 1024 * 1024;

/// What every public page works with.
#[derive(Debug)]
pub struct PublicSite {
    /// Public keys, the store, the forms.
    pub intake: Intake,
    /// Tells the time.
    pub clock: Clock,
    /// How often strangers may ask; the same counters as in the site's room.
    pub limits: Arc<Limits>,
    /// The criteria that pages print.
    pub rules: RuleBook,
    /// The pages that a public body owes.
    pub pages: Pages,
    /// Whether every page says that all is invented.
    pub demonstration: bool,
}

impl PublicSite {
    /// The frame of a page.
    fn frame(&self, title: &str) -> Frame<'_> {
        Frame::new(&self.intake.hub, title)
            .demonstration(self.demonstration)
            .idle_minutes(self.intake.drafts.idle_minutes)
    }

    fn today(&self) -> Date {
        london_day(self.clock.now())
    }

    /// The form of this id, or "Page not found".
    fn form(&self, id: &str) -> Result<&FormDefinition, PageError> {
        let found = self.intake.forms.iter().find(|form| form.id() == id);
        found.ok_or(PageError::NotFound)
    }

    /// Whether there is a form for schools.
    fn has_school(&self) -> bool {
        self.intake
            .forms
            .iter()
            .any(|form| form.route() == Route::School)
    }
}

/// The public pages and their manifest. `uploads` are the limits of attachments.
pub fn site(uploads: &AttachmentPolicy) -> Site<Arc<PublicSite>> {
    let largest = uploads.max_total_bytes.saturating_add(UPLOAD_SLACK);
    let files = About::upload(usize::try_from(largest).unwrap_or(usize::MAX));
    let site = Site::new(Audience::Public)
        .get("/", About::page(), start::start)
        .get("/check", About::page(), check::questions)
        .post("/check", About::form(), check::checked)
        .get("/refer", About::page(), start::before)
        .post("/refer", About::form(), start::chosen)
        .get("/refer/someone-else", About::page(), start::someone_else)
        .get(
            "/someone-to-talk-to",
            About::page(),
            start::someone_to_talk_to,
        )
        .get("/accessibility", About::page(), start::accessibility)
        .get("/privacy", About::page(), start::privacy)
        .get("/cookies", About::page(), start::cookies)
        .get("/contact", About::page(), start::contact);
    amendments(visits(form_pages(site, files)), files)
}

/// The form: the work mailbox, the sections, sending.
fn form_pages(site: Site<Arc<PublicSite>>, files: About) -> Site<Arc<PublicSite>> {
    let (page, form) = (About::page(), About::form());
    let (draft, change) = (page.in_turn(), form.in_turn());
    site.get("/refer/{form}/email", page, prove::email)
        .post("/refer/{form}/email", form, prove::ask)
        .get("/refer/{form}/code", page, proof::code)
        .post("/refer/{form}/code", form, proof::typed)
        .post("/refer/{form}/code/again", form, proof::again)
        .get("/refer/{form}", draft, tasks::tasks)
        .get("/refer/{form}/delete", draft, tasks::delete)
        .post("/refer/{form}/delete", change, tasks::deleted)
        .get("/refer/{form}/attachments", draft, files::list)
        .post("/refer/{form}/attachments", files, files::upload)
        .get(
            "/refer/{form}/attachments/{file}/remove",
            draft,
            files::remove,
        )
        .post(
            "/refer/{form}/attachments/{file}/remove",
            change,
            files::removed,
        )
        .get("/refer/{form}/answers", draft, answers::answers)
        .post("/refer/{form}/answers", change, answers::send)
        .get("/refer/{form}/sent", draft, sent::sent)
        .get("/refer/{form}/document", page, blank::blank)
        .get("/refer/{form}/sent/print", draft, print::print)
        .get("/refer/{form}/stop", page, question::stop)
        .get("/refer/{form}/{slug}", draft, question::section)
        .post("/refer/{form}/{slug}", change, question::saved)
        .get("/refer/{form}/{slug}/{item}", draft, items::item)
        .post("/refer/{form}/{slug}/{item}", change, items::saved)
        .get("/refer/{form}/{slug}/{item}/remove", draft, items::remove)
        .post("/refer/{form}/{slug}/{item}/remove", change, items::removed)
        .post("/refer/leave", form, leave::leave)
}

/// Coming back: a referral for its referrer and its manager.
fn visits(site: Site<Arc<PublicSite>>) -> Site<Arc<PublicSite>> {
    let (page, form) = (About::page(), About::form());
    site.get("/r", page, visit::back)
        .post("/r", form, visit::ask)
        .get("/r/", page, visit::back)
        .post("/r/", form, visit::ask)
        .get("/r/code", page, proof::code)
        .post("/r/code", form, proof::typed)
        .post("/r/code/again", form, proof::again)
        .get("/r/police", page, police::first)
        .post("/r/police", form, police::ask)
        .get("/r/police/code", page, proof::code)
        .post("/r/police/code", form, proof::typed)
        .post("/r/police/code/again", form, proof::again)
        .get("/r/police/question", page, police::question)
        .post("/r/police/question", form, police::answer)
        .get("/r/police/answered", page, police::answered)
        .get("/r/open", page, visit::open)
        .get("/r/drafts", page, drafts::list)
        .post("/r/drafts", form, drafts::chosen)
        .post("/r/decide", form, decide::decide)
        .get("/r/decided", page, decide::decided)
        .post("/r/changes", form, visit::changes)
        .post("/r/leave", form, leave::leave)
        .get("/stay", page, leave::stay)
}

/// What its referrer and its manager may change after sending.
fn amendments(site: Site<Arc<PublicSite>>, files: About) -> Site<Arc<PublicSite>> {
    let (page, form) = (About::page(), About::form());
    site.get("/r/change", page, amend::list)
        .get("/r/change/{question}", page, amend::one)
        .post("/r/change/{question}", form, amend::changed)
        .get("/r/add/{section}", page, amend::add)
        .post("/r/add/{section}", form, amend::added)
        .get("/r/answer", page, amend::answer)
        .post("/r/answer", form, amend::answered)
        .get("/r/files", page, amend::files)
        .post("/r/files", files, amend::upload)
        .get("/r/withdraw", page, amend::withdraw)
        .post("/r/withdraw", form, amend::withdrawn)
        .post("/r/remind", form, amend::remind)
        .get("/r/take-back", page, amend::take_back)
        .post("/r/take-back", form, amend::taken_back)
}

/// The public pages, ready to be served. `key` makes form tokens; `origin` is as browsers write it.
pub fn router(public: PublicSite, key: &[u8; 32], origin: &str) -> Router {
    let public = Arc::new(public);
    let room = WebRoom {
        csrf: Csrf::new(key, PUBLIC_COOKIE),
        limits: Arc::clone(&public.limits),
        origin: origin.to_owned(),
        clock: public.clock.clone(),
        failure_pages: failures::pages(Arc::clone(&public)),
        turns: Turns::default(),
    };
    let pages = site(&public.intake.policy);
    pages.finish(public, Arc::new(room))
}
