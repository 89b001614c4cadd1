//! The answers, after the content warning of this referral was passed in this session.

use http::StatusCode;
use intake_forms::{Completeness, FormDefinition};

use super::{
    dates,
    found::Found,
    page::{AnswerTopic, AnswersPage, ContentWarningPage, ReferralHead, Tab},
    reading::{self, Reading},
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{
        correct::may_correct,
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
    AnswersPage {
        frame: found.frame(),
        by_mail: reading::by_mail(&open.sent, reading.name),
        form: format!(
            "Form: {name}, version {}. Sent {sent}.{}",
            record.version,
            answered(open, form)
        ),
        complete: completeness(open, form),
        without_behaviour,
        topics: topics(found, open, form, reading),
        corrected: reading::corrected(open),
        only_changed: only_changed(found),
        head,
    }
}

/// How many of the questions that were put have an answer; nothing of a form of another version.
fn completeness(open: &OpenReferral, form: Option<&FormDefinition>) -> Option<Completeness> {
    let form = form.filter(|form| form.version() == open.sent.record.version)?;
    let sent_on = dates::day_of(open.referral.sent_at);
    Some(form.completeness(&open.sent.answers, sent_on))
}

fn answered(open: &OpenReferral, form: Option<&FormDefinition>) -> String {
    let Some(count) = completeness(open, form) else {
        return String::new();
    };
    format!(
        " {} of {} questions answered, {} of them with Not known.",
        count.answered, count.asked, count.not_known
    )
}

fn only_changed(found: &Found) -> bool {
    found
        .desk
        .door
        .asked("show")
        .is_some_and(|show| show == "changed")
}

/// The topics, or those in which something changed; with the ways to correct for who may.
fn topics(
    found: &Found,
    open: &OpenReferral,
    form: Option<&FormDefinition>,
    reading: Reading,
) -> Vec<AnswerTopic> {
    let today = dates::day_of(found.desk.door.now);
    let correct = may_correct(found.account(), &open.referral.stage).then_some(today);
    let mut topics = reading::topics(open, form, (reading, correct));
    if only_changed(found) {
        topics.retain(AnswerTopic::is_changed);
        for topic in &mut topics {
            topic.rows.retain(|row| !row.before.is_empty());
            topic.not_answered = 0;
            topic.can_add.clear();
        }
    }
    topics
}
