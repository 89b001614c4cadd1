//! Where people stumble over the forms, for the hub: one read of the counts. Nothing about a person stands in them.

use std::collections::BTreeMap;

use http::StatusCode;
use intake_forms::FormDefinition;
use jiff::{ToSpan as _, civil::Date};

use super::{
    dates,
    door::Desk,
    page::{FormStumbles, FormsPage, Section, Stumble},
    site::{Answer, drawn},
};
use crate::{
    store::Refused,
    web::{page::words::curly, page_error::PageError},
};

/// Whole months that are shown, this one among them.
const MONTHS: i64 = 3;
/// Questions shown of one form.
const MOST: usize = 15;

/// `/desk/forms`.
pub(super) async fn forms(desk: Desk) -> Answer {
    let (keyholder, today) = (&desk.door.site.keyholder, dates::day_of(desk.door.now));
    let since = first_day(today);
    let month = since.strftime("%Y-%m").to_string();
    let counts = keyholder.store.refused_since(&month).await;
    let counts = counts.map_err(PageError::from)?;
    let of_form = |form: &FormDefinition| {
        let questions = stumbles(form, &counts);
        (!questions.is_empty()).then(|| {
            let mut all = FormStumbles::new(form.role().to_owned(), questions);
            all.questions.truncate(MOST);
            all
        })
    };
    let page = FormsPage {
        frame: desk.frame().within(Section::Rules),
        since: dates::long_day(since),
        forms: keyholder.forms.iter().filter_map(of_form).collect(),
    };
    drawn(StatusCode::OK, &page)
}

fn first_day(today: Date) -> Date {
    let back = today.saturating_sub((MONTHS - 1).months());
    back.first_of_month()
}

/// What the form still asks, with what it was refused for.
fn stumbles(form: &FormDefinition, counts: &[Refused]) -> Vec<Stumble> {
    let mut by_question: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for refused in counts.iter().filter(|refused| refused.form == form.id()) {
        let rules = by_question.entry(&refused.question).or_default();
        let count = rules.entry(&refused.rule).or_default();
        *count += u64::try_from(refused.count).unwrap_or(0);
    }
    let named = by_question.into_iter().filter_map(|(id, rules)| {
        let (section, name) = match form.question(id) {
            Some((section, question)) => (section, question.called()),
            None => form
                .section(id)
                .map(|section| (section, section.title.as_str()))?,
        };
        Some(Stumble {
            question: curly(name),
            section: curly(&section.title),
            count: rules.values().sum(),
            mostly: mostly(rules),
        })
    });
    named.collect()
}

fn mostly(rules: BTreeMap<&str, u64>) -> String {
    let mut rules: Vec<(&str, u64)> = rules.into_iter().collect();
    rules.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let words = rules.iter().map(|(rule, _)| said(rule));
    words.collect::<Vec<_>>().join(", ")
}

/// A rule's code in words.
fn said(rule: &str) -> &'static str {
    match rule {
        "missing" => "nothing was entered",
        "too_long" => "too long",
        "shape" => "not in the right form",
        "option" => "no option, or options that exclude each other",
        "date" => "not a date that can be",
        "together" => "it does not fit another answer",
        "not_asked" => "filled in although another answer says that it does not apply",
        _ => "another rule",
    }
}

#[cfg(test)]
mod tests {
    use intake_forms::FormDefinition;
    use jiff::civil::date;

    use super::{first_day, stumbles};
    use crate::store::Refused;

    #[test]
    fn counts_are_summed_by_question_over_the_months_and_what_is_no_longer_asked_is_left_out() {
        let text = include_str!("../../../../config/forms/social-worker.toml");
        let form = FormDefinition::read(text).unwrap();
        let refused = |month: &str, question: &str, rule: &str, count| Refused {
            month: month.to_owned(),
            form: "social-worker".to_owned(),
            question: question.to_owned(),
            rule: rule.to_owned(),
            count,
        };
        let counts = [
            refused("2026-10", "ch_dob", "date", 3),
            refused("2026-11", "ch_dob", "missing", 9),
            refused("2026-11", "incidents", "missing", 2),
            refused("2026-11", "gone", "missing", 50),
        ];
        let found = stumbles(&form, &counts);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].count, found[0].question.as_str()),
            (12, "Date of birth")
        );
        assert!(
            found[0]
                .mostly
                .starts_with("nothing was entered, not a date")
        );
        assert_eq!(first_day(date(2027, 1, 31)), date(2026, 11, 1));
    }
}
