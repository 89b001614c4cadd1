//! The worker: leases what waits and calls one journey verb for it. Decides nothing; one bad item never stops the others.

mod counting;
mod failures;
mod folder_compare;
mod folder_round;
mod in_flight;
mod keeping;
mod mail_rounds;
mod rounds;
mod sort_rounds;

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout},
};

use crate::{
    clock::Clock,
    journey::{Intake, Keyholder},
    referral::FolderKey,
};

pub use mail_rounds::{MailRooms, PollError, Polled, poll};
pub use rounds::{settle, settle_at, settle_codes};
pub use sort_rounds::{sort_held, sort_left};

/// How long a loop sleeps when nothing rings: other nodes' work is found by then.
const TICK: Duration = Duration::from_secs(1);
/// How far apart the rounds of a loop begin at least: who rings a hundred times a second is heard a hundred times, together with others.
const BREATH: Duration = Duration::from_millis(10);
/// How often things are looked at for their end.
const EXPIRY: Duration = Duration::from_mins(1);
/// How often files without a row are looked for.
const SWEEP: Duration = Duration::from_hours(1);
/// Letters posted at the same time.
const POSTERS: usize = 4;

/// Runs until `stop` says so; then finishes what is in hand. Returns early only when a loop broke: then the process must end.
pub async fn run(
    intake: Intake,
    keyholder: Arc<Keyholder>,
    clock: Clock,
    stop: watch::Receiver<bool>,
) {
    let mut loops = JoinSet::new();
    let rooms = MailRooms {
        intake,
        keyholder: Arc::clone(&keyholder),
        clock: clock.clone(),
    };
    read_mail(&rooms, &stop, &mut loops);
    loops.spawn(counting::keep_on(
        rooms.intake.clone(),
        clock.clone(),
        stop.clone(),
    ));
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

/// A loop for each folder of the mailbox, and one for messages that were taken in and left.
fn read_mail(rooms: &MailRooms, stop: &watch::Receiver<bool>, loops: &mut JoinSet<()>) {
    loops.spawn(every(
        Arc::clone(&rooms.keyholder),
        rooms.clock.clone(),
        stop.clone(),
        TICK,
        sort_rounds::messages,
    ));
    for account in &rooms.keyholder.mail.account {
        for folder in account.folders() {
            let key = FolderKey {
                account: account.name().to_owned(),
                folder,
            };
            loops.spawn(mail_rounds::watch_folder(
                rooms.clone(),
                account.clone(),
                key,
                stop.clone(),
            ));
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
        let next = Instant::now() + BREATH;
        bell.mark_unchanged();
        round(Arc::clone(&keyholder), clock.clone(), Arc::clone(&failures)).await;
        tokio::select! {
            _ = timeout(tick, bell.changed()), if tick == TICK => {}
            () = sleep(tick), if tick != TICK => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
        sleep_until(next).await;
    }
}
