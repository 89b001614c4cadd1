//! Looking at the folders of the mailbox, again and again, each by itself; an alarm when one could not be read for too long.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::{sync::watch, time::sleep};

use super::folder_round::Round;
use crate::{
    clock::Clock,
    config::AccountSection,
    journey::{Intake, JourneyError, Keyholder, take_in::HELD},
    mailbox::{Listing, MailboxError, Source},
    random,
    referral::{FolderKey, Id, Task, TaskKind},
    store::{StoreError, Unaudited},
};

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

/// Looks at a folder again and again until `stop` says so.
pub(super) async fn watch_folder(
    rooms: MailRooms,
    account: AccountSection,
    key: FolderKey,
    mut stop: watch::Receiver<bool>,
) {
    let pause = rooms.keyholder.mail.pause();
    let mut last = None;
    while !*stop.borrow() {
        match poll_unless_same(&rooms, &account, &key, &mut last).await {
            Ok(_) | Err(PollError::Held) => {}
            Err(error) => {
                last = None;
                tracing::error!(account = key.account, folder = key.folder, %error, "the mailbox could not be read");
                if let Err(error) = alarm(&rooms, &key).await {
                    tracing::error!(%error, "the alarm could not be raised");
                }
            }
        }
        tokio::select! {
            () = sleep(pause) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Looks at a folder once.
pub async fn poll(
    rooms: &MailRooms,
    account: &AccountSection,
    key: &FolderKey,
) -> Result<Polled, PollError> {
    poll_unless_same(rooms, account, key, &mut None)
        .await
        .map(|polled| {
            polled.unwrap_or(Polled {
                validity: 0,
                listed: 0,
                taken: 0,
                gone: 0,
                failed: 0,
            })
        })
}

/// Looks at a folder; `None` when it is as it was after the last good look and nothing waits.
async fn poll_unless_same(
    rooms: &MailRooms,
    account: &AccountSection,
    key: &FolderKey,
    last: &mut Option<(Listing, Timestamp)>,
) -> Result<Option<Polled>, PollError> {
    let mut source = Source::open(account)?;
    let listing = source.list().await?;
    let now = rooms.clock.now();
    let store = &rooms.keyholder.store;
    if let Some((before, at)) = last
        && *before == listing
        && now.duration_since(*at) < HELD
        && store.to_settle(key, listing.validity, 1).await?.is_empty()
    {
        return Ok(None);
    }
    let tx = store.begin().await?;
    let lease = tx.lease_folder(key, now, now + HELD).await?;
    tx.commit_unaudited(Unaudited::Lease).await?;
    let lease = lease.ok_or(PollError::Held)?;
    let round = Round::new(rooms, lease, source, account.after(), &listing);
    let polled = round.go(&listing).await?;
    if polled.failed == 0 {
        *last = Some((listing, now));
    }
    Ok(Some(polled))
}

/// Raises the alarm when a folder has not been read well for too long.
async fn alarm(rooms: &MailRooms, key: &FolderKey) -> Result<(), PollError> {
    let now = rooms.clock.now();
    let store = &rooms.keyholder.store;
    let folder = store.folder(key).await?;
    let since = folder.map_or(now, |folder| folder.last_good_at.unwrap_or(folder.first_at));
    let most = SignedDuration::from_mins(rooms.keyholder.mail.alarm_minutes);
    if now.duration_since(since) < most {
        return Ok(());
    }
    let tx = store.begin().await?;
    tx.insert_task(&new_task(TaskKind::MailboxSilent, subject(key), now)?)
        .await?;
    Ok(tx.commit_unaudited(Unaudited::Ledger).await?)
}

/// What a task about a folder is about.
pub(super) fn subject(key: &FolderKey) -> String {
    format!("{}/{}", key.account, key.folder)
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
