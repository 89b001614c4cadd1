//! Every error that a page of the shipped form can show, word for word, and which input it points to.

use intake_forms::Fields;

use crate::example::{self, messages, problems, with};

/// What an empty page of each section is told.
const EMPTY_PAGES: [(&str, &[&str]); 12] = [
    (
        "service",
        &[
            "Select yes if the child is open to Children's Social Care, or Not known",
            "Select the Continuum of Need level, or Not known",
            "Select yes if the child is open to the Child and Youth Justice Service, or Not known",
        ],
    ),
    (
        "you",
        &[
            "Enter your full name",
            "Enter your job title",
            "Enter your team and office",
            "Enter your direct phone number",
        ],
    ),
    (
        "manager",
        &[
            "Enter your Team Manager's name",
            "Enter your Team Manager's work email address",
            "Enter the date you and your manager agreed to ask for a consultation",
        ],
    ),
    (
        "child",
        &[
            "Enter the child's first name",
            "Enter the child's last name",
            "Enter the child's date of birth",
            "Select the child's sex, or Not known",
            "Enter the LCS ID",
        ],
    ),
    (
        "home",
        &[
            "Select who the child lives with, or Not known",
            "Enter the child's current address, or write Not known",
            "Enter the child's current postcode",
            "Select the council area the child lives in, or Not known",
            "Select yes if this address must be kept from anyone in the child's family, or Not known",
        ],
    ),
    (
        "social-care",
        &["Select whether a strategy meeting was considered, or Not known"],
    ),
    (
        "incidents",
        &[
            "Select how exactly you know when it happened",
            "Select how exactly you know when it came to light",
            "Select the kind of behaviour",
            "Say what happened, or write Not known",
        ],
    ),
    ("police", &["Select the police position, or Not known"]),
    (
        "safety",
        &[
            "Select yes if a child is at immediate risk now, or Not known",
            "Select yes if a safety plan is in place, or Not known",
            "Select yes if there is a risk of self-harm or suicide, or Not known",
        ],
    ),
    (
        "request",
        &[
            "Say why you are asking now and what worries you most",
            "Enter your questions for the consultation",
        ],
    ),
    (
        "agreement",
        &[
            "Select whether the child has agreed, or Not yet asked",
            "Select whether a parent or carer has agreed, or Not yet asked",
            "Say why they have not agreed or were not asked, and why you are going ahead",
        ],
    ),
    ("attachments", &[]),
];

#[test]
fn an_empty_page_asks_for_every_required_answer_in_page_order() {
    for (slug, wanted) in EMPTY_PAGES {
        let found = problems(slug, Fields::default());
        let mut said = messages(&found);
        said.retain(|message| wanted.contains(message));
        assert_eq!(said, wanted, "{slug}");
        assert!(
            found
                .iter()
                .all(|problem| problem.missing && problem.section.as_deref() == Some(slug))
        );
    }
}

#[test]
fn conditional_answers_are_asked_for_in_their_own_words() {
    for (slug, page, changes, wanted) in [
        (
            "service",
            example::SERVICE,
            [("elig_open_cyjs", "yes")],
            "Enter the youth justice worker and team, or write Not known",
        ),
        (
            "social-care",
            example::SOCIAL_CARE,
            [("strat_considered", "considered")],
            "Say why no strategy meeting was held, or write Not known",
        ),
        (
            "social-care",
            example::SOCIAL_CARE,
            [("strat_considered", "not_considered")],
            "Say why no strategy meeting was held, or write Not known",
        ),
        (
            "safety",
            &[("safe_now", "no"), ("safe_plan_detail", "")],
            [("safe_plan", "yes")],
            "Say what is in the safety plan and who checks that it is kept to, or write Not known",
        ),
        (
            "incidents",
            example::INCIDENT,
            [("inc_types", "other")],
            "Describe the behaviour in a few words",
        ),
        (
            "agreement",
            example::AGREEMENT,
            [("con_carer", "not_safe")],
            "Say why they have not agreed or were not asked, and why you are going ahead",
        ),
    ] {
        assert_eq!(messages(&problems(slug, with(page, &changes))), [wanted]);
    }
}

#[test]
fn an_address_may_be_left_empty_only_when_it_is_not_known() {
    let empty = [("addr_lines", ""), ("addr_postcode", "")];
    assert_eq!(problems("home", with(example::HOME, &empty)).len(), 2);
    let unknown = [("addr_type", "not_known"), empty[0], empty[1]];
    assert!(problems("home", with(example::HOME, &unknown)).is_empty());
}

const DOB_BOXES: [&str; 3] = ["ch_dob-day", "ch_dob-month", "ch_dob-year"];

/// Day, month and year typed; what is said; the boxes marked.
const WRONG_DATES_OF_BIRTH: [(&str, &str, &str, &str, &[&str]); 10] = [
    (
        "",
        "3",
        "2013",
        "Date of birth must include a day",
        &["ch_dob-day"],
    ),
    (
        "27",
        "",
        "2013",
        "Date of birth must include a month",
        &["ch_dob-month"],
    ),
    (
        "27",
        "3",
        "",
        "Date of birth must include a year",
        &["ch_dob-year"],
    ),
    (
        "",
        "",
        "2013",
        "Date of birth must include a day and month",
        &["ch_dob-day", "ch_dob-month"],
    ),
    (
        "30",
        "2",
        "2013",
        "Date of birth must be a real date",
        &DOB_BOXES,
    ),
    (
        "27",
        "13",
        "2013",
        "Date of birth must be a real date",
        &["ch_dob-month"],
    ),
    (
        "27",
        "3",
        "13",
        "Year must include 4 numbers",
        &["ch_dob-year"],
    ),
    (
        "23",
        "11",
        "2026",
        "Date of birth must be in the past",
        &DOB_BOXES,
    ),
    (
        "22",
        "11",
        "2026",
        "Date of birth must be in the past",
        &DOB_BOXES,
    ),
    ("", "", "", "Enter the child's date of birth", &DOB_BOXES),
];

#[test]
fn a_wrong_date_of_birth_says_what_is_wrong_and_marks_the_wrong_boxes() {
    for (day, month, year, message, boxes) in WRONG_DATES_OF_BIRTH {
        let found = problems(
            "child",
            with(
                example::CHILD,
                &[
                    ("ch_dob-day", day),
                    ("ch_dob-month", month),
                    ("ch_dob-year", year),
                ],
            ),
        );
        assert_eq!(messages(&found), [message]);
        let problem = found.for_question("ch_dob").unwrap();
        assert_eq!(problem.boxes, boxes, "{message}");
        assert_eq!(problem.field, boxes[0], "{message}");
    }
}

#[test]
fn a_date_of_agreement_may_be_today_but_not_tomorrow() {
    assert!(
        problems(
            "manager",
            with(example::MANAGER, &[("mgr_discussed-day", "22")])
        )
        .is_empty()
    );
    let found = problems(
        "manager",
        with(example::MANAGER, &[("mgr_discussed-day", "23")]),
    );
    assert_eq!(
        messages(&found),
        ["The date you and your manager agreed must be today or in the past"]
    );
}

#[test]
fn a_wrong_shape_is_told_with_an_example() {
    for (slug, page, field, typed, message) in [
        (
            "child",
            example::CHILD,
            "ch_lcs_id",
            "A123",
            "LCS ID must be numbers only, like 0000123",
        ),
        (
            "manager",
            example::MANAGER,
            "mgr_email",
            "max",
            "Enter an email address in the correct format, like name@example.gov.uk",
        ),
        (
            "you",
            example::YOU,
            "ref_phone",
            "call me",
            "Enter a telephone number, like 01632 960 001 or +44 1632 960 001",
        ),
        (
            "home",
            example::HOME,
            "addr_postcode",
            "ZP1",
            "Enter a full UK postcode, like AA3 1AB",
        ),
    ] {
        let found = problems(slug, with(page, &[(field, typed)]));
        assert_eq!(messages(&found), [message]);
        assert_eq!(
            found
                .iter()
                .next()
                .map(|problem| (problem.field.as_str(), problem.missing)),
            Some((field, false))
        );
    }
}

#[test]
fn lengths_are_counted_in_characters_and_the_excess_is_told_for_long_texts() {
    let most = "é".repeat(4_000);
    assert!(problems("incidents", with(example::INCIDENT, &[("inc_desc", &most)])).is_empty());
    let over = format!("{most}x");
    assert_eq!(
        messages(&problems(
            "incidents",
            with(example::INCIDENT, &[("inc_desc", &over)])
        )),
        ["What happened must be 4,000 characters or fewer. You have 1 too many"]
    );
    let name = "x".repeat(101);
    assert_eq!(
        messages(&problems(
            "child",
            with(example::CHILD, &[("ch_first", &name)])
        )),
        ["First name must be 100 characters or fewer"]
    );
}

#[test]
fn a_code_that_is_not_offered_is_as_good_as_no_answer() {
    for changes in [
        [("ch_sex", "x"), ("ch_sex", "x")],
        [("ch_sex", "male"), ("ch_sex", "female")],
    ] {
        assert_eq!(
            messages(&problems("child", with(example::CHILD, &changes))),
            ["Select the child's sex, or Not known"]
        );
    }
    let found = problems(
        "incidents",
        with(
            example::INCIDENT,
            &[("inc_types", "voyeurism"), ("inc_types", "x")],
        ),
    );
    assert_eq!(messages(&found), ["Select the kind of behaviour"]);
}

#[test]
fn not_known_stands_alone_among_the_kinds_of_behaviour() {
    let found = problems(
        "incidents",
        with(
            example::INCIDENT,
            &[("inc_types", "voyeurism"), ("inc_types", "not_known")],
        ),
    );
    assert_eq!(
        messages(&found),
        ["Select the kind of behaviour, or only \"Not known\""]
    );
    assert!(
        problems(
            "incidents",
            with(example::INCIDENT, &[("inc_types", "not_known")])
        )
        .is_empty()
    );
}
