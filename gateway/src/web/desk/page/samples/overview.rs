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
        source: Some(FindingSource {
            label: format!("The child: {}", criterion.to_lowercase()),
            path: (criterion != "Police")
                .then(|| "/desk/referrals/7K3Q-2FWD/answers#child".to_owned()),
            changed: (criterion == "Recency").then(|| "Changed on 20 Nov, was “2025”".to_owned()),
            note: (criterion == "Residence").then(|| "Directory: sample, August 2026".to_owned()),
        }),
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
            .map(|(code, label)| ServiceRow {
                label: label.to_owned(),
                why_not: code.starts_with("aim").then(|| "above the ceiling".to_owned()),
            })
            .collect(),
        waiting: Some(
            "Waiting for a new referral would make the child ineligible: the last day is 1 December 2026."
                .to_owned(),
        ),
        questions: vec!["What is the police position?".to_owned()],
        rules_path: Some("/desk/rules#exampleshire-2020-01".to_owned()),
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

fn earlier() -> Vec<EarlierFindings> {
    let row = |label: &str, before: &str, now: &str| ChangeRow {
        label: label.to_owned(),
        before: before.to_owned(),
        now: now.to_owned(),
    };
    vec![EarlierFindings {
        at: "19 Nov 2026, 15:52".to_owned(),
        again_at: "20 Nov 2026, 11:04".to_owned(),
        because: vec![
            "Casey Sample corrected “What is the police position?”: The officer called.".to_owned(),
        ],
        rows: vec![
            row("Age", "Met", "Met"),
            row("Police", "Not met", "Not known"),
            row("Offer ceiling", "Consultation only", "Consultation only"),
        ],
    }]
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
        held: None,
        past_holds: vec![PastHold {
            since: "20 Nov 2026, 11:30".to_owned(),
            until: "21 Nov 2026, 09:02".to_owned(),
            by: "Casey Sample".to_owned(),
            why: "The police investigate.".to_owned(),
            ended_by: "Toni Trial".to_owned(),
            ended_why: "Closed, no further action".to_owned(),
        }],
        earlier: earlier(),
        written_back: vec![WrittenBack {
            at: "Fri 20 November 2026, 11:04".to_owned(),
            what: "The referrer added 2 files".to_owned(),
            words: "The chronology and the plan.".to_owned(),
        }],
        screening: Some(screening()),
        decision: decided.then(decision),
        decide,
        asks_first: true,
        missing: vec!["Date of birth".to_owned()],
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
