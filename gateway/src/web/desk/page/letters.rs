//! Letters and the recorded decision. Says exactly the outbox's words: never "sent", "delivered" or "read".

use askama::Template;

use super::{DeskFrame, ReferralHead};
use crate::referral::LetterState;
use crate::web::page::{Colour, Tag};

/// One letter to one person.
#[derive(Clone, Debug)]
pub struct LetterRow {
    /// Its id in addresses.
    pub id: String,
    /// Its kind in words: "Decline".
    pub kind: String,
    /// "Referrer", "Manager".
    pub reader: String,
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub address: String,
    /// Where it is.
    pub state: LetterState,
    /// How often it was tried.
    pub attempts: i32,
    /// "23 Nov 2026, 10:12".
    pub queued: String,
    /// When its state last changed.
    pub since: String,
    /// Why it waits or failed, in words.
    pub why: Option<String>,
}

impl LetterRow {
    /// The state's word in its colour.
    pub fn tag(&self) -> Tag {
        state_tag(self.state)
    }

    /// Whether a person may have it sent again.
    pub fn can_go_again(&self) -> bool {
        matches!(
            self.state,
            LetterState::Uncertain | LetterState::Refused | LetterState::Bounced
        )
    }
}

/// A letter's state in its colour.
pub(super) fn state_tag(state: LetterState) -> Tag {
    let colour = match state {
        LetterState::Queued | LetterState::Posting => Colour::Grey,
        LetterState::Relayed => Colour::Green,
        LetterState::Uncertain => Colour::Yellow,
        LetterState::Refused | LetterState::Bounced => Colour::Orange,
    };
    Tag::new(state.label(), colour)
}

/// A recorded decision as its pages show it.
#[derive(Clone, Debug, Default)]
pub struct DecisionBlock {
    /// "Accepted" or "Declined".
    pub outcome: String,
    /// "23 November 2026, 10:12".
    pub at: String,
    /// Who decided.
    pub by: String,
    /// The coded reason in words.
    pub reason: String,
    /// Criteria with their findings: "Recency, not met".
    pub criteria: Vec<String>,
    /// Services offered, in words.
    pub services: Vec<String>,
    /// "Decline (went with it)".
    pub suggestion_then: String,
    /// The rules version.
    pub rules: String,
    /// The words that both people read.
    pub rationale: String,
    /// Why it goes beyond the offer ceiling.
    pub beyond_ceiling: Option<String>,
    /// The note that stays on the desk.
    pub note: Option<String>,
}

/// The letters of a referral.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/letters.html")]
pub struct LettersPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// Newest first.
    pub letters: Vec<LetterRow>,
}

/// What a decision led to.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/recorded.html")]
pub struct RecordedPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// The decision.
    pub decision: DecisionBlock,
    /// Its letters.
    pub letters: Vec<LetterRow>,
}

impl RecordedPage {
    /// Whether every letter was relayed.
    pub fn is_notified(&self) -> bool {
        !self.letters.is_empty()
            && self
                .letters
                .iter()
                .all(|letter| letter.state == LetterState::Relayed)
    }

    /// The letters that need a person.
    pub fn needs_a_person(&self) -> bool {
        self.letters.iter().any(LetterRow::can_go_again)
    }
}
