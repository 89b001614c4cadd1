//! A screening as it is sealed: facts, what the postcode resolved to, verdict and the letters' evidence. Enough to replay it.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Ceiling;
use crate::{
    letters::Limits,
    screening::{Change, Facts, Offer, Place, Service, Verdict, beyond_ceiling},
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

impl Screened {
    /// What it allows a person to offer. Where screening did not work a person has checked everything, and may offer all with a reason.
    pub fn ceiling(&self) -> Ceiling {
        let codes = |services: &[Service]| {
            let codes = services.iter().map(serde_json::to_value);
            let codes = codes.filter_map(|code| Some(code.ok()?.as_str()?.to_owned()));
            codes.collect()
        };
        let beyond = match Facts::from_line(&self.facts.to_string()) {
            Ok(facts) => beyond_ceiling(&facts, &self.verdict),
            Err(_) => EVERY_SERVICE.to_vec(),
        };
        Ceiling {
            within: codes(self.verdict.services()),
            beyond: codes(&beyond),
            known: self.verdict.offer() != Offer::NotKnown,
        }
    }

    /// The age that the child reaches the day after *eligible until*, where that is what ends it; else it is recency that does.
    pub fn turns(&self) -> Option<u16> {
        let day = self.verdict.eligible_until()?.tomorrow().ok()?;
        let facts = Facts::from_line(&self.facts.to_string()).ok()?;
        let born = facts.date_of_birth?;
        let age = self.limits.oldest + 1;
        let leap = (born.month(), born.day()) == (2, 29) && (day.month(), day.day()) == (3, 1);
        let birthday = (day.month(), day.day()) == (born.month(), born.day()) || leap;
        let years = i32::from(day.year()) - i32::from(born.year());
        (birthday && years == i32::from(age)).then_some(age)
    }
}

/// The catalogue of support.
const EVERY_SERVICE: [Service; 6] = [
    Service::AimAssessment,
    Service::AimIntervention,
    Service::Consultation,
    Service::PatternMapping,
    Service::Resources,
    Service::Signposting,
];

impl fmt::Debug for Screened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Screened(…)")
    }
}
