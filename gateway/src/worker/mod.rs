//! The worker: leases what waits and calls one journey verb for it. Decides nothing; one bad item never stops the others.

mod failures;
mod rounds;

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{clock::Clock, journey::Keyholder};

pub use rounds::{settle, settle_at, settle_codes};

/// How long a loop sleeps when nothing rings: other nodes' work is found by then.
const TICK: Duration = Duration::from_secs(1);
/// How often things are looked at for their end.
const EXPIRY: Duration = Duration::from_mins(1);
/// How often files without a row are looked for.
const SWEEP: Duration = Duration::from_hours(1);
/// Letters posted at the same time.
const POSTERS: usize = 4;

/// Runs until `stop` says so; then finishes what is in hand. Returns early only when a loop broke: then the process must end.
pub async fn run(keyholder: Arc<Keyholder>, clock: Clock, stop: watch::Receiver<bool>) {
    let mut loops = JoinSet::new();
    loops.spawn(every(
        Arc::clone(&keyholder),
        clock.clone(),
        stop.clone(),
        TICK,
        rounds::codes,
    ));
    loops.spawn(every(
        Arc::clone(&keyholder),
        clock.clone(),
        stop.clone(),
        TICK,
        rounds::referrals,
    ));
    for _ in 0..POSTERS {
        loops.spawn(every(
            Arc::clone(&keyholder),
            clock.clone(),
            stop.clone(),
            TICK,
            rounds::letters,
        ));
    }
    loops.spawn(every(
        Arc::clone(&keyholder),
        clock.clone(),
        stop.clone(),
        TICK,
        rounds::scans,
    ));
    loops.spawn(every(
        Arc::clone(&keyholder),
        clock.clone(),
        stop.clone(),
        SWEEP,
        rounds::sweep,
    ));
    loops.spawn(every(keyholder, clock, stop, EXPIRY, rounds::expiry));
    while let Some(ended) = loops.join_next().await {
        if ended.is_err() {
            tracing::error!(
                "a loop of the worker broke; the gateway stops rather than acknowledge what nobody carries on"
            );
            return;
        }
    }
}

/// Calls `round` whenever somebody rings, and at least every `tick`.
async fn every<Round, Done>(
    keyholder: Arc<Keyholder>,
    clock: Clock,
    mut stop: watch::Receiver<bool>,
    tick: Duration,
    round: Round,
) where
    Round: Fn(Arc<Keyholder>, Clock, Arc<failures::Failures>) -> Done + Send,
    Done: Future<Output = ()> + Send,
{
    let mut bell = keyholder.wake.subscribe();
    let failures = Arc::new(failures::Failures::new(stop.clone()));
    while !*stop.borrow() {
        bell.mark_unchanged();
        round(Arc::clone(&keyholder), clock.clone(), Arc::clone(&failures)).await;
        tokio::select! {
            _ = timeout(tick, bell.changed()), if tick == TICK => {}
            () = sleep(tick), if tick != TICK => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
