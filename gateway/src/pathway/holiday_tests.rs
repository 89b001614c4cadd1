//! The shipped table against the law, and counting with it. Tests only.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::holidays::is_weekend;
use super::{ENGLAND_AND_WALES as SHIPPED, Holidays};

fn shipped() -> Holidays {
    Holidays::read(SHIPPED).expect("the shipped table")
}

/// Easter Sunday by Gauss's reckoning for 1900 to 2099, whose two exceptions are spelled out.
fn easter(year: i16) -> Date {
    let d = (19 * (year % 19) + 24) % 30;
    let e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7;
    let late = match (d, e) {
        (29, 6) => 19,
        (28, 6) if year % 19 > 10 => 18,
        _ => d + e - 9,
    };
    let eve = date(year, 3, 31);
    eve.checked_add(jiff::Span::new().days(i64::from(late)))
        .expect("a day")
}

/// The days that the law gives a year, and the ones that were moved or proclaimed once.
fn by_law(year: i16) -> Vec<Date> {
    let weekday = |on: Date| on.weekday().to_monday_zero_offset();
    let after = |on: Date, days: i64| on.checked_add(jiff::Span::new().days(days)).expect("a day");
    let monday_from = |on: Date| after(on, i64::from((7 - weekday(on)) % 7));
    let new_year = date(year, 1, 1);
    let mut days = vec![
        if weekday(new_year) < 5 {
            new_year
        } else {
            monday_from(new_year)
        },
        after(easter(year), -2),
        after(easter(year), 1),
        monday_from(date(year, 5, 1)),
        monday_from(date(year, 5, 25)),
        monday_from(date(year, 8, 25)),
    ];
    days.extend(match weekday(date(year, 12, 25)) {
        0..=3 => [date(year, 12, 25), date(year, 12, 26)],
        4 => [date(year, 12, 25), date(year, 12, 28)],
        5 => [date(year, 12, 27), date(year, 12, 28)],
        _ => [date(year, 12, 26), date(year, 12, 27)],
    });
    let changes: &[(Date, Option<Date>)] = &[
        (date(2020, 5, 8), Some(date(2020, 5, 4))),
        (date(2022, 6, 2), Some(date(2022, 5, 30))),
        (date(2022, 6, 3), None),
        (date(2022, 9, 19), None),
        (date(2023, 5, 8), None),
    ];
    for (on, instead_of) in changes.iter().filter(|(on, _)| on.year() == year) {
        days.retain(|day| Some(*day) != *instead_of);
        days.push(*on);
    }
    days.sort();
    days
}

#[test]
fn the_shipped_days_are_those_of_the_law_and_the_proclamations() {
    let table = shipped();
    for year in 2019..=2028 {
        let listed: Vec<Date> = table
            .days()
            .map(|(on, _)| on)
            .filter(|on| on.year() == year)
            .collect();
        assert_eq!(listed, by_law(year), "{year}");
    }
    assert_eq!(table.days().count(), 83);
    assert_eq!(table.known_to(), date(2028, 12, 31));
    assert!(table.days().all(|(on, _)| !is_weekend(on)));
}

#[test]
fn forty_five_working_days_are_counted_from_the_day_after() {
    let table = shipped();
    for (from, due) in [
        (date(2026, 2, 2), date(2026, 4, 8)),
        (date(2026, 3, 2), date(2026, 5, 7)),
        (date(2026, 11, 23), date(2027, 1, 28)),
        (date(2026, 12, 24), date(2027, 3, 2)),
        (date(2026, 12, 26), date(2027, 3, 2)),
        (date(2027, 1, 4), date(2027, 3, 8)),
        (date(2027, 3, 25), date(2027, 6, 2)),
        (date(2027, 11, 1), date(2028, 1, 6)),
    ] {
        let found = table.due(from, 45);
        assert_eq!((found.on, found.provisional), (due, false), "{from}");
        assert_eq!(table.working_days_between(from, due), 45);
    }
}

#[test]
fn a_date_that_leaves_the_known_span_is_provisional() {
    let table = shipped();
    assert!(!table.due(date(2028, 12, 28), 1).provisional);
    assert!(table.due(date(2028, 12, 29), 1).provisional);
    assert!(table.due(date(2018, 12, 31), 1).provisional);
    let end = table.due(Date::MAX, 45);
    assert_eq!((end.on, end.provisional), (Date::MAX, true));
    assert!(!table.ends_soon(date(2028, 6, 30)));
    assert!(table.ends_soon(date(2028, 7, 1)));
    assert!(table.ends_soon(date(2030, 1, 1)));
}

#[test]
fn a_wrong_table_names_the_key() {
    let fault = |old: &str, new: &str| {
        assert!(SHIPPED.contains(old), "{old}");
        Holidays::read(&SHIPPED.replacen(old, new, 1))
            .expect_err(new)
            .key
    };
    assert_eq!(fault("known_to = 2028", "known_to = 2018"), "known_to");
    assert_eq!(fault("on = 2019-01-01", "on = 2018-12-31"), "day[0].on");
    assert_eq!(fault("on = 2019-04-19", "on = 2019-01-01"), "day[1].on");
    assert_eq!(fault("on = 2019-04-19", "on = \"2019-04-19\""), "day[1].on");
    assert_eq!(
        fault("on = 2019-04-19", "on = 2019-04-19T10:00:00"),
        "day[1].on"
    );
    assert_eq!(
        fault("name = \"Good Friday\"", "name = \" \""),
        "day[1].name"
    );
    assert_eq!(
        fault("source = \"act\"", "source = \"hearsay\""),
        "day[2].source"
    );
    assert!(Holidays::read("known_from = ").is_err());
}

#[test]
fn a_table_that_is_written_reads_the_same() {
    let table = shipped();
    assert_eq!(Holidays::read(&table.to_string()), Ok(table));
}

proptest! {
    #[test]
    fn counting_forward_and_counting_between_agree(start in 0_i64..4000, days in 0_u32..200) {
        let table = shipped();
        let from = date(2018, 6, 1).checked_add(jiff::Span::new().days(start)).expect("a day");
        let due = table.due(from, days);
        prop_assert_eq!(table.working_days_between(from, due.on), i32::try_from(days).expect("small"));
        prop_assert_eq!(table.working_days_between(due.on, from) <= 0, true);
        prop_assert!(days == 0 || table.is_working_day(due.on));
        let longer = table.due(from, days + 1);
        prop_assert!(longer.on > due.on && (longer.provisional || !due.provisional));
    }
}
