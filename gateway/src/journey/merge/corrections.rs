//! Corrections by the referrer or the manager, and their answers to the hub's question: by the form's own rules, against the answers as
//! they are now. The day of receipt stands.

use intake_forms::{AnswerPlace, CorrectedAnswer, NotCorrected};
use jiff::Timestamp;

use super::{
    super::{
        JourneyError, Keyholder,
        rooms::{new_corrections, people, screened_again, write},
    },
    amend::{Open, set_aside, tell},
};
use crate::{
    audit::Action,
    clock::london_day,
    letters::Reader,
    referral::{
        CorrectedBy, Correction, QuestionState, Stage, StoredQuestion, TaskKind, TypedAnswer,
    },
};

/// Another answer to a question of the form, and why.
pub(super) async fn correct(
    keyholder: &Keyholder,
    mut open: Open,
    answers: &[TypedAnswer],
    why: String,
    now: Timestamp,
) -> Result<(), JourneyError> {
    if !open.referral.stage.is_with_the_hub() || open.referral.stage == Stage::Withdrawn {
        return set_aside(keyholder, &open, "too_late", true, now).await;
    }
    let before = open.sent.record.clone();
    let corrected = match corrected(keyholder, &mut open, answers) {
        Ok(corrected) => corrected,
        Err(why) => return set_aside(keyholder, &open, why, true, now).await,
    };
    if open.sent.record == before {
        return set_aside(keyholder, &open, "same", false, now).await;
    }
    let becomes = open.referral.stage.clone();
    let made = made(&open, corrected, &why);
    record(keyholder, open, &made, (becomes, None), now).await
}

/// The answer to the hub's question: what is known now is corrected, and the referral waits for a screener again.
pub(super) async fn answer(
    keyholder: &Keyholder,
    mut open: Open,
    (asked, answers): (&str, &[TypedAnswer]),
    now: Timestamp,
) -> Result<(), JourneyError> {
    let question = keyholder.store.open_question(&open.referral.id).await?;
    let question = question.filter(|question| question.id.as_str() == asked);
    let becomes = open.referral.stage.clone().asked_no_more();
    let (Some(question), Ok(becomes)) = (question, becomes) else {
        return set_aside(keyholder, &open, "too_late", true, now).await;
    };
    let corrected = match corrected(keyholder, &mut open, answers) {
        Ok(corrected) => corrected,
        Err(why) => return set_aside(keyholder, &open, why, true, now).await,
    };
    let made = made(&open, corrected, "An answer to the hub’s question.");
    record(keyholder, open, &made, (becomes, Some(&question)), now).await
}

/// Everything in one transaction: the corrections, a new screening where there was one, the question's end, the task that has a person
/// read what is new.
async fn record(
    keyholder: &Keyholder,
    open: Open,
    corrections: &[Correction],
    (becomes, question): (Stage, Option<&StoredQuestion>),
    now: Timestamp,
) -> Result<(), JourneyError> {
    let actor = open.by.code();
    let rows = new_corrections(keyholder, &open.referral, corrections, actor, now).await?;
    let is_screened = matches!(
        open.referral.stage,
        Stage::Waiting | Stage::Claimed(_) | Stage::Asked | Stage::Held { .. }
    );
    let mut ready = None;
    if is_screened {
        let (turn, referral) = ((actor, becomes), open.referral.clone());
        ready = Some(screened_again(keyholder, referral, &open.sent, turn, now).await?);
    }
    let tx = keyholder.store.begin().await?;
    let mut events = Vec::new();
    for (row, event) in rows {
        tx.insert_correction(&row).await?;
        events.push(event.with("addition", &open.addition.id));
    }
    if let Some(ready) = &ready {
        events.push(write(&tx, ready, now).await?);
    }
    if let Some(question) = question {
        let state = QuestionState::Answered;
        tx.end_question(&question.id, state, now).await?;
        let overdue = TaskKind::QuestionOverdue;
        tx.end_task(overdue, question.id.as_str(), now).await?;
        events.push(
            open.event(Action::QuestionAnswered)
                .with("question", &question.id),
        );
    }
    tell(&tx, &open, "corrected", now).await?;
    tx.commit(now, &events).await?;
    Ok(())
}

/// The new answers, taken in one after another; or why one of them does not fit.
fn corrected(
    keyholder: &Keyholder,
    open: &mut Open,
    answers: &[TypedAnswer],
) -> Result<Vec<CorrectedAnswer>, &'static str> {
    let mut forms = keyholder.forms.iter();
    let form = forms.find(|form| form.id() == open.sent.record.form);
    let form = form.ok_or("no_form")?;
    let day = london_day(open.addition.made_at);
    let mut taken = Vec::new();
    for answer in answers {
        let place: AnswerPlace = answer.place();
        let corrected = form.correct(&place, &answer.typed, &open.sent.answers, day);
        let corrected = match corrected {
            Ok(corrected) => corrected,
            // A page asks everything that may be asked; what this child's form does not ask stays out when it was left empty.
            Err(NotCorrected::NotAsked) if answer.typed.is_blank() => continue,
            Err(NotCorrected::NotAsked) => return Err("not_asked"),
            Err(NotCorrected::Wrong(_)) => return Err("wrong"),
        };
        open.sent.record.correct(&corrected);
        open.sent.answers.correct(&corrected);
        taken.push(corrected);
    }
    Ok(taken)
}

fn made(open: &Open, answers: Vec<CorrectedAnswer>, why: &str) -> Vec<Correction> {
    let people = people(&open.sent);
    let (by, role) = match open.by {
        Reader::Referrer => (people.referrer_name, CorrectedBy::Referrer),
        Reader::Manager => (people.manager_name, CorrectedBy::Manager),
    };
    let correction = |answer| Correction {
        answer,
        by: by.clone(),
        role,
        why: why.to_owned(),
    };
    answers.into_iter().map(correction).collect()
}
