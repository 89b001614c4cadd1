//! What screening found: findings, offer ceiling, suggestion, services, flags and the sentences behind them, in the order of SCREENING.md.
//! A suggestion is never a decision. Only `screen` makes a verdict; a stored one is read back as it was.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::digest::sha256_hex;

/// What is found about one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Met.
    Met,
    /// Not met.
    NotMet,
    /// Not known.
    NotKnown,
}

/// The four criteria, sorted as their ids are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Age on the day of receipt.
    Age,
    /// Police position.
    Police,
    /// How long ago the latest incident was.
    Recency,
    /// Where the child lives.
    Residence,
}

/// The findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criteria {
    /// Age on the day of receipt.
    pub age: Finding,
    /// How long ago the latest incident was.
    pub recency: Finding,
    /// Where the child lives.
    pub residence: Finding,
    /// Police position.
    pub police: Finding,
}

impl Criteria {
    /// The finding of one criterion.
    pub fn of(&self, criterion: Criterion) -> Finding {
        match criterion {
            Criterion::Age => self.age,
            Criterion::Police => self.police,
            Criterion::Recency => self.recency,
            Criterion::Residence => self.residence,
        }
    }

    /// The criteria with this finding, sorted by id.
    pub fn with(&self, finding: Finding) -> impl Iterator<Item = Criterion> {
        let all = [
            Criterion::Age,
            Criterion::Police,
            Criterion::Recency,
            Criterion::Residence,
        ];
        let criteria = *self;
        all.into_iter()
            .filter(move |criterion| criteria.of(*criterion) == finding)
    }
}

/// The offer ceiling: the most that the hub can offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// Resources and signposting.
    None,
    /// Cannot be said until more is known.
    NotKnown,
    /// Consultation.
    ConsultationOnly,
    /// Consultation, assessment and intervention.
    Full,
}

/// What the rules would do. A person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suggestion {
    /// Accept.
    Accept,
    /// Accept, consultation only.
    AcceptConsultationOnly,
    /// Ask for information.
    Ask,
    /// Hold.
    Hold,
    /// Decline.
    Decline,
    /// Redirect to the youth justice worker.
    RedirectCyjs,
    /// Redirect to Children's Social Care.
    RedirectCsc,
}

/// A service within the ceiling, sorted as their ids are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// AIM assessment.
    AimAssessment,
    /// AIM intervention.
    AimIntervention,
    /// Consultation.
    Consultation,
    /// Pattern mapping.
    PatternMapping,
    /// Resources; always.
    Resources,
    /// Signposting; always.
    Signposting,
}

/// Something to know beside the findings; advisory, sorted as their ids are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Continuum of Need below 4.
    #[serde(rename = "con_below_4")]
    ConBelow4,
    /// Continuum of Need not known.
    ConNotKnown,
    /// The parent or carer has not agreed.
    ConsentCarerMissing,
    /// The child has not agreed.
    ConsentChildMissing,
    /// Not known whether open to Children's Social Care.
    CscNotKnown,
    /// Not open to Children's Social Care.
    CscNotOpen,
    /// Not known whether open to youth justice.
    CyjsNotKnown,
    /// Open to youth justice.
    CyjsOpen,
    /// The date of birth is after the day of receipt.
    DateOfBirthInFuture,
    /// The incident is after the day of receipt.
    IncidentInFuture,
    /// The child lives away from the family home.
    PlacedChild,
    /// The postcode is not in the directory.
    PostcodeNotFound,
    /// The postcode is no longer in use.
    PostcodeTerminated,
    /// Postcode and stated authority disagree.
    ResidenceConflict,
    /// A strategy meeting was not considered.
    StrategyMeetingNotConsidered,
    /// Under 10 at the time of the incident: below the age of criminal responsibility.
    #[serde(rename = "under_10_at_incident")]
    Under10AtIncident,
}

/// One sentence a criterion, for the screener.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// About age.
    pub age: Cow<'static, str>,
    /// About recency.
    pub recency: Cow<'static, str>,
    /// About residence.
    pub residence: Cow<'static, str>,
    /// About the police.
    pub police: Cow<'static, str>,
}

/// What screening found about one referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    pub(super) id: String,
    pub(super) rules: String,
    pub(super) directory: String,
    pub(super) age: Option<u16>,
    pub(super) criteria: Criteria,
    pub(super) offer: Offer,
    pub(super) suggestion: Suggestion,
    pub(super) services: Vec<Service>,
    pub(super) flags: Vec<Flag>,
    pub(super) missing: Vec<Criterion>,
    pub(super) eligible_until: Option<Date>,
    pub(super) because: Because,
}

/// What stands instead of the rules' name and of every sentence when screening did not work.
const NOT_SCREENED: &str = "none";
const CHECK: &str = "Not screened: a person must check.";

impl Verdict {
    /// The verdict on a referral that could not be screened: nothing is known, and a person must check all of it. No rule made it.
    pub fn not_screened(id: &str) -> Self {
        let criteria = Criteria {
            age: Finding::NotKnown,
            recency: Finding::NotKnown,
            residence: Finding::NotKnown,
            police: Finding::NotKnown,
        };
        Self {
            id: id.to_owned(),
            rules: NOT_SCREENED.to_owned(),
            directory: NOT_SCREENED.to_owned(),
            age: None,
            criteria,
            offer: Offer::NotKnown,
            suggestion: Suggestion::Ask,
            services: vec![Service::Resources, Service::Signposting],
            flags: Vec::new(),
            missing: criteria.with(Finding::NotKnown).collect(),
            eligible_until: None,
            because: Because {
                age: CHECK.into(),
                recency: CHECK.into(),
                residence: CHECK.into(),
                police: CHECK.into(),
            },
        }
    }

    /// Whether rules made it; else a person must check everything.
    pub fn is_screened(&self) -> bool {
        self.rules != NOT_SCREENED
    }

    /// SHA-256 of the verdict as it is kept, in hex: what outlives the referral's key.
    pub fn sha256(&self) -> String {
        let written = serde_json::to_vec(self).unwrap_or_default();
        sha256_hex(&written)
    }

    /// Whether `other` finds the same. The sentences may have been put in better words since.
    pub fn finds_the_same(&self, other: &Self) -> bool {
        let worded = Self {
            because: other.because.clone(),
            ..self.clone()
        };
        worded == *other
    }

    /// The facts' id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name of the rules that applied.
    pub fn rules(&self) -> &str {
        &self.rules
    }

    /// The source and date of the postcode directory.
    pub fn directory(&self) -> &str {
        &self.directory
    }

    /// Whole years on the day of receipt.
    pub fn age(&self) -> Option<u16> {
        self.age
    }

    /// The findings.
    pub fn criteria(&self) -> Criteria {
        self.criteria
    }

    /// The offer ceiling.
    pub fn offer(&self) -> Offer {
        self.offer
    }

    /// The suggestion.
    pub fn suggestion(&self) -> Suggestion {
        self.suggestion
    }

    /// The services within the ceiling, sorted.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The flags raised, sorted.
    pub fn flags(&self) -> &[Flag] {
        &self.flags
    }

    /// The criteria that are not known, sorted.
    pub fn missing(&self) -> &[Criterion] {
        &self.missing
    }

    /// The last day of receipt on which the same facts would still find age and recency met; nothing where they are not met now.
    pub fn eligible_until(&self) -> Option<Date> {
        self.eligible_until
    }

    /// The sentences.
    pub fn because(&self) -> &Because {
        &self.because
    }
}
