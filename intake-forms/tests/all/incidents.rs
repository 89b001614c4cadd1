//! When it happened: every way to say it, every way to get it wrong, and how the draft's other dates bear on it.

use intake_forms::{Fields, State};

use crate::example::{CHILD, INCIDENT, TODAY, fields, finished, form, messages, problems, with};

/// The incident with its date said in another way.
fn dated(sent: &[(&str, &str)]) -> Fields {
    let clear = ["inc_date-month-month", "inc_date-month-year"].map(|name| (name, ""));
    let sent: Vec<_> = clear
        .iter()
        .filter(|(name, _)| sent.iter().all(|(other, _)| other != name))
        .chain(sent)
        .copied()
        .collect();
    with(INCIDENT, &sent)
}

fn three<'a>(
    prefix: &'a str,
    day: &'a str,
    month: &'a str,
    year: &'a str,
) -> Vec<(String, &'a str)> {
    ["day", "month", "year"]
        .iter()
        .zip([day, month, year])
        .map(|(part, typed)| (format!("inc_date-{prefix}-{part}"), typed))
        .collect()
}

fn said(precision: &str, boxes: &[(String, &str)]) -> Fields {
    let mut sent = vec![("inc_date-precision", precision)];
    sent.extend(boxes.iter().map(|(name, typed)| (name.as_str(), *typed)));
    dated(&sent)
}

#[test]
fn each_precision_asks_for_its_own_boxes() {
    for (precision, message, field) in [
        (
            "",
            "Select how exactly you know when it happened",
            "inc_date-precision",
        ),
        (
            "sometime",
            "Select how exactly you know when it happened",
            "inc_date-precision",
        ),
        ("date", "Enter the date it happened", "inc_date-date-day"),
        (
            "month",
            "Enter the month and year it happened",
            "inc_date-month-month",
        ),
        ("year", "Enter the year it happened", "inc_date-year-year"),
        (
            "between",
            "Enter the earliest and the latest date",
            "inc_date-from-day",
        ),
    ] {
        let found = problems("incidents", said(precision, &[]));
        assert_eq!(messages(&found), [message]);
        assert_eq!(found.iter().next().unwrap().field, field);
    }
    assert!(problems("incidents", said("not_known", &[])).is_empty());
}

#[test]
fn an_earliest_without_a_latest_is_not_enough() {
    let found = problems(
        "incidents",
        said("between", &three("from", "1", "3", "2026")),
    );
    assert_eq!(messages(&found), ["Enter the earliest and the latest date"]);
    assert_eq!(
        found.iter().next().unwrap().boxes,
        ["inc_date-to-day", "inc_date-to-month", "inc_date-to-year"]
    );
}

#[test]
fn the_earliest_is_not_after_the_latest() {
    let both = |to: &'static str| {
        [
            three("from", "2", "3", "2026"),
            three("to", to, "3", "2026"),
        ]
        .concat()
    };
    assert!(problems("incidents", said("between", &both("2"))).is_empty());
    let found = problems("incidents", said("between", &both("1")));
    assert_eq!(
        messages(&found),
        ["The earliest date must be the same as or before the latest date"]
    );
}

/// The boxes that start so, and what is typed as day, month and year.
type Typed = (&'static str, &'static str, &'static str, &'static str);

/// The precision, what is typed, what is said.
const WRONG: [(&str, &[Typed], &str); 11] = [
    (
        "date",
        &[("date", "31", "9", "2026")],
        "The date it happened must be a real date",
    ),
    (
        "date",
        &[("date", "", "9", "2026")],
        "The date it happened must include a day",
    ),
    (
        "date",
        &[("date", "1", "9", "26")],
        "Year must include 4 numbers",
    ),
    (
        "date",
        &[("date", "23", "11", "2026")],
        "The date must be today or in the past",
    ),
    (
        "month",
        &[("month", "", "13", "2026")],
        "The month and year it happened must be a real date",
    ),
    (
        "month",
        &[("month", "", "12", "2026")],
        "The date must be today or in the past",
    ),
    (
        "year",
        &[("year", "", "", "twenty")],
        "The year it happened must be a real date",
    ),
    (
        "year",
        &[("year", "", "", "2027")],
        "The date must be today or in the past",
    ),
    (
        "between",
        &[("from", "1", "", "2026"), ("to", "1", "3", "2026")],
        "The earliest date must include a month",
    ),
    (
        "between",
        &[("from", "1", "3", "2026"), ("to", "31", "4", "2026")],
        "The latest date must be a real date",
    ),
    (
        "between",
        &[("from", "1", "3", "2026"), ("to", "1", "4", "2027")],
        "The date must be today or in the past",
    ),
];

#[test]
fn wrong_dates_are_named_for_what_they_are() {
    for (precision, boxes, message) in WRONG {
        let boxes: Vec<_> = boxes
            .iter()
            .flat_map(|(prefix, day, month, year)| three(prefix, day, month, year))
            .collect();
        assert_eq!(
            messages(&problems("incidents", said(precision, &boxes))),
            [message]
        );
    }
}

#[test]
fn this_month_and_this_year_are_not_the_future() {
    let known = [
        ("inc_known_date-date-day", "22"),
        ("inc_known_date-date-month", "11"),
    ];
    for sent in [
        [
            ("inc_date-precision", "month"),
            ("inc_date-month-month", "11"),
            ("inc_date-month-year", "2026"),
        ],
        [
            ("inc_date-precision", "year"),
            ("inc_date-year-year", "2026"),
            ("inc_date-month-month", ""),
        ],
    ] {
        assert!(
            problems(
                "incidents",
                dated(&[sent.as_slice(), known.as_slice()].concat())
            )
            .is_empty()
        );
    }
}

#[test]
fn it_cannot_have_happened_before_the_child_was_born() {
    let message = "The date it happened must be after the child was born";
    let found = problems("incidents", said("date", &three("date", "27", "3", "2013")));
    assert_eq!(messages(&found), [message]);
    assert_eq!(found.iter().next().unwrap().field, "inc_date-date-day");
    assert_eq!(
        messages(&problems(
            "incidents",
            said("year", &three("year", "", "", "2012"))
        )),
        [message]
    );
    assert!(problems("incidents", said("year", &three("year", "", "", "2013"))).is_empty());
}

#[test]
fn it_came_to_light_before_it_happened_only_counts_when_certain() {
    let light = |day| {
        with(
            INCIDENT,
            &[
                ("inc_known_date-date-day", day),
                ("inc_known_date-date-month", "9"),
            ],
        )
    };
    assert!(
        problems("incidents", light("1")).is_empty(),
        "it may have happened on the first"
    );
    let august = with(
        INCIDENT,
        &[
            ("inc_known_date-date-day", "31"),
            ("inc_known_date-date-month", "8"),
        ],
    );
    let found = problems("incidents", august);
    assert_eq!(
        messages(&found),
        ["The date it came to light must be the same as or after the date it happened"]
    );
    assert_eq!(
        found.iter().next().unwrap().field,
        "inc_known_date-date-day"
    );
    let future = with(INCIDENT, &[("inc_known_date-date-month", "12")]);
    assert_eq!(
        messages(&problems("incidents", future)),
        ["The date must be today or in the past"]
    );
}

/// The incident of September 2026, come to light when only a month is known.
fn known_by_month(month: &str) -> Fields {
    let month = [
        ("inc_known_date-precision", "month"),
        ("inc_known_date-month-month", month),
        ("inc_known_date-month-year", "2026"),
    ];
    with(INCIDENT, &month)
}

#[test]
fn when_it_came_to_light_may_be_known_by_the_month_only_or_not_at_all() {
    for (month, wrong) in [("8", true), ("9", false), ("10", false)] {
        let found = problems("incidents", known_by_month(month));
        assert_eq!(!found.is_empty(), wrong, "{month}: {found:?}");
        assert!(found.for_question("inc_known_date").is_some() == wrong);
    }
    let between = [
        ("inc_known_date-precision", "between"),
        ("inc_known_date-from-day", "1"),
        ("inc_known_date-from-month", "8"),
        ("inc_known_date-from-year", "2026"),
        ("inc_known_date-to-day", "1"),
        ("inc_known_date-to-month", "9"),
        ("inc_known_date-to-year", "2026"),
    ];
    assert!(problems("incidents", with(INCIDENT, &between)).is_empty());
    let unknown = [("inc_known_date-precision", "not_known")];
    assert!(problems("incidents", with(INCIDENT, &unknown)).is_empty());
    let unknown = [
        ("inc_date-precision", "not_known"),
        ("inc_known_date-date-month", "1"),
    ];
    assert!(problems("incidents", with(INCIDENT, &unknown)).is_empty());
}

#[test]
fn messages_about_a_date_say_what_it_dates() {
    for (precision, message) in [
        ("", "Select how exactly you know when it came to light"),
        ("date", "Enter the date it came to light"),
        ("month", "Enter the month and year it came to light"),
        ("year", "Enter the year it came to light"),
    ] {
        let sent = [
            ("inc_known_date-precision", precision),
            ("inc_known_date-date-day", ""),
            ("inc_known_date-date-month", ""),
            ("inc_known_date-date-year", ""),
        ];
        let found = problems("incidents", with(INCIDENT, &sent));
        assert_eq!(messages(&found), [message]);
    }
}

#[test]
fn only_the_chosen_boxes_are_kept_and_all_of_them_while_none_is_chosen() {
    let form = form();
    let section = form.section("incidents").unwrap();
    let sent = [
        ("inc_date-precision", "year"),
        ("inc_date-year-year", "2026"),
        ("inc_date-date-day", "5"),
        ("extra", "x"),
    ];
    assert_eq!(form.keep(section, fields(&sent)), fields(&sent[..2]));
    let unchosen = [("inc_date-year-year", "2026"), ("inc_date-date-day", "5")];
    let kept = form.keep(section, fields(&unchosen));
    assert_eq!(kept, fields(&unchosen));
    let found = form.check_item(section, &kept, &finished(), TODAY);
    assert_eq!(
        found.for_question("inc_date").unwrap().message,
        "Select how exactly you know when it happened"
    );
}

#[test]
fn an_item_is_checked_before_it_is_in_the_draft() {
    let form = form();
    let section = form.section("incidents").unwrap();
    assert!(
        form.check_item(section, &with(INCIDENT, &[]), &finished(), TODAY)
            .is_empty()
    );
    assert_eq!(
        form.check_item(section, &Fields::default(), &finished(), TODAY)
            .len(),
        7
    );
}

#[test]
fn there_is_at_least_one_incident_and_at_most_twenty() {
    let form = form();
    let section = form.section("incidents").unwrap();
    let mut draft = finished();
    draft.remove_item("incidents", 0);
    assert_eq!(
        messages(&form.check_section(section, &draft, TODAY)),
        ["Add an incident"]
    );
    for n in 0..21 {
        assert!(draft.put_item("incidents", n, with(INCIDENT, &[])));
    }
    assert_eq!(
        messages(&form.check_section(section, &draft, TODAY)),
        ["You can add 20 incidents at most"]
    );
    draft.remove_item("incidents", 20);
    assert!(form.check_section(section, &draft, TODAY).is_empty());
}

#[test]
fn a_later_change_of_the_date_of_birth_makes_an_incident_a_problem() {
    let form = form();
    let mut draft = finished();
    draft.put(
        "child",
        with(CHILD, &[("ch_dob-month", "10"), ("ch_dob-year", "2026")]),
    );
    let progress = form.progress(&draft, TODAY);
    let row = progress.iter().find(|row| row.slug == "incidents").unwrap();
    assert_eq!((row.state, row.items), (State::Problem, 1));
}
