//! The overview of an invented referral. Tests only.

use super::super::super::words::{self, Found};
use super::super::*;
use super::{RATIONALE, frame};
use crate::referral::LetterState;

pub(crate) fn findings() -> Vec<FindingRow> {
    let row = |criterion: &str, found, evidence: &str| FindingRow {
        criterion: criterion.to_owned(),
        found,
        evidence: evidence.to_owned(),
    };
    vec![
        row(
            "Age",
            Found::Met,
            "14 on the day of receipt. The criterion is 8 to 17.",
        ),
        row(
            "Recency",
            Found::NotMet,
            "Latest incident in March 2025. The 12 months reach back to 19 November 2025.",
        ),
        row(
            "Residence",
            Found::Met,
            "The postcode is in Northtown district, one of this hub’s areas.",
        ),
        row(
            "Police",
            Found::NotKnown,
            "The referrer does not know whether an investigation is open.",
        ),
    ]
}

pub(crate) fn screening() -> ScreeningBlock {
    let pair = |left: &str, right: &str| (left.to_owned(), right.to_owned());
    ScreeningBlock {
        on: "19 November 2026".to_owned(),
        findings: findings(),
        ceiling: pair(
            "Consultation only",
            "because the police position is not known",
        ),
        suggestion: pair("Ask for information", "one finding is not known"),
        eligible_until: pair("1 December 2026", "8 days, from recency"),
        services: words::SERVICES
            .into_iter()
            .map(|(code, label)| (label.to_owned(), !code.starts_with("aim")))
            .collect(),
        would_change: vec![
            "Police position known and no investigation open: the ceiling becomes full.".to_owned(),
        ],
        noted: ["placed_child", "consent_carer_missing"]
            .into_iter()
            .filter_map(words::flag)
            .map(str::to_owned)
            .collect(),
        rules: "Rules exampleshire-2020-01, in force on 19 November 2026.".to_owned(),
    }
}

pub(crate) fn decision() -> DecisionBlock {
    DecisionBlock {
        outcome: "Declined".to_owned(),
        at: "23 November 2026, 10:12".to_owned(),
        by: "Asha Demo".to_owned(),
        reason: "A criterion is not met".to_owned(),
        criteria: vec!["Recency, not met".to_owned()],
        services: Vec::new(),
        suggestion_then: "Decline (went with it)".to_owned(),
        rules: "exampleshire-2020-01".to_owned(),
        rationale: RATIONALE.to_owned(),
        beyond_ceiling: None,
        note: Some("Rang the team on 20 November.".to_owned()),
    }
}

pub(crate) fn overview(head: ReferralHead, decided: bool, decide: DecideBox) -> OverviewPage {
    let fact = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    let person = |role: &str, name: &str, email: &str| PersonCard {
        role: role.to_owned(),
        name: name.to_owned(),
        team: "Northtown Assessment Team".to_owned(),
        phone: "01632 960 204".to_owned(),
        email: email.to_owned(),
    };
    OverviewPage {
        frame: frame(),
        head,
        screening: Some(screening()),
        decision: decided.then(decision),
        decide,
        dates: vec![
            fact("Received", "19 Nov 2026"),
            fact("In the queue", "4 days"),
            fact("Eligible until", "1 Dec 2026"),
        ],
        people: vec![
            person("Referrer", "Casey Sample", "casey.sample@exampleshire.test"),
            person(
                "Manager",
                "Morgan Placeholder",
                "morgan.placeholder@exampleshire.test",
            ),
        ],
        own_reference: Some("NT 204".to_owned()),
        letters: vec![(
            "Acknowledgement, referrer".to_owned(),
            LetterState::Relayed,
            "19 Nov".to_owned(),
        )],
    }
}
