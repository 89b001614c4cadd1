//! What a referrer may do while the referral waits for the manager: have the manager reminded, or take it back to change it or to
//! name another manager. Never moves it to the hub.

use jiff::Timestamp;

use super::{
    super::{
        JourneyError, Keyholder,
        rooms::{letter_to, people, reminder_letters},
    },
    amend::{Open, set_aside},
    reopen::reopen,
};
use crate::{
    audit::Action,
    letters::{self, Reader},
    referral::Stage,
    store::Change,
};

/// Whether the referrer asks about the version that waits for the manager.
fn waits(open: &Open) -> bool {
    open.by == Reader::Referrer
        && open.referral.stage == Stage::AwaitingManager
        && open.referral.submission == open.addition.submission
}

/// Gives it back to the referrer; the manager is told that it no longer waits for them.
pub(super) async fn take_back(
    keyholder: &Keyholder,
    open: Open,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let stage = open.referral.stage.clone().give_back();
    let (true, Ok(stage)) = (waits(&open), stage) else {
        return set_aside(keyholder, &open, "too_late", false, now).await;
    };
    let people = people(&open.sent);
    let letter = letter_to(keyholder, &open.referral, Reader::Manager, now, |stamp| {
        letters::taken_back(
            &keyholder.hub,
            stamp,
            open.referral.reference.as_str(),
            &people,
        )
    })?;
    let event = open
        .event(Action::TakenBack)
        .with("submission", &open.addition.submission);
    let tx = keyholder.store.begin().await?;
    tx.merge_addition(&open.addition.id).await?;
    let at = open.addition.made_at;
    tx.move_referral(&open.referral, &stage, at, Change::default())
        .await?;
    if let Some(letter) = &letter {
        tx.insert_letter(letter).await?;
    }
    reopen(keyholder, &tx, &open.referral, open.sent, None, now).await?;
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

/// Reminds the manager, and tells the referrer so.
pub(super) async fn remind(
    keyholder: &Keyholder,
    open: Open,
    now: Timestamp,
) -> Result<(), JourneyError> {
    if !waits(&open) {
        return set_aside(keyholder, &open, "too_late", false, now).await;
    }
    let letters = reminder_letters(keyholder, &open.referral, &people(&open.sent), now)?;
    let event = open
        .event(Action::Reminded)
        .with("submission", &open.referral.submission);
    let tx = keyholder.store.begin().await?;
    tx.merge_addition(&open.addition.id).await?;
    for letter in &letters {
        tx.insert_letter(letter).await?;
    }
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}
