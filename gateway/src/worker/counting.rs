//! Stores once a minute how often the forms refused an answer. Counts nothing itself; what is counted after it has ended is the command's
//! to store.

use std::time::Duration;

use tokio::{sync::watch, time::sleep};

use crate::{
    clock::Clock,
    journey::{Intake, keep_refusals::keep_refusals},
};

/// How long counts wait in memory.
const WAIT: Duration = Duration::from_mins(1);

/// Stores them until `stop` says so. What cannot be stored waits for the next minute.
pub(super) async fn keep_on(intake: Intake, clock: Clock, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            () = sleep(WAIT) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
        if let Err(error) = keep_refusals(&intake, clock.now()).await {
            tracing::warn!(%error, "counts of refused answers could not be stored yet");
        }
    }
}
