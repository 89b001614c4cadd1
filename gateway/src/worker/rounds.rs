//! One round of each loop: take what waits, call one verb for each item, note what failed.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::watch;

use super::failures::Failures;
use crate::{
    clock::{Clock, london_day},
    journey::{
        JourneyError, Keyholder, admit, check_code, check_signposts, deliver, expire, make_code,
        merge, pass_on, remind, remind_managers, review_holds, scan_attachment, screen, sweep,
        warn_drafts,
    },
    referral::{HandOutState, Payload, Referral},
    store::StoreError,
};

/// Items a round takes.
const BATCH: u64 = 50;

/// Of what is written together, the most in one transaction.
const TOGETHER: usize = 50;

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
    admissions(&keyholder, &clock, &failures).await;
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
    to_pass_on(&keyholder, &clock, &failures).await;
    screenings(&keyholder, &clock, &failures).await;
    for question in list(
        keyholder
            .store
            .questions_due(clock.now(), failures.beyond_resting(BATCH))
            .await,
    ) {
        let (id, now) = (question.id.clone(), clock.now());
        if failures.may_try(id.as_str(), now) {
            failures.note(
                "question",
                id.as_str(),
                remind::remind(&keyholder, question, now).await,
                now,
            );
        }
    }
}

/// Referrals that nobody has to release.
async fn to_pass_on(keyholder: &Keyholder, clock: &Clock, failures: &Failures) {
    let forms = pass_on::forms(keyholder);
    if forms.is_empty() {
        return;
    }
    let limit = failures.beyond_resting(BATCH);
    for referral in list(keyholder.store.waiting_of_forms(&forms, limit).await) {
        let (id, now) = (referral.id.clone(), clock.now());
        if failures.may_try(id.as_str(), now) {
            let passed = pass_on::pass_on(keyholder, referral, now).await;
            failures.note("referral", id.as_str(), passed, now);
        }
    }
}

/// Submissions to admit: what waits, together; one alone waits for no other.
async fn admissions(keyholder: &Keyholder, clock: &Clock, failures: &Failures) {
    let waiting = keyholder
        .store
        .payloads_to_admit(failures.beyond_resting(BATCH))
        .await;
    let now = clock.now();
    let id = |payload: &Payload| format!("{}/{}", payload.referral, payload.submission);
    let mut waiting = list(waiting);
    waiting.retain(|payload| failures.may_try(&id(payload), now));
    for some in waiting.chunks(TOGETHER) {
        let became = admit::admit(keyholder, some.to_vec(), now).await;
        for (payload, became) in some.iter().zip(became) {
            failures.note("submission", &id(payload), became, now);
        }
    }
}

/// Referrals to screen: what waits, together; one alone waits for no other. One whose screening keeps failing is passed on to a person.
async fn screenings(keyholder: &Keyholder, clock: &Clock, failures: &Failures) {
    while !failures.is_stopping() {
        let received = keyholder
            .store
            .referrals_at("received", failures.beyond_resting(BATCH))
            .await;
        let now = clock.now();
        let mut received = list(received);
        received.retain(|referral| failures.may_try(referral.id.as_str(), now));
        let mut done = 0;
        for some in received.chunks(TOGETHER) {
            let became = screen::screen(keyholder, some.to_vec(), now).await;
            done += became.iter().filter(|became| became.is_ok()).count();
            for (referral, became) in some.iter().zip(became) {
                screened(keyholder, failures, (referral, became), now).await;
            }
        }
        // Fewer than asked for: these were all.
        if done < TOGETHER {
            return;
        }
    }
}

/// Notes what became of a screening.
async fn screened(
    keyholder: &Keyholder,
    failures: &Failures,
    (referral, became): (&Referral, Result<(), JourneyError>),
    now: Timestamp,
) {
    let id = referral.id.as_str();
    if failures.note("referral", id, became, now) >= SCREENINGS {
        tracing::error!(item.id = %id, "this cannot be screened; it waits at the desk for a person to check");
        let passed = screen::pass_unscreened(keyholder, referral.clone(), now).await;
        failures.note("referral", id, passed, now);
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
    let told = warn_drafts::warn(&keyholder, failures.last_round(), now).await;
    failures.note("warning", "warning", told.map(drop), now);
    let checked = check_signposts::check_signposts(&keyholder, now).await;
    failures.note("signposts", "signposts", checked, now);
    let reminded = remind_managers::remind_managers(&keyholder, now).await;
    failures.note("reminder", "reminder", reminded, now);
    for held in list(keyholder.store.holds_due(london_day(now), BATCH).await) {
        let told = review_holds::review(&keyholder, &held, now).await;
        failures.note("hold", held.id.as_str(), told, now);
    }
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
