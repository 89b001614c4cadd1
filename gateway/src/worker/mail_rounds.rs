//! Looking at the folders of the mailbox, again and again, each by itself; an alarm when one could not be read for too long.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::{select, sync::watch, time::sleep};

use super::folder_round::Round;
use crate::{
    clock::Clock,
    config::AccountSection,
    journey::{Intake, JourneyError, Keyholder, alarm, take_in::HELD},
    mailbox::{ClearTo, Listing, MailboxError, Source},
    random,
    referral::{FolderKey, Id, Task, TaskKind},
    store::{StoreError, Unaudited},
};

pub(super) use crate::journey::alarm::subject;

/// The rooms that a round needs: one to take in, one to sort.
#[derive(Clone, Debug)]
pub struct MailRooms {
    /// Holds public keys only.
    pub intake: Intake,
    /// Holds the hub's keys.
    pub keyholder: Arc<Keyholder>,
    /// The clock.
    pub clock: Clock,
}

/// What one look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polled {
    /// UIDVALIDITY; 0 for Maildir.
    pub validity: i64,
    /// Messages in the folder.
    pub listed: usize,
    /// Messages taken in.
    pub taken: usize,
    /// Messages that somebody removed before they were ours.
    pub gone: usize,
    /// Messages that could not be fetched now.
    pub failed: usize,
}

/// Why a folder was not read.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    /// Another process reads it now.
    #[error("another process reads this folder now")]
    Held,
    /// The mailbox.
    #[error(transparent)]
    Mailbox(#[from] MailboxError),
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for PollError {
    fn from(error: StoreError) -> Self {
        Self::Journey(error.into())
    }
}

/// The first pause after something failed; each further one is twice as long.
const FIRST_REST: Duration = Duration::from_secs(5);
/// The longest pause after something failed.
const LONGEST_REST: Duration = Duration::from_mins(15);
/// How long a look may go on when the process is to end. What it leaves is found again.
const GRACE: Duration = Duration::from_secs(4);

/// Looks at a folder again and again until `stop` says so.
pub(super) async fn watch_folder(
    rooms: MailRooms,
    account: AccountSection,
    key: FolderKey,
    mut stop: watch::Receiver<bool>,
) {
    let pause = rooms.keyholder.mail.pause();
    let mut watched = Watched::default();
    let mut failures = 0_u32;
    while !*stop.borrow() {
        let looked = select! {
            looked = watched.look(&rooms, &account, &key) => looked,
            () = ended(stop.clone()) => return,
        };
        let rest = match looked {
            Ok(_) => {
                failures = 0;
                None
            }
            // It may have ended without giving the folder back.
            Err(PollError::Held) => Some(pause.min(HELD.unsigned_abs())),
            Err(error) => {
                failures = failures.saturating_add(1);
                watched = Watched::default();
                tracing::error!(account = key.account, folder = key.folder, %error, "the mailbox could not be read");
                let now = rooms.clock.now();
                if let Err(error) = alarm::raise(&rooms.keyholder, &key, now).await {
                    tracing::error!(%error, "the alarm could not be raised");
                }
                Some(rest(&error, failures, pause))
            }
        };
        select! {
            () = watched.wait(rest, pause) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
    if let Some(source) = watched.source {
        source.end().await;
    }
}

/// Once the process is to end, and a look has had its grace.
async fn ended(mut stop: watch::Receiver<bool>) {
    // An error says that nobody is there to stop us any more: that is an end, too.
    drop(stop.wait_for(|stop| *stop).await);
    sleep(GRACE).await;
}

/// How long to leave the mailbox alone: longer each time, longest where it refuses us, and not all nodes at the same moment.
fn rest(error: &PollError, failures: u32, pause: Duration) -> Duration {
    let doubled = 2_u32.saturating_pow(failures.saturating_sub(1).min(16));
    let rest = FIRST_REST.saturating_mul(doubled).min(LONGEST_REST);
    let rest = match error {
        PollError::Mailbox(MailboxError::Refused(_)) => rest,
        _ => rest.min(pause),
    };
    let [random] = random::bytes().unwrap_or([0]);
    rest / 2 + rest / 2 * u32::from(random) / 255
}

/// A folder that is looked at again and again.
#[derive(Default)]
struct Watched {
    source: Option<Source>,
    /// What was there at the last good look.
    last: Option<(Listing, Timestamp)>,
    /// Up to where the folder is clear, and when all of it was last looked at.
    clear: Option<(ClearTo, Timestamp)>,
}

impl Watched {
    /// Looks at the folder; `None` when it is as it was after the last good look and nothing waits.
    async fn look(
        &mut self,
        rooms: &MailRooms,
        account: &AccountSection,
        key: &FolderKey,
    ) -> Result<Option<Polled>, PollError> {
        let mut source = match self.source.take() {
            Some(source) => source,
            None => Source::open(account, &key.folder).await?,
        };
        let now = rooms.clock.now();
        let clear = self.clear.take();
        let pause = SignedDuration::try_from(rooms.keyholder.mail.pause()).unwrap_or_default();
        let clear = clear.filter(|(_, whole_at)| now.duration_since(*whole_at) < pause);
        let listing = source.list(clear.as_ref().map(|(clear, _)| clear)).await?;
        let store = &rooms.keyholder.store;
        let source = self.source.insert(source);
        let is_as_before = |before: &Listing| {
            if listing.is_whole {
                *before == listing
            } else {
                listing.uids.is_empty()
            }
        };
        if let Some((before, at)) = &self.last
            && is_as_before(before)
            && now.duration_since(*at) < HELD
            && store.to_settle(key, listing.validity, 1).await?.is_empty()
        {
            self.clear = clear;
            return Ok(None);
        }
        let tx = store.begin().await?;
        let lease = tx.lease_folder(key, now, now + HELD).await?;
        tx.commit_unaudited(Unaudited::Lease).await?;
        let lease = lease.ok_or(PollError::Held)?;
        let round = Round::new(rooms, lease, source, account.after());
        let (polled, listing, to) = round.go(listing).await?;
        let whole_at = match &clear {
            Some((_, whole_at)) if !listing.is_whole => *whole_at,
            _ => now,
        };
        let to = to.or(clear
            .map(|(clear, _)| clear)
            .filter(|_| listing.uids.is_empty()));
        self.clear = to.map(|to| (to, whole_at));
        self.last = (polled.failed == 0).then_some((listing, now));
        Ok(Some(polled))
    }

    /// Waits for news, at most for `pause`; or rests, when something failed.
    async fn wait(&mut self, rest: Option<Duration>, pause: Duration) {
        let Some(source) = self.source.as_mut().filter(|_| rest.is_none()) else {
            return sleep(rest.unwrap_or(pause)).await;
        };
        if let Err(error) = source.wait(pause).await {
            tracing::warn!(%error, "the connection to the mailbox ended; it is opened anew");
            self.source = None;
            sleep(FIRST_REST.min(pause)).await;
        }
    }
}

/// Looks at a folder once.
pub async fn poll(
    rooms: &MailRooms,
    account: &AccountSection,
    key: &FolderKey,
) -> Result<Polled, PollError> {
    let mut watched = Watched::default();
    let polled = watched.look(rooms, account, key).await;
    if let Some(source) = watched.source {
        source.end().await;
    }
    // Without a look before there is nothing that could be the same.
    polled?.ok_or(PollError::Held)
}

/// A task that is raised now.
pub(super) fn new_task(
    kind: TaskKind,
    subject: String,
    now: Timestamp,
) -> Result<Task, JourneyError> {
    Ok(Task {
        id: Id::from_random(random::bytes()?),
        kind,
        subject,
        referral: None,
        message: None,
        letter: None,
        why: None,
        raised_at: now,
        done_at: None,
        done_by: None,
    })
}
