//! Bank holidays with a known horizon, and the working days between them (DOMAIN 5.1). A date beyond the horizon is provisional.
//! Never guesses a holiday: what is not in the table is not one.

use std::{collections::BTreeMap, fmt};

use jiff::civil::{Date, Weekday};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// The table that the executable carries.
pub const ENGLAND_AND_WALES: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../config/holidays/england-and-wales.toml"
));
/// The table ends this soon or sooner: say so. A span of 45 working days needs nine weeks and its holidays.
const NEAR_MONTHS: i32 = 6;

/// A date that was counted forward to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day, due at its end.
    pub on: Date,
    /// The count leaves the span that the table knows: holidays may still move it.
    pub provisional: bool,
}

/// One bank holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Its name, such as `Good Friday`.
    pub name: String,
    /// The key of its source in the table's list of sources.
    pub source: String,
}

/// Why a table of holidays cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct HolidaysError {
    /// The key, such as `day[3].on`; empty for the table as a whole.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The bank holidays of England and Wales between two days, each with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    known_from: Date,
    known_to: Date,
    as_of: Date,
    sources: BTreeMap<String, String>,
    days: BTreeMap<Date, Holiday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(deserialize_with = "day")]
    known_from: Date,
    #[serde(deserialize_with = "day")]
    known_to: Date,
    #[serde(deserialize_with = "day")]
    as_of: Date,
    sources: BTreeMap<String, String>,
    day: Vec<WrittenDay>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDay {
    #[serde(deserialize_with = "day")]
    on: Date,
    name: String,
    source: String,
}

impl Holidays {
    /// Reads a table as `config/holidays/england-and-wales.toml` explains it.
    ///
    /// # Errors
    /// The key and what is wrong with it: a day twice, without a name, of an unknown source or outside the known span.
    pub fn read(toml: &str) -> Result<Self, HolidaysError> {
        let reader = toml::Deserializer::parse(toml).map_err(|error| wrong("", error.message()))?;
        let written: Written = serde_path_to_error::deserialize(reader).map_err(|error| {
            let path = error.path().to_string();
            wrong(
                if path == "." { "" } else { &path },
                error.inner().message(),
            )
        })?;
        if written.known_to < written.known_from {
            return Err(wrong("known_to", "before known_from"));
        }
        let mut days = BTreeMap::new();
        for (at, WrittenDay { on, name, source }) in written.day.into_iter().enumerate() {
            let key = |part: &str| format!("day[{at}].{part}");
            if name.trim().is_empty() {
                return Err(wrong(&key("name"), "empty"));
            }
            if !written.sources.contains_key(&source) {
                return Err(wrong(&key("source"), "not in [sources]"));
            }
            if on < written.known_from || written.known_to < on {
                return Err(wrong(&key("on"), "outside known_from to known_to"));
            }
            if days.insert(on, Holiday { name, source }).is_some() {
                return Err(wrong(&key("on"), "there twice"));
            }
        }
        Ok(Self {
            known_from: written.known_from,
            known_to: written.known_to,
            as_of: written.as_of,
            sources: written.sources,
            days,
        })
    }

    /// The first day for which the table is whole.
    pub fn known_from(&self) -> Date {
        self.known_from
    }

    /// The last day for which the table is whole.
    pub fn known_to(&self) -> Date {
        self.known_to
    }

    /// The day up to which proclamations were taken into account.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// Whether the table ends within six months of `today`.
    pub fn ends_soon(&self, today: Date) -> bool {
        let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        let left = months(self.known_to) - months(today);
        left < NEAR_MONTHS || (left == NEAR_MONTHS && self.known_to.day() <= today.day())
    }

    /// The bank holiday of a day.
    pub fn on(&self, day: Date) -> Option<&Holiday> {
        self.days.get(&day)
    }

    /// Whether a day is Monday to Friday and no bank holiday.
    pub fn is_working_day(&self, day: Date) -> bool {
        !is_weekend(day) && !self.days.contains_key(&day)
    }

    /// Working days after `from` up to and with `to`; `from` itself is day 0. Negative when `to` lies before `from`.
    pub fn working_days_between(&self, from: Date, to: Date) -> i32 {
        let (first, last, sign) = if from <= to {
            (from, to, 1)
        } else {
            (to, from, -1)
        };
        let working = first
            .series(jiff::Span::new().days(1))
            .skip(1)
            .take_while(|day| *day <= last)
            .filter(|day| self.is_working_day(*day))
            .count();
        i32::try_from(working).unwrap_or(i32::MAX) * sign
    }

    /// The day that is the given number of working days after `from`, which is day 0; the calendar's last day when there is none.
    pub fn due(&self, from: Date, working_days: u32) -> Due {
        let mut on = from;
        let mut left = working_days;
        while left > 0 {
            let Ok(next) = on.tomorrow() else { break };
            on = next;
            if self.is_working_day(on) {
                left -= 1;
            }
        }
        Due {
            on,
            provisional: !self.knows(from, on),
        }
    }

    /// Whether the table is whole from the one day to the other.
    pub fn knows(&self, from: Date, to: Date) -> bool {
        self.known_from <= from && to <= self.known_to
    }

    /// Every day of the table in order.
    pub fn days(&self) -> impl Iterator<Item = (Date, &Holiday)> {
        self.days.iter().map(|(on, holiday)| (*on, holiday))
    }

    /// The table with the days of another source over a span: those of the span that may still change give way to them.
    pub(super) fn with(
        &self,
        source: (&str, String),
        (changes_from, known_to): (Date, Date),
        new: &BTreeMap<Date, String>,
        as_of: Date,
    ) -> Self {
        let mut table = self.clone();
        table.sources.insert(source.0.to_owned(), source.1);
        table.known_to = table.known_to.max(known_to);
        table.as_of = table.as_of.max(as_of);
        table
            .days
            .retain(|on, _| *on < changes_from || known_to < *on || new.contains_key(on));
        for (on, name) in new {
            // A day that the table knows already keeps its name and its source.
            if !table.days.contains_key(on) && table.known_from <= *on && *on <= known_to {
                let holiday = Holiday {
                    name: name.clone(),
                    source: source.0.to_owned(),
                };
                table.days.insert(*on, holiday);
            }
        }
        let used = |key: &String| table.days.values().any(|day| &day.source == key);
        table.sources = table
            .sources
            .iter()
            .filter(|(key, _)| used(key))
            .map(|(key, words)| (key.clone(), words.clone()))
            .collect();
        table
    }
}

/// Whether a day is a Saturday or a Sunday.
pub(super) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The table as [`Holidays::read`] reads it.
impl fmt::Display for Holidays {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |text: &str| toml::Value::from(text).to_string();
        writeln!(out, "known_from = {}", self.known_from)?;
        writeln!(out, "known_to = {}", self.known_to)?;
        writeln!(out, "as_of = {}\n\n[sources]", self.as_of)?;
        for (key, words) in &self.sources {
            writeln!(out, "{key} = {}", text(words))?;
        }
        for (on, holiday) in &self.days {
            writeln!(out, "\n[[day]]\non = {on}")?;
            writeln!(out, "name = {}", text(&holiday.name))?;
            writeln!(out, "source = {}", text(&holiday.source))?;
        }
        Ok(())
    }
}

fn wrong(key: &str, reason: &str) -> HolidaysError {
    HolidaysError {
        key: key.to_owned(),
        reason: reason.to_owned(),
    }
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(from).map_err(|_other| {
        D::Error::custom("a date is written without quotes, such as 2026-12-25")
    })?;
    let alone = written.time.is_none() && written.offset.is_none();
    let date = written.date.filter(|_| alone).and_then(|date| {
        let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
        Date::new(i16::try_from(date.year).ok()?, month, day).ok()
    });
    date.ok_or_else(|| D::Error::custom("a date alone is needed, such as 2026-12-25"))
}
