//! Writing down what the manager decided: sealed, signed, once for each version that was read. The worker carries it out.

use jiff::Timestamp;

use super::{
    Intake, JourneyError,
    rooms::{Adds, addition},
};
use crate::{
    referral::{
        AdditionKind, Answered, HandOut, HandedReferral, Id, ManagersWord, Referral,
        addition::once_a_version,
    },
    store::{StoreError, Unaudited},
};

/// What became of the manager's press of the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It counts.
    Now(ManagersWord),
    /// This version had been decided before, and how.
    Before(ManagersWord, Timestamp),
    /// The referrer had taken this version back.
    TakenBack,
}

/// Writes down the decision of the manager who opened `handed` through `hand_out`.
pub async fn write_down(
    intake: &Intake,
    hand_out: &Id<HandOut>,
    handed: &HandedReferral,
    kind: ManagersWord,
    answered: &Answered,
    now: Timestamp,
) -> Result<Written, JourneyError> {
    if handed.proof.is_empty() {
        return Err(JourneyError::Inconsistent("a hand-out that may not decide"));
    }
    let answered = Answered {
        proof: handed.proof.clone(),
        ..answered.clone()
    };
    let adds = Adds::to(hand_out, handed);
    let once = once_a_version(handed.submission);
    let addition = addition(
        intake,
        adds,
        (AdditionKind::Word(kind), once),
        &answered,
        Vec::new(),
        now,
    )?;
    let tx = intake.store.begin().await?;
    match tx.insert_addition(&addition).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            tx.give_way().await?;
            return before(intake, handed).await;
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit_unaudited(Unaudited::Intake).await?;
    intake.wake.send_replace(());
    Ok(Written::Now(kind))
}

/// What was decided on this version, if anything.
pub async fn decided(
    intake: &Intake,
    handed: &HandedReferral,
) -> Result<Option<Written>, JourneyError> {
    let referral: Id<Referral> =
        Id::read(&handed.id).ok_or(JourneyError::Inconsistent("a hand-out"))?;
    let once = once_a_version(handed.submission);
    let found = intake.store.find_addition(&referral, &once).await?;
    Ok(found.and_then(|addition| match addition.kind {
        AdditionKind::Word(word) => Some(Written::Before(word, addition.made_at)),
        AdditionKind::TakeBack => Some(Written::TakenBack),
        _ => None,
    }))
}

async fn before(intake: &Intake, handed: &HandedReferral) -> Result<Written, JourneyError> {
    let decided = decided(intake, handed).await?;
    decided.ok_or(JourneyError::Inconsistent("an addition"))
}
