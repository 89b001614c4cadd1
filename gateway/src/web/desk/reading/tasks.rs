//! Tasks in the desk's words: what has to be looked at, and what to do. Never a name.

use super::super::{dates, page::TaskRow};
use crate::{
    journey::finish_task::OpenTask,
    referral::{Stage, TaskKind},
};

/// One row.
pub(crate) fn task(open: OpenTask) -> TaskRow {
    let OpenTask { task, referral } = open;
    let (title, words) = (title(task.kind), words(task.kind));
    let named = matches!(
        task.kind,
        TaskKind::MissingUid
            | TaskKind::ValidityChanged
            | TaskKind::MailboxSilent
            | TaskKind::AnswersStopped
            | TaskKind::StaleSignpost
    );
    let waits = referral.as_ref().filter(|found| {
        matches!(task.kind, TaskKind::NoManager | TaskKind::CheckSender)
            && found.stage == Stage::AwaitingManager
    });
    TaskRow {
        waits: waits.map(|found| format!("/desk/waiting/{}", found.id)),
        id: task.id.to_string(),
        title,
        words,
        referral: referral
            .map(|found| (found.reference.to_string(), found.stage.is_with_the_hub())),
        message: task.message.as_ref().map(ToString::to_string),
        about: named.then_some(task.subject),
        raised: dates::moment(task.raised_at),
    }
}

/// What happened.
fn title(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Reply => "A reply came",
        TaskKind::NewVersion => "A reply held the form again",
        TaskKind::Bounce => "A letter came back",
        TaskKind::BounceUnmatched => "Something came back",
        TaskKind::MissingAnswers => "Answers are missing",
        TaskKind::QuestionOverdue => "No answer came by the day",
        TaskKind::StaleSignpost => "A place of help was not checked for half a year",
        TaskKind::HoldReview => "A referral was held until today",
        TaskKind::NoManager => "No manager can release it",
        TaskKind::NoAddress => "There is no address to write to",
        TaskKind::CheckSender => "Check who sent it",
        TaskKind::OldMail => "Old mail needs a look",
        TaskKind::Portal => "A message waits in a secure portal",
        TaskKind::MissingUid => "A message is missing",
        TaskKind::ValidityChanged => "The mailbox was made anew",
        TaskKind::MailboxSilent => "The mailbox is not being read",
        TaskKind::AnswersStopped => "Letters were held back",
        TaskKind::ParserUnsafe => "Messages cannot be read safely",
        TaskKind::Amended => "Something has changed",
        TaskKind::SetAside => "Something was written back that could not be taken in",
    }
}

/// What to do about it.
fn words(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Reply => "Read the message. It changed nothing.",
        TaskKind::NewVersion => "Read the message and compare. The referral was not changed.",
        TaskKind::Bounce => "Correct the address with the referrer, then send it again.",
        TaskKind::BounceUnmatched => "It is not known which letter. Read the message.",
        TaskKind::MissingAnswers => "Claim the referral and ask for them.",
        TaskKind::QuestionOverdue => {
            "Phone the referrer, remind them, or decide with what is known. Nothing was declined."
        }
        TaskKind::StaleSignpost => {
            "It is not shown to anybody any more. Check it and set its date in the file of signposts."
        }
        TaskKind::HoldReview => "Look at it again: take it up, or find out what it waits for.",
        TaskKind::NoManager => {
            "Nobody was asked. Find out who the manager is, and ask them to release it."
        }
        TaskKind::NoAddress => "Find out the address of the referrer or manager.",
        TaskKind::CheckSender => {
            "The sender’s domain says it did not send this. Call them on a number you know."
        }
        TaskKind::OldMail => "Nothing was sent because of it.",
        TaskKind::Portal => "Open it there by hand, and file what it says.",
        TaskKind::MissingUid => {
            "It was in the mailbox and is gone. Ask whoever else works in the mailbox."
        }
        TaskKind::ValidityChanged => "Everything in it was fetched again. Ask the operator why.",
        TaskKind::MailboxSilent => "Tell the person who runs the gateway.",
        TaskKind::AnswersStopped => "So many went to one sender, or in an hour, that no more do.",
        TaskKind::ParserUnsafe => "They are kept. Tell the person who runs the gateway.",
        TaskKind::Amended => {
            "The referrer or manager corrected an answer, added files or withdrew it. Read what is new."
        }
        TaskKind::SetAside => "It came too late, or does not fit the form. Read it and act on it.",
    }
}
