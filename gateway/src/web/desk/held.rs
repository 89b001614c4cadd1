//! The holding pen, and one message of it. A message is plain text here, whatever it was; what it carries leaves as bytes, after a
//! second step, under a name that says nothing.

use axum::response::Response;
use http::StatusCode;

use super::{
    attachments::bytes_of,
    dates,
    door::Desk,
    named::Named,
    page::{DownloadPartPage, FileChoice, HeldPage, MessagePage, PageLink, Section},
    reading,
    site::{Answer, drawn, onward},
};
use crate::{
    journey::held::{self as journey, PartError, Pen, Wanted},
    referral::{Id, MailMessage},
    store::HeldAfter,
    web::{extract::Posted, page::ErrorSummary, page_error::PageError},
};

/// One page of the pen.
pub async fn list(desk: Desk) -> Answer {
    let (site, now) = (&desk.door.site, desk.door.now);
    let old = desk.door.asked("old").is_some();
    let after = desk.door.asked("after").and_then(|text| read_after(&text));
    let pen = journey::list(&site.keyholder, old, after.as_ref(), now).await?;
    let alarm = alarm(&pen);
    let [every_day, old_mail] = pen.counts;
    let (count, others) = if old {
        (old_mail, every_day)
    } else {
        (every_day, old_mail)
    };
    let page = HeldPage {
        frame: if old {
            desk.frame().within(Section::Held)
        } else {
            desk.frame().at(Section::Held)
        },
        old,
        rows: pen.rows.iter().map(reading::held_line).collect(),
        count,
        others,
        read: pen
            .read_at
            .map(|at| format!("The mailbox was read {}.", dates::moment(at))),
        alarm,
        next: pen.next.as_ref().map(|after| link(old, after)),
    };
    drawn(StatusCode::OK, &page)
}

fn alarm(pen: &Pen) -> Option<String> {
    if !pen.silent {
        return None;
    }
    let since = pen.read_at.map_or_else(
        || "has never been read".to_owned(),
        |at| format!("was last read {}", dates::moment(at)),
    );
    Some(format!(
        "The mailbox {since}. Tell the person who runs the gateway."
    ))
}

/// One message.
pub async fn message(named: Named<MailMessage>) -> Answer {
    page(&named, StatusCode::OK, ErrorSummary::default()).await
}

/// The page of a message, with what to put right.
pub(super) async fn page(
    named: &Named<MailMessage>,
    status: StatusCode,
    problems: ErrorSummary,
) -> Answer {
    let now = named.desk.door.now;
    let open = journey::open(named.keyholder(), named.account(), &named.id, now).await?;
    let open = open.ok_or(PageError::NotFound)?;
    let mut frame = named.frame(Section::Held);
    frame.notice = named.desk.door.asked("done").and_then(|done| notice(&done));
    if status == StatusCode::CONFLICT {
        frame.notice =
            Some("Somebody was first, or it is too late. Nothing of yours was saved.".to_owned());
    }
    let page: MessagePage = reading::message(frame, &open, problems);
    drawn(status, &page)
}

/// The line after something was done.
fn notice(done: &str) -> Option<String> {
    if done == "undone" {
        return Some("The filing was undone.".to_owned());
    }
    let choice = FileChoice::read(done)?;
    Some(format!("Filed as: {}.", choice.label()))
}

/// The second step before a part leaves.
pub async fn ask(named: Named<MailMessage>) -> Answer {
    second_step(&named, StatusCode::OK, ErrorSummary::default())
}

/// The second step, sent.
pub async fn download(named: Named<MailMessage>, Posted(fields): Posted) -> Answer {
    if !fields.has("confirm", "yes") {
        let mut problems = ErrorSummary::default();
        problems.push("confirm", "Tick the box to download the file");
        return second_step(&named, StatusCode::UNPROCESSABLE_ENTITY, problems);
    }
    let wanted = wanted(&named)?;
    let which = (&named.id, wanted);
    let now = named.desk.door.now;
    match journey::part(named.keyholder(), named.account(), which, now).await {
        Ok((name, bytes)) => leaves(&named, wanted, &name, bytes),
        Err(PartError::NotThere) => Err(PageError::NotFound),
        Err(PartError::Locked) => {
            let mut problems = ErrorSummary::default();
            problems.push(
                "confirm",
                "The scanner found a threat in it. It is locked for everybody",
            );
            second_step(&named, StatusCode::CONFLICT, problems)
        }
        Err(PartError::Journey(error)) => Err(error.into()),
    }
}

fn leaves(
    named: &Named<MailMessage>,
    wanted: Wanted,
    sent_as: &str,
    bytes: Vec<u8>,
) -> Result<Response, PageError> {
    let short: String = named.id.as_str().chars().take(8).collect();
    let name = match wanted {
        Wanted::Original => format!("message-{short}.eml"),
        Wanted::Part(number) => {
            super::attachments::file_name(&format!("message-{short}"), number, sent_as)
        }
    };
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    bytes_of(&name, length, bytes.into())
}

fn second_step(named: &Named<MailMessage>, status: StatusCode, problems: ErrorSummary) -> Answer {
    wanted(named)?;
    let page = DownloadPartPage {
        frame: named.frame(Section::Held),
        id: named.id.to_string(),
        part: named.part.clone(),
        problems,
    };
    drawn(status, &page)
}

fn wanted(named: &Named<MailMessage>) -> Result<Wanted, PageError> {
    if named.part == "original" {
        return Ok(Wanted::Original);
    }
    let number = named.part.parse().ok().filter(|number| *number > 0);
    number.map(Wanted::Part).ok_or(PageError::NotFound)
}

fn link(old: bool, after: &HeldAfter) -> PageLink {
    let at = jiff::Timestamp::from_microsecond(after.arrived_at).unwrap_or_default();
    let list = if old { "old&" } else { "" };
    PageLink {
        path: format!("/desk/held?{list}after={}-{}", after.arrived_at, after.id),
        dates: format!("from {}", dates::long_day(dates::day_of(at))),
    }
}

/// Reads what [`link`] wrote; anything else is the first page.
fn read_after(text: &str) -> Option<HeldAfter> {
    let (at, id) = text.split_once('-')?;
    Some(HeldAfter {
        arrived_at: at.parse().ok()?,
        id: Id::read(id)?,
    })
}

/// To a message's page, with what was done.
pub(super) fn back(named: &Named<MailMessage>, done: &str) -> Response {
    onward(&format!("/desk/held/{}?done={done}", named.id))
}
