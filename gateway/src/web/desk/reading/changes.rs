//! What would change a verdict, in the desk's words. Says only what screening again has found; never that a change is likely.

use super::super::{dates, words};
use super::{code_of, screening};
use crate::{
    referral::Screened,
    screening::{Change, ChangingFact, Facts, Finding, Offer, Route, Service},
};

/// How many changes are named.
const SHOWN: usize = 3;

/// The changes, smallest fact first; where there is none, why.
pub(super) fn would_change(screened: &Screened, facts: Option<&Facts>) -> Vec<String> {
    let changes: Vec<String> = screened
        .changes
        .iter()
        .take(SHOWN)
        .map(|change| {
            let fact = fact(change, screened);
            format!("{fact}: {}.", opened(change, screened))
        })
        .collect();
    if changes.is_empty() {
        nothing(screened, facts).into_iter().collect()
    } else {
        changes
    }
}

/// The fact as it would be.
fn fact(change: &Change, screened: &Screened) -> String {
    let limits = screened.limits;
    let since = dates::long_day(screened.window_start);
    let words = match (change.fact, change.learnt) {
        (ChangingFact::Police, true) => "Police position known and no investigation open",
        (ChangingFact::Police, false) => "Police investigation closed",
        (ChangingFact::YouthJustice, true) => "Known that the child is not open to CYJS",
        (ChangingFact::YouthJustice, false) => "Child no longer open to CYJS",
        (ChangingFact::SocialCare, true) => {
            "Known that the child is open to Children’s Social Care"
        }
        (ChangingFact::SocialCare, false) => "Child opened to Children’s Social Care",
        (ChangingFact::Level, true) => "Continuum of Need known to be 4",
        (ChangingFact::Level, false) => "Continuum of Need raised to 4",
        (ChangingFact::ChildAgrees, _) => "The child agrees",
        (ChangingFact::CarerAgrees, _) => "A parent or carer agrees",
        (ChangingFact::Residence, true) => {
            "Known where the child lives, and that is in this hub’s area"
        }
        (ChangingFact::Residence, false) => "The child moves into this hub’s area",
        (ChangingFact::Birth, _) => {
            let from = limits.youngest.max(limits.full_from).min(limits.oldest);
            return format!("Date of birth known, and aged {from} to {}", limits.oldest);
        }
        (ChangingFact::Incident, true) => {
            return format!("Date of the latest incident known, on or after {since}");
        }
        (ChangingFact::Incident, false) => return format!("An incident on or after {since}"),
    };
    words.to_owned()
}

/// What becomes possible.
fn opened(change: &Change, screened: &Screened) -> String {
    let verdict = &screened.verdict;
    let mut parts = Vec::new();
    if change.offer != verdict.offer() {
        let ceiling = words::ceiling(&code_of(&change.offer)).to_lowercase();
        parts.push(format!("the ceiling becomes {ceiling}"));
    }
    let gained: Vec<String> = change
        .services
        .iter()
        .filter(|service| !verdict.services().contains(service))
        .filter_map(|service| words::service(&code_of(service)))
        .map(in_a_sentence)
        .collect();
    if let Some((last, others)) = gained.split_last() {
        let list = match others {
            [] => last.clone(),
            others => format!("{} and {last}", others.join(", ")),
        };
        parts.push(format!("{list} can be offered"));
    }
    if parts.is_empty() {
        let suggestion = words::suggestion(&code_of(&change.suggestion)).to_lowercase();
        parts.push(format!("the suggestion becomes {suggestion}"));
    }
    parts.join(", ")
}

/// A service in the middle of a sentence: lower case, unless it begins with a name such as AIM.
fn in_a_sentence(service: &str) -> String {
    if service.starts_with("AIM") {
        service.to_owned()
    } else {
        service.to_lowercase()
    }
}

/// Why no single fact opens more; nothing where all is open.
fn nothing(screened: &Screened, facts: Option<&Facts>) -> Option<String> {
    let (verdict, criteria) = (&screened.verdict, screened.verdict.criteria());
    if !verdict.is_screened() {
        return None;
    }
    let shut: Vec<&str> = screening::CRITERIA
        .into_iter()
        .filter(|criterion| *criterion != crate::screening::Criterion::Police)
        .filter(|criterion| criteria.of(*criterion) != Finding::Met)
        .map(screening::name)
        .collect();
    if shut.len() > 1 {
        let list = shut.join(", ").to_lowercase();
        return Some(format!(
            "No single fact: each of these would have to be met: {list}."
        ));
    }
    if criteria.age == Finding::NotMet {
        return Some(
            "Nothing in this referral: the age on the day of receipt does not change.".to_owned(),
        );
    }
    if facts.is_some_and(|facts| facts.route == Route::School) {
        return Some(
            "Nothing: a school’s enquiry is never offered more than consultation.".to_owned(),
        );
    }
    if verdict
        .age()
        .is_some_and(|age| age < screened.limits.full_from)
    {
        return Some(format!(
            "No single fact: the child was under {} on the day of receipt.",
            screened.limits.full_from
        ));
    }
    let all =
        verdict.offer() == Offer::Full && verdict.services().contains(&Service::AimAssessment);
    (!all).then(|| {
        "No single fact: more than one would have to change before more can be offered.".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::super::screening::tests::screened;
    use super::would_change;
    use crate::screening::Facts;

    fn changes(change: impl FnOnce(&mut Facts)) -> Vec<String> {
        let (screened, facts) = screened(change);
        would_change(&screened, Some(&facts))
    }

    #[test]
    fn a_change_says_what_it_opens_and_no_more() {
        assert_eq!(
            changes(|facts| facts.police = None),
            [
                "Police position known and no investigation open: the ceiling becomes full, AIM assessment and AIM intervention can be offered."
            ]
        );
        assert_eq!(
            changes(|facts| {
                facts.postcode = None;
                facts.police = None;
            }),
            [
                "Known where the child lives, and that is in this hub’s area: the ceiling becomes consultation only, consultation and pattern mapping can be offered."
            ]
        );
    }

    #[test]
    fn where_no_single_fact_helps_it_is_said_why() {
        assert_eq!(changes(|_| ()), Vec::<String>::new());
        assert_eq!(
            changes(|facts| {
                facts.postcode = None;
                facts.latest_incident = None;
            }),
            ["No single fact: each of these would have to be met: recency, residence."]
        );
    }
}
