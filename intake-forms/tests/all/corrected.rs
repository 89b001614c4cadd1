//! Answers that are corrected after the form was sent: the form's own rules, one answer at a time, everything else untouched.

use intake_forms::{AnswerPlace, CorrectedAnswer, NotCorrected, RawAnswers, Record};
use serde_json::json;

use crate::example::{TODAY, confirmed, fields, finished, form};

fn at(question: &str, item: Option<usize>) -> AnswerPlace {
    AnswerPlace {
        question: question.to_owned(),
        item,
    }
}

fn correct(
    answers: &RawAnswers,
    place: &AnswerPlace,
    typed: &[(&str, &str)],
) -> Result<CorrectedAnswer, NotCorrected> {
    form().correct(place, &fields(typed), answers, TODAY)
}

fn record() -> Record {
    form()
        .validate(&finished(), &confirmed(), TODAY)
        .unwrap()
        .record()
}

fn line<'a>(record: &'a Record, question: &str) -> &'a str {
    let mut lines = record.shown.iter().flat_map(|section| &section.lines);
    lines
        .find(|line| line.question == question)
        .map_or("(no line)", |line| &line.value)
}

#[test]
fn a_correction_changes_one_answer_and_says_what_stood_there() {
    let (mut answers, mut changed) = (finished(), record());
    let corrected = correct(
        &answers,
        &at("pol_status", None),
        &[("pol_status", "closed_no_action"), ("ch_first", "Another")],
    )
    .unwrap();
    let before = changed.correct(&corrected);
    assert_eq!(before.as_deref(), Some("Not reported to the police"));
    assert!(form().asks(&at("pol_status", None), &answers, TODAY));
    assert!(form().asks(&at("inc_desc", Some(1)), &answers, TODAY));
    assert_eq!(changed.answers.code("pol_status"), Some("closed_no_action"));
    assert_eq!(line(&changed, "pol_status"), corrected.shown());
    assert_eq!(changed.answers.text("ch_first"), Some("Sam"));
    let mut same = record();
    same.correct(
        &correct(
            &answers,
            &at("pol_status", None),
            &[("pol_status", "not_reported")],
        )
        .unwrap(),
    );
    assert_eq!(same, record(), "the same answer again changes nothing");
    answers.correct(&corrected);
    let page = answers.section("police").unwrap();
    assert_eq!(page.first("pol_status"), "closed_no_action");
    assert_eq!(answers.section("child"), finished().section("child"));
}

#[test]
fn the_forms_own_rules_hold_for_a_correction() {
    for (question, typed) in [
        ("pol_status", ("pol_status", "perhaps")),
        ("pol_status", ("pol_status", "")),
        ("ch_first", ("ch_first", "  ")),
        ("addr_postcode", ("addr_postcode", "nowhere")),
    ] {
        let wrong = correct(&finished(), &at(question, None), &[typed]);
        assert!(matches!(wrong, Err(NotCorrected::Wrong(_))), "{question}");
    }
    let future = [
        ("ch_dob-day", "1"),
        ("ch_dob-month", "1"),
        ("ch_dob-year", "2027"),
    ];
    assert!(matches!(
        correct(&finished(), &at("ch_dob", None), &future),
        Err(NotCorrected::Wrong(_))
    ));
}

#[test]
fn what_the_form_does_not_ask_cannot_be_corrected() {
    for place in [
        at("made_up", None),
        at("pol_status", Some(1)),
        at("inc_desc", None),
        at("inc_desc", Some(0)),
        at("inc_desc", Some(3)),
        at("strat_why", None),
        at("pol_bail", None),
    ] {
        let refused = correct(&finished(), &place, &[(&place.question, "x")]);
        assert_eq!(refused, Err(NotCorrected::NotAsked), "{place:?}");
        assert!(!form().asks(&place, &finished(), TODAY), "{place:?}");
    }
}

#[test]
fn an_item_is_corrected_in_its_place_and_a_date_of_birth_moves_the_ages() {
    let mut changed = record();
    let born = [
        ("ch_dob-day", "27"),
        ("ch_dob-month", "3"),
        ("ch_dob-year", "2010"),
    ];
    let corrected = correct(&finished(), &at("ch_dob", None), &born).unwrap();
    assert_eq!(line(&changed, "inc_date-age"), "13");
    changed.correct(&corrected);
    assert_eq!(line(&changed, "inc_date-age"), "16");
    assert_eq!(line(&changed, "ch_dob"), "27 March 2010");
    let unknown = [("inc_date-precision", "not_known")];
    let corrected = correct(&finished(), &at("inc_date", Some(1)), &unknown).unwrap();
    changed.correct(&corrected);
    let items = changed.answers.items("incidents");
    assert_eq!(items[0].values()["inc_date"], json!(null));
    assert_eq!(items[0].codes("inc_types").len(), 2);
    assert_eq!(corrected.label(), "When it happened (1)");
}

#[test]
fn an_answer_that_may_be_empty_is_taken_out_and_one_that_was_missing_is_put_in() {
    let mut changed = record();
    let corrected = correct(&finished(), &at("ref_own", None), &[("ref_own", "N-12")]).unwrap();
    assert_eq!(changed.correct(&corrected), None);
    assert_eq!(line(&changed, "ref_own"), "N-12");
    let empty = correct(&finished(), &at("ref_own", None), &[("ref_own", "")]).unwrap();
    assert_eq!(changed.correct(&empty).as_deref(), Some("N-12"));
    assert_eq!(changed, record());
    let mut unfinished = finished();
    unfinished.put("police", fields(&[]));
    let mut partly = form()
        .receive_partly(&unfinished, &confirmed(), TODAY)
        .record();
    assert!(!partly.missing.is_empty());
    let corrected = correct(
        &unfinished,
        &at("pol_status", None),
        &[("pol_status", "open")],
    );
    partly.correct(&corrected.unwrap());
    assert!(
        partly
            .missing
            .iter()
            .all(|one| one.question != "pol_status")
    );
    assert_eq!(partly.answers.code("pol_status"), Some("open"));
}

#[test]
fn a_correction_is_the_same_after_a_round_through_json_and_shows_nothing_in_debug() {
    let unknown = [("inc_date-precision", "not_known")];
    let corrected = correct(&finished(), &at("inc_date", Some(1)), &unknown).unwrap();
    let text = serde_json::to_string(&corrected).unwrap();
    assert_eq!(
        serde_json::from_str::<CorrectedAnswer>(&text).unwrap(),
        corrected
    );
    assert_eq!(format!("{corrected:?}"), "CorrectedAnswer(inc_date)");
}
