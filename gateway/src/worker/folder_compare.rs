//! What has changed in a folder against the ledger: what was there before us, what has left, what came back, and a mailbox that was made
//! again. Fetches nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    folder_round::{LINES, OLD, Round},
    mail_rounds::{PollError, new_task, subject},
};
use crate::{
    journey::take_in::HELD,
    mailbox::Listing,
    referral::{TaskKind, UidRow, UidState},
    store::Unaudited,
};

impl Round<'_> {
    /// The mailbox was made again: every message in it has a new UID, and the old ones mean nothing any more.
    pub(super) async fn leave_behind(&mut self, before: i64) -> Result<(), PollError> {
        let store = self.rooms.keyholder.store.clone();
        let known = store.known_uids(&self.lease.key, before).await?;
        let now = self.rooms.clock.now();
        let task = new_task(TaskKind::ValidityChanged, subject(&self.lease.key), now)?;
        self.write(&[], &[task]).await?;
        let (mut left, mut gone) = (Vec::new(), Vec::new());
        for (uid, row) in known {
            match row.state {
                UidState::Failed => gone.push(gone_now(&row, now)),
                UidState::Sealed | UidState::Settled if row.present => left.push(uid),
                UidState::Sealed | UidState::Settled | UidState::Gone => {}
            }
        }
        self.missing(&gone).await?;
        let tx = store.begin().await?;
        tx.set_present(&self.lease, before, &left, false, now)
            .await?;
        tx.renew_folder(&self.lease, now + HELD).await?;
        Ok(tx.commit_unaudited(Unaudited::Ledger).await?)
    }

    /// What is there before us is old mail, and the ledger says so before anything else.
    pub(super) async fn first_look(&self, listing: &Listing) -> Result<(), PollError> {
        let now = self.rooms.clock.now();
        let store = &self.rooms.keyholder.store;
        let known = store.known_uids(&self.lease.key, self.validity).await?;
        let rows: Vec<UidRow> = listing
            .uids
            .keys()
            .filter(|uid| !known.contains_key(*uid))
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

    /// What was listed behind the message that the line was lost at gets its line in the ledger now: somebody may remove it before the
    /// next look.
    pub(super) async fn were_listed(
        &self,
        wanted: &[String],
        lost_at: &str,
        known: &BTreeMap<String, UidRow>,
    ) -> Result<(), PollError> {
        let now = self.rooms.clock.now();
        let behind = wanted.iter().skip_while(|uid| *uid != lost_at).skip(1);
        let rows: Vec<UidRow> = behind
            .filter(|uid| !known.contains_key(*uid))
            .map(|uid| UidRow {
                why: Some("not_fetched".to_owned()),
                ..self.row(uid, UidState::Failed, now)
            })
            .collect();
        for some in rows.chunks(LINES) {
            self.write(some, &[]).await?;
        }
        Ok(())
    }

    /// Notes what has left the folder since, and what has come back.
    pub(super) async fn compare(
        &mut self,
        listing: &Listing,
        known: &BTreeMap<String, UidRow>,
    ) -> Result<(), PollError> {
        let now = self.rooms.clock.now();
        let (mut left, mut back, mut gone) = (vec![], vec![], vec![]);
        for (uid, row) in known {
            match (listing.uids.contains_key(uid), row.state) {
                (false, UidState::Failed) => gone.push(gone_now(row, now)),
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
}

fn gone_now(row: &UidRow, now: Timestamp) -> UidRow {
    UidRow {
        state: UidState::Gone,
        present: false,
        changed_at: now,
        ..row.clone()
    }
}
