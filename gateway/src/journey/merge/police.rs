//! The answer of the contact of a police hold: another answer to the form's question about the police, screened with the day of receipt as
//! it was. It ends the hold and decides nothing; what comes too late changes nothing.

use intake_forms::{AnswerPlace, CorrectedAnswer, Fields, NotCorrected};
use jiff::Timestamp;

use super::super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{
        CONTACT, hold_mark, letters_to_both, new_corrections, new_task, open_holds, people,
        screened_again, seal_end, write,
    },
};
use crate::{
    audit::Action,
    clock::london_day,
    credentials::same_mark,
    letters,
    referral::{
        Addition, Answered, CorrectedBy, Correction, HoldContact, HoldEnd, OpenHold, Referral,
        Sent, Stage, Task, TaskKind,
    },
    seal::{Label, Purpose, ReferralIdentity, Sealed, sha256_hex},
    store::Event,
};

/// The form's question about the police.
const QUESTION: &str = "pol_status";
/// Why the answer changed, on the desk.
const WHY: &str = "The police contact answered the question of the hold.";

/// An answer to a hold that is open.
struct Answering {
    referral: Referral,
    addition: Addition,
    sent: Sent,
    hold: OpenHold,
    contact: HoldContact,
}

/// Carries the answer out.
pub(super) async fn answer(
    keyholder: &Keyholder,
    referral: Referral,
    addition: Addition,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let OpenedSent { key, sent, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let mut holds = open_holds(keyholder, (&referral, &key)).await?;
    let waits = matches!(referral.stage, Stage::Held { .. });
    let open = holds.pop().filter(|hold| waits && hold.end.is_none());
    let Some((hold, contact)) = open.and_then(|hold| {
        let contact = hold.hold.contact.clone()?;
        Some((hold, contact))
    }) else {
        return set_aside(keyholder, &referral, &addition, "too_late", now).await;
    };
    let code = the_contacts(keyholder, &key, &referral, &addition, hold.ordinal)?;
    let answering = Answering {
        referral,
        addition,
        sent,
        hold,
        contact,
    };
    match corrected(keyholder, &answering, &code) {
        Ok(Some(corrected)) => take_up(keyholder, answering, corrected, now).await,
        Ok(None) => still_the_same(keyholder, &answering, now).await,
        Err(why) => {
            set_aside(
                keyholder,
                &answering.referral,
                &answering.addition,
                why,
                now,
            )
            .await
        }
    }
}

/// The answer's code, when the hub's own mark says that it is this hold's contact who wrote it.
fn the_contacts(
    keyholder: &Keyholder,
    key: &ReferralIdentity,
    referral: &Referral,
    addition: &Addition,
    hold: i32,
) -> Result<String, JourneyError> {
    let label = Label::of(Purpose::Reply, referral.id.as_str(), addition.id.as_str());
    let answered: Answered = key.open(&Sealed::from_stored(addition.sealed.clone()), &label)?;
    let wanted = hold_mark(keyholder, &addition.hand_out, referral, hold);
    if same_mark(&wanted, &answered.proof) {
        Ok(answered.words)
    } else {
        Err(JourneyError::Inconsistent("an addition's hand-out"))
    }
}

/// The new answer by the form's own rules; none when it is the one that stands there.
fn corrected(
    keyholder: &Keyholder,
    answering: &Answering,
    code: &str,
) -> Result<Option<CorrectedAnswer>, &'static str> {
    let sent = &answering.sent;
    let form = keyholder.forms.iter();
    let form = form.clone().find(|form| form.id() == sent.record.form);
    let form = form.ok_or("no_form")?;
    if sent.record.answers.code(QUESTION) == Some(code) {
        return Ok(None);
    }
    let place = AnswerPlace {
        question: QUESTION.to_owned(),
        item: None,
    };
    let typed = Fields::bounded([(QUESTION, code)]).map_err(|_| "wrong")?;
    let day = london_day(answering.addition.made_at);
    let corrected = form.correct(&place, &typed, &sent.answers, day);
    corrected.map(Some).map_err(|error| match error {
        NotCorrected::NotAsked => "not_asked",
        NotCorrected::Wrong(_) => "wrong",
    })
}

/// Takes the referral up again with the new answer.
async fn take_up(
    keyholder: &Keyholder,
    answering: Answering,
    corrected: CorrectedAnswer,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let Answering {
        referral,
        addition,
        mut sent,
        hold,
        contact,
    } = answering;
    let stage = referral.stage.clone().held_no_more();
    let stage = stage.map_err(|_| JourneyError::Inconsistent("a stage"))?;
    let end = HoldEnd {
        why: corrected.shown().to_owned(),
        by: contact.name.clone(),
    };
    let (end, ended) = seal_end(keyholder, (&referral, hold.ordinal), CONTACT, &end, now)?;
    sent.record.correct(&corrected);
    sent.answers.correct(&corrected);
    let correction = Correction {
        answer: corrected,
        by: contact.name,
        role: CorrectedBy::PoliceContact,
        why: WHY.to_owned(),
    };
    let rows = new_corrections(keyholder, &referral, &[correction], CONTACT, now).await?;
    let (people, id) = (people(&sent), referral.id.clone());
    let reference = referral.reference.as_str().to_owned();
    let letters = letters_to_both(keyholder, &referral, now, |stamp, reader| {
        letters::held_no_more(&keyholder.hub, stamp, (&reference, &people), reader)
    })?;
    let ready = screened_again(keyholder, referral, &sent, (CONTACT, stage), now).await?;
    let tx = keyholder.store.begin().await?;
    tx.merge_addition(&addition.id).await?;
    tx.end_hold(&id, hold.ordinal, &end).await?;
    tx.end_task(TaskKind::HoldReview, id.as_str(), now).await?;
    let mut events = vec![ended.with("addition", &addition.id)];
    for (row, event) in rows {
        tx.insert_correction(&row).await?;
        events.push(event);
    }
    events.push(write(&tx, &ready, now).await?);
    for letter in &letters {
        tx.insert_letter(letter).await?;
    }
    tx.commit(now, &events).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

/// Nothing has changed: it stays held, and somebody at the desk is told.
async fn still_the_same(
    keyholder: &Keyholder,
    answering: &Answering,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let referral = &answering.referral;
    let task = Task {
        referral: Some(referral.id.clone()),
        why: Some("still_the_same".to_owned()),
        ..new_task(TaskKind::HoldReview, referral.id.as_str(), now)?
    };
    let event = event(referral, &answering.addition, "same");
    let tx = keyholder.store.begin().await?;
    tx.merge_addition(&answering.addition.id).await?;
    tx.insert_task(&task).await?;
    Ok(tx.commit(now, &[event]).await?)
}

async fn set_aside(
    keyholder: &Keyholder,
    referral: &Referral,
    addition: &Addition,
    why: &'static str,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let tx = keyholder.store.begin().await?;
    tx.merge_addition(&addition.id).await?;
    Ok(tx.commit(now, &[event(referral, addition, why)]).await?)
}

fn event(referral: &Referral, addition: &Addition, why: &str) -> Event {
    Event::new(CONTACT, Action::SetAside, referral.id.as_str())
        .with("addition", &addition.id)
        .with("hand_out", &addition.hand_out)
        .with("manifest", &sha256_hex(&addition.manifest))
        .with("why", why)
}
