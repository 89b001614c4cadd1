//! A form that is not finished is taken with what is missing listed: nothing is made up, nothing is left out.

use std::collections::BTreeSet;

use intake_forms::{RawAnswers, Record};

use crate::example::{TODAY, YOU, confirmed, finished, form, with};

#[test]
fn a_finished_form_has_nothing_missing_and_is_the_same_either_way() {
    let validated = form().validate(&finished(), &confirmed(), TODAY).unwrap();
    let partly = form().receive_partly(&finished(), &confirmed(), TODAY);
    assert_eq!(validated, partly);
    assert!(partly.record().missing.is_empty());
}

#[test]
fn everything_that_the_form_asks_for_is_missing_in_an_empty_one() {
    let record = form()
        .receive_partly(&RawAnswers::default(), &BTreeSet::new(), TODAY)
        .record();
    let missing: Vec<&str> = record
        .missing
        .iter()
        .map(|missing| missing.question.as_str())
        .collect();
    for question in ["ref_name", "mgr_email", "ch_first", "incidents", "decl"] {
        assert!(missing.contains(&question), "{question}: {missing:?}");
    }
    assert!(!missing.contains(&"ref_own"), "it may be left empty");
    assert!(record.missing.iter().all(|missing| !missing.given));
    assert!(record.declarations.is_empty());
    assert!(record.answers.text("ref_name").is_none());
    let incidents = record
        .missing
        .iter()
        .find(|one| one.question == "incidents");
    assert_eq!(incidents.map(|one| one.label.is_empty()), Some(false));
}

#[test]
fn an_answer_that_does_not_fit_is_listed_as_given_and_is_not_an_answer() {
    let mut answers = finished();
    answers.put("you", with(YOU, &[("ref_phone", "ask at the desk")]));
    let record = form()
        .receive_partly(&answers, &confirmed(), TODAY)
        .record();
    assert_eq!(record.missing.len(), 1);
    assert_eq!(record.missing[0].question, "ref_phone");
    assert!(record.missing[0].given);
    assert!(record.answers.text("ref_phone").is_none());
    assert_eq!(record.answers.text("ref_name"), Some("Toni Trial"));
}

#[test]
fn a_record_from_before_lists_of_missing_answers_still_opens() {
    let mut answers = finished();
    answers.put("manager", with(YOU, &[]));
    let record = form()
        .receive_partly(&answers, &confirmed(), TODAY)
        .record();
    let text = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
    let complete = form()
        .validate(&finished(), &confirmed(), TODAY)
        .unwrap()
        .record();
    let text = serde_json::to_string(&complete).unwrap();
    assert!(!text.contains("missing"));
    assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), complete);
}
