//! What was recorded of a referral's AIM clock: sealed, added one after the other, never edited. Its words are nobody's but the reader's.

use jiff::Timestamp;

use super::{Account, Id, Referral};
use crate::pathway::ClockEvent;

/// The row of an event of the clock.
#[derive(Clone, Debug)]
pub struct StoredClockEvent {
    /// The referral.
    pub referral: Id<Referral>,
    /// From 1, without a gap.
    pub ordinal: i32,
    /// Who recorded it.
    pub by: Id<Account>,
    /// The [`ClockEvent`], sealed to the referral's recipient.
    pub sealed: Vec<u8>,
    /// When it was recorded.
    pub made_at: Timestamp,
}

/// An event of the clock, opened.
#[derive(Clone, Debug)]
pub struct MadeClockEvent {
    /// What it says.
    pub event: ClockEvent,
    /// Who recorded it.
    pub by: Id<Account>,
    /// When.
    pub made_at: Timestamp,
}
