//! `/check`: an answer in a minute, before anyone gives a name. What is chosen is read, answered and forgotten: nothing is stored but how
//! often each answer was given, and nothing stands in an address or a cookie.

mod guide;
mod told;

use std::sync::Arc;

use axum::extract::State;
use intake_forms::long_date;

use guide::Guide;
use told::Told;

use super::{
    PublicSite,
    page::check::{Check, Questions},
    reply::{Answer, Asked, page},
};
use crate::{
    journey::CheckOutcome,
    screening::{Directory, Offer, Rules, screen},
    web::{extract::Posted, page_error::PageError},
};

/// GET `/check`.
pub(super) async fn questions(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    let today = site.today();
    let rules = site.rules.in_force_on(today).ok_or(PageError::NotFound)?;
    let frame = site
        .frame("Check whether the hub could help")
        .back("/")
        .csrf(asked.token.as_str());
    page(&Check {
        questions: Questions::new(
            &site.intake.hub.area,
            &bands(rules),
            rules.window_start(today),
        ),
        frame,
    })
}

/// POST `/check`: the answer, in the answer.
pub(super) async fn checked(
    State(site): State<Arc<PublicSite>>,
    _asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let today = site.today();
    let rules = site.rules.in_force_on(today).ok_or(PageError::NotFound)?;
    let told = Told::read(&fields);
    let facts = told.facts(rules, today);
    let verdict = screen(&facts, rules, &Directory::none());
    let found = match verdict.offer() {
        Offer::Full | Offer::ConsultationOnly => CheckOutcome::Would,
        Offer::None => CheckOutcome::WouldNot,
        Offer::NotKnown => CheckOutcome::May,
    };
    site.intake.checks.count(found);
    let guide = Guide {
        site: &site,
        rules,
        told: &told,
        verdict: &verdict,
        since: long_date(rules.window_start(today)),
    };
    page(&guide.page(found, today))
}

/// The bands of age, each with the age that stands for it: under, consultation only, everything, over. A band that is empty is left out.
fn bands(rules: &Rules) -> Vec<(&'static str, String)> {
    let (from, to) = (rules.youngest(), rules.oldest());
    let full = rules.consultation_only_below();
    let range = |from: u16, to: u16| match to.checked_sub(from) {
        Some(0) => from.to_string(),
        Some(1) => format!("{from} or {to}"),
        _ => format!("{from} to {to}"),
    };
    let mut bands = Vec::new();
    if from > 0 {
        bands.push(("under", format!("Under {from}")));
    }
    if from < full {
        bands.push(("young", range(from, to.min(full - 1))));
    }
    if full <= to {
        bands.push(("full", range(from.max(full), to)));
    }
    bands.push(("over", format!("{} or over", to + 1)));
    bands
}

#[cfg(test)]
mod tests {
    use super::{Rules, bands};

    const RULES: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../config/screening/lancashire-2020-01-01.toml"
    ));

    #[test]
    fn the_bands_of_age_come_from_the_rules() {
        let rules = Rules::read("shipped", RULES).unwrap();
        let words: Vec<String> = bands(&rules).into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, ["Under 8", "8 or 9", "10 to 17", "18 or over"]);
        let narrow = RULES.replace("from = 8", "from = 10");
        let words: Vec<String> = bands(&Rules::read("narrow", &narrow).unwrap())
            .into_iter()
            .map(|(_, words)| words)
            .collect();
        assert_eq!(words, ["Under 10", "10 to 17", "18 or over"]);
    }
}
