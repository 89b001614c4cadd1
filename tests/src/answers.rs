//! The answers of an ordinary referral, section by section, with dates that stay in the past. Everybody in them is invented.

use jiff::{ToSpan as _, civil::Date};

/// One section: its slug, and the fields of its page.
pub type Section = (&'static str, Vec<(&'static str, String)>);

/// The answers that are the same on every day.
const FIXED: &[(&str, &[(&str, &str)])] = &[
    (
        "service",
        &[
            ("elig_open_csc", "yes"),
            ("elig_con", "4"),
            ("elig_open_cyjs", "no"),
        ],
    ),
    (
        "you",
        &[
            ("ref_name", "Sam Sample"),
            ("ref_role", "Social worker"),
            ("ref_team", "Northtown Assessment Team"),
            ("ref_phone", "01632 960001"),
            ("ref_own", "TS-041"),
        ],
    ),
    ("manager", &[("mgr_name", "Max Specimen")]),
    (
        "child",
        &[
            ("ch_first", "Robin"),
            ("ch_last", "Example"),
            ("ch_sex", "not_known"),
            ("ch_lcs_id", "0000123"),
        ],
    ),
    (
        "home",
        &[
            ("addr_type", "parent"),
            ("addr_lines", "1 Invented Street, Testing"),
            ("addr_postcode", "ZP1 1AA"),
            ("addr_authority", "E07000123"),
            ("addr_withhold", "no"),
        ],
    ),
    ("social-care", &[("strat_considered", "held")]),
    ("police", &[("pol_status", "not_reported")]),
    (
        "safety",
        &[
            ("safe_now", "no"),
            ("safe_plan", "yes"),
            ("safe_selfharm", "no"),
        ],
    ),
    (
        "request",
        &[
            ("view_concern", "The behaviour is recent."),
            ("ask_questions", "How can we help at home?"),
        ],
    ),
    (
        "agreement",
        &[("con_child", "agreed"), ("con_carer", "agreed")],
    ),
];

/// What a referrer answers. All four criteria are met.
pub fn ordinary(manager: &str, today: Date) -> Vec<Section> {
    let discussed = [
        "mgr_discussed-day",
        "mgr_discussed-month",
        "mgr_discussed-year",
    ];
    let born = ["ch_dob-day", "ch_dob-month", "ch_dob-year"];
    let section = |(slug, fields): &(&'static str, &'static [(&'static str, &str)])| {
        let fixed = fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let mut fields: Vec<_> = fixed.collect();
        match *slug {
            "manager" => {
                fields.push(("mgr_email", manager.to_owned()));
                fields.extend(parts(discussed, today - 10.days()));
            }
            "child" => fields.extend(parts(born, today - 14.years() - 200.days())),
            _ => {}
        }
        (*slug, fields)
    };
    FIXED.iter().map(section).collect()
}

/// One incident, two months ago, known by its month.
pub fn incident(today: Date) -> Vec<(&'static str, String)> {
    let happened = today - 2.months();
    let mut answers = vec![
        ("inc_date-precision", "month".to_owned()),
        ("inc_date-month-month", happened.month().to_string()),
        ("inc_date-month-year", happened.year().to_string()),
        ("inc_types", "touching_self".to_owned()),
        ("inc_desc", "Facts as they were told.".to_owned()),
    ];
    let known = [
        "inc_known_date-day",
        "inc_known_date-month",
        "inc_known_date-year",
    ];
    answers.extend(parts(known, today - 20.days()));
    answers
}

/// A date in its three boxes.
pub fn parts(names: [&'static str; 3], date: Date) -> [(&'static str, String); 3] {
    let [day, month, year] = names;
    [
        (day, date.day().to_string()),
        (month, date.month().to_string()),
        (year, date.year().to_string()),
    ]
}

/// Today in London.
#[expect(
    clippy::disallowed_methods,
    reason = "the pages under test go by the system's day as well"
)]
pub fn today() -> Date {
    let london = jiff::tz::TimeZone::get("Europe/London").expect("the zone is bundled");
    jiff::Timestamp::now().to_zoned(london).date()
}
