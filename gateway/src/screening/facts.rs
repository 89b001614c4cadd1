//! What screening is told about one referral: the keys of SCREENING.md "Facts". Nothing here judges.
//! Holds a date of birth and a postcode: never logged, never put into an error; sealed as the JSON that `Facts::from_line` reads.

pub use intake_forms::Route;
use jiff::civil::Date;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde::{Deserialize, Serialize};

use super::code::Code;

/// What the referrer says about the police.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Police {
    /// Not reported.
    NotReported,
    /// Reported, no investigation.
    ReportedNoInvestigation,
    /// An investigation is open.
    Open,
    /// On bail, or released under investigation.
    BailedOrReleased,
    /// Charged.
    Charged,
    /// Closed with no further action.
    ClosedNoAction,
    /// Closed with an outcome.
    ClosedOutcome,
    /// The referrer does not know.
    Unknown,
}

/// Where agreement stands, of the child or of the parent or carer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Agreed.
    Agreed,
    /// Declined.
    Declined,
    /// Not yet asked.
    NotAsked,
    /// Not safe to ask.
    NotSafe,
}

/// Whether a strategy meeting was thought of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StrategyMeeting {
    /// Held.
    Held,
    /// Considered, not held.
    Considered,
    /// Not considered.
    NotConsidered,
}

/// Reads one option code of the enums above, as forms and facts write it.
pub(super) fn option_of<T: DeserializeOwned>(code: &str) -> Option<T> {
    let reader: StrDeserializer<'_, Error> = code.into_deserializer();
    T::deserialize(reader).ok()
}

/// When the latest incident happened: an exact day has both equal, "March 2026" its first and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Incident {
    from: Date,
    to: Date,
}

impl Incident {
    /// A span of days, or nothing when `from` is after `to`.
    pub fn new(from: Date, to: Date) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// The earliest day on which it can have happened.
    pub fn from(self) -> Date {
        self.from
    }

    /// The latest day on which it can have happened.
    pub fn to(self) -> Date {
        self.to
    }
}

/// One referral as screening sees it. An absent fact is `None`, never a guess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Echoed in the verdict.
    pub id: String,
    /// The day of receipt: after the manager's release; for mail the server's arrival date.
    pub received_on: Date,
    /// The way in.
    pub route: Route,
    /// Date of birth.
    pub date_of_birth: Option<Date>,
    /// The latest incident.
    pub latest_incident: Option<Incident>,
    /// Current postcode as typed.
    pub postcode: Option<String>,
    /// The authority that the referrer stated; used where the postcode cannot be resolved.
    pub authority: Option<Code>,
    /// Living away from the family home.
    pub placed: Option<bool>,
    /// Police position.
    pub police: Option<Police>,
    /// Open to Children's Social Care; on the school route, has an allocated social worker.
    pub open_to_csc: Option<bool>,
    /// Continuum of Need level, 1 to 4.
    pub con_level: Option<u8>,
    /// Open to the child and youth justice service.
    pub open_to_cyjs: Option<bool>,
    /// The child's agreement.
    pub consent_child: Option<Consent>,
    /// The parent's or carer's agreement.
    pub consent_carer: Option<Consent>,
    /// The strategy meeting.
    pub strategy_meeting: Option<StrategyMeeting>,
}

impl Facts {
    /// Facts of which only the receipt is known.
    pub fn blank(id: String, received_on: Date) -> Self {
        Self {
            id,
            received_on,
            route: Route::default(),
            date_of_birth: None,
            latest_incident: None,
            postcode: None,
            authority: None,
            placed: None,
            police: None,
            open_to_csc: None,
            con_level: None,
            open_to_cyjs: None,
            consent_child: None,
            consent_carer: None,
            strategy_meeting: None,
        }
    }
}
