//! One look at one folder of the mailbox: list, take in what is new, have it sorted, and only then do in the mailbox what the settings
//! ask. Holds the folder's lease; decides nothing about a message.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;

use super::{
    mail_rounds::{MailRooms, PollError, Polled, new_task, subject},
    sort_rounds::sort_held,
};
use crate::{
    config::After,
    journey::{
        JourneyError, Taken,
        take_in::{HELD, take_in},
    },
    mailbox::{FetchedMail, Listing, MailboxError, Source, leaves},
    referral::{FolderLease, LedgerLine, Place, Task, TaskKind, UidRow, UidState},
    store::{StoreError, Unaudited},
};

/// Messages taken in together, at most.
const BATCH: usize = 64;
/// Their bytes, at most; a larger message is taken in alone.
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// Lines of the ledger written, or settled, at a time.
const LINES: usize = 500;
/// Why a UID has a line before it was fetched: it was there before us.
const OLD: &str = "old";
/// The longest rest of a UID that cannot be fetched.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(1);

/// One look under a folder's lease.
pub(super) struct Round<'a> {
    rooms: &'a MailRooms,
    lease: FolderLease,
    validity: i64,
    after: After,
    source: Source,
    polled: Polled,
    /// The batch before, which is sorted while the next one is fetched and sealed.
    sorting: Option<JoinHandle<Result<(), JourneyError>>>,
}

impl<'a> Round<'a> {
    /// A look at what `source` lists, under `lease`.
    pub(super) fn new(
        rooms: &'a MailRooms,
        lease: FolderLease,
        source: Source,
        after: After,
        listing: &Listing,
    ) -> Self {
        Self {
            rooms,
            lease,
            validity: listing.validity,
            after,
            source,
            polled: Polled {
                validity: listing.validity,
                listed: listing.uids.len(),
                taken: 0,
                gone: 0,
                failed: 0,
            },
            sorting: None,
        }
    }

    /// Looks, and gives the folder back, whatever happened.
    pub(super) async fn go(mut self, listing: &Listing) -> Result<Polled, PollError> {
        let done = self.look(listing).await;
        let sorted = self.wait_for_sorting().await;
        self.end(done.and(sorted)).await?;
        Ok(self.polled)
    }

    async fn look(&mut self, listing: &Listing) -> Result<(), PollError> {
        let store = &self.rooms.keyholder.store;
        let folder = store.folder(&self.lease.key).await?;
        if folder.and_then(|folder| folder.validity) != Some(self.validity) {
            self.first_look(listing).await?;
        }
        let known = store.known_uids(&self.lease.key, self.validity).await?;
        self.compare(listing, &known).await?;
        self.take_new(listing, &known).await?;
        self.wait_for_sorting().await?;
        self.settle().await
    }

    /// What is there before us is old mail, and the ledger says so before anything else.
    async fn first_look(&self, listing: &Listing) -> Result<(), PollError> {
        let now = self.rooms.clock.now();
        let rows: Vec<UidRow> = listing
            .uids
            .keys()
            .map(|uid| UidRow {
                why: Some(OLD.to_owned()),
                ..self.row(uid, UidState::Failed, now)
            })
            .collect();
        for some in rows.chunks(LINES) {
            self.write(some, &[]).await?;
        }
        let tx = self.rooms.keyholder.store.begin().await?;
        tx.set_validity(&self.lease, self.validity, "").await?;
        Ok(tx.commit_unaudited(Unaudited::Ledger).await?)
    }

    /// Notes what has left the folder since, and what has come back.
    async fn compare(
        &mut self,
        listing: &Listing,
        known: &BTreeMap<String, UidRow>,
    ) -> Result<(), PollError> {
        let now = self.rooms.clock.now();
        let (mut left, mut back, mut gone) = (vec![], vec![], vec![]);
        for (uid, row) in known {
            match (listing.uids.contains_key(uid), row.state) {
                (false, UidState::Failed) => gone.push(UidRow {
                    state: UidState::Gone,
                    present: false,
                    changed_at: now,
                    ..row.clone()
                }),
                (false, UidState::Sealed | UidState::Settled) if row.present => {
                    left.push(uid.clone());
                }
                (true, UidState::Sealed | UidState::Settled) if !row.present => {
                    back.push(uid.clone());
                }
                _ => {}
            }
        }
        self.missing(&gone).await?;
        if left.is_empty() && back.is_empty() {
            return Ok(());
        }
        let tx = self.rooms.keyholder.store.begin().await?;
        for (uids, present) in [(&left, false), (&back, true)] {
            tx.set_present(&self.lease, self.validity, uids, present, now)
                .await?;
        }
        tx.renew_folder(&self.lease, now + HELD).await?;
        Ok(tx.commit_unaudited(Unaudited::Ledger).await?)
    }

    /// Takes in what is new, batch by batch, in the order of UIDs.
    async fn take_new(
        &mut self,
        listing: &Listing,
        known: &BTreeMap<String, UidRow>,
    ) -> Result<(), PollError> {
        let largest = self.rooms.keyholder.mail.largest();
        let (mut batch, mut bytes): (Vec<FetchedMail>, usize) = (Vec::new(), 0);
        for uid in listing.uids.keys() {
            let now = self.rooms.clock.now();
            let before = known.get(uid);
            let wanted = before.is_none_or(|row| match row.state {
                UidState::Failed => row.next_at <= now,
                UidState::Gone => true,
                UidState::Sealed | UidState::Settled => false,
            });
            if !wanted {
                continue;
            }
            match self.source.fetch(uid, largest).await {
                Ok(Some(mut mail)) => {
                    mail.archive |= before.is_some_and(|row| row.why.as_deref() == Some(OLD));
                    if bytes + mail.raw.bytes().len() > BATCH_BYTES || batch.len() >= BATCH {
                        self.take(std::mem::take(&mut batch)).await?;
                        bytes = 0;
                    }
                    bytes += mail.raw.bytes().len();
                    batch.push(mail);
                }
                Ok(None) => {
                    let row = UidRow {
                        present: false,
                        ..self.row(uid, UidState::Gone, now)
                    };
                    self.missing(&[row]).await?;
                }
                Err(error) => self.failed(uid, before, error, now).await?,
            }
        }
        self.take(batch).await
    }

    async fn take(&mut self, batch: Vec<FetchedMail>) -> Result<(), PollError> {
        if batch.is_empty() {
            return Ok(());
        }
        let place = Place::Folder {
            origin: self.source.origin(),
            lease: self.lease.clone(),
            validity: self.validity,
        };
        let now = self.rooms.clock.now();
        let taken = take_in(&self.rooms.intake, &place, batch, now).await?;
        self.polled.taken += taken.len();
        self.wait_for_sorting().await?;
        self.sorting = Some(tokio::spawn(sort_apart(self.rooms.clone(), taken)));
        Ok(())
    }

    /// A message that could not be sorted now is kept, and sorted by another round: that is no failure of this one.
    async fn wait_for_sorting(&mut self) -> Result<(), PollError> {
        let Some(sorting) = self.sorting.take() else {
            return Ok(());
        };
        match sorting.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::error!(%error, "messages were taken in and could not be sorted yet");
                Ok(())
            }
            Err(_) => Err(JourneyError::Inconsistent("a task").into()),
        }
    }

    /// Does in the mailbox what the settings ask for each message that has its outcome. What a person may want to see in the mailbox
    /// itself stays there.
    async fn settle(&mut self) -> Result<(), PollError> {
        let store = self.rooms.keyholder.store.clone();
        let limit = u64::try_from(LINES).unwrap_or(u64::MAX);
        loop {
            let lines = store
                .to_settle(&self.lease.key, self.validity, limit)
                .await?;
            if lines.is_empty() {
                return Ok(());
            }
            let stays = |code: Option<&str>| matches!(code, Some("oversize" | "unreadable"));
            let (kept, others): (Vec<_>, Vec<_>) = lines
                .into_iter()
                .partition(|line| stays(line.outcome.as_deref()));
            let uids = |lines: Vec<LedgerLine>| -> Vec<String> {
                lines.into_iter().map(|line| line.row.uid).collect()
            };
            for (uids, how) in [(uids(kept), After::Leave), (uids(others), self.after)] {
                self.source.settle(&uids, how).await?;
                let now = self.rooms.clock.now();
                let tx = store.begin().await?;
                tx.settle_uids(&self.lease, self.validity, &uids, !leaves(how), now)
                    .await?;
                tx.renew_folder(&self.lease, now + HELD).await?;
                tx.commit_unaudited(Unaudited::Ledger).await?;
            }
        }
    }

    /// Gives the folder back, and notes a good look.
    async fn end(&self, done: Result<(), PollError>) -> Result<(), PollError> {
        let now = self.rooms.clock.now();
        let tx = self.rooms.keyholder.store.begin().await?;
        if done.is_ok() {
            let count = i64::try_from(self.polled.listed).unwrap_or(i64::MAX);
            tx.read_folder(&self.lease, "", Some(count), now).await?;
            tx.end_task(TaskKind::MailboxSilent, &subject(&self.lease.key), now)
                .await?;
        }
        match tx.renew_folder(&self.lease, now).await {
            Err(StoreError::Conflict) if done.is_err() => return done,
            other => other?,
        }
        tx.commit_unaudited(Unaudited::Ledger).await?;
        done
    }

    async fn failed(
        &mut self,
        uid: &str,
        before: Option<&UidRow>,
        error: MailboxError,
        now: Timestamp,
    ) -> Result<(), PollError> {
        self.polled.failed += 1;
        let attempts = before.map_or(1, |row| row.attempts.saturating_add(1));
        let rest = SignedDuration::from_secs(10) * attempts.clamp(1, 360);
        let old = before.and_then(|row| row.why.clone());
        let row = UidRow {
            attempts,
            next_at: now + rest.min(LONGEST_REST),
            why: old
                .filter(|why| why == OLD)
                .or(Some("not_fetched".to_owned())),
            ..self.row(uid, UidState::Failed, now)
        };
        tracing::warn!(account = self.lease.key.account, uid, %error, "a message could not be fetched and is tried again");
        self.write(&[row], &[]).await
    }

    /// Messages that were listed and are not there: told to a person.
    async fn missing(&mut self, gone: &[UidRow]) -> Result<(), PollError> {
        if gone.is_empty() {
            return Ok(());
        }
        self.polled.gone += gone.len();
        let now = self.rooms.clock.now();
        let task = |row: &UidRow| {
            let subject = format!("{} {}", subject(&self.lease.key), row.uid);
            new_task(TaskKind::MissingUid, subject, now)
        };
        let tasks = gone.iter().map(task).collect::<Result<Vec<_>, _>>()?;
        self.write(gone, &tasks).await
    }

    async fn write(&self, rows: &[UidRow], tasks: &[Task]) -> Result<(), PollError> {
        let now = self.rooms.clock.now();
        let tx = self.rooms.keyholder.store.begin().await?;
        tx.put_uids(&self.lease, now + HELD, rows).await?;
        for task in tasks {
            tx.insert_task(task).await?;
        }
        Ok(tx.commit_unaudited(Unaudited::Ledger).await?)
    }

    fn row(&self, uid: &str, state: UidState, now: Timestamp) -> UidRow {
        UidRow {
            key: self.lease.key.clone(),
            validity: self.validity,
            uid: uid.to_owned(),
            message: None,
            state,
            attempts: 0,
            next_at: now,
            why: None,
            arrived_at: None,
            present: true,
            seen_at: now,
            changed_at: now,
        }
    }
}

async fn sort_apart(rooms: MailRooms, taken: Vec<Taken>) -> Result<(), JourneyError> {
    sort_held(&rooms.keyholder, taken, &rooms.clock).await?;
    Ok(())
}
