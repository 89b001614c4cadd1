//! Sorting what was taken in: with its bytes at hand when this process fetched it, out of its sealed file when another did and ended.
//! Keeps the messages' leases while they are read; decides nothing about them.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use jiff::SignedDuration;
use tokio::{pin, select, time::interval};

use super::failures::Failures;
use crate::{
    clock::Clock,
    journey::{
        JourneyError, Keyholder, Taken,
        sort::{SortedLine, sort},
        take_in::HELD,
    },
    referral::{Id, MailMessage},
    store::Unaudited,
};

/// Messages taken out of their sealed files at a time.
const BATCH: u64 = 16;
/// How often leases are renewed.
const RENEW: Duration = Duration::from_secs(20);
/// How long a message rests that could not be read on this machine.
const REST: SignedDuration = SignedDuration::from_mins(1);

/// Sorts messages that this process holds, and keeps holding them meanwhile. Those that got no outcome are given back: they are sorted
/// later.
pub async fn sort_held(
    keyholder: &Keyholder,
    taken: Vec<Taken>,
    clock: &Clock,
) -> Result<Vec<SortedLine>, JourneyError> {
    let held: Vec<MailMessage> = taken.iter().map(|taken| taken.message.clone()).collect();
    let leases: Vec<(Id<MailMessage>, i64)> = held
        .iter()
        .map(|message| (message.id.clone(), message.lease))
        .collect();
    let work = sort(keyholder, taken, clock.now());
    pin!(work);
    let mut beat = interval(RENEW);
    beat.tick().await;
    let sorted = loop {
        select! {
            done = &mut work => break done,
            _ = beat.tick() => renew(keyholder, &leases, clock).await,
        }
    };
    let lines = sorted.as_deref().unwrap_or_default();
    let done: BTreeSet<&str> = lines.iter().map(|line| line.message.as_str()).collect();
    let left: Vec<&MailMessage> = held
        .iter()
        .filter(|message| !done.contains(message.id.as_str()))
        .collect();
    if !left.is_empty()
        && let Err(error) = give_back(keyholder, &left, clock).await
    {
        tracing::warn!(%error, "messages could not be given back; their leases end by themselves");
    }
    sorted
}

/// A lease that cannot be renewed now is lost later; what is written under it is refused then.
async fn renew(keyholder: &Keyholder, leases: &[(Id<MailMessage>, i64)], clock: &Clock) {
    let renewed = async {
        let tx = keyholder.store.begin().await?;
        tx.renew_messages(leases, clock.now() + HELD).await?;
        tx.commit_unaudited(Unaudited::Lease).await
    };
    if let Err(error) = renewed.await {
        tracing::warn!(%error, "leases of messages could not be renewed");
    }
}

async fn give_back(
    keyholder: &Keyholder,
    left: &[&MailMessage],
    clock: &Clock,
) -> Result<(), JourneyError> {
    let tx = keyholder.store.begin().await?;
    for message in left {
        tx.return_message(message, clock.now() + REST).await?;
    }
    Ok(tx.commit_unaudited(Unaudited::Lease).await?)
}

/// Sorts messages that nobody holds. Gives how many got their outcome.
pub async fn sort_left(keyholder: &Keyholder, clock: &Clock) -> Result<usize, JourneyError> {
    let now = clock.now();
    let tx = keyholder.store.begin().await?;
    let leased = tx.lease_messages(now, now + HELD, BATCH).await?;
    tx.commit_unaudited(Unaudited::Lease).await?;
    if leased.is_empty() {
        return Ok(0);
    }
    let taken = leased
        .into_iter()
        .map(|message| Taken { message, raw: None })
        .collect();
    Ok(sort_held(keyholder, taken, clock).await?.len())
}

/// Messages that were taken in and left.
pub(super) async fn messages(keyholder: Arc<Keyholder>, clock: Clock, failures: Arc<Failures>) {
    while !failures.is_stopping() {
        let now = clock.now();
        match waiting(&keyholder, now).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                failures.note("messages", "look", Err(error), now);
                return;
            }
        }
        match sort_left(&keyholder, &clock).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                failures.note("messages", "sort", Err(error), now);
                return;
            }
        }
    }
}

/// Whether there is anything to lease: asked first, so that an idle round writes nothing.
async fn waiting(keyholder: &Keyholder, now: jiff::Timestamp) -> Result<bool, JourneyError> {
    Ok(keyholder.store.messages_to_lease(now).await? > 0)
}
