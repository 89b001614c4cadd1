//! Step 1 of a decision: the outcome, then its fields. Nothing is ticked or chosen at first but what the screener typed before.

use askama::Template;

use super::super::words::{self, Found};
use super::{DeskFrame, FindingRow, ReferralHead};
use crate::referral::{Ceiling, DecisionProblem, MAX_WORDS, Outcome, ProposedDecision, Reason};
use crate::web::page::{Checkboxes, ErrorSummary, Item, Radios, Select, Size, Textarea};

/// Who gets a letter.
#[derive(Clone, Debug, Default)]
pub struct WhoIsTold {
    /// "Referrer", "Manager".
    pub role: String,
    /// Their name.
    pub name: String,
    /// Their last letter was refused or is uncertain.
    pub last_letter: Option<String>,
}

/// What stands beside the fields.
#[derive(Clone, Debug, Default)]
pub struct DecideSide {
    /// The four findings.
    pub findings: Vec<FindingRow>,
    /// The offer ceiling in words.
    pub ceiling: String,
    /// The suggestion in words.
    pub suggestion: String,
    /// Whether the chosen outcome goes with the suggestion; none before it is chosen.
    pub with_suggestion: Option<bool>,
    /// Referrer and manager.
    pub told: Vec<WhoIsTold>,
}

/// The outcome alone.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/outcome.html")]
pub struct OutcomePage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// What stands beside.
    pub side: DecideSide,
    /// What to put right.
    pub problems: ErrorSummary,
}

/// The fields of one outcome.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/decide.html")]
pub struct DecidePage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// What stands beside.
    pub side: DecideSide,
    /// Accept or decline.
    pub outcome: Outcome,
    /// What was typed.
    pub proposed: ProposedDecision,
    /// What the verdict allows.
    pub ceiling: Ceiling,
    /// Why the others are above the ceiling, one sentence.
    pub above_because: String,
    /// What to put right.
    pub problems: ErrorSummary,
}

impl DecidePage {
    /// Whether it is an accept.
    pub fn is_accept(&self) -> bool {
        self.outcome == Outcome::Accept
    }

    fn error(&self, field: &str) -> Option<String> {
        self.problems.for_field(field)
    }

    fn services(&self, above: bool) -> Vec<Item> {
        let offered = if above {
            &self.ceiling.beyond
        } else {
            &self.ceiling.within
        };
        words::SERVICES
            .into_iter()
            .filter(|(code, _)| offered.contains(*code))
            .map(|(code, label)| {
                Item::new(code, label).checked(self.proposed.services.contains(code))
            })
            .collect()
    }

    /// The services within the ceiling; none when the ceiling is none or not known.
    pub fn within_the_ceiling(&self) -> Option<Checkboxes> {
        let items = self.services(false);
        let offer = Checkboxes::new("services", "What do you offer?", items)
            .size(Size::Small)
            .error(self.error("services"));
        (!offer.items.is_empty()).then_some(offer)
    }

    /// The services above it; none when nothing can be offered above it.
    pub fn beyond_the_ceiling(&self) -> Option<Checkboxes> {
        let items = self.services(true);
        let services = Checkboxes::new("services_above", "Above the offer ceiling", items)
            .size(Size::Small)
            .hint(self.above_because.as_str())
            .error(self.error("services_above"));
        (!services.items.is_empty()).then_some(services)
    }

    /// The reason for going beyond it; none when nobody can.
    pub fn why_beyond(&self) -> Option<Textarea> {
        if self.ceiling.known && self.ceiling.beyond.is_empty() {
            return None;
        }
        let (label, hint) = if self.ceiling.known {
            (
                "Why do you go beyond the offer ceiling?",
                "Only if you ticked one above. It stays on the desk and shows with this decision for ever.",
            )
        } else {
            (
                "Why do you accept before the offer ceiling is known?",
                "Ask first where you can. It stays on the desk and shows with this decision for ever.",
            )
        };
        let reason = Textarea::new("beyond_ceiling", label)
            .size(Size::Small)
            .hint(hint)
            .value(self.proposed.beyond_ceiling.as_str())
            .max(MAX_WORDS)
            .rows(3)
            .error(self.error("beyond_ceiling"));
        Some(reason)
    }

    /// The four criteria with their findings, those that are not met first.
    pub fn criteria(&self) -> Checkboxes {
        let of = |wanted: Found| {
            self.side
                .findings
                .iter()
                .filter(move |row| row.found == wanted)
        };
        let items = of(Found::NotMet)
            .chain(of(Found::NotKnown))
            .chain(of(Found::Met))
            .map(|row| {
                let code = row.criterion.to_lowercase();
                let chosen = self.proposed.criteria.contains(&code);
                let item = Item::new(
                    code,
                    format!("{}: {}", row.criterion, row.found.label().to_lowercase()),
                )
                .checked(chosen);
                if row.found == Found::Met {
                    item
                } else {
                    item.hint(row.evidence.as_str())
                }
            })
            .collect();
        Checkboxes::new("criteria", "Which criteria decide it?", items)
            .size(Size::Small)
            .hint("Choose at least one when the reason is a criterion. One that was found met needs your reason in the rationale.")
            .error(self.error("criteria"))
    }

    /// The coded reasons of this outcome.
    pub fn reason(&self) -> Select {
        let items = Reason::ALL
            .into_iter()
            .filter(|(outcome, _)| *outcome == self.outcome)
            .map(|(_, reason)| {
                Item::new(reason.code(), reason.label())
                    .checked(self.proposed.reason == reason.code())
            })
            .collect();
        Select::new("reason", "Reason", items)
            .size(Size::Small)
            .error(self.error("reason"))
    }

    /// The words that both people read.
    pub fn rationale(&self) -> Textarea {
        Textarea::new("rationale", "Rationale")
            .size(Size::Small)
            .hint("What you found, why it leads to this decision, what would change it. Both the referrer and the manager read it. No names, dates of birth or other children.")
            .value(self.proposed.rationale.as_str())
            .max(MAX_WORDS)
            .rows(7)
            .error(self.error("rationale"))
    }

    /// The note that stays on the desk.
    pub fn note(&self) -> Textarea {
        Textarea::new("note", "Internal note (optional)")
            .size(Size::Small)
            .hint("Stays on the desk.")
            .value(self.proposed.note.as_str())
            .max(MAX_WORDS)
            .rows(2)
            .error(self.error("note"))
    }
}

impl OutcomePage {
    fn outcomes(&self) -> Radios {
        let items = vec![
            Item::new("accept", "Accept"),
            Item::new("decline", "Decline"),
        ];
        Radios::new("outcome", "Decision", items)
            .size(Size::Small)
            .inline()
            .error(self.problems.for_field("outcome"))
    }
}

/// The problems of a decision as words beside fields; `within` says whether any service is within the ceiling.
pub fn problems_of(
    found: &[DecisionProblem],
    proposed: &ProposedDecision,
    within: bool,
) -> ErrorSummary {
    let mut problems = ErrorSummary::default();
    for problem in found {
        let (field, words) = match problem {
            DecisionProblem::NoOutcome => ("outcome", "Choose a decision"),
            DecisionProblem::NoReason => ("reason", "Choose a reason"),
            DecisionProblem::NoService if within => ("services", "Choose what you offer"),
            DecisionProblem::NoService => ("services_above", "Choose what you offer"),
            DecisionProblem::NoCriterion => ("criteria", "Choose at least one criterion"),
            DecisionProblem::NoRationale => (
                "rationale",
                "Write the rationale: it goes to the referrer and the manager",
            ),
            DecisionProblem::AboveCeiling => {
                ("beyond_ceiling", "Say why you go beyond the offer ceiling")
            }
            DecisionProblem::OutOfReach => (
                "services",
                "Choose from the services shown: another one is out of reach",
            ),
            DecisionProblem::TooLong => {
                too_long(proposed, &mut problems);
                continue;
            }
        };
        problems.push(field, words);
    }
    problems
}

fn too_long(proposed: &ProposedDecision, problems: &mut ErrorSummary) {
    let fields = [
        (
            "beyond_ceiling",
            "The reason for going beyond the ceiling",
            &proposed.beyond_ceiling,
        ),
        ("rationale", "The rationale", &proposed.rationale),
        ("note", "The internal note", &proposed.note),
    ];
    for (field, name, text) in fields {
        if text.trim().chars().count() > MAX_WORDS {
            problems.push(field, format!("{name} must be 4,000 characters or fewer"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_named() {
        let proposed = ProposedDecision {
            note: "x".repeat(MAX_WORDS + 1),
            ..ProposedDecision::default()
        };
        let problems = problems_of(&[DecisionProblem::TooLong], &proposed, true);
        assert_eq!(
            problems.for_field("note").as_deref(),
            Some("The internal note must be 4,000 characters or fewer")
        );
        assert_eq!(problems.for_field("rationale"), None);
    }
}
