//! The steps of a decision. Tests only.

use std::collections::BTreeSet;

use super::super::*;
use super::overview::findings;
use super::{RATIONALE, frame, head};
use crate::referral::{Ceiling, DecisionProblem, Outcome, ProposedDecision};
use crate::web::page::ErrorSummary;

pub(crate) fn proposed() -> ProposedDecision {
    ProposedDecision {
        outcome: "decline".to_owned(),
        reason: "criterion_not_met".to_owned(),
        criteria: BTreeSet::from(["recency".to_owned()]),
        rationale: RATIONALE.to_owned(),
        ..ProposedDecision::default()
    }
}

fn side(with_suggestion: Option<bool>) -> DecideSide {
    let told = |role: &str, name: &str, last: Option<&str>| WhoIsTold {
        role: role.to_owned(),
        name: name.to_owned(),
        last_letter: last.map(str::to_owned),
    };
    DecideSide {
        findings: findings(),
        ceiling: "Consultation only".to_owned(),
        suggestion: "Ask for information".to_owned(),
        with_suggestion,
        told: vec![
            told("Referrer", "Casey Sample", None),
            told("Manager", "Morgan Placeholder", Some("Last letter refused")),
        ],
    }
}

pub(crate) fn outcome(problems: ErrorSummary) -> OutcomePage {
    OutcomePage {
        frame: frame(),
        head: head(None),
        side: side(None),
        problems,
    }
}

pub(crate) fn decide(outcome: Outcome, wrong: bool) -> DecidePage {
    let proposed = ProposedDecision {
        outcome: outcome.code().to_owned(),
        ..if wrong {
            ProposedDecision::default()
        } else {
            proposed()
        }
    };
    let found = match outcome {
        Outcome::Accept => [DecisionProblem::NoService, DecisionProblem::AboveCeiling],
        Outcome::Decline => [DecisionProblem::NoCriterion, DecisionProblem::NoReason],
    };
    let found = [found.as_slice(), &[DecisionProblem::NoRationale]].concat();
    let problems = if wrong {
        problems_of(&found, &proposed, true)
    } else {
        ErrorSummary::default()
    };
    DecidePage {
        frame: frame(),
        head: head(None),
        side: side(Some(outcome == Outcome::Decline)),
        outcome,
        proposed,
        ceiling: Ceiling {
            within: codes(&[
                "resources",
                "signposting",
                "consultation",
                "pattern_mapping",
            ]),
            beyond: codes(&["aim_assessment", "aim_intervention"]),
            known: true,
        },
        above_because: "The police position is not known.".to_owned(),
        problems,
    }
}

fn codes(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

pub(crate) fn check(stops: Vec<String>) -> CheckLettersPage {
    let text = |name: &str, note: &str| {
        format!(
            "Dear {name}\n\nYour referral 7K3Q-2FWD (your reference NT 204) was received on 19 November 2026.\n\nWhy\n---\n\n{RATIONALE}\n\nWho is responsible\n------------------\n\nChildren’s Social Care remains the lead agency.\n\n{note}\n"
        )
    };
    let referrer = text(
        "Casey Sample",
        "Your manager, Morgan Placeholder, has the same letter and makes the LCS case note.",
    );
    let manager = text(
        "Morgan Placeholder",
        "You are responsible for the case note.",
    );
    let letter = |reader: &str, name: &str, own: &str, other: &str| LetterPreview {
        reader: reader.to_owned(),
        name: name.to_owned(),
        address: "somebody@exampleshire.test".to_owned(),
        subject: "Decision on referral 7K3Q-2FWD".to_owned(),
        goes_as: "full letter, TLS required".to_owned(),
        pieces: pieces(own, RATIONALE, other),
    };
    CheckLettersPage {
        frame: frame(),
        head: head(None),
        proposed: proposed(),
        wording: "decline, 2026-11".to_owned(),
        letters: vec![
            letter("referrer", "Casey Sample", &referrer, &manager),
            letter("manager", "Morgan Placeholder", &manager, &referrer),
        ],
        stops,
    }
}

pub(crate) fn changed() -> ChangedPage {
    let row = |label: &str, before: &str, now: &str| ChangeRow {
        label: label.to_owned(),
        before: before.to_owned(),
        now: now.to_owned(),
    };
    ChangedPage {
        frame: frame(),
        head: head(None),
        words: "At 09:38 the criteria were checked again.".to_owned(),
        rows: vec![
            row("Police", "Not known", "Met"),
            row("Offer ceiling", "Consultation only", "Consultation only"),
        ],
        proposed: proposed(),
    }
}
