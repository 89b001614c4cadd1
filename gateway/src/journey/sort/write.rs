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
    let tx = keyholder.store.begin().await?;
    seen(&tx, batch).await?;
    let mut events = store(&tx, batch).await?;
    for sorted in batch {
        one(&tx, sorted, &mut events, now).await?;
    }
    post(keyholder, &tx, batch, now).await?;
    Ok(tx.commit(now, &events).await?)
}

/// Notes what each message is known by again.
async fn seen(tx: &Tx, batch: &[Sorted]) -> Result<(), JourneyError> {
    let of = |tag: fn(&Sorted) -> Option<&[u8; 32]>| -> Vec<_> {
        let tags = batch.iter().map(|sorted| (tag(sorted), &sorted.message.id));
        tags.filter_map(|(tag, id)| Some((tag?, id))).collect()
    };
    tx.claim_contents(&of(|sorted| sorted.tag.as_ref())).await?;
    tx.note_contents(&of(|sorted| sorted.id_tag.as_ref()))
        .await?;
    Ok(())
}

async fn one(
    tx: &Tx,
    sorted: &Sorted,
    events: &mut Vec<Event>,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let message = &sorted.message;
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
            tx.link(&[(&message.id, referral)]).await?;
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

/// Stores the new referrals of a batch, and ties messages to what they became or belong to. They are admitted: who signs and who keeps
/// the chain are one here.
pub(super) async fn store(tx: &Tx, batch: &[Sorted]) -> Result<Vec<Event>, JourneyError> {
    let new: Vec<&Planned> = batch.iter().flat_map(|sorted| &sorted.new).collect();
    let payloads = new.iter().map(|planned| planned.payload.as_ref());
    let payloads: Option<Vec<&Payload>> = payloads.collect();
    let payloads = payloads.ok_or(JourneyError::Inconsistent("a submission"))?;
    let referrals: Vec<_> = new.iter().map(|planned| &planned.referral).collect();
    tx.insert_referrals(&referrals).await?;
    let files: Vec<_> = new.iter().flat_map(|planned| &planned.files).collect();
    tx.insert_attachments(&files).await?;
    tx.insert_payloads(&payloads).await?;
    for draft in new.iter().filter_map(|planned| planned.draft.as_ref()) {
        tx.insert_draft(draft).await?;
    }
    let ties = batch.iter().flat_map(|sorted| {
        let new = sorted.new.iter().map(|planned| &planned.referral.id);
        let all = new.chain(sorted.joins.as_ref());
        all.map(|referral| (&sorted.message.id, referral))
    });
    tx.link(&ties.collect::<Vec<_>>()).await?;
    let events = new.iter().zip(payloads).map(|(planned, payload)| {
        // The payload, and of each file its bytes and its header.
        let items = 1 + 2 * planned.files.len();
        Event::new("intake", Action::Admitted, planned.referral.id.as_str())
            .with("submission", &payload.submission)
            .with("node", &payload.node)
            .with("manifest", &sha256_hex(&payload.manifest))
            .with("items", &items)
    });
    Ok(events.collect())
}

/// Puts the letters of a batch into the outbox, as many as may go to one sender a day and to all an hour. What does not go is a task.
pub(super) async fn post(
    keyholder: &Keyholder,
    tx: &Tx,
    batch: &[Sorted],
    now: Timestamp,
) -> Result<(), JourneyError> {
    let day = london_day(now).to_string();
    let hour = now.strftime("%Y-%m-%dT%H").to_string();
    let (mut wanted, mut stopped) = (Vec::new(), Vec::new());
    let mut all: Vec<(&Sorted, &Outgoing)> = Vec::new();
    for sorted in batch {
        all.extend(sorted.letters.iter().map(|out| (sorted, out)));
    }
    for (sorted, outgoing) in all {
        match for_its_sender(keyholder, tx, outgoing, &day).await? {
            Some(true) => wanted.push((sorted, outgoing)),
            Some(false) => stopped.push((sorted, outgoing)),
            None => {}
        }
    }
    let most = (wanted.len(), keyholder.mail.answers_an_hour);
    let granted = tx.count_answers(&[0; 32], &hour, most).await?;
    stopped.extend(wanted.split_off(granted.min(wanted.len())));
    let letters: Vec<_> = wanted.iter().map(|(_, out)| &out.letter).collect();
    tx.insert_letters(&letters).await?;
    not_sent(tx, &stopped, &day, now).await
}

/// Whether one more letter may go because of this sender today; none where they were told already.
async fn for_its_sender(
    keyholder: &Keyholder,
    tx: &Tx,
    outgoing: &Outgoing,
    day: &str,
) -> Result<Option<bool>, JourneyError> {
    if outgoing.once_a_day {
        let answered = tag(keyholder, "mail-received", outgoing);
        if tx.count_answers(&answered, day, (1, 1)).await? == 0 {
            return Ok(None);
        }
    }
    if outgoing.proved {
        return Ok(Some(true));
    }
    let sender = tag(keyholder, "mail-answer", outgoing);
    let most = keyholder.mail.answers_a_day_to_one_sender;
    let counted = tx.count_answers(&sender, day, (1, most)).await?;
    Ok(Some(counted == 1))
}

/// Letters that do not go are one task a day.
async fn not_sent(
    tx: &Tx,
    stopped: &[(&Sorted, &Outgoing)],
    day: &str,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let Some((sorted, first)) = stopped.first() else {
        return Ok(());
    };
    let task = new_task(TaskKind::AnswersStopped, day, now)?;
    tx.insert_task(&Task {
        message: Some(sorted.message.id.clone()),
        referral: first.letter.referral.clone(),
        ..task
    })
    .await?;
    tracing::warn!(
        letters = stopped.len(),
        "letters were not written: too many for one sender or in an hour"
    );
    for (_, outgoing) in stopped {
        not_asked(tx, outgoing, now).await?;
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

/// The keyed tag of a sender, so that counting names nobody.
fn tag(keyholder: &Keyholder, purpose: &str, outgoing: &Outgoing) -> [u8; 32] {
    let sender = outgoing.because_of.as_bytes();
    let tag = mark(&keyholder.tag_key, purpose, &[sender]);
    tag.try_into().unwrap_or_default()
}
