//! What the two decision letters say alike: the facts they are made from, each criterion with its finding, the offer ceiling. The
//! suggestion of the screening must never reach a letter: a named person decides (rule 4, R-21).

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    block::Block,
    dates,
    frame::one_line,
    letter::{People, Reader},
};
use crate::{
    config::Hub,
    referral::Reason,
    screening::{Change, Consent, Criteria, Criterion, Evidence, Finding, Offer, Rules, Service},
};

impl CriterionFinding {
    /// All four, in the order and with the titles of the letters.
    pub fn all(hub: &Hub, limits: Limits, criteria: Criteria, evidence: &Evidence) -> Vec<Self> {
        let Limits {
            youngest,
            oldest,
            window_months,
            ..
        } = limits;
        let rows = [
            (
                Criterion::Age,
                format!("Age {youngest} to {oldest}"),
                &evidence.age,
            ),
            (
                Criterion::Recency,
                format!("Behaviour in the last {window_months} months"),
                &evidence.recency,
            ),
            (
                Criterion::Residence,
                format!("Lives in {}", hub.area),
                &evidence.residence,
            ),
            (Criterion::Police, "Police".to_owned(), &evidence.police),
        ];
        let row = |(criterion, title, evidence): (Criterion, String, &String)| Self {
            criterion,
            title,
            finding: criteria.of(criterion),
            evidence: evidence.clone(),
        };
        rows.map(row).into()
    }
}

/// The word that a letter prints for a finding.
pub(super) fn finding_label(finding: Finding) -> &'static str {
    match finding {
        Finding::Met => "Met",
        Finding::NotMet => "Not met",
        Finding::NotKnown => "Not known",
    }
}

/// One criterion as the letter prints it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionFinding {
    /// Which one.
    pub criterion: Criterion,
    /// Its title from the rules in force, such as "Age 8 to 17".
    pub title: String,
    /// How the referral compares with it.
    pub finding: Finding,
    /// One or two sentences of evidence. They must not identify the child.
    pub evidence: String,
}

impl fmt::Debug for CriterionFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CriterionFinding")
            .field("criterion", &self.criterion)
            .field("finding", &self.finding)
            .finish_non_exhaustive()
    }
}

/// The ceiling as a letter prints it, without a full stop.
pub(super) fn offer_words(offer: Offer) -> &'static str {
    match offer {
        Offer::None => "resources and signposting",
        Offer::ConsultationOnly => "a consultation and pattern mapping",
        Offer::Full => "a consultation, pattern mapping, and an AIM assessment and intervention",
        Offer::NotKnown => "not known yet",
    }
}

/// The most that these services come to, as a letter prints it, without a full stop.
pub(super) fn most_words(services: &[Service]) -> &'static str {
    if services.contains(&Service::AimAssessment) {
        offer_words(Offer::Full)
    } else if services.contains(&Service::PatternMapping) {
        offer_words(Offer::ConsultationOnly)
    } else if services.contains(&Service::Consultation) {
        "a consultation"
    } else {
        offer_words(Offer::None)
    }
}

/// Numbers from the rules in force, which are data of each hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The youngest age in whole years.
    pub youngest: u16,
    /// The oldest age in whole years.
    pub oldest: u16,
    /// From which age an AIM assessment is recommended.
    pub full_from: u16,
    /// How many months back the most recent behaviour may be.
    pub window_months: u16,
}

impl Limits {
    /// Those of one version of the rules.
    pub fn of(rules: &Rules) -> Self {
        Self {
            youngest: rules.youngest(),
            oldest: rules.oldest(),
            full_from: rules.consultation_only_below(),
            window_months: rules.window_months(),
        }
    }
}

/// An agreement that the referrer said is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentGap {
    /// The child has not been asked.
    ChildNotAsked,
    /// The child does not agree.
    ChildDoesNotAgree,
    /// The parent or carer has not been asked.
    CarerNotAsked,
    /// The parent or carer does not agree.
    CarerDoesNotAgree,
}

impl ConsentGap {
    /// What is missing, from what the referrer told; an answer that was not given says nothing.
    pub fn of(child: Option<Consent>, carer: Option<Consent>) -> Vec<Self> {
        let gap = |consent, not_asked, does_not_agree| match consent {
            Some(Consent::NotAsked | Consent::NotSafe) => Some(not_asked),
            Some(Consent::Declined) => Some(does_not_agree),
            Some(Consent::Agreed) | None => None,
        };
        let child = gap(child, Self::ChildNotAsked, Self::ChildDoesNotAgree);
        let carer = gap(carer, Self::CarerNotAsked, Self::CarerDoesNotAgree);
        child.into_iter().chain(carer).collect()
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::ChildNotAsked => "the child has not been asked",
            Self::ChildDoesNotAgree => "the child does not agree",
            Self::CarerNotAsked => "the parent or carer has not been asked",
            Self::CarerDoesNotAgree => "the parent or carer does not agree",
        }
    }
}

/// Everything that a decision letter is made from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionFacts {
    /// The hub's reference.
    pub reference: String,
    /// Who gets the letters.
    pub people: People,
    /// The day of receipt.
    pub received_on: Date,
    /// The day of the decision.
    pub decided_on: Date,
    /// The named person who decided.
    pub decided_by: String,
    /// Their reasons, in their words.
    pub rationale: String,
    /// The coded reason; of a decline it chooses the signposts.
    pub reason: Reason,
    /// The criteria that the decline names. Empty for an accept.
    pub named: Vec<Criterion>,
    /// All criteria, in the order of the rules.
    pub findings: Vec<CriterionFinding>,
    /// The offer ceiling.
    pub offer: Offer,
    /// What each single change would open, as the screening found it.
    pub changes: Vec<Change>,
    /// The numbers of the rules in force.
    pub limits: Limits,
    /// The child's age on the day of receipt, in whole years.
    pub age: Option<u16>,
    /// The first day that counts as recent.
    pub window_start: Date,
    /// Agreements that are missing.
    pub consent_gaps: Vec<ConsentGap>,
    /// By when the calendar invitation comes, where the hub has set an aim.
    pub invitation_by: Option<Date>,
}

impl fmt::Debug for DecisionFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecisionFacts")
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

impl DecisionFacts {
    /// How the referral compares with one criterion.
    pub(super) fn finding(&self, criterion: Criterion) -> Option<&CriterionFinding> {
        self.findings
            .iter()
            .find(|found| found.criterion == criterion)
    }

    /// Whether a criterion has this finding.
    pub(super) fn is(&self, criterion: Criterion, finding: Finding) -> bool {
        self.finding(criterion)
            .is_some_and(|found| found.finding == finding)
    }

    /// The facts at the head of the letter.
    pub(super) fn facts(&self, reader: Reader, hub_name: &str, with_received: bool) -> Block {
        let mut rows = vec![("Hub reference".to_owned(), self.reference.clone())];
        rows.extend(self.people.own_reference_row(reader));
        if with_received {
            rows.push(("Received".to_owned(), dates::long(self.received_on)));
        }
        let decided = format!(
            "{}, by {}, {hub_name}",
            dates::long(self.decided_on),
            one_line(&self.decided_by)
        );
        rows.push(("Decided".to_owned(), decided));
        Block::Facts(rows)
    }

    /// Every criterion with its finding and evidence.
    pub(super) fn comparison(&self) -> [Block; 2] {
        let rows = self
            .findings
            .iter()
            .map(|found| {
                (
                    one_line(&found.title),
                    finding_label(found.finding),
                    one_line(&found.evidence),
                )
            })
            .collect();
        let lead = "How the referral compares with each criterion, on the day we received it:";
        [Block::Paragraph(lead.to_owned()), Block::Findings(rows)]
    }

    /// The words in the letter that a person typed.
    pub(super) fn written(&self) -> Vec<String> {
        let mut written = vec![self.rationale.clone()];
        written.extend(self.people.own_reference.clone());
        written
    }
}
