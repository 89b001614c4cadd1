//! A correction: the one way an answer changes after a referral was sent, whoever makes it. Kept beside what was sent, which stays
//! as it is; never edited. Says nothing outside its seal.

use std::fmt;

use intake_forms::CorrectedAnswer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Id, Referral};

/// Who corrects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectedBy {
    /// A screener at the desk.
    Screener,
    /// Whoever sent it.
    Referrer,
    /// The manager who released it.
    Manager,
    /// The contact of a police hold.
    PoliceContact,
}

impl CorrectedBy {
    const ALL: [Self; 4] = [
        Self::Screener,
        Self::Referrer,
        Self::Manager,
        Self::PoliceContact,
    ];

    /// Code in rows and audit lines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Screener => "screener",
            Self::Referrer => "referrer",
            Self::Manager => "manager",
            Self::PoliceContact => "police_contact",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.code() == code)
    }
}

/// One correction as it is sealed to the referral's recipient.
#[derive(Clone, Serialize, Deserialize)]
pub struct Correction {
    /// The new answer.
    pub answer: CorrectedAnswer,
    /// The name of the person at the desk, or the mailbox.
    pub by: String,
    /// Who that is.
    pub role: CorrectedBy,
    /// Why; never empty.
    pub why: String,
}

impl fmt::Debug for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Correction(…)")
    }
}

/// The row of a correction.
#[derive(Clone, Debug)]
pub struct StoredCorrection {
    /// The referral.
    pub referral: Id<Referral>,
    /// From 1, without a gap.
    pub ordinal: i32,
    /// The version of the submission that it corrects.
    pub submission: i32,
    /// Who made it.
    pub by: CorrectedBy,
    /// The [`Correction`], sealed to the referral's recipient.
    pub sealed: Vec<u8>,
    /// The hub's own mark over all of this: a row that only a writer of the database made has none.
    pub mark: Vec<u8>,
    /// When it was made.
    pub made_at: Timestamp,
}

/// A correction that was opened and taken into the answers.
#[derive(Clone, Debug)]
pub struct MadeCorrection {
    /// What it says.
    pub correction: Correction,
    /// The answer before it, as a person reads it; none when there was none.
    pub before: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::CorrectedBy;

    #[test]
    fn everyone_who_corrects_reads_back_from_the_code() {
        for by in CorrectedBy::ALL {
            assert_eq!(CorrectedBy::read(by.code()), Some(by));
        }
        assert_eq!(CorrectedBy::read("worker"), None);
    }
}
