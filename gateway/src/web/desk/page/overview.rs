//! The overview of a referral: decide in one look. Never a suggestion without "You decide".

use askama::Template;

use super::super::words::Found;
use super::{ChangeRow, DecisionBlock, DeskFrame, HeldLines, PastHold, ReferralHead};
use crate::referral::LetterState;

/// Something that the referrer or the manager wrote back after sending.
#[derive(Clone, Debug)]
pub struct WrittenBack {
    /// When.
    pub at: String,
    /// "The referrer added 2 files".
    pub what: String,
    /// Their words; may be empty.
    pub words: String,
}

/// One criterion with its finding and evidence.
#[derive(Clone, Debug)]
pub struct FindingRow {
    /// The criterion's word.
    pub criterion: String,
    /// The finding.
    pub found: Found,
    /// The because-sentence.
    pub evidence: String,
    /// The answer behind it; only on the overview.
    pub source: Option<FindingSource>,
}

/// Where a finding comes from.
#[derive(Clone, Debug)]
pub struct FindingSource {
    /// "The child: date of birth".
    pub label: String,
    /// The answer's place; none where it was not given.
    pub path: Option<String>,
    /// "Changed on 20 Nov, was “2025”".
    pub changed: Option<String>,
    /// "Directory: ONSPD Aug 2026".
    pub note: Option<String>,
}

/// A service of the catalogue.
#[derive(Clone, Debug)]
pub struct ServiceRow {
    /// "AIM assessment".
    pub label: String,
    /// Why it is not within the ceiling; none where it is.
    pub why_not: Option<String>,
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
    /// That waiting itself would make the child ineligible.
    pub waiting: Option<String>,
    /// Every service.
    pub services: Vec<ServiceRow>,
    /// What would change this; at most three.
    pub would_change: Vec<String>,
    /// Flags as sentences.
    pub noted: Vec<String>,
    /// The questions of the form whose answers are not known.
    pub questions: Vec<String>,
    /// "Rules exampleshire-2020-01, in force on 19 November 2026."
    pub rules: String,
    /// Where that version stands on the page of the rules.
    pub rules_path: Option<String>,
}

/// A screening before the newest, and what the next one found otherwise.
#[derive(Clone, Debug)]
pub struct EarlierFindings {
    /// When it was made.
    pub at: String,
    /// When the next one was made.
    pub again_at: String,
    /// What was corrected in that step.
    pub because: Vec<String>,
    /// Findings, ceiling and suggestion, then and after.
    pub rows: Vec<ChangeRow>,
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
    /// The referrer is asked; by when an answer is wanted.
    Asked(String),
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
    /// What was written back after sending, newest first.
    pub written_back: Vec<WrittenBack>,
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// What screening found; none before it ran.
    pub screening: Option<ScreeningBlock>,
    /// The hold there is.
    pub held: Option<HeldLines>,
    /// The holds that have ended, the last of them first.
    pub past_holds: Vec<PastHold>,
    /// The screenings before it, the last of them first.
    pub earlier: Vec<EarlierFindings>,
    /// The decision, once there is one: then it stands first.
    pub decision: Option<DecisionBlock>,
    /// What can be done.
    pub decide: DecideBox,
    /// Whether asking is the next ordinary step.
    pub asks_first: bool,
    /// Received, in the queue, eligible until: label and value.
    pub dates: Vec<(String, String)>,
    /// Referrer and manager.
    pub people: Vec<PersonCard>,
    /// What a form that came by email lacks, by what the form calls it.
    pub missing: Vec<String>,
    /// The referrer's own reference.
    pub own_reference: Option<String>,
    /// Kind and reader, state, since.
    pub letters: Vec<(String, LetterState, String)>,
}
