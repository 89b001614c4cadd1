//! The hub's criteria as data: one version a file, each in force from its day (SCREENING.md "Rules").
//! Never holds a rule of its own: ages, window, areas and the police policy all come from the file.

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::areas::{self, Area};
use super::code::Code;
use super::days::{last_day_at_age, last_day_reaching, months_before};
use super::digest::sha256_hex;

const OLDEST: u16 = 130;
const LONGEST_WINDOW_MONTHS: u16 = 1200;

/// What an open police investigation means for the offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicePolicy {
    /// It limits the offer to consultation.
    #[default]
    ConsultationOnly,
    /// The same limit, and the suggestion is to hold.
    Hold,
    /// Nothing is offered.
    Decline,
}

/// Why a rules file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{version}: {key}: {reason}")]
pub struct RulesError {
    /// The version at fault: the name of its file without `.toml`.
    pub version: String,
    /// The key, such as `age.to` or `areas[2].code`; empty for the file as a whole.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
}

impl RulesError {
    pub(super) fn at(key: &str, reason: &str) -> Self {
        Self {
            version: String::new(),
            key: key.to_owned(),
            reason: reason.to_owned(),
        }
    }

    pub(super) fn of(self, version: &str) -> Self {
        Self {
            version: version.to_owned(),
            ..self
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(deserialize_with = "day")]
    in_force_from: Date,
    follows: Option<String>,
    age: Ages,
    consultation_only_below: u16,
    window_months: u16,
    #[serde(default)]
    police_policy: PolicePolicy,
    areas: Vec<Area>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ages {
    from: u16,
    to: u16,
}

/// One version of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    name: String,
    sha256: String,
    written: Written,
}

impl Rules {
    /// Reads one rules file; `stem` is its file name without `.toml`, the name that verdicts carry.
    ///
    /// # Errors
    /// The key and what is wrong with it.
    pub fn read(stem: &str, toml: &str) -> Result<Self, RulesError> {
        let written = Written::read(toml).map_err(|error| error.of(stem))?;
        Ok(Self {
            name: stem.to_owned(),
            sha256: sha256_hex(toml.as_bytes()),
            written,
        })
    }

    /// SHA-256 of the file as it was read, in hex: what `sha256sum` says of it.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The version that this one says it follows.
    pub fn follows(&self) -> Option<&str> {
        self.written.follows.as_deref()
    }

    /// The version's name, the stem of its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first day on which this version applies.
    pub fn in_force_from(&self) -> Date {
        self.written.in_force_from
    }

    /// The youngest age served, in whole years.
    pub fn youngest(&self) -> u16 {
        self.written.age.from
    }

    /// The oldest age served, in whole years.
    pub fn oldest(&self) -> u16 {
        self.written.age.to
    }

    /// Below this age, in whole years, no more than consultation is offered.
    pub fn consultation_only_below(&self) -> u16 {
        self.written.consultation_only_below
    }

    /// How many months back the latest incident may lie.
    pub fn window_months(&self) -> u16 {
        self.written.window_months
    }

    /// What an open police investigation means.
    pub fn police_policy(&self) -> PolicePolicy {
        self.written.police_policy
    }

    /// The areas, ended ones included.
    pub fn areas(&self) -> &[Area] {
        &self.written.areas
    }

    /// The area with this code, if it is one of the hub's on that day.
    pub fn area(&self, code: Code, day: Date) -> Option<&Area> {
        self.written
            .areas
            .iter()
            .find(|area| area.code == code && area.valid_on(day))
    }

    /// The first day of the window for a referral received on that day.
    pub fn window_start(&self, received_on: Date) -> Date {
        months_before(received_on, self.window_months())
    }

    /// The last day of receipt that still finds both age and recency met, given that both are met now.
    pub(super) fn eligible_until(&self, born: Date, incident_from: Date) -> Date {
        last_day_at_age(born, self.oldest())
            .min(last_day_reaching(incident_from, self.window_months()))
    }
}

impl Written {
    fn read(toml: &str) -> Result<Self, RulesError> {
        let reader =
            toml::Deserializer::parse(toml).map_err(|error| RulesError::at("", error.message()))?;
        let written: Self = serde_path_to_error::deserialize(reader).map_err(|error| {
            let path = error.path().to_string();
            RulesError::at(
                if path == "." { "" } else { &path },
                error.inner().message(),
            )
        })?;
        written.check()?;
        Ok(written)
    }

    fn check(&self) -> Result<(), RulesError> {
        if self.age.to > OLDEST {
            return Err(RulesError::at("age.to", "more than 130 years"));
        }
        if self.age.from > self.age.to {
            return Err(RulesError::at("age.from", "older than age.to"));
        }
        if self.consultation_only_below > OLDEST {
            return Err(RulesError::at(
                "consultation_only_below",
                "more than 130 years",
            ));
        }
        if !(1..=LONGEST_WINDOW_MONTHS).contains(&self.window_months) {
            return Err(RulesError::at("window_months", "not from 1 to 1200 months"));
        }
        areas::check(&self.areas, self.in_force_from)
    }
}

pub(super) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(from).map_err(|_other| {
        D::Error::custom("a date is written without quotes, such as 2020-01-01")
    })?;
    let date = written
        .date
        .filter(|_| written.time.is_none() && written.offset.is_none());
    let date = date.and_then(|date| {
        let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
        Date::new(i16::try_from(date.year).ok()?, month, day).ok()
    });
    date.ok_or_else(|| D::Error::custom("a date alone is needed, such as 2020-01-01"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::screening::oracle::{SHIPPED, shipped};

    fn key_at_fault(old: &str, new: &str) -> String {
        assert!(SHIPPED.contains(old), "{old}");
        Rules::read("changed", &SHIPPED.replacen(old, new, 1))
            .expect_err(new)
            .key
    }

    #[test]
    fn the_shipped_version_says_what_the_protocol_says() {
        let rules = shipped();
        assert_eq!(rules.name(), "lancashire-2020-01-01");
        assert_eq!(rules.in_force_from(), date(2020, 1, 1));
        assert_eq!(
            (
                rules.youngest(),
                rules.oldest(),
                rules.consultation_only_below(),
                rules.window_months()
            ),
            (8, 17, 10, 12)
        );
        assert_eq!(rules.police_policy(), PolicePolicy::ConsultationOnly);
        assert_eq!(rules.sha256(), sha256_hex(SHIPPED.as_bytes()));
        let codes: Vec<String> = rules
            .areas()
            .iter()
            .map(|area| area.code.to_string())
            .collect();
        let mut expected = vec!["E10000017".to_owned()];
        expected.extend((117..=128).map(|last| format!("E07000{last}")));
        assert_eq!(codes, expected);
    }

    #[test]
    fn a_wrong_rules_file_names_the_key() {
        assert_eq!(
            key_at_fault("in_force_from = 2020-01-01", "in_force_from = \"soon\""),
            "in_force_from"
        );
        assert_eq!(
            key_at_fault(
                "in_force_from = 2020-01-01",
                "in_force_from = 2020-01-01T10:00:00"
            ),
            "in_force_from"
        );
        assert_eq!(key_at_fault("to = 17", "to = 7"), "age.from");
        assert_eq!(key_at_fault("to = 17", "to = 700"), "age.to");
        assert_eq!(key_at_fault("to = 17", "to = -1"), "age.to");
        assert_eq!(
            key_at_fault("window_months = 12", "window_months = 0"),
            "window_months"
        );
        assert_eq!(
            key_at_fault(
                "police_policy = \"consultation_only\"",
                "police_policy = \"perhaps\""
            ),
            "police_policy"
        );
        assert_eq!(key_at_fault("E10000017", "10000017"), "areas[0].code");
        assert_eq!(key_at_fault("\"Burnley\"", "\"\""), "areas[1].name");
        assert!(Rules::read("x", "in_force_from = ").is_err());
        assert!(
            Rules::read("x", &format!("speed = 1\n{SHIPPED}"))
                .expect_err("unknown")
                .reason
                .contains("speed")
        );
    }

    #[test]
    fn the_last_number_that_may_be_written_is_good_and_the_next_is_not() {
        let below = "consultation_only_below = 10";
        let window = "window_months = 12";
        for (old, good, bad, key) in [
            ("to = 17", "to = 130", "to = 131", "age.to"),
            ("from = 8", "from = 17", "from = 18", "age.from"),
            (
                below,
                "consultation_only_below = 130",
                "consultation_only_below = 131",
                "consultation_only_below",
            ),
            (
                below,
                "consultation_only_below = 0",
                "consultation_only_below = 200",
                "consultation_only_below",
            ),
            (
                window,
                "window_months = 1200",
                "window_months = 1201",
                "window_months",
            ),
        ] {
            let kept = Rules::read("kept", &SHIPPED.replacen(old, good, 1));
            assert!(kept.is_ok(), "{good}: {kept:?}");
            assert_eq!(key_at_fault(old, bad), key);
        }
    }

    #[test]
    fn an_area_counts_only_between_its_dates() {
        let dated = SHIPPED.replacen(
            "name = \"Burnley\"",
            "name = \"Burnley\"\nvalid_from = 2021-01-01\nvalid_to = 2028-03-31",
            1,
        );
        let rules = Rules::read("dated", &dated).expect("rules");
        let burnley = Code::read("E07000117").expect("a code");
        for (day, inside) in [
            (date(2020, 12, 31), false),
            (date(2021, 1, 1), true),
            (date(2028, 3, 31), true),
            (date(2028, 4, 1), false),
        ] {
            assert_eq!(rules.area(burnley, day).is_some(), inside, "{day}");
        }
    }
}
