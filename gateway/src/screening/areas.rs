//! The areas that a version of the rules serves, each with its dates, and whether they can stand beside each other.
//! Never knows which areas there are: all of them come from the file.

use jiff::{ToSpan as _, civil::Date};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::code::Code;
use super::rules::{RulesError, day};

/// A county or district that the hub serves, with its dates, since councils are reorganised.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// GSS code.
    #[serde(deserialize_with = "authority")]
    pub code: Code,
    /// The name as letters say it.
    pub name: String,
    /// First day, where it has one.
    #[serde(default, deserialize_with = "some_day")]
    pub valid_from: Option<Date>,
    /// Last day, where it has one.
    #[serde(default, deserialize_with = "some_day")]
    pub valid_to: Option<Date>,
}

impl Area {
    /// Whether it is one of the hub's on that day.
    pub fn valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// Refuses areas that contradict themselves, each other or the day from which the version is in force.
pub(super) fn check(areas: &[Area], in_force_from: Date) -> Result<(), RulesError> {
    if areas.is_empty() {
        return Err(RulesError::at("areas", "at least one area is needed"));
    }
    for (at, area) in areas.iter().enumerate() {
        area.check(at, in_force_from)?;
        let earlier = areas.iter().take(at).enumerate();
        for (other_at, other) in earlier.filter(|(_, other)| other.code == area.code) {
            apart(area, other).map_err(|reason| {
                let reason = format!("{reason} as areas[{other_at}], which has the same code");
                RulesError::at(&format!("areas[{at}].code"), &reason)
            })?;
        }
    }
    without_a_gap(areas, in_force_from)
}

impl Area {
    fn check(&self, at: usize, in_force_from: Date) -> Result<(), RulesError> {
        let wrong = |key: &str, reason: &str| RulesError::at(&format!("areas[{at}].{key}"), reason);
        if self.name.trim().is_empty() {
            return Err(wrong("name", "letters need a name"));
        }
        if self
            .valid_from
            .zip(self.valid_to)
            .is_some_and(|(from, to)| from > to)
        {
            return Err(wrong("valid_to", "before valid_from"));
        }
        if self.valid_to.is_some_and(|to| to < in_force_from) {
            return Err(wrong(
                "valid_to",
                "before this version comes into force: the area would never count; leave it out",
            ));
        }
        Ok(())
    }

    fn from(&self) -> Date {
        self.valid_from.unwrap_or(Date::MIN)
    }

    fn to(&self) -> Date {
        self.valid_to.unwrap_or(Date::MAX)
    }
}

/// Two entries of one code may follow each other, as when its name changes: the next day, neither sooner nor later.
fn apart(area: &Area, other: &Area) -> Result<(), &'static str> {
    let (first, second) = if area.from() < other.from() {
        (area, other)
    } else {
        (other, area)
    };
    match first.to().checked_add(1.day()) {
        Ok(next) if next == second.from() => Ok(()),
        Ok(next) if next < second.from() => Err("there are days between this and the same area"),
        Ok(_) | Err(_) => Err("it counts on the same days"),
    }
}

/// From the first day of the version until its areas end there is no day without one.
fn without_a_gap(areas: &[Area], in_force_from: Date) -> Result<(), RulesError> {
    let starts = areas.iter().enumerate().filter_map(|(at, area)| {
        let from = area.valid_from.filter(|from| *from > in_force_from)?;
        Some((at, from))
    });
    let first_day = (None, in_force_from);
    let starts = starts.map(|(at, from)| (Some(at), from));
    for (at, from) in starts.chain([first_day]) {
        let before = match at {
            Some(_) => from.checked_sub(1.day()).unwrap_or(from),
            None => from,
        };
        if !areas.iter().any(|area| area.valid_on(before)) {
            let key = at.map_or("areas".to_owned(), |at| format!("areas[{at}].valid_from"));
            let reason = format!("no area counts on {before}");
            return Err(RulesError::at(&key, &reason));
        }
    }
    Ok(())
}

fn authority<'de, D: Deserializer<'de>>(from: D) -> Result<Code, D::Error> {
    let text = String::deserialize(from)?;
    Code::of_authority(&text).ok_or_else(|| D::Error::custom("not E, W, S or N and eight digits"))
}

fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    day(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::super::rules::Rules;
    use crate::screening::oracle::SHIPPED;

    const HEAD: &str = "in_force_from = 2026-01-01\nconsultation_only_below = 10\nwindow_months = 12\nage = { from = 8, to = 17 }\n";

    fn read(areas: &[&str]) -> Result<Rules, (String, String)> {
        let areas: Vec<String> = areas
            .iter()
            .map(|area| format!("[[areas]]\nname = \"A\"\n{area}\n"))
            .collect();
        Rules::read("x", &(HEAD.to_owned() + &areas.concat()))
            .map_err(|error| (error.key, error.reason))
    }

    const COUNTY: &str = "code = \"E10000017\"\nvalid_to = 2028-03-31";
    const NORTH: &str = "code = \"E06000098\"\nvalid_from = 2028-04-01";

    #[test]
    fn a_county_and_what_follows_it_stand_in_one_version() {
        read(&[
            COUNTY,
            NORTH,
            "code = \"E06000099\"\nvalid_from = 2028-04-01",
        ])
        .expect("rules");
        read(&[COUNTY]).expect("an end without a successor is said, not refused");
        read(&[COUNTY, "code = \"E10000017\"\nvalid_from = 2028-04-01"]).expect("a new name");
    }

    #[test]
    fn areas_that_overlap_leave_a_gap_or_never_count_are_refused_by_their_key() {
        for (areas, key, reason) in [
            (vec![COUNTY, COUNTY], "areas[1].code", "same days"),
            (
                vec![COUNTY, "code = \"E10000017\"\nvalid_from = 2028-03-31"],
                "areas[1].code",
                "same days",
            ),
            (
                vec![
                    "code = \"E06000098\"",
                    COUNTY,
                    "code = \"E10000017\"\nvalid_from = 2028-04-02",
                ],
                "areas[2].code",
                "days between",
            ),
            (
                vec![COUNTY, "code = \"E06000098\"\nvalid_from = 2028-04-02"],
                "areas[1].valid_from",
                "no area counts on 2028-04-01",
            ),
            (
                vec![NORTH],
                "areas[0].valid_from",
                "no area counts on 2028-03-31",
            ),
            (
                vec![COUNTY, "code = \"E06000098\"\nvalid_to = 2025-12-31"],
                "areas[1].valid_to",
                "never count",
            ),
            (
                vec!["code = \"E06000098\"\nvalid_from = 2027-02-01\nvalid_to = 2027-01-31"],
                "areas[0].valid_to",
                "before valid_from",
            ),
            (vec![], "", "areas"),
        ] {
            let (at, why) = read(&areas).expect_err(key);
            assert_eq!(at, key, "{areas:?}: {why}");
            assert!(why.contains(reason), "{areas:?}: {why}");
        }
        let none = SHIPPED.split("[[areas]]").next().expect("a head");
        let none = none.replacen("in_force_from", "areas = []\nin_force_from", 1);
        let error = Rules::read("x", &none).expect_err("no areas");
        assert_eq!((error.version.as_str(), error.key.as_str()), ("x", "areas"));
    }
}
