//! A screening as it is sealed: facts, what the postcode resolved to, verdict and the letters' evidence. Enough to replay it.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    letters::Limits,
    screening::{Change, Place, Verdict},
};

/// One screening.
#[derive(Clone, Serialize, Deserialize)]
pub struct Screened {
    /// The facts, as `gateway screen` reads them.
    pub facts: serde_json::Value,
    /// What the postcode resolved to.
    pub place: Option<Place>,
    /// The verdict.
    pub verdict: Verdict,
    /// What would change it: every single fact that would open something, the smallest first.
    pub changes: Vec<Change>,
    /// Sentences for letters, in the order age, recency, residence, police.
    pub evidence: [String; 4],
    /// The day of receipt.
    pub received_on: Date,
    /// The first day of the window.
    pub window_start: Date,
    /// The numbers of the rules it was made by.
    pub limits: Limits,
}

impl fmt::Debug for Screened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Screened(…)")
    }
}
