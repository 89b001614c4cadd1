//! The answers, after the content warning of this referral was passed in this session.

use http::StatusCode;

use super::{
    dates,
    found::Found,
    page::{AnswersPage, ContentWarningPage, ReferralHead, Tab},
    reading::{self, Reading},
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{
        ask_sender::{self, AskError},
        sign_in::{self, Warned},
        view::{OpenReferral, Part},
    },
    web::{extract::Posted, page_error::PageError},
};

/// The answers, or the warning before them.
pub async fn answers(found: Found) -> Answer {
    let warned = found.desk.who.warned(&found.referral.id);
    let open = found
        .open(if warned.is_some() {
            Part::Answers
        } else {
            Part::Overview
        })
        .await?;
    let head = |tab| reading::head(&open, found.account(), tab, None);
    if warned.is_none() {
        let page = ContentWarningPage {
            frame: found.frame(),
            head: head(None),
            ticked: reading::ticked(&open),
        };
        return drawn(StatusCode::OK, &page);
    }
    drawn(
        StatusCode::OK,
        &page(&found, &open, head(Some(Tab::Answers))),
    )
}

/// The choice at the warning.
pub async fn pass_warning(found: Found, Posted(fields): Posted) -> Answer {
    let choice = match fields.first("read") {
        "all" => Warned::All,
        "without-behaviour" => Warned::WithoutBehaviour,
        _ => return Err(PageError::Unreadable),
    };
    let (who, now) = (&found.desk.who, found.desk.door.now);
    sign_in::pass_warning(found.keyholder(), who, &found.referral.id, choice, now).await?;
    Ok(onward(&found.path("/answers")))
}

/// The page of the answers.
pub(super) fn page(found: &Found, open: &OpenReferral, head: ReferralHead) -> AnswersPage {
    let chosen = found.desk.who.warned(&found.referral.id);
    let wanted = found
        .desk
        .door
        .asked("with")
        .is_some_and(|with| with == "behaviour");
    let without_behaviour = chosen == Some(Warned::WithoutBehaviour) && !wanted;
    let record = &open.sent.record;
    let form = found
        .keyholder()
        .forms
        .iter()
        .find(|form| form.id() == record.form);
    let name = form
        .map_or(record.form.as_str(), |form| form.role())
        .to_lowercase();
    let sent = dates::long_day(dates::day_of(open.referral.sent_at));
    let reading = Reading {
        name: head.shown.is_some(),
        without_behaviour,
    };
    let mut frame = found.frame();
    frame.notice = notice(found.desk.door.query());
    AnswersPage {
        frame,
        by_mail: reading::by_mail(&open.sent, reading.name),
        form: format!("Form: {name}, version {}. Sent {sent}.", record.version),
        without_behaviour,
        topics: reading::topics(open, form, reading),
        head,
    }
}

/// One click: the referrer is asked for the answers that the form lacks.
pub async fn ask_missing(found: Found, Posted(_): Posted) -> Answer {
    let now = found.desk.door.now;
    let asked = ask_sender::ask(found.keyholder(), found.account(), &found.referral.id, now).await;
    let done = match asked {
        Ok(()) => "asked",
        Err(AskError::Asked) => "asked-before",
        Err(AskError::NoAddress) => "no-address",
        Err(AskError::NotThere | AskError::NothingMissing) => return Err(PageError::Changed),
        Err(AskError::Journey(error)) => return Err(error.into()),
    };
    Ok(onward(&found.path(&format!("/answers?{done}"))))
}

/// The line after somebody asked.
fn notice(query: Option<&str>) -> Option<String> {
    Some(
        match query? {
            "asked" => "The referrer is asked, with a copy to the manager.",
            "asked-before" => "They were asked within the last day. Nothing more was sent.",
            "no-address" => "There is no address of the referrer. Nothing was sent.",
            _ => return None,
        }
        .to_owned(),
    )
}
