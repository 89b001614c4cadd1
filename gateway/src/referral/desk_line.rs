//! What the queue shows of a referral: coded findings, age and the referrer's own words for it. Sealed to the hub; never the child's name.

use serde::{Deserialize, Serialize};

/// One referral's line in the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskLine {
    /// Whole years on the day of receipt.
    pub age: Option<u16>,
    /// Criterion code to finding code, in the order age, recency, residence, police.
    pub findings: Vec<(String, String)>,
    /// Offer ceiling code.
    pub offer: String,
    /// Suggestion code.
    pub suggestion: String,
    /// `YYYY-MM-DD`, or none.
    pub eligible_until: Option<String>,
    /// The referrer's name.
    pub referrer: String,
    /// The referrer's team.
    pub team: String,
    /// The referrer's own reference.
    pub own_reference: Option<String>,
    /// What raises it: `immediate_risk`, `self_harm`, `address_withheld`.
    pub raised: Vec<String>,
}
