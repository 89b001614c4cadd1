//! What is due about a question to the referrer: a reminder, then, the morning after its day, a task for a person. No answer is never a
//! decline.

use jiff::Timestamp;

use super::{
    JourneyError, Keyholder,
    rooms::{new_task, next_at, reminder},
};
use crate::{
    audit::Action,
    clock::london_day,
    referral::{QuestionState, Stage, StoredQuestion, Task, TaskKind},
    store::Event,
};

/// Does what is due about one open question.
pub async fn remind(
    keyholder: &Keyholder,
    question: StoredQuestion,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let store = &keyholder.store;
    let found = store.find_referral(&question.referral).await?;
    let referral = found.ok_or(JourneyError::Inconsistent("a question"))?;
    let id = referral.id.as_str();
    // Withdrawn or decided meanwhile: nobody is reminded of what no longer matters.
    if referral.stage != Stage::Asked {
        let event =
            Event::new("worker", Action::QuestionWithdrawn, id).with("question", &question.id);
        let tx = store.begin().await?;
        tx.end_question(&question.id, QuestionState::Withdrawn, now)
            .await?;
        return Ok(tx.commit(now, &[event]).await?);
    }
    let (asked, letter) = reminder(keyholder, &referral, &question, now).await?;
    let tx = store.begin().await?;
    if london_day(now) > asked.answer_by {
        let task = new_task(TaskKind::QuestionOverdue, question.id.as_str(), now)?;
        tx.remind_question(&question, None, None).await?;
        tx.insert_task(&Task {
            referral: Some(referral.id.clone()),
            ..task
        })
        .await?;
        let event =
            Event::new("worker", Action::QuestionOverdue, id).with("question", &question.id);
        tx.commit(now, &[event]).await?;
        return Ok(());
    }
    let sent = question.reminders + 1;
    let next = next_at(
        &keyholder.holidays,
        question.asked_at,
        asked.answer_by,
        sent,
    );
    tx.remind_question(&question, Some(now), next).await?;
    if let Some(letter) = &letter {
        tx.insert_letter(letter).await?;
    }
    let event = Event::new("worker", Action::QuestionReminded, id).with("question", &question.id);
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}
