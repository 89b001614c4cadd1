//! A recorded decision.

use super::super::{
    dates,
    page::DecisionBlock,
    words::{self, Found},
};
use super::{
    code_of,
    deciding::goes_with,
    screening::{findings, suggested},
};
use crate::{
    journey::view::OpenReferral,
    referral::{Outcome, Screened},
};

/// The decision of a referral, once there is one.
pub(crate) fn decision(open: &OpenReferral) -> Option<DecisionBlock> {
    let (stored, decision) = open.decision.as_ref()?;
    let screened = open.screened.as_ref();
    let outcome = match stored.outcome {
        Outcome::Accept => "Accepted",
        Outcome::Decline => "Declined",
    };
    let criteria = decision
        .criteria()
        .iter()
        .filter_map(|code| criterion(code, screened));
    let services = decision
        .services()
        .iter()
        .filter_map(|code| words::service(code));
    Some(DecisionBlock {
        outcome: outcome.to_owned(),
        at: dates::long_moment(stored.made_at),
        by: open
            .names
            .get(stored.by.as_str())
            .cloned()
            .unwrap_or_default(),
        reason: decision.reason().label().to_owned(),
        criteria: criteria.collect(),
        services: services.map(str::to_owned).collect(),
        suggestion_then: screened
            .map(|screened| suggestion_then(screened, stored.outcome))
            .unwrap_or_default(),
        rules: screened
            .map(|screened| screened.verdict.rules().to_owned())
            .unwrap_or_default(),
        rationale: decision.rationale().to_owned(),
        beyond_ceiling: decision.beyond_ceiling().map(str::to_owned),
        note: decision.note().map(str::to_owned),
    })
}

/// "Recency, not met".
fn criterion(code: &str, screened: Option<&Screened>) -> Option<String> {
    let name = words::criterion(code)?;
    let found = screened.and_then(|screened| {
        let rows = findings(&screened.verdict);
        rows.into_iter()
            .find(|row| row.criterion == name)
            .map(|row| row.found)
    });
    Some(found.map(Found::label).map_or_else(
        || name.to_owned(),
        |found| format!("{name}, {}", found.to_lowercase()),
    ))
}

fn suggestion_then(screened: &Screened, outcome: Outcome) -> String {
    if !screened.verdict.is_screened() {
        return suggested(&screened.verdict).to_owned();
    }
    let suggestion = screened.verdict.suggestion();
    let words = words::suggestion(&code_of(&suggestion));
    let went = if goes_with(suggestion, outcome) {
        "went with it"
    } else {
        "went against it"
    };
    format!("{words} ({went})")
}
