//! Settings of the clocks: where the bank holidays stand, and what this hub has set for itself. No protocol sets a time for screening.

use std::path::PathBuf;

use serde::Deserialize;

/// Working days and clocks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PathwaySection {
    /// The table of bank holidays, which `gateway holidays import` renews; without one the shipped table.
    pub holidays: Option<PathBuf>,
    /// Working days within which this hub wants a referral decided: local, shown, never enforced.
    pub screening_days: u32,
    /// Whether a pause of the AIM clock stops it. The protocol names no pause: without this its reason is shown and the day counts.
    pub aim_clock_pauses: bool,
}

impl Default for PathwaySection {
    fn default() -> Self {
        Self {
            holidays: None,
            screening_days: 3,
            aim_clock_pauses: false,
        }
    }
}
