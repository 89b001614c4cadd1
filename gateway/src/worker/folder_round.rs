//! One look at one folder of the mailbox: list, take in what is new, have it sorted, and only then do in the mailbox what the settings
//! ask. Holds the folder's lease; decides nothing about a message.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{
    in_flight::InFlight,
    keeping::keeping,
    mail_rounds::{MailRooms, PollError, Polled, new_task, subject},
};
use crate::{
    config::After,
    journey::{reconcile::reconcile, take_in::HELD},
    mailbox::{ClearTo, FetchedMail, Listing, MailboxError, Source, leaves},
    referral::{FolderLease, LedgerLine, Place, Task, TaskKind, UidRow, UidState},
    store::Unaudited,
};

/// Messages taken in together, at most.
const BATCH: usize = 64;
/// Their bytes, at most; a larger message is taken in alone.
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// Lines of the ledger written, or settled, at a time.
pub(super) const LINES: usize = 500;
/// Why a UID has a line before it was fetched: it was there before us.
pub(super) const OLD: &str = "old";
/// The longest rest of a UID that cannot be fetched.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(1);

/// One look under a folder's lease.
pub(super) struct Round<'a> {
    pub(super) rooms: &'a MailRooms,
    pub(super) lease: FolderLease,
    pub(super) validity: i64,
    after: After,
    source: &'a mut Source,
    pub(super) polled: Polled,
    /// The batches before, which are sealed and sorted while the next one is fetched.
    in_flight: InFlight,
    /// Messages that have left the folder because the settings say so.
    left: usize,
    /// Whether a UID rests that could not be fetched before.
    rests: bool,
}

impl<'a> Round<'a> {
    /// A look at what `source` lists, under `lease`.
    pub(super) fn new(
        rooms: &'a MailRooms,
        lease: FolderLease,
        source: &'a mut Source,
        after: After,
    ) -> Self {
        Self {
            rooms,
            lease,
            validity: 0,
            after,
            source,
            polled: Polled {
                validity: 0,
                listed: 0,
                taken: 0,
                gone: 0,
                failed: 0,
            },
            in_flight: InFlight::new(rooms),
            left: 0,
            rests: false,
        }
    }

    /// Looks, and gives the folder back, whatever happened. What `listing` has was listed before the lease.
    pub(super) async fn go(
        mut self,
        listing: Listing,
    ) -> Result<(Polled, Listing, Option<ClearTo>), PollError> {
        let done = self.look(listing).await;
        let landed = self.land().await;
        let listing = done.and_then(|listing| landed.map(|()| listing));
        let failed = self.end(listing.as_ref().err().is_none()).await;
        let listing = listing?;
        failed?;
        let clear = self.clear_to(&listing);
        Ok((self.polled, listing, clear))
    }

    async fn look(&mut self, mut listing: Listing) -> Result<Listing, PollError> {
        let store = &self.rooms.keyholder.store;
        let folder = store.folder(&self.lease.key).await?;
        let before = folder.and_then(|folder| folder.validity);
        // Of what was listed before the lease, another node may have moved some under its own; what is new is new all the same.
        if listing.is_whole || before != Some(listing.validity) {
            listing = keeping(self.rooms, &self.lease, self.source.list(None)).await?;
        }
        self.validity = listing.validity;
        self.polled.validity = listing.validity;
        self.polled.listed = listing.counted;
        if before != Some(self.validity) {
            if let Some(before) = before {
                self.leave_behind(before).await?;
            }
            self.first_look(&listing).await?;
        }
        let known = self.known(&listing).await?;
        if listing.is_whole {
            self.compare(&listing, &known).await?;
        }
        self.take_new(&listing, &known).await?;
        self.land().await?;
        if listing.is_whole {
            self.count(&listing).await?;
        }
        self.settle().await?;
        Ok(listing)
    }

    /// What the ledger knows of the folder, or of those UIDs only that came since it was clear.
    async fn known(&mut self, listing: &Listing) -> Result<BTreeMap<String, UidRow>, PollError> {
        let store = &self.rooms.keyholder.store;
        let (key, validity) = (&self.lease.key, self.validity);
        let known = if listing.is_whole {
            store.known_uids(key, validity).await?
        } else {
            let uids: Vec<&str> = listing.uids.keys().map(String::as_str).collect();
            store.uids_known_of(key, validity, &uids).await?
        };
        let now = self.rooms.clock.now();
        let rests = |row: &UidRow| row.state == UidState::Failed && row.next_at > now;
        self.rests = known.values().any(rests);
        Ok(known)
    }

    /// Up to where the folder is clear after this look.
    fn clear_to(&self, listing: &Listing) -> Option<ClearTo> {
        let last = listing.uids.keys().next_back().cloned();
        let is_clear = self.polled.failed == 0 && !self.rests;
        Some(ClearTo {
            validity: self.validity,
            // Of an empty folder everything is clear.
            uid: last.or(listing.is_whole.then(String::new))?,
            count: listing.counted.saturating_sub(self.left),
        })
        .filter(|_| is_clear)
    }

    /// Counts the folder against the ledger. Counted before the mailbox is changed: what was listed is what must be known.
    async fn count(&self, listing: &Listing) -> Result<(), PollError> {
        let server: BTreeSet<String> = listing.uids.keys().cloned().collect();
        let now = self.rooms.clock.now();
        let counted = reconcile(
            &self.rooms.keyholder,
            &self.lease.key,
            (self.validity, &server),
            now,
        )
        .await?;
        if let Some(counted) = counted {
            tracing::info!(
                server = counted.server,
                ledger = counted.ledger,
                missing = counted.missing,
                days = counted.closed,
                "the mailbox was counted"
            );
        }
        Ok(())
    }

    /// Takes in what is new, batch by batch, in the order of UIDs.
    async fn take_new(
        &mut self,
        listing: &Listing,
        known: &BTreeMap<String, UidRow>,
    ) -> Result<(), PollError> {
        let largest = self.rooms.keyholder.mail.largest();
        let now = self.rooms.clock.now();
        let is_wanted = |uid: &&String| {
            known.get(*uid).is_none_or(|row| match row.state {
                UidState::Failed => row.next_at <= now,
                UidState::Gone => true,
                UidState::Sealed | UidState::Settled => false,
            })
        };
        let wanted: Vec<String> = listing.uids.keys().filter(is_wanted).cloned().collect();
        self.source.want(&wanted);
        let (mut batch, mut bytes): (Vec<FetchedMail>, usize) = (Vec::new(), 0);
        for uid in &wanted {
            let before = known.get(uid);
            let fetching = self.source.fetch(uid, largest);
            let fetched = keeping(self.rooms, &self.lease, fetching).await;
            let lost = lost(&fetched);
            let arrived = self.arrived(uid, before, fetched).await?;
            if let Some(error) = lost {
                // What came before is kept; the message that the line was lost at is not the first one next time.
                self.take(batch).await?;
                self.were_listed(&wanted, uid, known).await?;
                return Err(error.into());
            }
            let Some(mut mail) = arrived else {
                continue;
            };
            mail.archive |= before.is_some_and(|row| row.why.as_deref() == Some(OLD));
            if bytes + mail.raw.bytes().len() > BATCH_BYTES || batch.len() >= BATCH {
                self.take(std::mem::take(&mut batch)).await?;
                bytes = 0;
            }
            bytes += mail.raw.bytes().len();
            batch.push(mail);
        }
        self.take(batch).await
    }

    /// A message that was fetched. One that has gone, and one that could not be fetched, is written into the ledger.
    async fn arrived(
        &mut self,
        uid: &str,
        before: Option<&UidRow>,
        fetched: Result<Option<FetchedMail>, MailboxError>,
    ) -> Result<Option<FetchedMail>, PollError> {
        match fetched {
            Ok(Some(mail)) => return Ok(Some(mail)),
            Ok(None) => {
                let now = self.rooms.clock.now();
                let row = UidRow {
                    present: false,
                    ..self.row(uid, UidState::Gone, now)
                };
                self.missing(&[row]).await?;
            }
            Err(error) => self.failed(uid, before, error).await?,
        }
        Ok(None)
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
        let taking = self.in_flight.take(place, batch);
        keeping(self.rooms, &self.lease, taking).await
    }

    /// Waits until every batch has its outcome.
    async fn land(&mut self) -> Result<(), PollError> {
        let landing = self.in_flight.land();
        let landed = keeping(self.rooms, &self.lease, landing).await;
        self.polled.taken = self.in_flight.taken;
        landed
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
                self.settle_as(&uids, how).await?;
            }
        }
    }

    async fn settle_as(&mut self, uids: &[String], how: After) -> Result<(), PollError> {
        keeping(self.rooms, &self.lease, self.source.settle(uids, how)).await?;
        let left = leaves(how);
        if left {
            self.left += uids.len();
        }
        let now = self.rooms.clock.now();
        let tx = self.rooms.keyholder.store.begin().await?;
        tx.settle_uids(&self.lease, self.validity, uids, !left, now)
            .await?;
        tx.renew_folder(&self.lease, now + HELD).await?;
        tx.commit_unaudited(Unaudited::Ledger).await?;
        Ok(())
    }

    /// Gives the folder back, and notes a good look.
    async fn end(&self, is_good: bool) -> Result<(), PollError> {
        let now = self.rooms.clock.now();
        let tx = self.rooms.keyholder.store.begin().await?;
        if is_good {
            let count = i64::try_from(self.polled.listed).unwrap_or(i64::MAX);
            tx.read_folder(&self.lease, Some(count), now).await?;
            tx.end_task(TaskKind::MailboxSilent, &subject(&self.lease.key), now)
                .await?;
        }
        tx.renew_folder(&self.lease, now).await?;
        Ok(tx.commit_unaudited(Unaudited::Ledger).await?)
    }

    async fn failed(
        &mut self,
        uid: &str,
        before: Option<&UidRow>,
        error: MailboxError,
    ) -> Result<(), PollError> {
        self.polled.failed += 1;
        let now = self.rooms.clock.now();
        let attempts = before.map_or(1, |row| row.attempts.saturating_add(1));
        // The first time it may have been the line; from then on others come first.
        let rest = SignedDuration::from_secs(10) * attempts.saturating_sub(1).clamp(0, 360);
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
    pub(super) async fn missing(&mut self, gone: &[UidRow]) -> Result<(), PollError> {
        if gone.is_empty() {
            return Ok(());
        }
        self.polled.gone += gone.len();
        let now = self.rooms.clock.now();
        let place = subject(&self.lease.key);
        // A mailbox that was made again gives the same UIDs to other messages.
        let task = |row: &UidRow| {
            let subject = match row.validity {
                0 => format!("{place} {}", row.uid),
                validity => format!("{place} {} of {validity}", row.uid),
            };
            new_task(TaskKind::MissingUid, subject, now)
        };
        let tasks = gone.iter().map(task).collect::<Result<Vec<_>, _>>()?;
        self.write(gone, &tasks).await
    }

    pub(super) async fn write(&self, rows: &[UidRow], tasks: &[Task]) -> Result<(), PollError> {
        let now = self.rooms.clock.now();
        let tx = self.rooms.keyholder.store.begin().await?;
        tx.put_uids(&self.lease, now + HELD, rows).await?;
        for task in tasks {
            tx.insert_task(task).await?;
        }
        Ok(tx.commit_unaudited(Unaudited::Ledger).await?)
    }

    pub(super) fn row(&self, uid: &str, state: UidState, now: Timestamp) -> UidRow {
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

fn lost<T>(fetched: &Result<T, MailboxError>) -> Option<MailboxError> {
    let error = fetched.as_ref().err().copied();
    error.filter(|error| matches!(error, MailboxError::Lost(_)))
}
