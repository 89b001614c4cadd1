//! The counters that monitoring reads: how much waits, never about whom. Counted every few seconds, not at every reading.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::SignedDuration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock,
    journey::CheckCounts,
    mailbox::Parsers,
    referral::LetterState,
    store::{LedgerView, QueueView, Store, StoreError},
};

/// How often they are counted.
const EVERY: Duration = Duration::from_secs(15);
/// A letter that has waited longer than this is an alarm.
const WAITED: SignedDuration = SignedDuration::from_hours(1);
/// How long the worker may take over what it normally does in a second.
const STUCK: SignedDuration = SignedDuration::from_mins(10);

type Numbers = Vec<(&'static str, f64)>;

/// The counters as they were last counted.
#[derive(Clone, Debug)]
pub(super) struct Gauges {
    store: Store,
    parsers: Parsers,
    checks: CheckCounts,
    last: Arc<Mutex<Numbers>>,
}

impl Gauges {
    /// Counters of this store.
    pub(super) fn new(store: Store, parsers: Parsers, checks: CheckCounts) -> Self {
        Self {
            store,
            parsers,
            checks,
            last: Arc::default(),
        }
    }

    /// As last counted.
    pub(super) fn now(&self) -> Numbers {
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Counts until `stop`.
    pub(super) async fn keep(self, clock: Clock, stop: CancellationToken) {
        let counting = async {
            loop {
                self.note(self.count(&clock).await);
                sleep(EVERY).await;
            }
        };
        stop.run_until_cancelled(counting).await;
    }

    fn note(&self, counted: Result<Numbers, StoreError>) {
        match counted {
            Ok(numbers) => *self.last.lock().unwrap_or_else(PoisonError::into_inner) = numbers,
            Err(error) => tracing::warn!(%error, "the counters could not be counted"),
        }
    }

    async fn missing(&self) -> Result<u64, StoreError> {
        let [_, _, missing] = self.store.count_uids(&LedgerView::default()).await?;
        Ok(missing)
    }

    /// Of the folder that has waited longest since it was read well.
    async fn since_read(&self, clock: &Clock) -> Result<u64, StoreError> {
        let now = clock.now();
        let folders = self.store.folders().await?;
        let since = folders.iter().map(|folder| {
            let read = folder.last_good_at.unwrap_or(folder.first_at);
            u64::try_from(now.duration_since(read).as_secs()).unwrap_or(0)
        });
        Ok(since.max().unwrap_or(0))
    }

    async fn count(&self, clock: &Clock) -> Result<Numbers, StoreError> {
        let counts = [
            (
                "gateway_letters_waiting_an_hour",
                self.store
                    .letters_waiting_since(clock.now() - WAITED)
                    .await?,
            ),
            (
                "gateway_letters_queued",
                self.store.count_letters(LetterState::Queued).await?,
            ),
            (
                "gateway_letters_uncertain",
                self.store.count_letters(LetterState::Uncertain).await?,
            ),
            (
                "gateway_letters_refused",
                self.store.count_letters(LetterState::Refused).await?,
            ),
            (
                "gateway_work_stuck",
                self.store.stuck_since(clock.now() - STUCK).await?,
            ),
            (
                "gateway_letters_bounced",
                self.store.count_letters(LetterState::Bounced).await?,
            ),
            (
                "gateway_messages_to_sort",
                self.store.messages_fetched_since(clock.now()).await?,
            ),
            (
                "gateway_messages_held",
                self.store.count_messages("holding_pen").await?,
            ),
            ("gateway_parser_deaths_total", self.parsers.deaths()),
            ("gateway_mailbox_missing", self.missing().await?),
            (
                "gateway_mailbox_seconds_since_read",
                self.since_read(clock).await?,
            ),
            ("gateway_tasks_open", self.store.count_tasks().await?),
            (
                "gateway_referrals_to_screen",
                self.store.count_queue(&QueueView::ToScreen).await?,
            ),
            (
                "gateway_referrals_open",
                self.store.count_queue(&QueueView::AllOpen).await?,
            ),
        ];
        let number = |count: u64| u32::try_from(count).map_or(f64::INFINITY, f64::from);
        Ok(counts
            .into_iter()
            .chain(self.checks.now())
            .map(|(name, count)| (name, number(count)))
            .collect())
    }
}
