//! The one transaction of a batch: outcomes, referrals, letters, marks, tasks and their audit lines, or nothing of all that.

use jiff::Timestamp;

use super::{
    super::{JourneyError, Keyholder, rooms::new_task},
    letters::Outgoing,
    prepare::Sorted,
    referral::Planned,
};
use crate::{
    audit::Action,
    clock::london_day,
    credentials::mark,
    letters::LetterKind,
    referral::{Payload, Task, TaskKind},
    seal::sha256_hex,
    store::{Event, SortedColumns, Tx},
};

/// Writes a batch. `Conflict` when anything in it was taken meanwhile; nothing is written then.
pub(super) async fn write(
    keyholder: &Keyholder,
    batch: &[Sorted],
    now: Timestamp,
) -> Result<(), JourneyError> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut events = Vec::new();
    let tx = keyholder.store.begin().await?;
    for sorted in batch {
        one(keyholder, &tx, sorted, &mut events, now).await?;
    }
    Ok(tx.commit(now, &events).await?)
}

async fn one(
    keyholder: &Keyholder,
    tx: &Tx,
    sorted: &Sorted,
    events: &mut Vec<Event>,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let message = &sorted.message;
    if let Some(tag) = &sorted.tag {
        tx.claim_content(tag, &message.id).await?;
    }
    if let Some(tag) = &sorted.id_tag {
        tx.note_content(tag, &message.id).await?;
    }
    for planned in &sorted.new {
        events.push(store(tx, planned).await?);
        tx.link(&message.id, &planned.referral.id).await?;
    }
    if let Some(joined) = &sorted.joins {
        tx.link(&message.id, joined).await?;
    }
    let about = sorted.new.first().map(|planned| &planned.referral.id);
    let about = about.or(sorted.joins.as_ref());
    let about = about.or(sorted.original.as_ref()).cloned();
    let columns = SortedColumns {
        outcome: sorted.outcome.code().to_owned(),
        why: sorted.why.code().to_owned(),
        referral: about.clone(),
        reading: sorted.reading.clone(),
    };
    tx.sort_message(message, columns, now).await?;
    came_back(tx, sorted, events, now).await?;
    for task in &sorted.tasks {
        tx.insert_task(task).await?;
    }
    post(keyholder, tx, sorted, now).await?;
    let mut event = Event::new("worker", Action::MessageSorted, message.id.as_str())
        .with("outcome", sorted.outcome.code())
        .with("why", sorted.why.code());
    if let Some(about) = &about {
        event = event.with("referral", about);
    }
    events.push(event);
    Ok(())
}

/// Marks the letters that came back; one that is marked already raises nothing more.
async fn came_back(
    tx: &Tx,
    sorted: &Sorted,
    events: &mut Vec<Event>,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let message = &sorted.message;
    for returned in &sorted.returned {
        if !tx
            .mark_bounced(&returned.letter, &returned.why, now)
            .await?
        {
            continue;
        }
        let task = new_task(TaskKind::Bounce, returned.letter.as_str(), now)?;
        tx.insert_task(&Task {
            referral: returned.referral.clone(),
            message: Some(message.id.clone()),
            letter: Some(returned.letter.clone()),
            why: Some(returned.why.clone()),
            ..task
        })
        .await?;
        if let Some(referral) = &returned.referral {
            tx.link(&message.id, referral).await?;
        }
        let object = returned.referral.as_ref();
        let object = object.map_or(returned.letter.as_str(), |id| id.as_str());
        let event = Event::new("worker", Action::LetterBounced, object)
            .with("letter", &returned.letter)
            .with("why", &returned.why);
        events.push(event);
    }
    Ok(())
}

/// Stores a new referral, admitted: who signs it and who keeps the chain are one here.
pub(super) async fn store(tx: &Tx, planned: &Planned) -> Result<Event, JourneyError> {
    let payload = planned.payload.as_ref();
    let payload = payload.ok_or(JourneyError::Inconsistent("a submission"))?;
    let id = &planned.referral.id;
    tx.insert_referral(&planned.referral).await?;
    for file in &planned.files {
        tx.insert_attachment(file).await?;
    }
    tx.insert_payload(&Payload {
        admitted: true,
        ..payload.clone()
    })
    .await?;
    if let Some(draft) = &planned.draft {
        tx.insert_draft(draft).await?;
    }
    // The payload, and of each file its bytes and its header.
    let items = 1 + 2 * planned.files.len();
    Ok(Event::new("intake", Action::Admitted, id.as_str())
        .with("submission", &payload.submission)
        .with("node", &payload.node)
        .with("manifest", &sha256_hex(&payload.manifest))
        .with("items", &items))
}

/// Puts the letters into the outbox, as many as may go to one sender a day and to all an hour. What does not go is a task.
pub(super) async fn post(
    keyholder: &Keyholder,
    tx: &Tx,
    sorted: &Sorted,
    now: Timestamp,
) -> Result<(), JourneyError> {
    for outgoing in &sorted.letters {
        let day = london_day(now).to_string();
        if outgoing.once_a_day {
            let answered = tag(keyholder, "mail-received", outgoing);
            if !tx.count_answer(&answered, &day, 1).await? {
                continue;
            }
        }
        if counts(keyholder, tx, outgoing, now).await? {
            tx.insert_letter(&outgoing.letter).await?;
        } else {
            let task = new_task(TaskKind::AnswersStopped, &day, now)?;
            tx.insert_task(&Task {
                message: Some(sorted.message.id.clone()),
                referral: outgoing.letter.referral.clone(),
                ..task
            })
            .await?;
            tracing::warn!(message = %sorted.message.id, "a letter was not written: too many for one sender or in an hour");
            not_asked(tx, outgoing, now).await?;
        }
    }
    Ok(())
}

/// A manager who was not asked after all is a task: no referral waits where nobody sees it.
async fn not_asked(tx: &Tx, outgoing: &Outgoing, now: Timestamp) -> Result<(), JourneyError> {
    let letter = &outgoing.letter;
    let waits = letter.kind == LetterKind::WaitingForManager.code();
    if let Some(referral) = letter.referral.as_ref().filter(|_| waits) {
        let task = new_task(TaskKind::NoManager, referral.as_str(), now)?;
        tx.insert_task(&Task {
            referral: Some(referral.clone()),
            why: Some("answers_stopped".to_owned()),
            ..task
        })
        .await?;
    }
    Ok(())
}

/// Whether one more letter may go because of this sender, and at all.
async fn counts(
    keyholder: &Keyholder,
    tx: &Tx,
    outgoing: &Outgoing,
    now: Timestamp,
) -> Result<bool, JourneyError> {
    let rules = &keyholder.mail;
    let day = london_day(now).to_string();
    let hour = now.strftime("%Y-%m-%dT%H").to_string();
    let sender = tag(keyholder, "mail-answer", outgoing);
    let most = rules.answers_a_day_to_one_sender;
    if !outgoing.proved && !tx.count_answer(&sender, &day, most).await? {
        return Ok(false);
    }
    Ok(tx
        .count_answer(&[0; 32], &hour, rules.answers_an_hour)
        .await?)
}

/// The keyed tag of a sender, so that counting names nobody.
fn tag(keyholder: &Keyholder, purpose: &str, outgoing: &Outgoing) -> [u8; 32] {
    let sender = outgoing.because_of.as_bytes();
    let tag = mark(&keyholder.tag_key, purpose, &[sender]);
    tag.try_into().unwrap_or_default()
}
