//! What tests know of an ordinary, invented referral; what else the form asks is made up from its definition. Never the answers of a
//! real child.

/// Answers that tests look at, by the names of their fields.
const KNOWN: &[(&str, &str)] = &[
    ("elig_open_csc", "yes"),
    ("elig_con", "4"),
    ("elig_open_cyjs", "no"),
    ("ref_name", "Sam Sample"),
    ("ref_role", "Social worker"),
    ("ref_team", "Northtown Assessment Team"),
    ("ref_phone", "01632 960001"),
    ("ref_own", "TS-041"),
    ("mgr_name", "Max Specimen"),
    ("mgr_email", "max.specimen@council.test"),
    ("mgr_discussed-day", "2"),
    ("mgr_discussed-month", "11"),
    ("mgr_discussed-year", "2026"),
    ("ch_first", "Robin"),
    ("ch_last", "Example"),
    ("ch_dob-day", "1"),
    ("ch_dob-month", "5"),
    ("ch_dob-year", "2012"),
    ("ch_sex", "not_known"),
    ("ch_lcs_id", "0000123"),
    ("addr_type", "parent"),
    ("addr_postcode", "zp11aa"),
    ("addr_authority", "E07000123"),
    ("addr_lines", "1 Invented Street, Testing"),
    ("addr_withhold", "no"),
    ("strat_considered", "held"),
    ("pol_status", "not_reported"),
    ("safe_plan", "yes"),
    ("safe_selfharm", "no"),
    ("safe_now", "no"),
    ("view_concern", "The behaviour is recent."),
    ("ask_questions", "How can we help at home?"),
    ("con_child", "agreed"),
    ("con_carer", "agreed"),
];

/// What is known of one incident.
const INCIDENT: &[(&str, &str)] = &[
    ("inc_date-precision", "month"),
    ("inc_date-month-month", "9"),
    ("inc_date-month-year", "2026"),
    ("inc_known_date-precision", "date"),
    ("inc_known_date-date-day", "2"),
    ("inc_known_date-date-month", "10"),
    ("inc_known_date-date-year", "2026"),
    ("inc_types", "touching_self"),
    ("inc_desc", "Facts as they were told."),
];

/// All of it with some answers changed, or added.
pub fn told<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let known = KNOWN.iter().chain(INCIDENT).copied();
    known
        .filter(|(name, _)| changes.iter().all(|(other, _)| other != name))
        .chain(changes.iter().copied())
        .collect()
}
