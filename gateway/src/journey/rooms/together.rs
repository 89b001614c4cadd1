//! Writing what was made ready for several things: all in one transaction, or, where that does not go, each in one of its own, so that one
//! which was changed meanwhile never stops the others. Makes nothing ready itself.

use futures::future::BoxFuture;
use jiff::Timestamp;

use super::JourneyError;
use crate::store::{Event, Store, StoreError, Tx};

/// Writes one thing and says its audit line.
pub(in super::super) type Write<T> =
    for<'a> fn(&'a Tx, &'a T, Timestamp) -> BoxFuture<'a, Result<Event, StoreError>>;

/// Writes what is ready. Gives what became of each, in their order.
pub(in super::super) async fn together<T: Sync>(
    store: &Store,
    ready: Vec<Result<T, JourneyError>>,
    write: Write<T>,
    now: Timestamp,
) -> Vec<Result<(), JourneyError>> {
    let all: Vec<&T> = ready.iter().flatten().collect();
    let are_written = all.len() > 1 && transaction(store, &all, write, now).await.is_ok();
    let mut became = Vec::with_capacity(ready.len());
    for one in &ready {
        became.push(match one {
            Ok(one) if !are_written => transaction(store, &[one], write, now).await,
            Ok(_) | Err(_) => Ok(()),
        });
    }
    let merge = |(one, became): (Result<T, _>, Result<(), _>)| one.and(became);
    ready.into_iter().zip(became).map(merge).collect()
}

async fn transaction<T: Sync>(
    store: &Store,
    all: &[&T],
    write: Write<T>,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let mut events = Vec::with_capacity(all.len());
    let tx = store.begin().await?;
    for one in all {
        events.push(write(&tx, one, now).await?);
    }
    Ok(tx.commit(now, &events).await?)
}
