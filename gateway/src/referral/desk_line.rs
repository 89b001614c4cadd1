//! What the queue shows of a referral: coded findings, age and the referrer's own words for it. Sealed to the hub; never the child's name.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The criteria by their codes, in the order of a line.
pub const CRITERIA: [&str; 4] = ["age", "recency", "residence", "police"];

/// How many days before *eligible until* the desk warns.
pub const SOON: i32 = 14;

/// One referral's line in the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskLine {
    /// Whole years on the day of receipt.
    pub age: Option<u16>,
    /// Criterion code to finding code, in the order of [`CRITERIA`].
    pub findings: Vec<(String, String)>,
    /// Offer ceiling code.
    pub offer: String,
    /// Suggestion code.
    pub suggestion: String,
    /// `YYYY-MM-DD`, or none.
    pub eligible_until: Option<String>,
    /// The age that the child reaches the day after it, where that is what ends it.
    #[serde(default)]
    pub turns: Option<u16>,
    /// How it came: `social_worker`, `school` or `mail`; empty where what was sent does not open.
    #[serde(default)]
    pub came: String,
    /// Whether the child lives away from the family home.
    #[serde(default)]
    pub placed: bool,
    /// The referrer's name.
    pub referrer: String,
    /// The referrer's team.
    pub team: String,
    /// The referrer's own reference.
    pub own_reference: Option<String>,
    /// What raises it: `immediate_risk`, `self_harm`, `address_withheld`.
    pub raised: Vec<String>,
}

impl DeskLine {
    /// The last day of eligibility.
    pub fn eligible_until(&self) -> Option<Date> {
        self.eligible_until.as_deref()?.parse().ok()
    }

    /// Whole days until it; below nought when it has passed.
    pub fn days_left(&self, today: Date) -> Option<i32> {
        self.eligible_until().map(|until| days_until(until, today))
    }
}

/// Whole days from `today`; below nought when it has passed.
pub fn days_until(until: Date, today: Date) -> i32 {
    today.until(until).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::days_until;

    #[test]
    fn days_are_counted_over_months_and_back() {
        assert_eq!(days_until(date(2027, 1, 1), date(2026, 11, 22)), 40);
        assert_eq!(days_until(date(2026, 11, 20), date(2026, 11, 22)), -2);
    }
}
