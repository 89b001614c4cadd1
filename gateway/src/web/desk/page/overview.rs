//! The overview of a referral: decide in one look. Never a suggestion without "You decide".

use askama::Template;

use super::super::words::Found;
use super::{DecisionBlock, DeskFrame, ReferralHead};
use crate::referral::LetterState;

/// One criterion with its finding and evidence.
#[derive(Clone, Debug)]
pub struct FindingRow {
    /// The criterion's word.
    pub criterion: String,
    /// The finding.
    pub found: Found,
    /// The because-sentence.
    pub evidence: String,
}

/// What screening found and what follows from it.
#[derive(Clone, Debug, Default)]
pub struct ScreeningBlock {
    /// "19 November 2026".
    pub on: String,
    /// The four criteria.
    pub findings: Vec<FindingRow>,
    /// The offer ceiling in words, and why in one clause.
    pub ceiling: (String, String),
    /// The suggestion in words, and why in one clause.
    pub suggestion: (String, String),
    /// "1 December 2026" and "8 days, from recency".
    pub eligible_until: (String, String),
    /// Every service and whether it is within the ceiling.
    pub services: Vec<(String, bool)>,
    /// What would change this; at most three.
    pub would_change: Vec<String>,
    /// Flags as sentences.
    pub noted: Vec<String>,
    /// "Rules exampleshire-2020-01, in force on 19 November 2026."
    pub rules: String,
}

/// What the reader can do about the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecideBox {
    /// Not screened yet.
    NotYet,
    /// Nobody holds it.
    Free,
    /// The reader holds it.
    Yours,
    /// Somebody else holds it, by name.
    Held(String),
    /// A decision is recorded.
    Decided,
}

/// Somebody the hub deals with.
#[derive(Clone, Debug, Default)]
pub struct PersonCard {
    /// "Referrer", "Manager".
    pub role: String,
    /// Their name.
    pub name: String,
    /// Post and team.
    pub team: String,
    /// Telephone.
    pub phone: String,
    /// E-mail.
    pub email: String,
}

/// The overview.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/overview.html")]
pub struct OverviewPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// What screening found; none before it ran.
    pub screening: Option<ScreeningBlock>,
    /// The decision, once there is one: then it stands first.
    pub decision: Option<DecisionBlock>,
    /// What can be done.
    pub decide: DecideBox,
    /// Received, in the queue, eligible until: label and value.
    pub dates: Vec<(String, String)>,
    /// Referrer and manager.
    pub people: Vec<PersonCard>,
    /// The referrer's own reference.
    pub own_reference: Option<String>,
    /// Kind and reader, state, since.
    pub letters: Vec<(String, LetterState, String)>,
}
