//! Tests of the whole of screening: the worked cases, an independent day-by-day count of the dates, and properties.
//! Shares no date arithmetic with the product code.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde_json::Value;

use super::*;

pub(super) const SHIPPED: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../config/screening/lancashire-2020-01-01.toml"
));
const CASES: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../tests/cases/screening.jsonl"
));
const POSTCODES: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../tests/cases/postcodes.csv"
));

pub(super) fn shipped() -> Rules {
    Rules::read("lancashire-2020-01-01", SHIPPED).expect("the shipped rules")
}

pub(super) fn directory() -> Directory {
    Directory::from_csv(POSTCODES.as_bytes(), "worked cases")
        .expect("the directory of the worked cases")
}

/// A referral that meets everything.
pub(super) fn plain() -> Facts {
    let first: Value = serde_json::from_str(CASES.lines().next().expect("a case")).expect("JSON");
    Facts::from_line(&first["facts"].to_string()).expect("facts")
}

#[test]
fn the_worked_cases_find_the_verdicts_they_state() {
    let (book, directory) = (RuleBook::new(vec![shipped()]).expect("book"), directory());
    let mut compared = 0;
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let expected = &case["verdict"];
        let found = match book.read_line(&case["facts"].to_string()) {
            Ok((facts, rules)) => {
                serde_json::to_value(screen(&facts, rules, &directory)).expect("JSON")
            }
            Err(refusal) => {
                let fields: Vec<&str> = refusal
                    .problems
                    .iter()
                    .map(|problem| problem.field.as_str())
                    .collect();
                serde_json::json!({"id": refusal.id, "problems": fields})
            }
        };
        for (key, value) in expected.as_object().expect("an object") {
            assert_eq!(&found[key], value, "{key} of {}", expected["id"]);
        }
        compared += 1;
    }
    assert_eq!(compared, 52);
}

#[test]
fn a_verdict_is_written_in_the_agreed_order_and_read_back_the_same() {
    let verdict = screen(&plain(), &shipped(), &directory());
    let written = serde_json::to_string(&verdict).expect("JSON");
    let value: Value = serde_json::from_str(&written).expect("JSON");
    let keys: Vec<&str> = value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let agreed = "id rules directory age criteria offer suggestion services flags missing eligible_until because";
    assert_eq!(keys.join(" "), agreed);
    let criteria: Vec<&str> = value["criteria"]
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(criteria.join(" "), "age recency residence police");
    assert_eq!(
        serde_json::from_str::<Verdict>(&written).expect("a verdict"),
        verdict
    );
}

/// Every birthday that has come, one by one.
fn counted_age(born: Date, day: Date) -> Option<u16> {
    if born > day {
        return None;
    }
    let mut age = 0;
    let mut year = born.year() + 1;
    loop {
        let leap_day = born.month() == 2 && born.day() == 29;
        let common = !(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
        let birthday = if leap_day && common {
            date(year, 3, 1)
        } else {
            date(year, born.month(), born.day())
        };
        if birthday > day {
            return Some(age);
        }
        age += 1;
        year += 1;
    }
}

/// Walks back from the day's own number until the month of a year ago has such a day.
fn counted_window_start(day: Date) -> Date {
    let mut number = day.day();
    loop {
        if let Ok(found) = Date::new(day.year() - 1, day.month(), number) {
            return found;
        }
        number -= 1;
    }
}

fn counted(born: Date, incident: Incident, day: Date) -> (Finding, Finding) {
    let age = match counted_age(born, day) {
        None => Finding::NotKnown,
        Some(8..=17) => Finding::Met,
        Some(_) => Finding::NotMet,
    };
    let start = counted_window_start(day);
    let to = if incident.to() > day {
        day
    } else {
        incident.to()
    };
    let recency = match (incident.from() > day, incident.from() >= start, to < start) {
        (true, _, _) | (false, false, false) => Finding::NotKnown,
        (false, true, _) => Finding::Met,
        (false, false, true) => Finding::NotMet,
    };
    (age, recency)
}

fn compare_with_count(born: Date, incident: Incident, day: Date, rules: &Rules) {
    let facts = Facts {
        date_of_birth: Some(born),
        latest_incident: Some(incident),
        ..Facts::blank("x".to_owned(), day)
    };
    let verdict = screen(&facts, rules, &Directory::none());
    let (age, recency) = counted(born, incident, day);
    let told = format!("born {born}, incident {incident:?}, received {day}");
    assert_eq!(
        (verdict.criteria().age, verdict.criteria().recency),
        (age, recency),
        "{told}"
    );
    assert_eq!(verdict.age(), counted_age(born, day), "{told}");
    let both = |day| counted(born, incident, day) == (Finding::Met, Finding::Met);
    let mut last = None;
    let mut next = day;
    while both(next) {
        last = Some(next);
        next = next.tomorrow().expect("a day");
    }
    assert_eq!(verdict.eligible_until(), last, "{told}");
}

#[test]
fn dates_agree_with_a_day_by_day_count_around_every_edge() {
    let rules = shipped();
    let around = |middle: Date, reach: i32| {
        (-reach..=reach).map(move |days| {
            middle
                .checked_add(jiff::Span::new().days(days))
                .expect("a day")
        })
    };
    let receipts = [
        date(2024, 2, 29),
        date(2025, 3, 1),
        date(2027, 2, 28),
        date(2028, 2, 29),
        date(2028, 12, 31),
        date(2100, 2, 28),
    ];
    for received in receipts.into_iter().flat_map(|day| around(day, 2)) {
        for years in [7, 8, 9, 10, 17, 18] {
            for born in around(
                date(
                    received.year() - years,
                    received.month(),
                    received.day().min(28),
                ),
                3,
            ) {
                compare_with_count(
                    born,
                    Incident::new(received, received).expect("a span"),
                    received,
                    &rules,
                );
            }
        }
        for from in around(
            date(
                received.year() - 1,
                received.month(),
                received.day().min(28),
            ),
            3,
        )
        .chain(around(received, 2))
        {
            for length in [0, 1, 30, 400] {
                let to = from
                    .checked_add(jiff::Span::new().days(length))
                    .expect("a day");
                compare_with_count(
                    date(received.year() - 12, 6, 1),
                    Incident::new(from, to).expect("a span"),
                    received,
                    &rules,
                );
            }
        }
    }
}

fn some_day() -> impl Strategy<Value = Date> {
    (1998_i16..2032, 1_i8..=12, 1_i8..=31).prop_map(|(year, month, day)| {
        let first = date(year, month, 1);
        date(year, month, day.min(first.days_in_month()))
    })
}

fn some_incident() -> impl Strategy<Value = Incident> {
    (some_day(), 0_i32..500).prop_map(|(from, days)| {
        Incident::new(
            from,
            from.checked_add(jiff::Span::new().days(days))
                .expect("a day"),
        )
        .expect("a span")
    })
}

fn any_of<T: Clone + std::fmt::Debug + 'static>(
    choices: &'static [T],
) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(proptest::sample::select(choices))
}

prop_compose! {
    pub(super) fn some_facts()(
        received_on in (2020_i16..2030, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day)),
        born in proptest::option::of(some_day()),
        incident in proptest::option::of(some_incident()),
        postcode in any_of(&["ZP1 1AA", "zp22bd", "ZP1 1AD", "ZP3 3DD", "ZP5 5GG", "ZZ99 9ZZ", ""]),
        authority in any_of(&["E10000017", "E07000120", "E06000009"]),
        police in any_of(&[Police::NotReported, Police::Open, Police::Charged, Police::ClosedOutcome, Police::Unknown]),
        flags in proptest::array::uniform4(proptest::option::of(any::<bool>())),
        con_level in proptest::option::of(1_u8..=4),
        consents in proptest::array::uniform2(any_of(&[Consent::Agreed, Consent::Declined, Consent::NotAsked])),
        strategy_meeting in any_of(&[StrategyMeeting::Held, StrategyMeeting::NotConsidered]),
    ) -> Facts {
        let [school, placed, open_to_csc, open_to_cyjs] = flags;
        let [consent_child, consent_carer] = consents;
        Facts {
            route: if school == Some(true) { Route::School } else { Route::SocialWorker },
            date_of_birth: born,
            latest_incident: incident,
            postcode: postcode.map(str::to_owned),
            authority: authority.and_then(Code::of_authority),
            placed, police, open_to_csc, con_level, open_to_cyjs, consent_child, consent_carer, strategy_meeting,
            ..Facts::blank("x".to_owned(), received_on)
        }
    }
}

proptest! {
    #[test]
    fn dates_agree_with_a_day_by_day_count(born in some_day(), incident in some_incident(), after in 0_i32..500) {
        let received = incident.from().checked_add(jiff::Span::new().days(after)).expect("a day");
        compare_with_count(born, incident, received, &shipped());
    }

    #[test]
    fn any_line_is_read_or_refused(line in "\\PC*") {
        if let Err(refusal) = Facts::from_line(&line) {
            prop_assert!(!refusal.problems.is_empty());
        }
    }

    #[test]
    fn facts_survive_being_sealed_as_json(facts in some_facts()) {
        let written = serde_json::to_string(&facts).expect("JSON");
        prop_assert_eq!(Facts::from_line(&written).expect("facts"), facts);
    }

    #[test]
    fn leaving_a_fact_out_never_makes_a_criterion_met(facts in some_facts()) {
        let (rules, directory) = (shipped(), directory());
        let police = screen(&Facts { police: None, ..facts.clone() }, &rules, &directory);
        let age = screen(&Facts { date_of_birth: None, ..facts.clone() }, &rules, &directory);
        let recency = screen(&Facts { latest_incident: None, ..facts.clone() }, &rules, &directory);
        let residence = screen(&Facts { postcode: None, authority: None, ..facts }, &rules, &directory);
        prop_assert_eq!(police.criteria().police, Finding::NotKnown);
        prop_assert_eq!(age.criteria().age, Finding::NotKnown);
        prop_assert_eq!(recency.criteria().recency, Finding::NotKnown);
        prop_assert_eq!(residence.criteria().residence, Finding::NotKnown);
        for verdict in [&age, &recency, &residence] {
            prop_assert!(matches!(verdict.offer(), Offer::NotKnown | Offer::None));
        }
        prop_assert!(police.offer() != Offer::Full);
    }

    #[test]
    fn services_never_exceed_the_ceiling_and_lists_are_sorted(facts in some_facts()) {
        let verdict = screen(&facts, &shipped(), &directory());
        let has = |service| verdict.services().contains(&service);
        let consults = matches!(verdict.offer(), Offer::ConsultationOnly | Offer::Full);
        prop_assert!(has(Service::Resources) && has(Service::Signposting));
        prop_assert_eq!(has(Service::Consultation), consults);
        prop_assert!(!has(Service::PatternMapping) || (consults && facts.route == Route::SocialWorker));
        prop_assert!(!has(Service::AimAssessment) || verdict.offer() == Offer::Full);
        prop_assert_eq!(has(Service::AimAssessment), has(Service::AimIntervention));
        prop_assert!(facts.route == Route::SocialWorker || verdict.offer() != Offer::Full);
        let names = |value: Value| value.as_array().expect("a list").iter().map(ToString::to_string).collect::<Vec<_>>();
        for list in ["services", "flags", "missing"] {
            let written = names(serde_json::to_value(&verdict).expect("JSON")[list].clone());
            prop_assert!(written.is_sorted(), "{written:?}");
        }
        let _words = evidence(&facts, &verdict, &shipped(), &directory());
    }
}
