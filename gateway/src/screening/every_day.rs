//! A count by hand against the criteria of time, on every day of eight years with two leap days: ages, the window, the horizon, and that
//! waiting never makes them better. Uses nothing of the product's date arithmetic.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::days::{age_on, last_day_at_age, last_day_reaching, months_before};
use super::oracle::{directory, shipped, some_facts};
use super::*;

const FIRST: Date = date(2023, 6, 1);
const LAST: Date = date(2031, 5, 31);

/// Every day from one to another, by asking for tomorrow.
fn days(first: Date, last: Date) -> Vec<Date> {
    let mut days = vec![first];
    while let Some(on) = days.last().copied().filter(|on| *on < last) {
        days.push(on.tomorrow().expect("a day"));
    }
    days
}

fn is_leap(year: i16) -> bool {
    Date::new(year, 2, 29).is_ok()
}

/// Whether somebody born on `born` has a birthday on `on`.
fn is_birthday(born: Date, on: Date) -> bool {
    let same = (born.month(), born.day()) == (on.month(), on.day());
    let leap_child = (born.month(), born.day()) == (2, 29);
    on > born && (same || (leap_child && !is_leap(on.year()) && (on.month(), on.day()) == (3, 1)))
}

/// The ages on each of some days that follow each other, counted by birthdays from the day of birth on.
fn ages(born: Date, all: &[Date]) -> Vec<u16> {
    let first = all.first().copied().expect("a day");
    let before = days(born.min(first), first);
    let mut age = u16::try_from(before.iter().filter(|on| is_birthday(born, **on)).count());
    let count = |on: &Date| {
        if let Ok(age) = &mut age {
            *age += u16::from(*on > first && is_birthday(born, *on));
        }
        age.expect("few birthdays")
    };
    all.iter().map(count).collect()
}

/// The day so many months earlier: month by month on a calendar, and back within the month until the day is there.
fn earlier(day: Date, months: u16) -> Date {
    let (mut year, mut month) = (day.year(), day.month());
    for _ in 0..months {
        month -= 1;
        if month == 0 {
            (year, month) = (year - 1, 12);
        }
    }
    (1..=day.day())
        .rev()
        .find_map(|number| Date::new(year, month, number).ok())
        .expect("every month has a first")
}

#[test]
fn ages_agree_with_counted_birthdays_for_every_birthday_of_two_years() {
    let all = days(date(2012, 1, 1), LAST);
    for (at, born) in all.iter().enumerate().take(2 * 365 + 1) {
        let lived = &all[at..];
        let counted = ages(*born, lived);
        let mut last = None;
        for (on, age) in lived.iter().zip(&counted) {
            if *on >= FIRST {
                assert_eq!(age_on(*born, *on), Some(*age), "born {born}, on {on}");
            }
            if let Some((eve, before)) = last.filter(|(_, before)| before != age) {
                assert_eq!(last_day_at_age(*born, before), eve, "born {born}");
            }
            last = Some((*on, *age));
        }
    }
}

#[test]
fn the_window_and_its_horizon_agree_with_the_calendar_on_every_day() {
    let all = days(FIRST, LAST);
    for months in [1, 3, 6, 11, 12, 13, 18, 24] {
        let starts: Vec<Date> = all.iter().map(|on| earlier(*on, months)).collect();
        for (on, start) in all.iter().zip(&starts) {
            assert_eq!(months_before(*on, months), *start, "{months} before {on}");
        }
        let mut at = 0;
        for from in days(date(2024, 1, 1), date(2028, 12, 31)) {
            while starts.get(at + 1).is_some_and(|start| *start <= from) {
                at += 1;
            }
            if starts[at] <= from && at + 1 < all.len() {
                assert_eq!(last_day_reaching(from, months), all[at], "{from}, {months}");
            }
        }
    }
}

/// Children at each edge of the ages, and incidents at each edge of months and leap days; every pair of them on every day.
#[test]
fn verdicts_agree_with_the_count_on_every_day_of_eight_years() {
    let (rules, nowhere, all) = (shipped(), Directory::none(), days(FIRST, LAST));
    let children = [
        date(2008, 2, 29),
        date(2010, 3, 1),
        date(2012, 2, 29),
        date(2016, 2, 29),
        date(2017, 12, 31),
        date(2006, 8, 31),
    ];
    let incidents = [
        (date(2024, 2, 29), date(2024, 2, 29)),
        (date(2023, 5, 31), date(2023, 5, 31)),
        (date(2025, 3, 1), date(2025, 3, 31)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2027, 2, 28), date(2028, 2, 29)),
        (date(2029, 12, 31), date(2029, 12, 31)),
    ];
    for (born, (from, to)) in children
        .into_iter()
        .flat_map(|born| incidents.into_iter().map(move |span| (born, span)))
    {
        let ages = ages(born, &all);
        let met = |at: usize| {
            let (on, age) = (all[at], ages[at]);
            let in_range = (8..=17).contains(&age);
            let start = earlier(on, 12);
            let recent = match () {
                () if from > on => Finding::NotKnown,
                () if from >= start => Finding::Met,
                () if to.min(on) < start => Finding::NotMet,
                () => Finding::NotKnown,
            };
            (in_range, recent)
        };
        let found: Vec<(bool, Finding)> = (0..all.len()).map(met).collect();
        let mut until = None;
        for at in (0..all.len()).rev() {
            let both = found[at] == (true, Finding::Met);
            until = both.then(|| until.unwrap_or(all[at]));
            let facts = Facts {
                date_of_birth: Some(born),
                latest_incident: Incident::new(from, to),
                ..Facts::blank("x".to_owned(), all[at])
            };
            let verdict = screen(&facts, &rules, &nowhere);
            let told = format!("born {born}, incident {from} to {to}, received {}", all[at]);
            let of_age = if found[at].0 {
                Finding::Met
            } else {
                Finding::NotMet
            };
            assert_eq!(verdict.criteria().age, of_age, "{told}");
            assert_eq!(verdict.criteria().recency, found[at].1, "{told}");
            // What lies beyond the last day that was counted is not compared.
            if until != Some(LAST) {
                assert_eq!(verdict.eligible_until(), until, "{told}");
            }
        }
    }
}

#[test]
fn flags_of_time_are_raised_from_the_very_day_on() {
    let (rules, nowhere, day) = (shipped(), Directory::none(), date(2026, 11, 22));
    let (eve, morrow) = (
        day.yesterday().expect("a day"),
        day.tomorrow().expect("a day"),
    );
    let raised = |born: Date, happened: Date, flag: Flag| {
        let facts = Facts {
            date_of_birth: Some(born),
            latest_incident: Incident::new(happened, happened),
            ..Facts::blank("x".to_owned(), day)
        };
        screen(&facts, &rules, &nowhere).flags().contains(&flag)
    };
    for (when, in_future) in [(eve, false), (day, false), (morrow, true)] {
        assert_eq!(
            raised(when, day, Flag::DateOfBirthInFuture),
            in_future,
            "{when}"
        );
        assert_eq!(
            raised(date(2012, 5, 1), when, Flag::IncidentInFuture),
            in_future,
            "{when}"
        );
    }
    // The tenth birthday is the day of the incident, or the day after it.
    for (born, under_10) in [(date(2016, 9, 10), false), (date(2016, 9, 11), true)] {
        assert_eq!(
            raised(born, date(2026, 9, 10), Flag::Under10AtIncident),
            under_10,
            "{born}"
        );
    }
}

/// How good a finding of recency is: it only ever falls.
fn rank(finding: Finding) -> u8 {
    match finding {
        Finding::Met => 0,
        Finding::NotKnown => 1,
        Finding::NotMet => 2,
    }
}

/// How much is offered.
fn height(offer: Offer) -> u8 {
    match offer {
        Offer::None => 0,
        Offer::NotKnown => 1,
        Offer::ConsultationOnly => 2,
        Offer::Full => 3,
    }
}

proptest! {
    #[test]
    fn waiting_makes_nobody_younger_and_no_incident_newer(facts in some_facts(), later in 0_i64..900) {
        let (rules, directory) = (shipped(), directory());
        let then = facts.received_on.checked_add(jiff::Span::new().days(later)).expect("a day");
        let after = Facts { received_on: then, ..facts.clone() };
        let (one, other) = (screen(&facts, &rules, &directory), screen(&after, &rules, &directory));
        prop_assert!(one.age() <= other.age());
        if facts.latest_incident.is_some_and(|span| span.from() <= facts.received_on) {
            prop_assert!(rank(one.criteria().recency) <= rank(other.criteria().recency));
        }
        // Until the day that is named, and on no day after it, age and recency stay met.
        if let Some(until) = one.eligible_until() {
            let met = |verdict: &Verdict| {
                (verdict.criteria().age, verdict.criteria().recency) == (Finding::Met, Finding::Met)
            };
            prop_assert_eq!(met(&other), then <= until);
            let offer = if met(&other) { other.eligible_until() } else { None };
            prop_assert_eq!(offer, met(&other).then_some(until));
        }
        prop_assert_eq!(one.criteria().residence, screen(&facts, &rules, &directory).criteria().residence);
    }

    #[test]
    fn a_worse_answer_of_the_police_never_raises_the_offer(facts in some_facts()) {
        let (rules, directory) = (shipped(), directory());
        let offer = |police| {
            let facts = Facts { police, ..facts.clone() };
            height(screen(&facts, &rules, &directory).offer())
        };
        let best = offer(Some(Police::NotReported));
        for police in [None, Some(Police::Unknown), Some(Police::Open), Some(Police::BailedOrReleased), Some(Police::Charged)] {
            prop_assert!(offer(police) <= best);
        }
        for police in [Police::ReportedNoInvestigation, Police::ClosedNoAction, Police::ClosedOutcome] {
            prop_assert_eq!(offer(Some(police)), best);
        }
    }

    #[test]
    fn the_same_facts_find_the_same_verdict_from_what_the_postcode_resolved_to(facts in some_facts()) {
        let (rules, directory) = (shipped(), directory());
        let postcode = facts.postcode.as_deref();
        let place = postcode.and_then(|postcode| directory.resolve(postcode));
        let remembered = Directory::remembered(directory.name(), postcode, place);
        prop_assert_eq!(screen(&facts, &rules, &directory), screen(&facts, &rules, &remembered));
    }
}
