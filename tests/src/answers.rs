//! The answers of an ordinary referral, page by page, with dates that stay in the past: what tests look at is told here, everything
//! else is made up from the form's definition. Everybody in them is invented.

use intake_forms::{Fields, FormDefinition, SectionKind};
use jiff::{ToSpan as _, civil::Date};

/// Fields of a page: names and values, a name more than once for several boxes.
pub type Told = Vec<(String, String)>;

/// A page of the form that is filled in and sent.
#[derive(Debug, Clone)]
pub struct FormPage {
    /// Its address below the form's: `child`, `incidents/new`.
    pub path: String,
    /// The section.
    pub slug: String,
    /// Its fields.
    pub fields: Told,
}

/// What the tests know of an ordinary referral, the same on every day.
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
    ("ch_first", "Robin"),
    ("ch_last", "Example"),
    ("ch_sex", "not_known"),
    ("ch_lcs_id", "0000123"),
    ("addr_type", "parent"),
    ("addr_lines", "1 Invented Street, Testing"),
    ("addr_postcode", "ZP1 1AA"),
    ("addr_authority", "E07000123"),
    ("addr_withhold", "no"),
    ("strat_considered", "held"),
    ("inc_types", "touching_self"),
    ("inc_desc", "Facts as they were told."),
    ("pol_status", "not_reported"),
    ("safe_now", "no"),
    ("safe_plan", "yes"),
    ("safe_selfharm", "no"),
    ("view_concern", "The behaviour is recent."),
    ("ask_questions", "How can we help at home?"),
    ("con_child", "agreed"),
    ("con_carer", "agreed"),
];

/// The shipped form of the social worker.
pub fn social_worker() -> FormDefinition {
    shipped(include_str!("../../config/forms/social-worker.toml"))
}

/// A shipped form.
pub fn shipped(text: &str) -> FormDefinition {
    FormDefinition::read(text).expect("a shipped form")
}

/// What a referrer answers, with some answers changed; all four criteria are met otherwise. Each page in turn, the attachments not.
pub fn ordinary(manager: &str, changes: &[(&str, &str)], today: Date) -> Vec<FormPage> {
    let mut known: Told = vec![("mgr_email".to_owned(), manager.to_owned())];
    known.extend(KNOWN.iter().map(|(name, value)| owned(name, value)));
    known.extend(parts("mgr_discussed", today - 10.days()));
    known.extend(parts("ch_dob", today - 14.years() - 200.days()));
    known.push(owned("inc_known_date-precision", "date"));
    known.extend(parts("inc_known_date-date", today - 20.days()));
    known.extend(month("inc_date", today - 2.months()));
    pages(&social_worker(), &changed(known, changes), today)
}

/// The pages of any form: what is known, and what is made up.
pub fn pages(form: &FormDefinition, known: &[(String, String)], today: Date) -> Vec<FormPage> {
    let draft = form.made_up(&borrowed(known), today);
    let mut pages = Vec::new();
    for section in form.sections() {
        let page = |path: String, fields: &Fields| FormPage {
            path,
            slug: section.slug.clone(),
            fields: fields
                .pairs()
                .map(|(name, value)| owned(name, value))
                .collect(),
        };
        match &section.kind {
            SectionKind::Attachments => {}
            SectionKind::Repeated { .. } if !draft.items(&section.slug).is_empty() => {
                let items = draft.items(&section.slug).iter();
                pages.extend(items.map(|item| page(format!("{}/new", section.slug), item)));
            }
            _ => pages.extend(
                draft
                    .section(&section.slug)
                    .map(|fields| page(section.slug.clone(), fields)),
            ),
        }
    }
    pages
}

/// Those with some told otherwise; what was not among them is told as well.
pub fn changed(known: Told, changes: &[(&str, &str)]) -> Told {
    let kept = known
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    let told = changes.iter().map(|(name, value)| owned(name, value));
    kept.chain(told).collect()
}

/// One page of an ordinary referral of today.
pub fn section(slug: &str, changes: &[(&str, &str)]) -> Told {
    let pages = ordinary("max.specimen@council.test", changes, today());
    let page = pages.into_iter().find(|page| page.slug == slug);
    page.expect("a section of the form").fields
}

/// One incident, two months ago, known by its month.
pub fn incident() -> Told {
    section("incidents", &[])
}

/// A date in its three boxes.
pub fn parts(id: &str, date: Date) -> Told {
    vec![
        (format!("{id}-day"), date.day().to_string()),
        (format!("{id}-month"), date.month().to_string()),
        (format!("{id}-year"), date.year().to_string()),
    ]
}

/// A moment of which only the month is known.
fn month(id: &str, date: Date) -> Told {
    vec![
        (format!("{id}-precision"), "month".to_owned()),
        (format!("{id}-month-month"), date.month().to_string()),
        (format!("{id}-month-year"), date.year().to_string()),
    ]
}

/// The same fields, borrowed.
pub fn borrowed(told: &[(String, String)]) -> Vec<(&str, &str)> {
    told.iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

fn owned(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
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
