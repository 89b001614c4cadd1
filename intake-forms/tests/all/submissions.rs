//! From a finished draft to a submission: the values, the words shown, and what holds it up.

use std::collections::BTreeSet;

use intake_forms::{RawAnswers, Record, ShownSection, State, age_on};
use jiff::civil::date;
use serde_json::json;

use crate::example::{
    AGREEMENT, CHILD, INCIDENT, REQUEST, SOCIAL_CARE, TODAY, confirmed, fields, finished, form,
    messages, with,
};

#[test]
fn the_example_is_finished_and_every_section_says_so() {
    let form = form();
    assert!(form.unfinished(&finished(), TODAY).is_empty());
    for row in form.progress(&finished(), TODAY) {
        let wanted = if row.slug == "attachments" {
            State::Optional
        } else {
            State::Completed
        };
        assert_eq!(row.state, wanted, "{}", row.slug);
    }
}

#[test]
fn the_values_have_their_normal_form() {
    let submission = form().validate(&finished(), &confirmed(), TODAY).unwrap();
    assert_eq!(
        (submission.form(), submission.version()),
        ("social-worker", "2026-11.2")
    );
    let answers = submission.answers();
    assert_eq!(answers.text("ch_first"), Some("Sam"));
    assert_eq!(answers.text("ch_lcs_id"), Some("0000123"));
    assert_eq!(
        answers.text("mgr_email"),
        Some("max.specimen@exampleshire.test")
    );
    assert_eq!(answers.text("addr_postcode"), Some("ZP1 1AA"));
    assert_eq!(
        answers.text("addr_lines"),
        Some("1 Test Street\nExampleton")
    );
    assert_eq!(answers.code("addr_authority"), Some("E07000123"));
    assert_eq!(
        answers.values().get("ch_dob"),
        Some(&json!({ "from": "2013-03-27", "to": "2013-03-27" }))
    );
    assert_eq!(answers.values().get("ref_own"), None);
    let incidents = answers.items("incidents");
    assert_eq!(incidents.len(), 1);
    assert_eq!(
        incidents[0].date("inc_date"),
        Some((date(2026, 9, 1), date(2026, 9, 30)))
    );
    assert_eq!(
        incidents[0].codes("inc_types"),
        ["exposing_self", "voyeurism"],
        "in the form's order"
    );
    assert_eq!(incidents[0].text("inc_desc"), Some("Facts\nand dates"));
}

#[test]
fn a_date_that_is_not_known_is_null() {
    let mut draft = finished();
    draft.put_item(
        "incidents",
        0,
        with(INCIDENT, &[("inc_date-precision", "not_known")]),
    );
    let submission = form().validate(&draft, &confirmed(), TODAY).unwrap();
    let incidents = submission.answers().items("incidents");
    assert_eq!(incidents[0].values().get("inc_date"), Some(&json!(null)));
    assert_eq!(incidents[0].date("inc_date"), None);
}

/// A finished form with a second incident, whose date is not known.
fn shown_with_two_incidents() -> Vec<ShownSection> {
    let mut draft = finished();
    draft.put_item(
        "incidents",
        1,
        with(INCIDENT, &[("inc_date-precision", "not_known")]),
    );
    form().shown(&draft, TODAY)
}

#[test]
fn what_is_shown_comes_in_the_forms_order_and_each_item_has_its_number() {
    let shown = shown_with_two_incidents();
    let titles: Vec<&str> = shown.iter().map(|section| section.title.as_str()).collect();
    for (title, after) in [
        ("Is this the right service", "Your details"),
        (
            "Family and carers: parent or carer 1",
            "Other children in the household",
        ),
        ("The behaviour: incident 1", "The behaviour: incident 2"),
        ("Police", "Safety now"),
        (
            "Support you would like",
            "Agreement of the child and family",
        ),
    ] {
        let at = titles.iter().position(|one| *one == title).unwrap();
        assert_eq!(titles[at + 1], after);
    }
}

#[test]
fn what_is_shown_has_labels_words_and_what_is_not_known() {
    let shown = shown_with_two_incidents();
    let title_of = |slug: &str, item| {
        let of = |one: &&ShownSection| one.slug == slug && one.item == item;
        shown.iter().find(of).unwrap()
    };
    let value = |section: usize, id: &str| {
        let section = match section {
            3 => title_of("child", None),
            6 => title_of("incidents", Some(1)),
            7 => title_of("incidents", Some(2)),
            _ => title_of("police", None),
        };
        let line = section
            .lines
            .iter()
            .find(|line| line.question == id)
            .unwrap();
        (line.value.as_str(), line.not_known)
    };
    assert_eq!(value(3, "ch_dob"), ("27 March 2013", false));
    assert_eq!(value(3, "ch_sex"), ("Not known", true));
    assert_eq!(
        value(6, "inc_date"),
        ("September 2026 (month and year known)", false)
    );
    assert_eq!(value(6, "inc_date-age"), ("13", false));
    assert_eq!(value(6, "inc_types"), ("Exposing self\nVoyeurism", false));
    assert_eq!(value(7, "inc_date"), ("Date not known", true));
    assert_eq!(value(7, "inc_date-age"), ("Not known", false));
    assert_eq!(
        value(8, "pol_status"),
        ("Not reported to the police", false)
    );
    assert!(
        title_of("police", None)
            .lines
            .iter()
            .all(|line| line.question != "pol_ref"),
        "empty optional answers are left out"
    );
    let household = title_of("household", None);
    assert_eq!(household.lines[0].value, "No", "that there is none is told");
}

#[test]
fn the_age_then_is_as_sure_as_the_date() {
    for (dob, year, wanted) in [("27", "2025", "11 or 12"), ("27", "2026", "12 or 13")] {
        let mut draft = finished();
        draft.put("child", with(CHILD, &[("ch_dob-day", dob)]));
        let sent = [("inc_date-precision", "year"), ("inc_date-year-year", year)];
        draft.put_item("incidents", 0, with(INCIDENT, &sent));
        let shown = form().shown(&draft, TODAY);
        let line = shown
            .iter()
            .flat_map(|section| &section.lines)
            .find(|line| line.question == "inc_date-age");
        assert_eq!(line.unwrap().value, wanted);
    }
}

#[test]
fn a_birthday_on_29_february_is_on_1_march_in_common_years() {
    let born = date(2012, 2, 29);
    let days = [
        date(2026, 2, 28),
        date(2026, 3, 1),
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2011, 1, 1),
    ];
    assert_eq!(days.map(|day| age_on(born, day)), [13, 14, 11, 12, 0]);
}

#[test]
fn the_record_reads_back_as_itself() {
    let record = form()
        .validate(&finished(), &confirmed(), TODAY)
        .unwrap()
        .record();
    let text = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
    assert_eq!(
        record.declarations,
        [
            "This is accurate to the best of my knowledge",
            "I will record this request on LCS"
        ]
    );
    assert!(
        !format!("{record:?}").contains("Sam"),
        "debug shows no answer"
    );
}

#[test]
fn declarations_must_be_confirmed() {
    let refused = form()
        .validate(&finished(), &BTreeSet::new(), TODAY)
        .unwrap_err();
    assert_eq!(
        messages(&refused),
        [
            "Confirm that this is accurate",
            "Confirm that you will record this request on LCS"
        ]
    );
    let refused = form()
        .validate(&finished(), &["decl".to_owned()].into(), TODAY)
        .unwrap_err();
    assert_eq!(refused.iter().next().unwrap().field, "lcs_submitted");
}

#[test]
fn an_unfinished_draft_names_its_sections() {
    let form = form();
    let mut draft = finished();
    draft.put("police", fields(&[]));
    draft.put("child", with(CHILD, &[("ch_first", ""), ("ch_last", "")]));
    let unfinished = form.unfinished(&draft, TODAY);
    assert_eq!(
        messages(&unfinished),
        [
            "The child's details is not complete",
            "Police is not complete"
        ]
    );
    let refused = form.validate(&draft, &confirmed(), TODAY).unwrap_err();
    assert_eq!(refused.len(), 4);
    let states: Vec<_> = form
        .progress(&draft, TODAY)
        .into_iter()
        .map(|row| (row.slug, row.state))
        .collect();
    assert!(states.contains(&("police".to_owned(), State::NotStarted)));
    assert!(states.contains(&("child".to_owned(), State::InProgress)));
}

#[test]
fn an_empty_draft_is_not_started_and_makes_nothing() {
    let form = form();
    let draft = RawAnswers::default();
    let begun = form
        .progress(&draft, TODAY)
        .into_iter()
        .filter(|row| row.state != State::NotStarted);
    assert_eq!(
        begun.map(|row| row.slug).collect::<Vec<_>>(),
        ["attachments"]
    );
    assert!(form.validate(&draft, &confirmed(), TODAY).is_err());
    assert!(form.shown(&draft, TODAY).is_empty());
}

#[test]
fn what_is_not_asked_is_not_read_and_what_is_not_required_may_stay() {
    let mut draft = finished();
    draft.put(
        "social-care",
        with(SOCIAL_CARE, &[("strat_reason", "left over")]),
    );
    draft.put(
        "agreement",
        with(AGREEMENT, &[("con_reason", "Both agreed at the visit")]),
    );
    let submission = form().receive_partly(&draft, &confirmed(), TODAY);
    assert_eq!(submission.answers().text("strat_reason"), None);
    assert_eq!(
        submission.answers().text("con_reason"),
        Some("Both agreed at the visit")
    );
}

#[test]
fn one_more_incident_that_was_said_and_not_added_holds_the_form_up_and_says_so() {
    let form = form();
    let mut draft = finished();
    draft.say_more("incidents", true);
    assert_eq!(
        messages(&form.unfinished(&draft, TODAY)),
        ["You said there is another incident. Add the incident, or say there is none"]
    );
    let state = |draft: &RawAnswers| {
        let rows = form.progress(draft, TODAY);
        let mut rows = rows.into_iter();
        rows.find(|row| row.slug == "incidents").unwrap().state
    };
    assert_eq!(state(&draft), State::InProgress);
    assert_eq!(
        form.validate(&draft, &confirmed(), TODAY)
            .unwrap_err()
            .len(),
        1
    );
    let mut added = draft.clone();
    added.put_item("incidents", 1, added.items("incidents")[0].clone());
    draft.say_more("incidents", false);
    for draft in [draft, added] {
        assert_eq!(state(&draft), State::Completed);
        assert!(form.validate(&draft, &confirmed(), TODAY).is_ok());
    }
}

#[test]
fn not_known_written_into_a_text_is_among_what_is_not_known() {
    let form = form();
    for (typed, not_known) in [
        ("  not known. ", true),
        ("NOT KNOWN", true),
        ("Not known to the police", false),
    ] {
        let mut draft = finished();
        draft.put("request", with(REQUEST, &[("view_concern", typed)]));
        let shown = form.shown(&draft, TODAY);
        let mut lines = shown.iter().flat_map(|section| &section.lines);
        let line = lines.find(|line| line.question == "view_concern");
        assert_eq!(line.unwrap().not_known, not_known, "{typed}");
        let before = form.completeness(&finished(), TODAY).not_known;
        let counted = form.completeness(&draft, TODAY).not_known - before;
        assert_eq!(counted, usize::from(not_known), "{typed}");
    }
}
