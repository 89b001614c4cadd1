//! Counting a folder against its ledger and closing the days that are over: numbers in the audit chain that show, day by day, that
//! nothing was lost. Reads no message; a closed day is never rewritten.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};

use super::{JourneyError, Keyholder};
use crate::{
    audit::Action,
    clock::{london, london_day},
    referral::{FolderKey, MailDay, UidState},
    store::{Event, LedgerView, StoreError},
};

/// How long after its end a day is closed: what arrived at its last minute is in by then.
const AFTER: SignedDuration = SignedDuration::from_mins(15);
/// Lines of the ledger read at a time.
const PAGE: u64 = 1_000;

/// What counting showed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Messages that the mailbox holds.
    pub server: u64,
    /// Messages that the ledger knows to be there.
    pub ledger: u64,
    /// Messages that are missing from the one or the other.
    pub missing: u64,
    /// Days that were closed.
    pub closed: u64,
}

/// Closes every day that is over and open, with what the folder holds: `server`, under this UIDVALIDITY. `None` when there is none.
pub async fn reconcile(
    keyholder: &Keyholder,
    key: &FolderKey,
    (validity, server): (i64, &BTreeSet<String>),
    now: Timestamp,
) -> Result<Option<Difference>, JourneyError> {
    let Some(folder) = keyholder.store.folder(key).await? else {
        return Ok(None);
    };
    let open = open_days(keyholder, key, folder.first_at, now).await?;
    if open.is_empty() {
        return Ok(None);
    }
    let known = keyholder.store.known_uids(key, validity).await?;
    let ledger: BTreeSet<&String> = known
        .iter()
        .filter(|(_, row)| row.present && row.state != UidState::Gone)
        .map(|(uid, _)| uid)
        .collect();
    let gone = known.values().filter(|row| row.state == UidState::Gone);
    let unknown = server.iter().filter(|uid| !ledger.contains(uid));
    let mut difference = Difference {
        server: count(server.len()),
        ledger: count(ledger.len()),
        missing: count(gone.count() + unknown.count()),
        closed: 0,
    };
    for day in open {
        let closed = MailDay {
            key: key.clone(),
            day,
            in_mailbox: signed(difference.server),
            missing: signed(difference.missing),
            counts: arrived_on(keyholder, key, day).await?,
            closed_at: now,
        };
        let object = format!("{}/{}", key.account, key.folder);
        let event = Event::new("worker", Action::MailboxReconciled, &object)
            .with("day", &day)
            .with("uidvalidity", &validity)
            .with("server", &difference.server)
            .with("ledger", &difference.ledger)
            .with("missing", &difference.missing);
        let tx = keyholder.store.begin().await?;
        match tx.close_day(&closed).await {
            // Another node was first.
            Err(StoreError::Conflict) => continue,
            other => other?,
        }
        tx.commit(now, &[event]).await?;
        difference.closed += 1;
    }
    Ok(Some(difference))
}

/// The days since the folder was first read that are over and not closed.
async fn open_days(
    keyholder: &Keyholder,
    key: &FolderKey,
    first_at: Timestamp,
    now: Timestamp,
) -> Result<Vec<Date>, JourneyError> {
    let (first, today) = (london_day(first_at), london_day(now - AFTER));
    let closed = keyholder.store.last_day(key).await?;
    let mut day = match closed {
        Some(day) => day.tomorrow().unwrap_or(day).max(first),
        None => first,
    };
    let mut open = Vec::new();
    while day < today {
        open.push(day);
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(open)
}

/// What arrived on a day, by what became of it.
async fn arrived_on(
    keyholder: &Keyholder,
    key: &FolderKey,
    day: Date,
) -> Result<BTreeMap<String, i64>, JourneyError> {
    const NO_DAY: JourneyError = JourneyError::Inconsistent("a day");
    let begin = day.to_zoned(london()).map_err(|_| NO_DAY)?;
    let end = begin.checked_add(1.day()).map_err(|_| NO_DAY)?;
    let view = LedgerView {
        account: Some(key.account.clone()),
        folder: Some(key.folder.clone()),
        arrived: Some((begin.timestamp(), end.timestamp())),
    };
    let (mut counts, mut after) = (BTreeMap::new(), None);
    loop {
        let lines = keyholder
            .store
            .ledger_after(&view, after.as_ref(), PAGE)
            .await?;
        let Some(last) = lines.last() else {
            return Ok(counts);
        };
        after = Some(last.row.clone());
        for line in lines {
            let state = match line.row.state {
                UidState::Sealed | UidState::Settled => "not_sorted",
                state => state.code(),
            };
            let code = line.outcome.unwrap_or_else(|| state.to_owned());
            *counts.entry(code).or_insert(0) += 1;
        }
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
