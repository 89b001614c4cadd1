//! Edges that a changed sign or a forgotten value would cross, found by mutation testing. Tests only.

use jiff::civil::date;

use super::oracle::{directory, plain, shipped};
use super::*;

/// Rules in force from 2020-01-01 with these areas.
fn with_areas(areas: &[&str]) -> Option<Rules> {
    const HEAD: &str = "in_force_from = 2020-01-01\nconsultation_only_below = 10\nwindow_months = 12\nage = { from = 8, to = 17 }\n";
    let areas = areas
        .iter()
        .map(|area| format!("[[areas]]\nname = \"Exampleshire\"\n{area}\n"));
    Rules::read("x", &(HEAD.to_owned() + &areas.collect::<String>())).ok()
}

#[test]
fn an_area_of_one_day_and_one_that_begins_or_ends_with_the_version_are_good() {
    const ALWAYS: &str = "code = \"E10000017\"";
    for good in [
        "code = \"E06000098\"\nvalid_from = 2027-02-01\nvalid_to = 2027-02-01",
        "code = \"E06000098\"\nvalid_to = 2020-01-01",
    ] {
        assert!(with_areas(&[ALWAYS, good]).is_some(), "{good}");
    }
    assert!(with_areas(&["code = \"E10000017\"\nvalid_from = 2020-01-01"]).is_some());
    assert!(with_areas(&["code = \"E10000017\"\nvalid_from = 2020-01-02"]).is_none());
}

#[test]
fn two_entries_of_one_area_may_stand_in_either_order() {
    let (early, late) = (
        "code = \"E10000017\"\nvalid_to = 2028-03-31",
        "code = \"E10000017\"\nvalid_from = 2028-04-01",
    );
    for both in [[early, late], [late, early]] {
        let rules = with_areas(&both).expect("they follow each other");
        let code = Code::read("E10000017").expect("a code");
        for day in [date(2028, 3, 31), date(2028, 4, 1)] {
            assert!(rules.area(code, day).is_some());
        }
    }
}

#[test]
fn a_verdict_says_what_it_was_made_of() {
    let facts = Facts {
        police: None,
        ..plain()
    };
    let verdict = screen(&facts, &shipped(), &directory());
    assert_eq!(verdict.id(), "plain");
    assert_eq!(verdict.rules(), "lancashire-2020-01-01");
    assert_eq!(verdict.directory(), "worked cases");
    assert_eq!(verdict.missing(), [Criterion::Police]);
    assert!(verdict.is_screened() && !Verdict::not_screened("x").is_screened());
    let other = screen(&plain(), &shipped(), &directory());
    assert!(!verdict.finds_the_same(&other));
    assert_eq!(verdict.sha256().len(), 64);
    assert_ne!(verdict.sha256(), other.sha256());
}

#[test]
fn a_verdict_in_other_words_finds_the_same() {
    let verdict = screen(&plain(), &shipped(), &directory());
    let mut written = serde_json::to_value(&verdict).expect("JSON");
    written["because"]["age"] = "In better words.".into();
    let worded: Verdict = serde_json::from_value(written).expect("a verdict");
    assert_ne!(worded, verdict);
    assert!(verdict.finds_the_same(&worded));
}

#[test]
fn a_postcode_has_up_to_eight_letters_and_digits() {
    assert_eq!(postcode_key(""), None);
    assert_eq!(postcode_key("a"), Some(0x41));
    assert_eq!(postcode_key("ab 1"), Some(0x41_42_31));
    assert!(postcode_key("ABCDEFGH").is_some());
    assert_eq!(postcode_key("ABCDEFGHI"), None);
}

#[test]
fn a_published_list_has_as_many_fields_in_every_line_and_a_small_one_need_not() {
    let uneven = "pcds,ladcd,x\nZP1 1AA,E07000123\n";
    let read = |shape| {
        Entries::read(uneven.as_bytes(), shape)
            .map(|mut entries| entries.all(|entry| entry.is_ok()))
    };
    assert!(matches!(read(Shape::Ragged), Ok(true)));
    assert!(matches!(read(Shape::Even), Ok(false)));
    let entries = |text: &'static str| Entries::read(text.as_bytes(), Shape::Even).expect("a list");
    assert!(!entries("pcds,ladcd\n").is_code_point());
    let code_point = "ZP1 1AA,10,1,1,E92000001,E19000001,E18000002,E10000017,E07000123,E05000001\n";
    assert!(entries(code_point).is_code_point());
    assert_eq!(entries(code_point).count(), 1);
    assert_eq!(format!("{:?}", entries(code_point)), "Entries");
    let dated = entries("pcds,dointr,ladcd\nZP1 1AA,202605,E07000123\n").next();
    let introduced = dated
        .and_then(Result::ok)
        .and_then(|entry| entry.introduced);
    assert_eq!(introduced, Some(202_605));
}
