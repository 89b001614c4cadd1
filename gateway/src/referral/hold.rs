//! A hold: a screener sets a referral aside until a day, while the police investigate or for another reason. Its place and its day of
//! receipt are kept. Who is asked about the police position, and why it is held, stays inside the seal.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Account, Id, Referral};

/// Who is asked what the police position is: one person at the police, by their work mailbox.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldContact {
    /// Their name.
    pub name: String,
    /// Their work mailbox, in lower case.
    pub address: String,
}

/// A hold as it is sealed to the referral's recipient.
#[derive(Clone, Serialize, Deserialize)]
pub struct Hold {
    /// Why, for the desk; never empty.
    pub why: String,
    /// The name of the screener.
    pub by: String,
    /// Who is asked; none when it ends by hand only.
    pub contact: Option<HoldContact>,
}

/// The end of a hold as it is sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct HoldEnd {
    /// Why, or what was answered.
    pub why: String,
    /// The name of who ended it.
    pub by: String,
}

/// The row of a hold.
#[derive(Clone, Debug)]
pub struct StoredHold {
    /// The referral.
    pub referral: Id<Referral>,
    /// From 1.
    pub ordinal: i32,
    /// The day on which somebody looks at it again.
    pub review_on: Date,
    /// Who set it.
    pub made_by: Id<Account>,
    /// The [`Hold`], sealed to the referral's recipient.
    pub sealed: Vec<u8>,
    /// The hub's own mark over all of this: a row that only a writer of the database made has none.
    pub mark: Vec<u8>,
    /// When it was set.
    pub made_at: Timestamp,
    /// When its day had come and somebody was told.
    pub told_at: Option<Timestamp>,
    /// How it ended.
    pub ended: Option<StoredEnd>,
}

/// How a hold ended.
#[derive(Clone, Debug)]
pub struct StoredEnd {
    /// An account's id, or `police_contact`.
    pub by: String,
    /// The [`HoldEnd`], sealed to the referral's recipient.
    pub sealed: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

/// A hold, opened.
#[derive(Clone)]
pub struct OpenHold {
    /// Which one of the referral's, from 1.
    pub ordinal: i32,
    /// The day on which somebody looks at it again.
    pub review_on: Date,
    /// What it says.
    pub hold: Hold,
    /// When it was set.
    pub made_at: Timestamp,
    /// How it ended, and when.
    pub end: Option<(HoldEnd, Timestamp)>,
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

hides_its_content!(HoldContact, Hold, HoldEnd, OpenHold);
