//! The day of a hold has come: a task has somebody look at it, and the contact is reminded. Once a hold; ends nothing by itself.

use jiff::Timestamp;

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{contact_letter, new_task, open_holds},
};
use crate::{
    audit::Action,
    referral::{Referral, Task, TaskKind},
    store::Event,
};

/// Raises the task of one held referral, and reminds its contact.
pub async fn review(
    keyholder: &Keyholder,
    referral: &Referral,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let OpenedSent { key, .. } = open_sent(keyholder, referral, referral.submission).await?;
    let holds = open_holds(keyholder, (referral, &key)).await?;
    let hold = holds.last().filter(|hold| hold.end.is_none());
    let hold = hold.ok_or(JourneyError::Inconsistent("a hold"))?;
    let letter = match &hold.hold.contact {
        Some(contact) => Some(contact_letter(keyholder, referral, contact, true, now)?),
        None => None,
    };
    let task = Task {
        referral: Some(referral.id.clone()),
        ..new_task(TaskKind::HoldReview, referral.id.as_str(), now)?
    };
    let event = Event::new("worker", Action::HoldDue, referral.id.as_str())
        .with("hold", &hold.ordinal)
        .with("review_on", &hold.review_on);
    let tx = keyholder.store.begin().await?;
    tx.tell_of_hold(&referral.id, hold.ordinal, now).await?;
    tx.insert_task(&task).await?;
    if let Some(letter) = &letter {
        tx.insert_letter(letter).await?;
    }
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}
