//! Withdrawing a referral that nobody has decided: work on it ends, and both people are told. The reason stays inside the seal.

use jiff::Timestamp;

use super::{
    super::{
        JourneyError, Keyholder,
        rooms::{letters_to_both, people},
    },
    amend::{Open, set_aside, task},
};
use crate::{
    audit::Action,
    letters,
    referral::{TaskKind, WithdrawReason},
    store::Change,
};

/// Withdraws it.
pub(super) async fn withdraw(
    keyholder: &Keyholder,
    open: Open,
    reason: WithdrawReason,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let Ok(stage) = open.referral.stage.clone().withdraw() else {
        return set_aside(keyholder, &open, "too_late", true, now).await;
    };
    let (people, referral) = (people(&open.sent), &open.referral);
    let was_with_the_hub = referral.stage.is_with_the_hub();
    let letters = letters_to_both(keyholder, referral, now, |stamp, reader| {
        let about = (referral.reference.as_str(), &people);
        letters::withdrawn(
            &keyholder.hub,
            stamp,
            about,
            (open.by, open.addition.made_at, was_with_the_hub),
            reader,
        )
    })?;
    let event = open.event(Action::Withdrawn).with("reason", reason.code());
    let tx = keyholder.store.begin().await?;
    tx.merge_addition(&open.addition.id).await?;
    tx.move_referral(referral, &stage, open.addition.made_at, Change::default())
        .await?;
    for letter in &letters {
        tx.insert_letter(letter).await?;
    }
    if was_with_the_hub {
        let task = task(TaskKind::Amended, &referral.id, Some("withdrawn"), now)?;
        tx.insert_task(&task).await?;
    }
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}
