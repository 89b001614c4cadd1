//! Whatever is sent, nothing fails and nothing unchecked gets through.

use intake_forms::{Fields, RawAnswers, normalised_postcode};
use proptest::prelude::*;

use crate::example::{TODAY, confirmed, finished, form};

/// Every field name of the form, and some that are not.
fn names() -> Vec<String> {
    let form = form();
    let ends = [
        "",
        "-day",
        "-month",
        "-year",
        "-precision",
        "-date-day",
        "-from-year",
        "-to-month",
        "-month-month",
        "-year-year",
    ];
    form.sections()
        .flat_map(|section| &section.questions)
        .flat_map(|question| ends.map(|end| format!("{}{end}", question.id)))
        .chain([String::new(), "__proto__".to_owned()])
        .collect()
}

/// Values that are nearly answers, and values that are nothing.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("yes".to_owned()),
        Just("other".to_owned()),
        Just("not_known".to_owned()),
        Just("between".to_owned()),
        Just("31".to_owned()),
        Just("2".to_owned()),
        Just("2026".to_owned()),
        Just("99999999999999999999".to_owned()),
        "\\PC{0,12}",
        any::<String>(),
    ]
}

fn page() -> impl Strategy<Value = Fields> {
    prop::collection::vec((prop::sample::select(names()), value()), 0..60)
        .prop_map(|sent| Fields::bounded(sent).unwrap_or_default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_page_is_checked_shown_and_refused_without_failing(sent in page(), item in page()) {
        let form = form();
        let mut draft = RawAnswers::default();
        for section in form.sections() {
            draft.put(&section.slug, form.keep(section, sent.clone()));
        }
        let section = form.section("incidents").unwrap();
        prop_assert!(draft.put_item("incidents", 0, form.keep(section, item.clone())));
        form.check_item(section, &item, &draft, TODAY);
        form.shown(&draft, TODAY);
        form.progress(&draft, TODAY);
        prop_assert_eq!(form.validate(&draft, &confirmed(), TODAY).is_ok(), form.unfinished(&draft, TODAY).is_empty());
    }

    #[test]
    fn whatever_is_kept_of_a_text_is_bounded_and_free_of_control_characters(typed in any::<String>(), times in 1_usize..40) {
        let form = form();
        let mut draft = finished();
        let sent = [("view_concern", typed.repeat(times)), ("ask_questions", typed)];
        draft.put("request", Fields::bounded(sent).unwrap_or_default());
        if let Ok(submission) = form.validate(&draft, &confirmed(), TODAY) {
            let kept = submission.answers().text("view_concern").unwrap_or("").to_owned();
            prop_assert!((1..=4_000).contains(&kept.chars().count()));
            prop_assert!(kept.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control()));
            prop_assert_eq!(kept.trim(), kept.as_str());
        }
    }

    #[test]
    fn dates_that_happened_never_reach_past_their_bounds(
        from in (2014_i16..2030, 1_i8..=12, 1_i8..=31),
        to in (2014_i16..2030, 1_i8..=12, 1_i8..=31),
    ) {
        let form = form();
        let section = form.section("incidents").unwrap();
        let boxes = [("from", from), ("to", to)].into_iter().flat_map(|(end, (year, month, day))| {
            [("day", day.to_string()), ("month", month.to_string()), ("year", year.to_string())]
                .map(|(part, typed)| (format!("inc_date-{end}-{part}"), typed))
        });
        let sent = boxes.chain([("inc_date-precision".to_owned(), "between".to_owned())]);
        let mut draft = finished();
        let item = form.keep(section, Fields::bounded(sent).unwrap());
        let refused = form.check_item(section, &item, &draft, TODAY).for_question("inc_date").is_some();
        prop_assert!(draft.put_item("incidents", 0, item));
        let read = form.answers(&draft, TODAY).items("incidents").first().and_then(|item| item.date("inc_date"));
        prop_assert_eq!(refused, read.is_none());
        if let Some((earliest, latest)) = read {
            prop_assert!(earliest <= latest && latest <= TODAY);
        }
    }

    #[test]
    fn a_postcode_that_is_taken_is_its_own_normal_form(typed in "[A-Za-z0-9 ]{0,10}") {
        if let Some(normal) = normalised_postcode(&typed) {
            prop_assert_eq!(normalised_postcode(&normal), Some(normal.clone()));
        }
    }
}
