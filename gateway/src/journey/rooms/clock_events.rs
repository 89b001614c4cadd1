//! The events of a referral's AIM clock: sealed, each with its audit line, and opened only when both say the same.

use jiff::Timestamp;

use super::{JourneyError, Keyholder};
use crate::{
    audit::Action,
    pathway::ClockEvent,
    referral::{Account, MadeClockEvent, Referral, StoredClockEvent},
    seal::{Label, Purpose, ReferralIdentity, Sealed, To, sha256_hex},
    store::Event,
};

const FORGED: JourneyError = JourneyError::Inconsistent("an event of the clock");

/// Every event of the clock, in order, opened.
pub(in super::super) async fn clock_events(
    keyholder: &Keyholder,
    referral: &Referral,
    key: &ReferralIdentity,
) -> Result<Vec<MadeClockEvent>, JourneyError> {
    let rows = keyholder.store.clock_events_of(&referral.id).await?;
    let lines = keyholder
        .store
        .audit_lines_of(referral.id.as_str(), Action::ClockKept)
        .await?;
    if lines.len() != rows.len() {
        return Err(FORGED);
    }
    let opened = rows.iter().zip(&lines).zip(1..).map(|((row, line), at)| {
        let told = line.entry.detail.get("sealed") == Some(&sha256_hex(&row.sealed));
        if row.ordinal != at || !told {
            return Err(FORGED);
        }
        Ok(MadeClockEvent {
            event: key.open(&Sealed::from_stored(row.sealed.clone()), &label(row))?,
            by: row.by.clone(),
            made_at: row.made_at,
        })
    });
    opened.collect()
}

/// Seals the event that follows `before` others, with its audit line.
pub(in super::super) fn new_clock_event(
    keyholder: &Keyholder,
    referral: &Referral,
    who: &Account,
    (event, before): (&ClockEvent, usize),
    now: Timestamp,
) -> Result<(StoredClockEvent, Event), JourneyError> {
    let mut row = StoredClockEvent {
        referral: referral.id.clone(),
        ordinal: i32::try_from(before).map_err(|_| FORGED)? + 1,
        by: who.id.clone(),
        sealed: Vec::new(),
        made_at: now,
    };
    let to = To::Key(&referral.recipient);
    let sealed = keyholder.sealer.seal(to, &label(&row), now, event)?;
    row.sealed = sealed.into_bytes();
    let line = Event::new(who.id.as_str(), Action::ClockKept, referral.id.as_str())
        .with("event", event.code())
        .with("sealed", &sha256_hex(&row.sealed));
    Ok((row, line))
}

fn label(row: &StoredClockEvent) -> Label {
    let item = row.ordinal.to_string();
    Label::of(Purpose::Clock, row.referral.as_str(), item)
}
