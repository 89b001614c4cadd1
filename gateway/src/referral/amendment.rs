//! An amendment: what the referrer or the manager writes back about a referral that was sent. Sealed to the referral's key; it never
//! releases or decides anything.

use std::fmt;

use intake_forms::{AnswerPlace, Fields};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AdditionKind, SentFile};
use crate::letters::Reader;

/// The most characters of a note or a reason.
pub const MOST_NOTE: usize = 4_000;

/// One question's new answer, as it was typed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypedAnswer {
    /// The question's id.
    pub question: String,
    /// The item of a repeated section, counted from 1.
    pub item: Option<usize>,
    /// The question's own fields.
    pub typed: Fields,
}

impl TypedAnswer {
    /// Which answer of the form.
    pub fn place(&self) -> AnswerPlace {
        AnswerPlace {
            question: self.question.clone(),
            item: self.item,
        }
    }
}

/// Why a referral is withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawReason {
    /// The support is no longer needed.
    NotNeeded,
    /// The child, or their parent or carer, no longer agrees.
    NotAgreed,
    /// The child has moved.
    Moved,
    /// It was sent by mistake or twice.
    Mistake,
    /// Another reason.
    Other,
}

impl WithdrawReason {
    /// Every reason, in the order they are offered.
    pub const ALL: [Self; 5] = [
        Self::NotNeeded,
        Self::NotAgreed,
        Self::Moved,
        Self::Mistake,
        Self::Other,
    ];

    /// Code in forms and audit lines.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotNeeded => "not_needed",
            Self::NotAgreed => "not_agreed",
            Self::Moved => "moved",
            Self::Mistake => "mistake",
            Self::Other => "other",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotNeeded => "The support is no longer needed",
            Self::NotAgreed => "The child, or their parent or carer, no longer agrees",
            Self::Moved => "The child has moved",
            Self::Mistake => "It was sent by mistake or twice",
            Self::Other => "Another reason",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// What is written back.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amendment {
    /// Other answers to questions of one page of the form, and why.
    Correct {
        /// The answers.
        answers: Vec<TypedAnswer>,
        /// Why; never empty.
        why: String,
    },
    /// The answer to the hub's question.
    Answer {
        /// The question's id.
        asked: String,
        /// The answers that are known now, with words of the form.
        answers: Vec<TypedAnswer>,
        /// The answer in words.
        note: String,
    },
    /// More files.
    Files {
        /// As their sender named them.
        files: Vec<SentFile>,
        /// Words beside them.
        note: String,
    },
    /// The referral is withdrawn.
    Withdraw {
        /// Why.
        reason: WithdrawReason,
        /// More about it.
        note: String,
    },
    /// The referrer takes it back from a manager who has not decided, to change it or to name another manager.
    TakeBack,
    /// The referrer has the manager reminded.
    Remind,
}

impl Amendment {
    /// What kind of addition carries it.
    pub fn kind(&self) -> AdditionKind {
        match self {
            Self::Correct { .. } => AdditionKind::Correct,
            Self::Answer { .. } => AdditionKind::Answer,
            Self::Files { .. } => AdditionKind::Files,
            Self::Withdraw { .. } => AdditionKind::Withdraw,
            Self::TakeBack => AdditionKind::TakeBack,
            Self::Remind => AdditionKind::Remind,
        }
    }
}

/// An amendment as it is sealed, with the hub's mark that its author had the referral open.
#[derive(Clone, Serialize, Deserialize)]
pub struct Amended {
    /// What is written back.
    pub what: Amendment,
    /// The mark that came with the hand-out.
    pub proof: Vec<u8>,
}

/// An amendment that was merged.
#[derive(Clone)]
pub struct MadeAmendment {
    /// What was written back.
    pub what: Amendment,
    /// Who wrote it.
    pub by: Reader,
    /// When.
    pub made_at: Timestamp,
}

macro_rules! hides_its_content {
    ($($kind:ident),*) => {
        $(impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($kind), "(…)"))
            }
        })*
    };
}

hides_its_content!(TypedAnswer, Amendment, Amended, MadeAmendment);

#[cfg(test)]
mod tests {
    use super::WithdrawReason;

    #[test]
    fn every_reason_reads_back_from_its_code() {
        for reason in WithdrawReason::ALL {
            assert_eq!(WithdrawReason::read(reason.code()), Some(reason));
        }
        assert_eq!(WithdrawReason::read("tired"), None);
    }
}
