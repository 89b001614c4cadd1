//! A line of the queue, from the sealed line that the journey opened. Never a name, a date of birth or a postcode: the line has none.

use jiff::civil::Date;

use super::super::{
    dates,
    page::{Claiming, Eligible, LatestLetter, QueueRow, Raised, Screened, ScreenedLine},
};
use super::history::letter_kind;
use crate::{
    journey::view,
    pathway::Holidays,
    referral::{Account, DeskLine, SOON, Stage, days_until},
};

/// The row for `who`.
pub(crate) fn row(
    row: view::QueueRow,
    who: &Account,
    holidays: &Holidays,
    today: Date,
) -> QueueRow {
    let view::QueueRow {
        referral,
        line,
        holder,
        letter,
    } = row;
    let received = dates::day_of(referral.received_at.unwrap_or(referral.sent_at));
    let screened = line.as_ref().map_or(Screened::NotYet, |line| {
        Screened::Done(ScreenedLine::of(line))
    });
    let claiming = match &referral.stage {
        Stage::Waiting => Claiming::Free,
        Stage::Claimed(by) if *by == who.id => Claiming::You,
        Stage::Claimed(_) => Claiming::Held(holder.unwrap_or_default()),
        _ => Claiming::Nothing,
    };
    let eligible = line
        .as_ref()
        .map_or_else(not_known_yet, |line| eligible(line, today));
    let line = line.unwrap_or_default();
    QueueRow {
        reference: referral.reference.to_string(),
        age: line.age.and_then(|age| i16::try_from(age).ok()),
        raised: line
            .raised
            .iter()
            .filter_map(|code| Raised::read(code))
            .collect(),
        team: line.team,
        referrer: line.referrer,
        own_reference: line.own_reference,
        screened,
        waited: dates::waited(holidays, received, today),
        received: dates::short_day(received, today),
        eligible,
        letter: letter.and_then(|letter| {
            Some(LatestLetter {
                state: letter.state,
                kind: letter_kind(&letter.kind)?.to_owned(),
            })
        }),
        claiming,
        version: referral.version,
    }
}

fn eligible(line: &DeskLine, today: Date) -> Eligible {
    let Some(until) = line.eligible_until() else {
        let not_met = |(criterion, finding): &(String, String)| {
            matches!(criterion.as_str(), "age" | "recency") && finding == "not_met"
        };
        if line.findings.iter().any(not_met) {
            return Eligible {
                words: "not now met".to_owned(),
                left: None,
            };
        }
        return not_known_yet();
    };
    let left = match days_until(until, today) {
        ..0 => Some("passed".to_owned()),
        0 => Some("today".to_owned()),
        1 => Some("1 day".to_owned()),
        days if days <= SOON => Some(format!("{days} days")),
        _ => None,
    };
    let turns = line.turns.map(|age| format!("turns {age}"));
    Eligible {
        words: dates::day_with_year(until),
        left: left.map(|left| {
            [Some(left), turns]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        }),
    }
}

fn not_known_yet() -> Eligible {
    Eligible {
        words: "not known yet".to_owned(),
        left: None,
    }
}

#[cfg(test)]
mod tests {
    use super::eligible;
    use crate::referral::DeskLine;
    use jiff::civil::date;

    fn line(until: Option<&str>, recency: &str) -> DeskLine {
        DeskLine {
            eligible_until: until.map(str::to_owned),
            findings: vec![
                ("age".to_owned(), "met".to_owned()),
                ("recency".to_owned(), recency.to_owned()),
            ],
            ..DeskLine::default()
        }
    }

    #[test]
    fn the_days_left_are_named_within_a_fortnight() {
        let today = date(2026, 11, 23);
        let cell = |until| {
            let cell = eligible(&line(Some(until), "met"), today);
            (cell.words, cell.left)
        };
        assert_eq!(
            cell("2026-12-07"),
            ("7 Dec 2026".to_owned(), Some("14 days".to_owned()))
        );
        assert_eq!(cell("2026-12-08").1, None);
        let of_age = DeskLine {
            turns: Some(18),
            ..line(Some("2026-12-09"), "met")
        };
        assert_eq!(
            eligible(&of_age, date(2026, 11, 30)).left.as_deref(),
            Some("9 days, turns 18")
        );
        assert_eq!(cell("2026-11-22").1.as_deref(), Some("passed"));
        assert_eq!(eligible(&line(None, "not_met"), today).words, "not now met");
        assert_eq!(
            eligible(&line(None, "not_known"), today).words,
            "not known yet"
        );
    }
}
