//! A decision: outcome, coded reason, criteria or services, and the rationale both people read. Made only by a named person.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Ceiling;

/// The longest rationale, note or override reason, in characters.
pub const MAX_WORDS: usize = 4_000;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The hub takes it on.
    Accept,
    /// The hub does not.
    Decline,
}

impl Outcome {
    /// Code in rows and audit lines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Decline => "decline",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        [Self::Accept, Self::Decline]
            .into_iter()
            .find(|outcome| outcome.code() == code)
    }
}

/// The coded reason, for statistics and the audit line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Accept: the criteria are met.
    CriteriaMet,
    /// Accept: met in part; the hub offers what the ceiling allows.
    CriteriaMetInPart,
    /// Accept: a person's judgement goes beyond the offer ceiling.
    BeyondTheCeiling,
    /// Decline: at least one criterion is not met.
    CriterionNotMet,
    /// Decline: a criterion stayed not known.
    NotEnoughKnown,
    /// Decline: the child is open to youth justice.
    OpenToYouthJustice,
    /// Decline: best taken forward in the child's plan.
    WithinTheChildsPlan,
    /// Decline: the hub already has a referral about this child.
    AlreadyReferred,
    /// Decline: another reason, given in the rationale.
    Other,
}

impl Reason {
    /// Every reason with the outcome it belongs to.
    pub const ALL: [(Outcome, Self); 9] = [
        (Outcome::Accept, Self::CriteriaMet),
        (Outcome::Accept, Self::CriteriaMetInPart),
        (Outcome::Accept, Self::BeyondTheCeiling),
        (Outcome::Decline, Self::CriterionNotMet),
        (Outcome::Decline, Self::NotEnoughKnown),
        (Outcome::Decline, Self::OpenToYouthJustice),
        (Outcome::Decline, Self::WithinTheChildsPlan),
        (Outcome::Decline, Self::AlreadyReferred),
        (Outcome::Decline, Self::Other),
    ];

    /// Code in rows, forms and audit lines.
    pub fn code(self) -> &'static str {
        match self {
            Self::CriteriaMet => "criteria_met",
            Self::CriteriaMetInPart => "criteria_met_in_part",
            Self::BeyondTheCeiling => "beyond_the_ceiling",
            Self::CriterionNotMet => "criterion_not_met",
            Self::NotEnoughKnown => "not_enough_known",
            Self::OpenToYouthJustice => "open_to_youth_justice",
            Self::WithinTheChildsPlan => "within_the_childs_plan",
            Self::AlreadyReferred => "already_referred",
            Self::Other => "other",
        }
    }

    /// The desk's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::CriteriaMet => "The criteria are met",
            Self::CriteriaMetInPart => "The criteria are met in part",
            Self::BeyondTheCeiling => "Judgement beyond the offer ceiling",
            Self::CriterionNotMet => "A criterion is not met",
            Self::NotEnoughKnown => "Not enough is known",
            Self::OpenToYouthJustice => "Open to youth justice",
            Self::WithinTheChildsPlan => "Best taken forward within the child’s plan",
            Self::AlreadyReferred => "Already referred",
            Self::Other => "Another reason",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .map(|(_, reason)| reason)
            .find(|reason| reason.code() == code)
    }

    /// The outcome it belongs to.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::CriteriaMet | Self::CriteriaMetInPart | Self::BeyondTheCeiling => Outcome::Accept,
            _ => Outcome::Decline,
        }
    }
}

/// A complete decision. Fields are private: [`Decision::new`] is the one maker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    outcome: Outcome,
    reason: Reason,
    criteria: BTreeSet<String>,
    services: BTreeSet<String>,
    rationale: String,
    beyond_ceiling: Option<String>,
    note: Option<String>,
}

/// What a screener typed and ticked, before it is a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedDecision {
    /// `accept` or `decline`.
    pub outcome: String,
    /// A [`Reason`] code.
    pub reason: String,
    /// Decline: codes of the criteria it names: `age` `recency` `residence` `police`.
    pub criteria: BTreeSet<String>,
    /// Accept: codes of the services offered.
    pub services: BTreeSet<String>,
    /// Read by the referrer and the manager.
    pub rationale: String,
    /// Accept above the ceiling: why. Stays on the desk and shows for ever.
    pub beyond_ceiling: String,
    /// Stays on the desk.
    pub note: String,
}

/// One thing to put right before the decision can be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionProblem {
    /// Neither accept nor decline was chosen.
    NoOutcome,
    /// No reason, or one of the other outcome.
    NoReason,
    /// Accept without a service.
    NoService,
    /// Decline without a criterion although the reason is that one is not met or not known.
    NoCriterion,
    /// The rationale is empty.
    NoRationale,
    /// A text is longer than [`MAX_WORDS`] characters.
    TooLong,
    /// A service above the ceiling, or any while the ceiling is not known, without a reason for going beyond it.
    AboveCeiling,
    /// A service that is out of reach: more than the police position or an age below the limit withholds it.
    OutOfReach,
}

const CRITERIA: [&str; 4] = ["age", "recency", "residence", "police"];

impl Decision {
    /// Makes a decision from what was typed.
    pub fn new(
        proposed: &ProposedDecision,
        ceiling: &Ceiling,
    ) -> Result<Self, Vec<DecisionProblem>> {
        let mut problems = Vec::new();
        let outcome = Outcome::read(&proposed.outcome);
        let reason = Reason::read(&proposed.reason)
            .filter(|reason| outcome.is_none_or(|outcome| reason.outcome() == outcome));
        let rationale = proposed.rationale.trim();
        let beyond = Some(proposed.beyond_ceiling.trim()).filter(|text| !text.is_empty());
        let note = Some(proposed.note.trim()).filter(|text| !text.is_empty());
        let accepting = outcome == Some(Outcome::Accept);
        let criteria: BTreeSet<String> = proposed
            .criteria
            .iter()
            .filter(|code| CRITERIA.contains(&code.as_str()))
            .cloned()
            .collect();
        if outcome.is_none() {
            problems.push(DecisionProblem::NoOutcome);
        }
        if reason.is_none() {
            problems.push(DecisionProblem::NoReason);
        }
        if accepting && proposed.services.is_empty() {
            problems.push(DecisionProblem::NoService);
        }
        if matches!(
            reason,
            Some(Reason::CriterionNotMet | Reason::NotEnoughKnown)
        ) && criteria.is_empty()
        {
            problems.push(DecisionProblem::NoCriterion);
        }
        if rationale.is_empty() {
            problems.push(DecisionProblem::NoRationale);
        }
        if [rationale, beyond.unwrap_or(""), note.unwrap_or("")]
            .iter()
            .any(|text| text.chars().count() > MAX_WORDS)
        {
            problems.push(DecisionProblem::TooLong);
        }
        if accepting {
            problems.extend(ceiling.refuses(&proposed.services, beyond));
        }
        let (Some(outcome), Some(reason), true) = (outcome, reason, problems.is_empty()) else {
            return Err(problems);
        };
        Ok(Self {
            outcome,
            reason,
            criteria: if accepting { BTreeSet::new() } else { criteria },
            services: if accepting {
                proposed.services.clone()
            } else {
                BTreeSet::new()
            },
            rationale: rationale.to_owned(),
            beyond_ceiling: beyond
                .filter(|_| accepting && ceiling.is_exceeded(&proposed.services))
                .map(str::to_owned),
            note: note.map(str::to_owned),
        })
    }

    /// What was decided.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The coded reason.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// Decline: the criteria it names.
    pub fn criteria(&self) -> &BTreeSet<String> {
        &self.criteria
    }

    /// Accept: the services offered.
    pub fn services(&self) -> &BTreeSet<String> {
        &self.services
    }

    /// The words that both people read.
    pub fn rationale(&self) -> &str {
        &self.rationale
    }

    /// Why it goes beyond the offer ceiling.
    pub fn beyond_ceiling(&self) -> Option<&str> {
        self.beyond_ceiling.as_deref()
    }

    /// The note that stays on the desk.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposed() -> ProposedDecision {
        ProposedDecision {
            outcome: "decline".to_owned(),
            reason: "criterion_not_met".to_owned(),
            criteria: BTreeSet::from(["recency".to_owned()]),
            rationale: "The incident is from June 2025.".to_owned(),
            ..ProposedDecision::default()
        }
    }

    /// Resources within, consultation above.
    fn ceiling() -> Ceiling {
        Ceiling {
            within: BTreeSet::from(["resources".to_owned()]),
            beyond: BTreeSet::from(["consultation".to_owned()]),
            known: true,
        }
    }

    #[test]
    fn a_decision_without_a_rationale_cannot_be_made() {
        let empty = ProposedDecision {
            rationale: " \n ".to_owned(),
            ..proposed()
        };
        assert_eq!(
            Decision::new(&empty, &ceiling()),
            Err(vec![DecisionProblem::NoRationale])
        );
    }

    #[test]
    fn declining_for_a_criterion_names_it() {
        let unnamed = ProposedDecision {
            criteria: BTreeSet::new(),
            ..proposed()
        };
        assert_eq!(
            Decision::new(&unnamed, &ceiling()),
            Err(vec![DecisionProblem::NoCriterion])
        );
        assert!(Decision::new(&proposed(), &ceiling()).is_ok());
    }

    #[test]
    fn accepting_above_the_ceiling_needs_a_reason_for_it() {
        let mut accept = ProposedDecision {
            outcome: "accept".to_owned(),
            reason: "beyond_the_ceiling".to_owned(),
            services: BTreeSet::from(["consultation".to_owned()]),
            ..proposed()
        };
        assert_eq!(
            Decision::new(&accept, &ceiling()),
            Err(vec![DecisionProblem::AboveCeiling])
        );
        accept.beyond_ceiling = "New behaviour was reported by telephone.".to_owned();
        let decision = Decision::new(&accept, &ceiling()).unwrap();
        assert_eq!(decision.outcome(), Outcome::Accept);
        assert!(decision.criteria().is_empty());
        assert!(decision.beyond_ceiling().is_some());
        accept.services = BTreeSet::from(["resources".to_owned()]);
        let within = Decision::new(&accept, &ceiling()).unwrap();
        assert_eq!(within.beyond_ceiling(), None, "it goes beyond nothing");
    }

    #[test]
    fn the_reason_belongs_to_the_outcome() {
        let mixed = ProposedDecision {
            reason: "criteria_met".to_owned(),
            ..proposed()
        };
        assert_eq!(
            Decision::new(&mixed, &ceiling()),
            Err(vec![DecisionProblem::NoReason])
        );
        for (outcome, reason) in Reason::ALL {
            assert_eq!(reason.outcome(), outcome);
            assert_eq!(Reason::read(reason.code()), Some(reason));
        }
    }

    #[test]
    fn four_thousand_and_one_characters_are_too_many() {
        let long = ProposedDecision {
            rationale: "ä".repeat(MAX_WORDS + 1),
            ..proposed()
        };
        assert_eq!(
            Decision::new(&long, &ceiling()),
            Err(vec![DecisionProblem::TooLong])
        );
    }
}
