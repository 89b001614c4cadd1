//! The ledger of the mailbox in days. A closed day stands as it was closed; an open one is counted now. Never a subject or a sender.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::{
    dates,
    page::{LedgerDay, UidLine},
};
use crate::{
    mail::{Outcome, Why},
    referral::{FolderKey, LedgerLine, MailDay, UidState},
};

/// The days, latest first: closed ones as they were closed, the others from the ledger's lines.
pub(crate) fn days(closed: &[MailDay], lines: &[LedgerLine]) -> Vec<LedgerDay> {
    let mut days: BTreeMap<Date, LedgerDay> = BTreeMap::new();
    for day in closed {
        let sum = day_of(&mut days, day.day);
        sum.closed = true;
        sum.missing_then += day.missing;
        for (code, count) in &day.counts {
            add(sum, code, *count);
        }
    }
    let is_closed = |key: &FolderKey, day: Date| {
        let mut closed = closed.iter();
        closed.any(|closed| closed.day == day && closed.key == *key)
    };
    for line in lines {
        let at = line.row.arrived_at.unwrap_or(line.row.seen_at);
        let day = dates::day_of(at);
        if !is_closed(&line.row.key, day) {
            add(day_of(&mut days, day), code(line), 1);
        }
    }
    days.into_values().rev().collect()
}

fn day_of(days: &mut BTreeMap<Date, LedgerDay>, day: Date) -> &mut LedgerDay {
    days.entry(day).or_insert_with(|| LedgerDay {
        day: day.to_string(),
        title: day.strftime("%a %-d %b").to_string(),
        ..LedgerDay::default()
    })
}

/// What a line counts as: its outcome, or how far it has come.
fn code(line: &LedgerLine) -> &str {
    match (&line.outcome, line.row.state) {
        (_, UidState::Gone) => UidState::Gone.code(),
        (Some(outcome), _) => outcome,
        (None, state) => state.code(),
    }
}

fn add(day: &mut LedgerDay, code: &str, count: i64) {
    day.arrived += count;
    let place = match Outcome::read(code) {
        Some(Outcome::Referral) => &mut day.referrals,
        Some(Outcome::FollowUp) => &mut day.follow_ups,
        Some(Outcome::Duplicate) => &mut day.duplicates,
        Some(Outcome::Bounce) => &mut day.bounces,
        Some(Outcome::AutoReply | Outcome::Report | Outcome::CalendarReply) => &mut day.automatic,
        Some(
            Outcome::Encrypted | Outcome::PortalNotice | Outcome::Oversize | Outcome::Unreadable,
        ) => &mut day.unreadable,
        Some(Outcome::HoldingPen) => &mut day.held,
        None if code == UidState::Gone.code() => &mut day.missing,
        None => &mut day.waiting,
    };
    *place += count;
}

/// "hub / INBOX".
pub(crate) fn folder(key: &FolderKey) -> String {
    format!("{} / {}", key.account, key.folder)
}

/// One UID.
pub(crate) fn uid(line: &LedgerLine) -> UidLine {
    let row = &line.row;
    let outcome = line.outcome.as_deref().and_then(Outcome::read);
    let words = match (outcome, row.state) {
        (_, UidState::Gone) => "Missing: gone before it was fetched",
        (Some(outcome), _) => outcome.label(),
        (None, UidState::Failed) => "Could not be fetched yet",
        (None, _) => "Fetched, being sorted",
    };
    let why = line.why.as_deref().and_then(Why::read);
    UidLine {
        folder: folder(&row.key),
        uid: row.uid.clone(),
        arrived: dates::clock(row.arrived_at.unwrap_or(row.seen_at)),
        outcome: words.to_owned(),
        why: why.map(Why::label).unwrap_or_default().to_owned(),
        reference: line.reference.as_ref().map(ToString::to_string),
        message: row
            .message
            .as_ref()
            .filter(|_| outcome.is_some())
            .map(ToString::to_string),
    }
}

/// All outcomes among these lines with their numbers; those that are not there are left out.
pub(crate) fn outcomes(lines: &[LedgerLine]) -> Vec<(&'static str, usize)> {
    let count = |wanted: Outcome| {
        let of = lines.iter().filter(|line| {
            line.row.state != UidState::Gone && line.outcome.as_deref() == Some(wanted.code())
        });
        (wanted.label(), of.count())
    };
    let counted = Outcome::ALL.into_iter().map(count);
    counted.filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::days;
    use crate::referral::{FolderKey, LedgerLine, MailDay, UidRow, UidState};

    fn line(at: &str, state: UidState, outcome: Option<&str>) -> LedgerLine {
        let at: Timestamp = at.parse().unwrap();
        LedgerLine {
            row: UidRow {
                key: key(),
                validity: 1,
                uid: "0000000001".to_owned(),
                message: None,
                state,
                attempts: 0,
                next_at: at,
                why: None,
                arrived_at: Some(at),
                present: true,
                seen_at: at,
                changed_at: at,
            },
            outcome: outcome.map(str::to_owned),
            why: None,
            reference: None,
        }
    }

    fn key() -> FolderKey {
        FolderKey {
            account: "hub".to_owned(),
            folder: "INBOX".to_owned(),
        }
    }

    #[test]
    fn each_message_counts_once_and_what_is_gone_is_missing() {
        let lines = [
            line("2026-11-23T08:00:00Z", UidState::Settled, Some("referral")),
            line("2026-11-23T09:00:00Z", UidState::Sealed, None),
            line("2026-11-23T09:00:00Z", UidState::Failed, None),
            line("2026-11-23T10:00:00Z", UidState::Gone, None),
            line("2026-11-22T10:00:00Z", UidState::Settled, Some("oversize")),
        ];
        let days = days(&[], &lines);
        assert_eq!(days.len(), 2);
        let today = &days[0];
        assert_eq!((today.day.as_str(), today.arrived), ("2026-11-23", 4));
        assert_eq!((today.referrals, today.waiting, today.missing), (1, 2, 1));
        assert_eq!(today.accounted(), 3);
        assert_eq!(days[1].unreadable, 1);
    }

    #[test]
    fn a_closed_day_stands_as_it_was_closed() {
        let closed = MailDay {
            key: key(),
            day: "2026-11-22".parse().unwrap(),
            in_mailbox: 1,
            missing: 0,
            counts: [("bounce".to_owned(), 1)].into(),
            closed_at: "2026-11-23T00:15:00Z".parse().unwrap(),
        };
        let later = line("2026-11-22T10:00:00Z", UidState::Settled, Some("referral"));
        let days = days(&[closed], &[later]);
        assert_eq!(
            (days[0].arrived, days[0].bounces, days[0].referrals),
            (1, 1, 0)
        );
        assert!(days[0].closed);
    }
}
