//! The answers of an ordinary, invented referral. Never those of a real child.

/// Answers of an ordinary referral: a section and its fields.
pub const ANSWERS: &[(&str, &[(&str, &str)])] = &[
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
    (
        "manager",
        &[
            ("mgr_name", "Max Specimen"),
            ("mgr_email", "max.specimen@council.test"),
            ("mgr_discussed-day", "2"),
            ("mgr_discussed-month", "11"),
            ("mgr_discussed-year", "2026"),
        ],
    ),
    (
        "child",
        &[
            ("ch_first", "Robin"),
            ("ch_last", "Example"),
            ("ch_dob-day", "1"),
            ("ch_dob-month", "5"),
            ("ch_dob-year", "2012"),
            ("ch_sex", "not_known"),
            ("ch_lcs_id", "0000123"),
        ],
    ),
    (
        "home",
        &[
            ("addr_type", "parent"),
            ("addr_postcode", "zp11aa"),
            ("addr_authority", "E07000123"),
            ("addr_lines", "1 Invented Street, Testing"),
            ("addr_withhold", "no"),
        ],
    ),
    ("social-care", &[("strat_considered", "held")]),
    ("police", &[("pol_status", "not_reported")]),
    (
        "safety",
        &[
            ("safe_plan", "yes"),
            ("safe_selfharm", "no"),
            ("safe_now", "no"),
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

/// One incident.
pub const INCIDENT: &[(&str, &str)] = &[
    ("inc_date-precision", "month"),
    ("inc_date-month-month", "9"),
    ("inc_date-month-year", "2026"),
    ("inc_known_date-day", "2"),
    ("inc_known_date-month", "10"),
    ("inc_known_date-year", "2026"),
    ("inc_types", "touching_self"),
    ("inc_desc", "Facts as they were told."),
];
