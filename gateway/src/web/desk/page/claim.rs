//! What whoever loses the race for a referral is told. Nothing of theirs was saved and nothing was changed.

use askama::Template;

use super::{DeskFrame, ReferralHead};

/// Somebody else was first.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/claim_conflict.html")]
pub struct ClaimConflictPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// Who holds it now.
    pub holder: String,
    /// "09:41:07".
    pub claimed_at: String,
    /// "09:41:08".
    pub pressed_at: String,
}
