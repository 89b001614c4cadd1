//! What failed lately and how often: logged, tried again later. Never holds more than an id.

use std::{collections::BTreeMap, sync::Mutex, sync::PoisonError};

use jiff::{SignedDuration, Timestamp};

use tokio::sync::watch;

use crate::journey::{Doubt, JourneyError};

/// How long a failed item rests.
const REST: SignedDuration = SignedDuration::from_mins(1);

/// Ids of failed items.
#[derive(Debug)]
pub(super) struct Failures {
    resting: Mutex<BTreeMap<String, Failed>>,
    clock: Mutex<Believed>,
    stop: watch::Receiver<bool>,
}

/// An item that failed.
#[derive(Clone, Copy, Debug)]
struct Failed {
    /// When it may be tried again.
    until: Timestamp,
    /// How often in a row, for a reason of its own: a database that did not answer does not count.
    times: u32,
}

/// What this loop thinks of the clock.
#[derive(Clone, Copy, Debug, Default)]
struct Believed {
    last_round: Option<Timestamp>,
    doubt: Option<Doubt>,
}

impl Failures {
    /// Nothing has failed yet.
    pub(super) fn new(stop: watch::Receiver<bool>) -> Self {
        Self {
            resting: Mutex::default(),
            clock: Mutex::default(),
            stop,
        }
    }

    /// Whether the worker is to stop after what it has in hand.
    pub(super) fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// When the last round was whose clock was believed.
    pub(super) fn last_round(&self) -> Option<Timestamp> {
        let clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        clock.last_round
    }

    /// Notes whether the clock was believed at `now`. A new doubt is logged once, however often it comes again.
    pub(super) fn believed(&self, doubt: Option<Doubt>, now: Timestamp) {
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        match doubt {
            None => clock.last_round = Some(now),
            Some(doubt) if clock.doubt != Some(doubt) => {
                tracing::error!(%doubt, "no draft and no file is removed because its time has come");
            }
            Some(_) => {}
        }
        clock.doubt = doubt;
    }

    /// How many items to ask for so that those which rest cannot hide `wanted` others.
    pub(super) fn beyond_resting(&self, wanted: u64) -> u64 {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.saturating_add(u64::try_from(resting.len()).unwrap_or(u64::MAX))
    }

    /// Whether `id` may be tried at `now`.
    pub(super) fn may_try(&self, id: &str, now: Timestamp) -> bool {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.get(id).is_none_or(|failed| failed.until <= now)
    }

    /// Notes what became of `id`. A conflict means that somebody else did it. Gives how often it has failed in a row for a reason
    /// of its own.
    pub(super) fn note(
        &self,
        what: &'static str,
        id: &str,
        outcome: Result<(), JourneyError>,
        now: Timestamp,
    ) -> u32 {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(()) => {
                resting.remove(id);
                0
            }
            Err(error) if error.is_conflict() => 0,
            Err(error) => {
                tracing::error!(item.id = id, item.kind = what, error = %error, "this could not be done and is tried again");
                let before = resting.get(id).map_or(0, |failed| failed.times);
                let times = before.saturating_add(u32::from(!error.may_pass()));
                let until = now + REST;
                resting.insert(id.to_owned(), Failed { until, times });
                times
            }
        }
    }
}
