//! The shipped form and a finished draft of it, for the other files. Holds no test.

use std::collections::BTreeSet;

use intake_forms::{Fields, FormDefinition, Problems, RawAnswers};
use jiff::civil::{Date, date};

pub(crate) const TODAY: Date = date(2026, 11, 22);

pub(crate) fn form() -> FormDefinition {
    FormDefinition::read(include_str!("../../../config/forms/social-worker.toml")).unwrap()
}

pub(crate) fn fields(sent: &[(&str, &str)]) -> Fields {
    Fields::bounded(sent.iter().copied()).unwrap()
}

pub(crate) const SERVICE: &[(&str, &str)] = &[
    ("elig_open_csc", "yes"),
    ("elig_con", "4"),
    ("elig_open_cyjs", "no"),
];
pub(crate) const YOU: &[(&str, &str)] = &[
    ("ref_name", "Toni Trial"),
    ("ref_role", "Social worker"),
    ("ref_team", "North team, Exampleshire"),
    ("ref_phone", "01632 960 001"),
    ("ref_own", ""),
];
pub(crate) const MANAGER: &[(&str, &str)] = &[
    ("mgr_name", "Max Specimen"),
    ("mgr_email", "max.specimen@Exampleshire.test"),
    ("mgr_discussed-day", "20"),
    ("mgr_discussed-month", "11"),
    ("mgr_discussed-year", "2026"),
];
pub(crate) const CHILD: &[(&str, &str)] = &[
    ("ch_first", " Sam "),
    ("ch_last", "Sample"),
    ("ch_dob-day", "27"),
    ("ch_dob-month", "3"),
    ("ch_dob-year", "2013"),
    ("ch_sex", "not_known"),
    ("ch_lcs_id", "000 0123"),
];
pub(crate) const HOME: &[(&str, &str)] = &[
    ("addr_type", "foster"),
    ("addr_lines", "1 Test Street\r\nExampleton"),
    ("addr_postcode", "zp11aa"),
    ("addr_authority", "E07000123"),
    ("addr_withhold", "no"),
];
pub(crate) const SOCIAL_CARE: &[(&str, &str)] = &[("strat_considered", "held")];
pub(crate) const INCIDENT: &[(&str, &str)] = &[
    ("inc_date-precision", "month"),
    ("inc_date-month-month", "9"),
    ("inc_date-month-year", "2026"),
    ("inc_known_date-precision", "date"),
    ("inc_known_date-date-day", "2"),
    ("inc_known_date-date-month", "10"),
    ("inc_known_date-date-year", "2026"),
    ("inc_types", "voyeurism"),
    ("inc_types", "exposing_self"),
    ("inc_desc", "Facts\r\nand dates"),
];
pub(crate) const POLICE: &[(&str, &str)] = &[("pol_status", "not_reported"), ("pol_ref", "")];
pub(crate) const SAFETY: &[(&str, &str)] = &[
    ("safe_now", "no"),
    ("safe_plan", "yes"),
    ("safe_selfharm", "not_known"),
];
pub(crate) const REQUEST: &[(&str, &str)] = &[
    ("view_concern", "It has become more frequent"),
    ("ask_questions", "What next?"),
];
pub(crate) const AGREEMENT: &[(&str, &str)] = &[("con_child", "agreed"), ("con_carer", "agreed")];

const KNOWN: [&[(&str, &str)]; 11] = [
    SERVICE,
    YOU,
    MANAGER,
    CHILD,
    HOME,
    SOCIAL_CARE,
    INCIDENT,
    POLICE,
    SAFETY,
    REQUEST,
    AGREEMENT,
];

/// What is told above, and what is made up for every other question.
pub(crate) fn finished() -> RawAnswers {
    form().made_up(&KNOWN.concat(), TODAY)
}

pub(crate) fn confirmed() -> BTreeSet<String> {
    ["decl", "lcs_submitted"].map(str::to_owned).into()
}

/// A page with some fields replaced, and what is made up for the questions that it does not name, where it asks them still.
pub(crate) fn with(page: &[(&str, &str)], changes: &[(&str, &str)]) -> Fields {
    let kept = page
        .iter()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let named = |name: &str| {
        let of = |(known, _): &(&str, &str)| name.split('-').next() == known.split('-').next();
        page.iter().chain(changes).any(of)
    };
    let (form, finished) = (form(), finished());
    let first = page[0].0.split('-').next().unwrap();
    let slug = &form.question(first).unwrap().0.slug;
    let whole = finished.item(slug, 0).or_else(|| finished.section(slug));
    let rest = whole.unwrap().pairs().filter(|(name, _)| !named(name));
    let page = Fields::bounded(kept.chain(changes).copied().chain(rest)).unwrap();
    let mut draft = finished.clone();
    if form.section(slug).unwrap().is_repeated() {
        draft.put_item(slug, 0, page.clone());
    } else {
        draft.put(slug, page.clone());
    }
    let unasked = form.answered_unasked(&draft, TODAY);
    let unasked = unasked.iter().filter(|place| !named(&place.question));
    unasked.fold(page, |page, place| page.without(&place.question))
}

/// The problems of a section once a page has been sent for it, everything else being in order.
pub(crate) fn problems(slug: &str, page: Fields) -> Problems {
    let form = form();
    let section = form.section(slug).unwrap();
    let mut draft = finished();
    if section.is_repeated() {
        assert!(draft.put_item(slug, 0, page));
    } else {
        draft.put(slug, page);
    }
    form.check_section(section, &draft, TODAY)
}

pub(crate) fn messages(problems: &Problems) -> Vec<&str> {
    problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect()
}
