//! Storing how often the forms refused an answer, so that the hub can read it. Stores a form, a question, a rule and a month; never what
//! was typed.

use jiff::Timestamp;

use super::{Intake, JourneyError};
use crate::{
    clock::london_day,
    store::{Refused, Unaudited},
};

/// Stores what was counted since the last time; what cannot be stored is kept for the next.
pub async fn keep_refusals(intake: &Intake, now: Timestamp) -> Result<(), JourneyError> {
    let counted = intake.refusals.take();
    let month = london_day(now).strftime("%Y-%m").to_string();
    let refused = counted.iter().map(|(form, question, rule, count)| Refused {
        month: month.clone(),
        form: form.to_owned(),
        question: question.to_owned(),
        rule: rule.code().to_owned(),
        count: i64::try_from(count).unwrap_or(i64::MAX),
    });
    let refused: Vec<Refused> = refused.collect();
    if refused.is_empty() {
        return Ok(());
    }
    let stored = store(intake, &refused).await;
    if stored.is_err() {
        intake.refusals.give_back(counted);
    }
    stored
}

async fn store(intake: &Intake, refused: &[Refused]) -> Result<(), JourneyError> {
    let tx = intake.store.begin().await?;
    for one in refused {
        tx.add_refused(one).await?;
    }
    Ok(tx.commit_unaudited(Unaudited::Counted).await?)
}
