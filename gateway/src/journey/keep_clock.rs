//! Recording what happens to an accepted referral's AIM clock: the first meeting with the child, its correction, pauses, why it ran
//! over. Each is added beside the others; nothing is edited, and no overrun stops anybody.

use jiff::Timestamp;

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{clock_events, new_clock_event},
};
use crate::{
    clock::london_day,
    pathway::{AimClock, ClockEvent, Ledger, Misfit},
    referral::{Account, Id, Referral, Stage},
    store::StoreError,
};

/// Why nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum KeepClockError {
    /// It does not fit what is recorded.
    #[error("the clock does not take that")]
    Misfit(Misfit),
    /// Somebody else recorded something since it was opened.
    #[error("the clock has changed")]
    Changed,
    /// There is no such referral, or it is not accepted.
    #[error("there is no such clock")]
    NotThere,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for KeepClockError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Changed,
            error => Self::Journey(error.into()),
        }
    }
}

/// Records one event, when the clock still has the `seen` events that the person had before them.
pub async fn keep_clock(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    (event, seen): (&ClockEvent, usize),
    now: Timestamp,
) -> Result<(), KeepClockError> {
    let found = keyholder.store.find_referral(id).await?;
    let referral = found
        .filter(|found| found.stage == Stage::Accepted)
        .ok_or(KeepClockError::NotThere)?;
    let OpenedSent { key, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let before = clock_events(keyholder, &referral, &key).await?;
    if before.len() != seen {
        return Err(KeepClockError::Changed);
    }
    let clock = AimClock::after(before.iter().map(|made| &made.event));
    let today = london_day(now);
    let received = london_day(referral.received_at.unwrap_or(referral.sent_at));
    let over = clock
        .run(keyholder.aim_clock_pauses)
        .is_some_and(|run| Ledger::draw(&keyholder.holidays, &run, today).over() > 0);
    clock
        .accepts(event, (received, today), over)
        .map_err(KeepClockError::Misfit)?;
    let (row, line) = new_clock_event(keyholder, &referral, who, (event, seen), now)?;
    let tx = keyholder.store.begin().await?;
    tx.insert_clock_event(&row).await?;
    Ok(tx.commit(now, &[line]).await?)
}
