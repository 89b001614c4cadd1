//! Correcting an answer at the desk: beside what was sent, never in it. The referral is screened again in the same step; its day of
//! receipt stands.

use intake_forms::{AnswerPlace, Fields, FormDefinition, NotCorrected, Problem};
use jiff::Timestamp;

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{new_corrections, screened_again, write},
};
use crate::{
    clock::london_day,
    referral::{Account, CorrectedBy, Correction, Id, Referral, Stage},
    store::StoreError,
};

/// The most characters of a reason.
pub const MOST_WHY: usize = 1_000;

/// Why an answer was not corrected.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// What was typed is no answer to the question.
    #[error("the answer does not fit")]
    Wrong(Box<Problem>),
    /// It is the answer that stands there.
    #[error("nothing changes")]
    Same,
    /// No reason, or too long a one.
    #[error("the reason is missing or too long")]
    Why,
    /// It has changed since it was opened.
    #[error("the referral has changed")]
    Changed,
    /// There is no such referral or question, or its answers are no longer this person's to correct.
    #[error("there is no such answer to correct")]
    NotThere,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for CorrectError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Changed,
            error => Self::Journey(error.into()),
        }
    }
}

/// Whether `who` may correct an answer of a referral at this stage: it waits for anybody, or they hold it.
pub fn may_correct(who: &Account, stage: &Stage) -> bool {
    match stage {
        Stage::Waiting => true,
        Stage::Claimed(by) => *by == who.id,
        _ => false,
    }
}

/// What a screener typed.
#[derive(Debug)]
pub struct Proposed<'a> {
    /// The version of the referral that they had open.
    pub version: i32,
    /// Which answer.
    pub place: &'a AnswerPlace,
    /// The question's own fields.
    pub typed: &'a Fields,
    /// Why.
    pub why: &'a str,
}

/// Corrects one answer and screens again, in one transaction.
pub async fn correct(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    proposed: &Proposed<'_>,
    now: Timestamp,
) -> Result<(), CorrectError> {
    let found = keyholder.store.find_referral(id).await?;
    let referral = found
        .filter(|found| found.stage.is_with_the_hub())
        .ok_or(CorrectError::NotThere)?;
    if referral.version != proposed.version {
        return Err(CorrectError::Changed);
    }
    if !may_correct(who, &referral.stage) {
        return Err(CorrectError::NotThere);
    }
    let why = intake_forms::long_text(proposed.why);
    if why.is_empty() || why.chars().count() > MOST_WHY {
        return Err(CorrectError::Why);
    }
    let OpenedSent { mut sent, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let form = form_of(keyholder, &sent.record.form).ok_or(CorrectError::NotThere)?;
    let answer = form
        .correct(
            proposed.place,
            proposed.typed,
            &sent.answers,
            london_day(now),
        )
        .map_err(|error| match error {
            NotCorrected::NotAsked => CorrectError::NotThere,
            NotCorrected::Wrong(problem) => CorrectError::Wrong(problem),
        })?;
    let before = sent.record.clone();
    sent.record.correct(&answer);
    sent.answers.correct(&answer);
    if sent.record == before {
        return Err(CorrectError::Same);
    }
    let correction = Correction {
        answer,
        by: who.name.clone(),
        role: CorrectedBy::Screener,
        why,
    };
    let actor = who.id.as_str();
    let rows = new_corrections(keyholder, &referral, &[correction], actor, now).await?;
    let turn = (actor, referral.stage.clone());
    let ready = screened_again(keyholder, referral, &sent, turn, now).await?;
    let tx = keyholder.store.begin().await?;
    let mut events = Vec::new();
    for (row, corrected) in rows {
        tx.insert_correction(&row).await?;
        events.push(corrected);
    }
    events.push(write(&tx, &ready, now).await?);
    Ok(tx.commit(now, &events).await?)
}

/// The form as it is now.
pub fn form_of<'a>(keyholder: &'a Keyholder, id: &str) -> Option<&'a FormDefinition> {
    keyholder.forms.iter().find(|form| form.id() == id)
}
