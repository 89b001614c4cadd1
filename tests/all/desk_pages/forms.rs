//! Where people stumble over the forms, as the hub reads it: a number and a bar by question, small numbers alike, nothing of anybody.

use ::gateway::{journey::keep_refusals::keep_refusals, store::Store};
use intake_forms::{Fields, RawAnswers};

use super::OpenDesk;

async fn rows(store: &Store) -> Vec<(String, String, i64)> {
    let refused = store.refused_since("2026-01").await.unwrap();
    let row = |one: ::gateway::store::Refused| (one.question, one.rule, one.count);
    refused.into_iter().map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_reads_where_answers_are_refused_and_no_answer() {
    let desk = OpenDesk::open().await;
    let (intake, now) = (&desk.house.gateway.intake, desk.house.now());
    let form = desk.house.form();
    let section = form.section("child").unwrap();
    let mut draft = RawAnswers::default();
    let typed = [
        ("ch_first", "Robin"),
        ("ch_last", "Example"),
        ("ch_sex", "female"),
        ("ch_lcs_id", "1"),
    ];
    let wrong = [
        ("ch_dob-day", "31"),
        ("ch_dob-month", "2"),
        ("ch_dob-year", "2013"),
    ];
    let fields = Fields::bounded(typed.into_iter().chain(wrong)).unwrap();
    draft.put("child", fields);
    let problems = form.check_section(section, &draft, ::gateway::clock::london_day(now));
    assert_eq!(problems.iter().count(), 1, "{problems:?}");
    for _ in 0..7 {
        intake.refusals.count(form, &problems);
    }
    draft.put("child", Fields::default());
    let empty = form.check_section(section, &draft, ::gateway::clock::london_day(now));
    intake.refusals.count(form, &empty);
    for _ in 0..2 {
        keep_refusals(intake, now).await.unwrap();
    }
    let kept = rows(&desk.house.gateway.keyholder.store).await;
    assert!(
        kept.contains(&("ch_dob".to_owned(), "date".to_owned(), 7)),
        "{kept:?}"
    );

    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let rules = visitor.get("/desk/rules").await;
    let page = visitor.click(&rules, "How the forms are filled in").await;
    page.must_be(200)
        .must_say("since 1 September 2026")
        .must_say("Date of birth")
        .must_say("not a date that can be, nothing was entered")
        .must_say("1 to 4")
        .must_not_say("Robin");
    let cells = page.all("tbody tr:first-child td");
    assert_eq!(cells.first().map(String::as_str), Some("8"), "{cells:?}");
    assert_eq!(
        page.attributes("tbody tr:first-child rect", "width"),
        ["100"]
    );
    assert_eq!(
        page.attributes("svg", "aria-hidden").len(),
        page.all("tbody tr").len()
    );
}
