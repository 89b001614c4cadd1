//! Tasks in the desk's words: what has to be looked at, and what to do. Never a name.

use super::super::{dates, page::TaskRow};
use crate::{
    journey::finish_task::OpenTask,
    referral::{Stage, TaskKind},
};

/// One row.
pub(crate) fn task(open: OpenTask) -> TaskRow {
    let OpenTask { task, referral } = open;
    let (title, words) = words(task.kind);
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

fn words(kind: TaskKind) -> (&'static str, &'static str) {
    match kind {
        TaskKind::Reply => ("A reply came", "Read the message. It changed nothing."),
        TaskKind::NewVersion => (
            "A reply held the form again",
            "Read the message and compare. The referral was not changed.",
        ),
        TaskKind::Bounce => (
            "A letter came back",
            "Correct the address with the referrer, then send it again.",
        ),
        TaskKind::BounceUnmatched => (
            "Something came back",
            "It is not known which letter. Read the message.",
        ),
        TaskKind::MissingAnswers => (
            "Answers are missing",
            "Claim the referral and ask for them.",
        ),
        TaskKind::QuestionOverdue => (
            "No answer came by the day",
            "Phone the referrer, remind them, or decide with what is known. Nothing was declined.",
        ),
        TaskKind::StaleSignpost => (
            "A place of help was not checked for half a year",
            "It is not shown to anybody any more. Check it and set its date in the file of signposts.",
        ),
        TaskKind::HoldReview => (
            "A referral was held until today",
            "Look at it again: take it up, or find out what it waits for.",
        ),
        TaskKind::NoManager => (
            "No manager can release it",
            "Nobody was asked. Find out who the manager is, and ask them to release it.",
        ),
        TaskKind::NoAddress => (
            "There is no address to write to",
            "Find out the address of the referrer or manager.",
        ),
        TaskKind::CheckSender => (
            "Check who sent it",
            "The sender’s domain says it did not send this. Call them on a number you know.",
        ),
        TaskKind::OldMail => ("Old mail needs a look", "Nothing was sent because of it."),
        TaskKind::Portal => (
            "A message waits in a secure portal",
            "Open it there by hand, and file what it says.",
        ),
        TaskKind::MissingUid => (
            "A message is missing",
            "It was in the mailbox and is gone. Ask whoever else works in the mailbox.",
        ),
        TaskKind::ValidityChanged => (
            "The mailbox was made anew",
            "Everything in it was fetched again. Ask the operator why.",
        ),
        TaskKind::MailboxSilent => (
            "The mailbox is not being read",
            "Tell the person who runs the gateway.",
        ),
        TaskKind::AnswersStopped => (
            "Letters were held back",
            "So many went to one sender, or in an hour, that no more do.",
        ),
        TaskKind::ParserUnsafe => (
            "Messages cannot be read safely",
            "They are kept. Tell the person who runs the gateway.",
        ),
        TaskKind::Amended => (
            "Something has changed",
            "The referrer or manager corrected an answer, added files or withdrew it. Read what is new.",
        ),
        TaskKind::SetAside => (
            "Something was written back that could not be taken in",
            "It came too late, or does not fit the form. Read it and act on it.",
        ),
    }
}
