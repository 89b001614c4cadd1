//! Writing down what the contact of a police hold answers: sealed, signed, for the worker to carry out. Holds public keys only.

use jiff::Timestamp;

use super::{
    Intake, JourneyError,
    rooms::{Adds, addition},
};
use crate::{
    referral::{AdditionKind, Answered, HandOut, HandedQuestion, Id},
    store::{StoreError, Unaudited},
};

/// Writes down one answer, the code of an option. The second press of the button writes nothing more.
pub async fn write_down(
    intake: &Intake,
    hand_out: &Id<HandOut>,
    handed: &HandedQuestion,
    code: &str,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let answered = Answered {
        words: code.to_owned(),
        proof: handed.proof.clone(),
        ..Answered::default()
    };
    let adds = Adds::to_hold(hand_out, handed);
    let once = format!("hand-out-{hand_out}");
    let kind = AdditionKind::Police;
    let addition = addition(intake, adds, (kind, once), &answered, Vec::new(), now)?;
    let tx = intake.store.begin().await?;
    match tx.insert_addition(&addition).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Ok(tx.give_way().await?),
        Err(error) => return Err(error.into()),
    }
    tx.commit_unaudited(Unaudited::Intake).await?;
    intake.wake.send_replace(());
    Ok(())
}
