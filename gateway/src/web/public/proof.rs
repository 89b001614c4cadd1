//! Proving a mailbox: asking for a code, typing it, waiting for the hub's side, and what it opened. The same pages in the same
//! time whatever the address is. Neither the address nor the code ever stands in an address of a page.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{FromRequestParts, Query as InQuery, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header::REFRESH, request::Parts};
use jiff::Timestamp;
use secrecy::ExposeSecret;

use super::pending::{Pending, Wanted};
use super::{
    PublicSite, drafts, hold,
    page::{CodePage, CodeRight, Message, Waiting},
    police, prove,
    reply::{Answer, Asked, Away, DRAFT, Query, VISIT, clear, go, page, refused},
    visit,
};
use crate::{
    clock::london,
    credentials::read_code,
    journey::{
        ask_code::{self, Visit},
        draft::{self, Begun},
        type_code::{self, Progress},
    },
    referral::{DraftState, Handed, Purpose, Request, hand_out::AGAIN_SECONDS},
    seal::BrowserIdentity,
    web::{
        cookies::SetCookie,
        extract::Posted,
        page::{ErrorSummary, words},
        page_error::PageError,
    },
};

/// How long an answer waits for the hub's side: this often, this long each.
const LOOKS: usize = 75;
const BETWEEN_LOOKS: Duration = Duration::from_millis(40);

/// Seconds after which the page that waits says so.
const LONG: i64 = 60;

/// Where the pages of a code are: below a form, or below `/r`.
pub(super) struct Place {
    /// `/refer/social-worker` or `/r`.
    pub(super) base: String,
    /// Where "Use a different address" goes.
    pub(super) different: String,
}

impl Place {
    fn code(&self) -> String {
        format!("{}/code", self.base)
    }
}

/// The place of a page of a code, by its address: `…/code` or `…/code/again`.
impl FromRequestParts<Arc<PublicSite>> for Place {
    type Rejection = PageError;

    async fn from_request_parts(
        parts: &mut Parts,
        site: &Arc<PublicSite>,
    ) -> Result<Self, PageError> {
        let path = parts.uri.path();
        let code = path.strip_suffix("/again").unwrap_or(path);
        let base = code.strip_suffix("/code").ok_or(PageError::NotFound)?;
        if base == police::BASE {
            return Ok(police::place());
        }
        match base.strip_prefix("/refer/") {
            Some(form) => Ok(prove::place(site.form(form)?)),
            None => Ok(visit::place()),
        }
    }
}

/// Asks for a code and shows where to type it.
pub(super) async fn ask(site: &PublicSite, asked: &Asked, place: &Place, wanted: Wanted) -> Answer {
    ask_for(site, asked, place, wanted, false).await
}

/// The same for the first code and for each after it.
async fn ask_for(
    site: &PublicSite,
    asked: &Asked,
    place: &Place,
    wanted: Wanted,
    again: bool,
) -> Answer {
    site.limits.code_from(asked.client)?;
    site.limits.code_to(asked.client, &wanted.address)?;
    if let Some(old) = Pending::of(asked) {
        ask_code::end(&site.intake, &old.visit).await?;
    }
    let opens = match (wanted.form.is_empty(), wanted.reference.is_empty()) {
        _ if place.base == police::BASE => Purpose::AnswerHold,
        (false, _) => Purpose::Begin,
        (true, false) => Purpose::OpenReferral,
        (true, true) => Purpose::OpenDraft,
    };
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let request = Request {
        address: wanted.address.clone(),
        form: filled(&wanted.form),
        reference: filled(&wanted.reference),
    };
    let now = site.clock.now();
    let visit = ask_code::ask(&site.intake, opens, request, now).await?;
    let pending = Pending {
        visit,
        wanted,
        asked_at: now.as_second(),
        again,
    };
    Ok((pending.cookie(), go(&place.code())).into_response())
}

/// POST `…/code/again`, "Ask for a new code": the old one stops working.
pub(super) async fn again(
    State(site): State<Arc<PublicSite>>,
    place: Place,
    asked: Asked,
    Posted(_): Posted,
) -> Answer {
    let (site, asked, place) = (&site, &asked, &place);
    let Some(pending) = Pending::of(asked) else {
        return Ok(go(&place.different));
    };
    let since = site.clock.now().as_second() - pending.asked_at;
    if since < AGAIN_SECONDS {
        let words = "We have just sent a code. Wait 30 seconds, then ask again";
        return wrong(site, asked, place, &pending, words);
    }
    ask_for(site, asked, place, pending.wanted, true).await
}

/// GET `…/code`: the page for the code; while it waits for the hub's side, that page, and then the button that goes on.
pub(super) async fn code(
    State(site): State<Arc<PublicSite>>,
    place: Place,
    InQuery(query): InQuery<Query>,
    asked: Asked,
) -> Answer {
    let (site, asked, place) = (&site, &asked, &place);
    let Some(pending) = Pending::of(asked) else {
        return Ok(go(&place.different));
    };
    let Some(since) = query.waiting else {
        return page(&code_page(
            site,
            asked,
            place,
            &pending,
            ErrorSummary::default(),
        ));
    };
    match look(site, &pending).await? {
        Progress::Wait => wait(site, place, since),
        Progress::Open(handed) if matches!(*handed, Handed::Referral(_)) => Ok(go("/r/open")),
        Progress::Open(handed) if matches!(*handed, Handed::Question(_)) => {
            Ok(go("/r/police/question"))
        }
        Progress::Open(_) => page(&CodeRight {
            frame: site.frame("Your code is right").csrf(asked.token.as_str()),
            action: place.code(),
        }),
        Progress::Type { left } => wrong(site, asked, place, &pending, &not_right(left)),
        Progress::Ended => wrong(site, asked, place, &pending, NO_LONGER),
    }
}

/// POST `…/code`: a code was typed.
pub(super) async fn typed(
    State(site): State<Arc<PublicSite>>,
    place: Place,
    asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let (site, asked, place) = (&site, &asked, &place);
    let Some(pending) = Pending::of(asked) else {
        return Ok(go(&place.different));
    };
    site.limits.post_to(pending.visit.id.as_str())?;
    if let Progress::Open(handed) = look(site, &pending).await? {
        return opened(site, &pending, *handed).await;
    }
    let typed = fields.first("code");
    if typed.trim().is_empty() {
        let words = "Enter the code from the email";
        return wrong(site, asked, place, &pending, words);
    }
    let Some(code) = read_code(typed) else {
        let words = "The code is 8 letters and numbers";
        return wrong(site, asked, place, &pending, words);
    };
    match settle(site, &pending, &code).await? {
        Progress::Open(handed) => opened(site, &pending, *handed).await,
        Progress::Wait => wait(site, place, site.clock.now().as_second()),
        Progress::Type { left } => wrong(site, asked, place, &pending, &not_right(left)),
        Progress::Ended if has_begun(site, asked).await => Ok(go(&place.base)),
        Progress::Ended => wrong(site, asked, place, &pending, NO_LONGER),
    }
}

/// Whether an earlier press of the button has opened a draft in this browser.
async fn has_begun(site: &PublicSite, asked: &Asked) -> bool {
    let open = hold::opened(site, asked).await;
    open.is_ok_and(|open| open.is_some_and(|open| open.draft.state == DraftState::Open))
}

async fn look(site: &PublicSite, pending: &Pending) -> Result<Progress, PageError> {
    let Visit { id, key } = &pending.visit;
    Ok(type_code::look(&site.intake, id, key, site.clock.now()).await?)
}

/// Hands the code over once the hub's side is ready for it, and waits a moment for its answer.
async fn settle(site: &PublicSite, pending: &Pending, code: &str) -> Result<Progress, PageError> {
    let Visit { id, key } = &pending.visit;
    let mut is_typed = false;
    for _ in 0..LOOKS {
        match look(site, pending).await? {
            Progress::Type { .. } if !is_typed => {
                let now = site.clock.now();
                let typed = type_code::type_code(&site.intake, id, key, code, now).await;
                match typed {
                    Err(error) if !error.is_conflict() => return Err(error.into()),
                    _ => is_typed = true,
                }
            }
            Progress::Wait => tokio::time::sleep(BETWEEN_LOOKS).await,
            settled => return Ok(settled),
        }
    }
    Ok(Progress::Wait)
}

/// What a right code opened: the browser gets its hold, and the visit ends unless a referral is read in it.
async fn opened(site: &PublicSite, pending: &Pending, handed: Handed) -> Answer {
    let now = site.clock.now();
    let (key, form) = match handed {
        Handed::Referral(_) => return Ok(go("/r/open")),
        Handed::Question(_) => return Ok(go("/r/police/question")),
        Handed::Begin { address, form } => {
            let form = site.form(&form)?;
            match draft::begin(&site.intake, &pending.visit.id, &address, form, now).await? {
                Begun::Draft(key) => (key, form.id().to_owned()),
                Begun::TooMany(most) => {
                    return refused(&Message::too_many_drafts(site.frame(""), most));
                }
            }
        }
        Handed::Drafts(drafts) => match drafts.as_slice() {
            [] => return drafts::none(site, &pending.visit).await,
            [only] => return drafts::carry_on(site, &pending.visit, only).await,
            _ => return Ok(go("/r/drafts")),
        },
    };
    let address = format!("/refer/{form}");
    Ok((hold(&key), clear(VISIT), go(&address)).into_response())
}

/// A draft whose key came back, ready to be used again.
pub(super) async fn taken_up(site: &PublicSite, key: &str) -> Result<BrowserIdentity, Away> {
    let key = BrowserIdentity::from_cookie(key).map_err(|error| PageError::wrong(&error))?;
    draft::take_up(&site.intake, &key, site.clock.now()).await?;
    Ok(key)
}

/// The cookie that holds a draft.
pub(super) fn hold(key: &BrowserIdentity) -> Option<SetCookie> {
    SetCookie::session(DRAFT, key.cookie().expose_secret()).ok()
}

const NO_LONGER: &str = "That code can no longer be used. Ask for a new one";

fn not_right(left: i32) -> String {
    let words = "That code is not right. Check it, or ask for a new one";
    match left {
        0 | 1 => format!("{words}. You have 1 try left"),
        _ => words.to_owned(),
    }
}

fn wrong(
    site: &PublicSite,
    asked: &Asked,
    place: &Place,
    pending: &Pending,
    words: &str,
) -> Answer {
    let mut errors = ErrorSummary::default();
    errors.push("code", words);
    refused(&code_page(site, asked, place, pending, errors))
}

fn code_page<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    place: &Place,
    pending: &Pending,
    errors: ErrorSummary,
) -> CodePage<'a> {
    let wanted = &pending.wanted;
    let at = Timestamp::from_second(pending.asked_at).ok();
    let at = at.filter(|_| pending.again);
    CodePage {
        frame: site
            .frame("Check your email")
            .back(place.different.as_str())
            .csrf(asked.token.as_str())
            .problems(!errors.is_empty()),
        code: CodePage::input(&errors),
        errors,
        address: wanted.address.clone(),
        reference: Some(wanted.reference.clone()).filter(|reference| !reference.is_empty()),
        new_at: at.map(|at| words::time(at.to_zoned(london()).time())),
        domains: match place.base.as_str() {
            police::BASE => &[],
            _ => &site.intake.addresses.allowed_domains,
        },
        action: place.code(),
        different_href: place.different.clone(),
        again_action: format!("{}/code/again", place.base),
    }
}

/// "Opening your referral", again in two seconds.
fn wait(site: &PublicSite, place: &Place, since: i64) -> Answer {
    let again = format!("{}/code?waiting={since}", place.base);
    waiting(site, &again, since)
}

/// The page that waits and asks again.
pub(super) fn waiting(site: &PublicSite, again: &str, since: i64) -> Answer {
    let mut response: Response = page(&Waiting {
        frame: site.frame("Opening your referral"),
        long: site.clock.now().as_second() - since >= LONG,
        again_href: again.to_owned(),
    })?;
    let refresh = HeaderValue::try_from(format!("2; url={again}"));
    let refresh = refresh.map_err(|error| PageError::wrong(&error))?;
    response.headers_mut().insert(REFRESH, refresh);
    Ok(response)
}
