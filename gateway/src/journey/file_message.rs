//! A person at the desk says what a message is: it belongs to a referral, it is a machine's, or it is no referral. Releases and decides
//! nothing. For half an hour each filing can be undone, and until then its letters wait. A new referral is filed by [`super::sort`].

use jiff::Timestamp;

use super::{
    FileError, JourneyError, Keyholder,
    rooms::{
        UNDO, can_undo, fileable, filed_event, new_id, new_task, open_reading, outbox_letter,
        trust_rule,
    },
};
use crate::{
    audit::Action,
    letters::{Stamp, not_a_referral},
    mail::{Decided, Facts, NoAnswer, Outcome, Why, may_answer, message_id_to_name, trust::trust},
    referral::{
        Account, Id, MailMessage, OutboxLetter, Reference, Referral, Stage, Task, TaskKind,
    },
    store::{Change, Event, Filed, Tx},
};

/// What a person says a message is, when it is no new referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It belongs to this referral.
    Join(Reference),
    /// A letter came back.
    Bounce,
    /// An automatic reply.
    AutoReply,
    /// A report about mail.
    Report,
    /// No referral, and its sender is told so.
    TellSender,
    /// No referral, and nobody is told.
    NoAnswer,
}

impl Choice {
    /// Code in the audit line.
    fn code(&self) -> &'static str {
        match self {
            Self::Join(_) => "join",
            Self::Bounce => "bounce",
            Self::AutoReply => "auto_reply",
            Self::Report => "report",
            Self::TellSender => "tell_sender",
            Self::NoAnswer => "no_answer",
        }
    }

    /// What became of the message; none where it stays what it was.
    fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Join(_) => Some(Outcome::FollowUp),
            Self::Bounce => Some(Outcome::Bounce),
            Self::AutoReply => Some(Outcome::AutoReply),
            Self::Report => Some(Outcome::Report),
            Self::TellSender | Self::NoAnswer => None,
        }
    }
}

/// Files a message.
pub async fn file(
    keyholder: &Keyholder,
    who: &Account,
    shown: (&Id<MailMessage>, i32),
    choice: &Choice,
    now: Timestamp,
) -> Result<(), FileError> {
    let message = fileable(keyholder, shown).await?;
    let joined = match choice {
        Choice::Join(reference) => Some(with_the_hub(keyholder, reference).await?.id),
        _ => None,
    };
    let letter = match choice {
        Choice::TellSender => Some(letter(keyholder, &message, now)?),
        _ => None,
    };
    let outcome = choice.outcome().map(Outcome::code);
    let filed = Filed {
        outcome: outcome.or(message.outcome.as_deref()).unwrap_or_default(),
        why: Why::FiledByPerson.code(),
        referral: joined.as_ref(),
        by: Some((&who.id, now)),
    };
    let mut event = filed_event(who, &message, choice.code());
    let tx = keyholder.store.begin().await?;
    tx.file_message(&message, &filed).await?;
    if let Some(referral) = &joined {
        event = event.with("referral", referral);
        tx.link(&[(&message.id, referral)]).await?;
        let task = new_task(TaskKind::Reply, message.id.as_str(), now);
        let task = task.map_err(JourneyError::from)?;
        tx.insert_task(&Task {
            referral: Some(referral.clone()),
            message: Some(message.id.clone()),
            why: Some(Why::FiledByPerson.code().to_owned()),
            ..task
        })
        .await?;
    }
    if let Some(letter) = &letter {
        event = event.with("letter", &letter.id);
        tx.insert_letter(letter).await?;
    }
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

/// Takes a filing back, within half an hour, while nobody has worked on what it made.
pub async fn undo(
    keyholder: &Keyholder,
    who: &Account,
    (id, version): (&Id<MailMessage>, i32),
    now: Timestamp,
) -> Result<(), FileError> {
    let found = keyholder.store.find_message(id).await?;
    let message = found.ok_or(FileError::NotThere)?;
    let filed_at = message.filed_at.filter(|_| message.version == version);
    let at = filed_at
        .filter(|at| can_undo(*at, now))
        .ok_or(FileError::Changed)?;
    let lines = keyholder.store.audit_lines_about(id.as_str()).await?;
    let filing = lines
        .iter()
        .rev()
        .find(|line| line.entry.action == Action::MessageFiled)
        .ok_or(JourneyError::Inconsistent("a filing"))?;
    let was = |name: &str| filing.entry.detail.get(name).unwrap_or_default();
    let mut linked = Vec::new();
    for referral in keyholder.store.referrals_of(id).await? {
        linked.extend(keyholder.store.find_referral(&referral).await?);
    }
    let back = Filed {
        outcome: was("was"),
        why: was("was_why"),
        referral: None,
        by: None,
    };
    let event = Event::new(who.id.as_str(), Action::FilingUndone, id.as_str())
        .with("choice", was("choice"));
    let is_new = message.outcome.as_deref() == Some(Outcome::Referral.code());
    let tx = keyholder.store.begin().await?;
    tx.file_message(&message, &back).await?;
    for referral in &linked {
        tx.unlink(id, &referral.id).await?;
        if is_new {
            take_back(&tx, referral, at, now).await?;
        }
    }
    tx.end_task(TaskKind::Reply, id.as_str(), now).await?;
    if let Some(letter) = Id::read(was("letter")) {
        tx.withdraw_letter(&letter).await?;
    }
    Ok(tx.commit(now, &[event]).await?)
}

/// Takes back a referral that a filing made: its letters are not posted, its tasks are over.
async fn take_back(
    tx: &Tx,
    referral: &Referral,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), FileError> {
    let stage = referral.stage.clone().take_back();
    let stage: Stage = stage.map_err(|_| FileError::Changed)?;
    tx.move_referral(referral, &stage, now, Change::default())
        .await?;
    tx.withdraw_letters(&referral.id, at).await?;
    for kind in [
        TaskKind::MissingAnswers,
        TaskKind::NoAddress,
        TaskKind::NoManager,
    ] {
        tx.end_task(kind, referral.id.as_str(), now).await?;
    }
    Ok(())
}

/// The referral with this reference, when the desk may open it.
async fn with_the_hub(keyholder: &Keyholder, reference: &Reference) -> Result<Referral, FileError> {
    let found = keyholder.store.find_by_reference(reference).await?;
    found
        .filter(|found| found.stage.is_with_the_hub())
        .ok_or(FileError::NoSuchReferral)
}

/// The letter that tells the sender: by the same rules as every answer to a message (RFC 3834), and only to a proved sender who may refer.
fn letter(
    keyholder: &Keyholder,
    message: &MailMessage,
    now: Timestamp,
) -> Result<OutboxLetter, FileError> {
    let read = open_reading(keyholder, message)?;
    let read = read.ok_or(FileError::MayNotTell(NoAnswer::NotVerified))?;
    let hub = &keyholder.hub;
    let is_us = |address: &str| address.eq_ignore_ascii_case(&hub.email);
    let facts = Facts {
        trust: trust(&read, &trust_rule(&keyholder.mail.trust)),
        seen: None,
        id_reused: false,
        thread: Vec::new(),
        own_letter: false,
        says_it_is_us: read.head.from.iter().any(|from| is_us(&from.address)),
        archive: message.archive,
        rules_in_force: true,
        people: Vec::new(),
    };
    let held = Decided::plain(Outcome::HoldingPen, Why::FiledByPerson);
    let (_, to) =
        may_answer(&read, &facts, &held, &keyholder.addresses).map_err(FileError::MayNotTell)?;
    let stamp = Stamp {
        id: new_id::<OutboxLetter>()
            .map_err(JourneyError::from)?
            .as_str()
            .to_owned(),
        at: now,
    };
    let letter =
        not_a_referral(hub, &stamp, &to.address).answering(message_id_to_name(&read).as_deref());
    let letter = outbox_letter(&keyholder.sealer, &letter, None, "sender", now)?;
    Ok(OutboxLetter {
        next_at: now + UNDO,
        ..letter
    })
}
