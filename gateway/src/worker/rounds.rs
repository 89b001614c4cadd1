//! One round of each loop: take what waits, call one verb for each item, note what failed.

use std::sync::Arc;

use tokio::sync::watch;

use super::failures::Failures;
use crate::{
    clock::Clock,
    journey::{
        Keyholder, admit, check_code, deliver, expire, make_code, merge, scan_attachment, screen,
        sweep,
    },
    referral::HandOutState,
    store::StoreError,
};

/// Items a round takes.
const BATCH: u64 = 50;

/// Screenings that may fail, a minute apart, before a person gets the referral as it is.
const SCREENINGS: u32 = 5;

/// Codes asked for and codes typed.
pub(super) async fn codes(keyholder: Arc<Keyholder>, clock: Clock, failures: Arc<Failures>) {
    for asked in list(
        keyholder
            .store
            .hand_outs_at(HandOutState::Asked, failures.beyond_resting(BATCH))
            .await,
    ) {
        let (id, now) = (asked.id.clone(), clock.now());
        if failures.may_try(id.as_str(), now) {
            let outcome = make_code::make(&keyholder, asked, now).await;
            failures.note("code", id.as_str(), outcome, now);
            keyholder.wake.send_replace(());
        }
    }
    for typed in list(
        keyholder
            .store
            .hand_outs_at(HandOutState::Typed, failures.beyond_resting(BATCH))
            .await,
    ) {
        let (id, now) = (typed.id.clone(), clock.now());
        if failures.may_try(id.as_str(), now) {
            let outcome = check_code::check(&keyholder, typed, now).await;
            failures.note("code", id.as_str(), outcome, now);
        }
    }
}

/// Submissions to admit, decisions of managers to carry out, referrals to screen: in this order.
pub(super) async fn referrals(keyholder: Arc<Keyholder>, clock: Clock, failures: Arc<Failures>) {
    for payload in list(
        keyholder
            .store
            .payloads_to_admit(failures.beyond_resting(BATCH))
            .await,
    ) {
        let (id, now) = (
            format!("{}/{}", payload.referral, payload.submission),
            clock.now(),
        );
        if failures.may_try(&id, now) {
            failures.note(
                "submission",
                &id,
                admit::admit(&keyholder, payload, now).await,
                now,
            );
        }
    }
    for addition in list(
        keyholder
            .store
            .additions_to_merge(failures.beyond_resting(BATCH))
            .await,
    ) {
        let (id, now) = (addition.id.clone(), clock.now());
        if failures.may_try(id.as_str(), now) {
            failures.note(
                "addition",
                id.as_str(),
                merge::merge(&keyholder, addition, now).await,
                now,
            );
        }
    }
    screenings(&keyholder, &clock, &failures).await;
}

/// Referrals to screen. One whose screening keeps failing is passed on to a person.
async fn screenings(keyholder: &Keyholder, clock: &Clock, failures: &Failures) {
    let received = keyholder
        .store
        .referrals_at("received", failures.beyond_resting(BATCH))
        .await;
    for referral in list(received) {
        let (id, now) = (referral.id.clone(), clock.now());
        if !failures.may_try(id.as_str(), now) {
            continue;
        }
        let outcome = screen::screen(keyholder, referral.clone(), now).await;
        if failures.note("referral", id.as_str(), outcome, now) >= SCREENINGS {
            tracing::error!(item.id = %id, "this cannot be screened; it waits at the desk for a person to check");
            let passed = screen::pass_unscreened(keyholder, referral, now).await;
            failures.note("referral", id.as_str(), passed, now);
        }
    }
}

/// Letters that are due, one after another.
pub(super) async fn letters(keyholder: Arc<Keyholder>, clock: Clock, failures: Arc<Failures>) {
    while !failures.is_stopping() {
        let now = clock.now();
        match deliver::lease(&keyholder, now).await {
            Ok(Some(letter)) => {
                let id = letter.id.clone();
                let outcome = deliver::deliver(&keyholder, letter, &clock).await;
                failures.note("letter", id.as_str(), outcome, now);
            }
            Ok(None) => return,
            Err(error) => {
                failures.note("outbox", "lease", Err(error), now);
                return;
            }
        }
    }
}

/// Attachments that wait for the scanner.
pub(super) async fn scans(keyholder: Arc<Keyholder>, clock: Clock, failures: Arc<Failures>) {
    if keyholder.scanner.is_none() {
        return;
    }
    for file in list(
        keyholder
            .store
            .attachments_to_scan(clock.now(), failures.beyond_resting(BATCH))
            .await,
    ) {
        let (id, now) = (file.id.clone(), clock.now());
        if failures.may_try(id.as_str(), now) {
            failures.note(
                "attachment",
                id.as_str(),
                scan_attachment::scan(&keyholder, file, now).await,
                now,
            );
        }
    }
}

/// What has come to its end.
pub(super) async fn expiry(keyholder: Arc<Keyholder>, clock: Clock, failures: Arc<Failures>) {
    let now = clock.now();
    let done = expire::expire(&keyholder, failures.last_round(), now).await;
    let done = done.map(|doubt| failures.believed(doubt, now));
    failures.note("expiry", "expiry", done, now);
}

/// Sealed files that no row names.
pub(super) async fn sweep(keyholder: Arc<Keyholder>, clock: Clock, failures: Arc<Failures>) {
    let now = clock.now();
    let done = sweep::sweep(&keyholder, failures.last_round(), now).await;
    let done = done.map(|doubt| failures.believed(doubt, now));
    failures.note("sweep", "sweep", done, now);
}

/// Does everything that waits, once, and returns: for the demonstration's beginning and for tests.
pub async fn settle(keyholder: &Arc<Keyholder>, clock: &Clock) {
    settle_at(keyholder, std::slice::from_ref(clock)).await;
}

/// Does everything that waits, once by each of these clocks, as one worker that goes on meanwhile: for tests.
pub async fn settle_at(keyholder: &Arc<Keyholder>, clocks: &[Clock]) {
    let failures = Arc::new(Failures::new(watch::channel(false).1));
    for clock in clocks {
        codes(Arc::clone(keyholder), clock.clone(), Arc::clone(&failures)).await;
        referrals(Arc::clone(keyholder), clock.clone(), Arc::clone(&failures)).await;
        scans(Arc::clone(keyholder), clock.clone(), Arc::clone(&failures)).await;
        letters(Arc::clone(keyholder), clock.clone(), Arc::clone(&failures)).await;
    }
}

/// Makes the codes that were asked for, and nothing else: their letters stay in the outbox.
pub async fn settle_codes(keyholder: &Arc<Keyholder>, clock: &Clock) {
    let failures = Arc::new(Failures::new(watch::channel(false).1));
    codes(Arc::clone(keyholder), clock.clone(), failures).await;
}

fn list<T>(found: Result<Vec<T>, StoreError>) -> Vec<T> {
    found.unwrap_or_else(|error| {
        tracing::error!(error = %error, "the worker could not look for work and looks again");
        Vec::new()
    })
}
