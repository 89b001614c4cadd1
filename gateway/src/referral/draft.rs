//! An unsent referral. Its answers are sealed to a key that only the browser's cookie (and, wrapped, the hub) holds.

use jiff::Timestamp;

use super::{Id, Reference, Referral};

/// Whether a draft can still be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftState {
    /// Being filled in.
    Open,
    /// Sent; the same form sent again gives this reference.
    Sent(Reference),
}

/// One draft.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Hex SHA-256 of the draft's recipient.
    pub id: String,
    /// The form's id.
    pub form: String,
    /// The draft's own public key.
    pub recipient: String,
    /// The draft's identity wrapped to the hub and recovery.
    pub wrap: Vec<u8>,
    /// Answers and file list, sealed to the draft's recipient.
    pub content: Vec<u8>,
    /// Rises with each save; a save from an older page is refused.
    pub version: i32,
    /// Open or sent.
    pub state: DraftState,
    /// The referral it will be, whose key its files are sealed to.
    pub referral: Id<Referral>,
    /// The referral's public key.
    pub referral_recipient: String,
    /// The referral's identity wrapped to the hub and recovery.
    pub referral_wrap: Vec<u8>,
    /// Keyed digest of the proved address, made by the worker; finds the draft again.
    pub address_tag: Vec<u8>,
    /// When it was begun.
    pub made_at: Timestamp,
    /// When it was last used.
    pub touched_at: Timestamp,
    /// When it is deleted; not before the person was told a week ahead.
    pub expires_at: Timestamp,
    /// When the person was told that it will be deleted; none again after the next save.
    pub warned_at: Option<Timestamp>,
}
