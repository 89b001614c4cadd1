//! The worked examples of config/examples, loaded and used: they must stay rules that another hub could begin with.

use jiff::civil::date;
use serde_json::json;

use super::{Directory, PolicePolicy, RuleBook, Rules, Verdict, screen};

const ONE_COUNCIL: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../config/examples/one-council/harbourside-2026-04-01.toml"
));
const COUNTY: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../config/examples/county-that-ends/exampleshire-2027-01-01.toml"
));
const POSTCODES: &str = "pcds,cty25cd,lad25cd,doterm\nZP1 1AA,E99999999,E06000999,\nZP2 2AA,E10000999,E07000998,\nZP3 3AA,,E06000997,\n";

fn verdict(stem: &str, text: &str, facts: &serde_json::Value) -> Verdict {
    let book = RuleBook::new(vec![Rules::read(stem, text).expect("rules")]).expect("a book");
    let (facts, rules) = book.read_line(&facts.to_string()).expect("facts");
    let directory = Directory::from_csv(POSTCODES.as_bytes(), "test").expect("postcodes");
    screen(&facts, rules, &directory)
}

fn told(verdict: &Verdict) -> (String, String) {
    let code = |value: Result<serde_json::Value, _>| value.map(|value| value.to_string());
    (
        code(serde_json::to_value(verdict.offer())).expect("a code"),
        code(serde_json::to_value(verdict.suggestion())).expect("a code"),
    )
}

#[test]
fn a_hub_of_one_council_serves_to_eighteen_and_holds_while_the_police_investigate() {
    let rules = Rules::read("harbourside-2026-04-01", ONE_COUNCIL).expect("rules");
    assert_eq!(rules.police_policy(), PolicePolicy::Hold);
    let facts = |born: &str, police: &str| {
        json!({
            "id": "x", "received_on": "2026-11-22", "date_of_birth": born, "postcode": "zp11aa", "police": police,
            "latest_incident": {"from": "2025-06-01", "to": "2025-06-01"}, "open_to_csc": true, "con_level": 4,
            "open_to_cyjs": false, "consent_child": "agreed", "consent_carer": "agreed", "strategy_meeting": "held",
        })
    };
    let of = |born: &str, police: &str| {
        told(&verdict(
            "harbourside-2026-04-01",
            ONE_COUNCIL,
            &facts(born, police),
        ))
    };
    let pair =
        |offer: &str, suggestion: &str| (format!("\"{offer}\""), format!("\"{suggestion}\""));
    assert_eq!(of("2007-11-23", "not_reported"), pair("full", "accept"));
    assert_eq!(of("2007-11-22", "not_reported"), pair("none", "decline"));
    assert_eq!(of("2016-11-22", "not_reported"), pair("full", "accept"));
    assert_eq!(of("2016-11-23", "not_reported"), pair("none", "decline"));
    assert_eq!(of("2012-01-01", "open"), pair("consultation_only", "hold"));
}

#[test]
fn a_county_ends_and_what_follows_it_counts_from_the_next_day() {
    let residence = |day: &str, postcode: &str| {
        let facts = json!({"id": "x", "received_on": day, "postcode": postcode});
        let verdict = verdict("exampleshire-2027-01-01", COUNTY, &facts);
        serde_json::to_value(verdict.criteria()).expect("JSON")["residence"].clone()
    };
    assert_eq!(residence("2028-03-31", "ZP2 2AA"), "met");
    assert_eq!(residence("2028-04-01", "ZP2 2AA"), "not_met");
    assert_eq!(residence("2028-03-31", "ZP3 3AA"), "not_met");
    assert_eq!(residence("2028-04-01", "ZP3 3AA"), "met");
    let rules = Rules::read("exampleshire-2027-01-01", COUNTY).expect("rules");
    let served = |day| {
        rules
            .areas()
            .iter()
            .filter(|area| area.valid_on(day))
            .count()
    };
    assert_eq!(
        (served(date(2028, 3, 31)), served(date(2028, 4, 1))),
        (3, 2)
    );
}

#[test]
fn a_version_follows_the_one_it_names_or_nothing_starts() {
    let read = |stem: &str, from: &str, follows: Option<&str>| {
        let text = COUNTY.replace(
            "in_force_from = 2027-01-01",
            &format!("in_force_from = {from}"),
        );
        let named = follows
            .map(|name| format!("follows = \"{name}\"\n"))
            .unwrap_or_default();
        Rules::read(stem, &(named + &text)).expect("rules")
    };
    let first = || read("first", "2025-01-01", None);
    let second = |follows| read("second", "2026-01-01", follows);
    assert!(RuleBook::new(vec![second(Some("first")), first()]).is_ok());
    assert!(RuleBook::new(vec![second(None), first()]).is_ok());
    let fault = |versions| {
        let error = RuleBook::new(versions).expect_err("refused");
        (error.version, error.key, error.reason)
    };
    let (version, key, reason) = fault(vec![second(Some("first"))]);
    assert_eq!((version.as_str(), key.as_str()), ("second", "follows"));
    assert!(reason.contains("there is none before it"), "{reason}");
    let third = read("third", "2027-01-01", Some("first"));
    let (version, key, reason) = fault(vec![first(), second(None), third]);
    assert_eq!((version.as_str(), key.as_str()), ("third", "follows"));
    assert!(reason.contains("before it is second"), "{reason}");
    let same_day = read("again", "2026-01-01", None);
    let (version, key, reason) = fault(vec![first(), second(None), same_day]);
    assert_eq!((version.as_str(), key.as_str()), ("again", "in_force_from"));
    assert!(reason.contains("second"), "{reason}");
    let (version, _, reason) = fault(vec![]);
    assert_eq!(
        (version.as_str(), reason.as_str()),
        ("", "there are no rules files")
    );
}
