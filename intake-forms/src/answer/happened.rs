//! When something happened, as exactly as is honestly known. Must never make a vague answer look exact: what is shown back says
//! how well it is known.

use std::fmt;

use jiff::civil::Date;

use super::date::{DAY, MONTH, Part, Wrong, YEAR, read as read_date};
use super::text::any_typed;
use crate::question::Question;
use crate::shown::long_date;
use crate::{Fields, Problem, Rule};

/// The answers to "How exactly do you know?", in order: the code sent in `{id}-precision`, and the words.
pub const PRECISIONS: [(&str, &str); 5] = [
    ("date", "I know the date"),
    ("month", "I know the month and year"),
    ("year", "I know the year"),
    ("between", "I can say between two dates"),
    ("not_known", "Not known"),
];

const FUTURE: &str = "The date must be today or in the past";

/// A moment, with how well it is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// The day.
    Day(Date),
    /// The month; its first day.
    Month(Date),
    /// The year; its 1 January.
    Year(Date),
    /// Between an earliest and a latest day.
    Between(Date, Date),
    /// Not known.
    NotKnown,
}

impl Happened {
    /// The earliest and the latest day it can have been; none when not known.
    pub fn range(&self) -> Option<(Date, Date)> {
        match *self {
            Self::Day(day) => Some((day, day)),
            Self::Month(first) => Some((first, first.last_of_month())),
            Self::Year(first) => Some((first, first.last_of_year())),
            Self::Between(earliest, latest) => Some((earliest, latest)),
            Self::NotKnown => None,
        }
    }

    /// As it was given: "September 2026 (month and year known)".
    pub fn shown(&self) -> String {
        match *self {
            Self::Day(day) => long_date(day),
            Self::Month(first) => format!("{} (month and year known)", first.strftime("%B %Y")),
            Self::Year(first) => format!("{} (year known)", first.year()),
            Self::Between(earliest, latest) if earliest.year() == latest.year() => {
                format!(
                    "Between {} and {}",
                    earliest.strftime("%-d %B"),
                    long_date(latest)
                )
            }
            Self::Between(earliest, latest) => {
                format!("Between {} and {}", long_date(earliest), long_date(latest))
            }
            Self::NotKnown => "Date not known".to_owned(),
        }
    }
}

impl fmt::Debug for Happened {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Day(_) => "Happened(day)",
            Self::Month(_) => "Happened(month)",
            Self::Year(_) => "Happened(year)",
            Self::Between(..) => "Happened(between)",
            Self::NotKnown => "Happened(not known)",
        })
    }
}

/// Where the boxes of each precision start, and which they are.
fn boxes(id: &str) -> [(&'static str, String, &'static [Part]); 5] {
    [
        ("date", format!("{id}-date"), &DAY),
        ("month", format!("{id}-month"), &MONTH),
        ("year", format!("{id}-year"), &YEAR),
        ("between", format!("{id}-from"), &DAY),
        ("between", format!("{id}-to"), &DAY),
    ]
}

pub(super) fn field_names(id: &str, sent: &Fields) -> Vec<String> {
    let precision = format!("{id}-precision");
    let chosen = sent.first(&precision).trim();
    let read = boxes(id)
        .into_iter()
        .filter(|(of, _, _)| chosen.is_empty() || *of == chosen)
        .flat_map(|(_, prefix, parts)| {
            parts
                .iter()
                .map(move |part| part.field(&prefix))
                .collect::<Vec<_>>()
        })
        .collect::<Vec<_>>();
    [vec![precision.clone()], read].concat()
}

/// Reads when `event` was: "it happened".
pub(super) fn read(
    question: &Question,
    event: &str,
    fields: &Fields,
    today: Date,
) -> Result<Option<Happened>, Box<Problem>> {
    let id = question.id.as_str();
    let precision = format!("{id}-precision");
    let known = |parts: &[Part], of: &str, name: &str, missing: &str| {
        let prefix = format!("{id}-{of}");
        read_date(name, &prefix, parts, fields)
            .and_then(|date| date.ok_or_else(|| Wrong::new(missing, &prefix, parts)))
            .and_then(|date| {
                if date > today {
                    Err(Wrong::new(FUTURE, &prefix, parts))
                } else {
                    Ok(date)
                }
            })
            .map_err(|wrong| wrong.problem(id))
    };
    let dated = |parts: &[Part], of: &str, what: &str| {
        let name = format!("The {what} {event}");
        known(parts, of, &name, &format!("Enter the {what} {event}"))
    };
    match fields.first(&precision).trim() {
        "date" => dated(&DAY, "date", "date").map(Happened::Day),
        "month" => dated(&MONTH, "month", "month and year").map(Happened::Month),
        "year" => dated(&YEAR, "year", "year").map(Happened::Year),
        "between" => between(id, fields, known),
        "not_known" => Ok(Happened::NotKnown),
        "" if !any_typed(fields, &field_names(id, fields)) => return Ok(None),
        _ => Err(Box::new(
            Problem::new(precision, id, &question.missing).by(Rule::Option),
        )),
    }
    .map(Some)
}

fn between(
    id: &str,
    fields: &Fields,
    known: impl Fn(&[Part], &str, &str, &str) -> Result<Date, Box<Problem>>,
) -> Result<Happened, Box<Problem>> {
    let missing = "Enter the earliest and the latest date";
    let prefixes = [format!("{id}-from"), format!("{id}-to")];
    let empty: Vec<String> = prefixes
        .iter()
        .map(|prefix| {
            DAY.iter()
                .map(|part| part.field(prefix))
                .collect::<Vec<_>>()
        })
        .filter(|names| !any_typed(fields, names))
        .flatten()
        .collect();
    if let Some(first) = empty.first().cloned() {
        let problem = Problem::new(first, id, missing).with_boxes(empty);
        return Err(Box::new(problem.by(Rule::Date)));
    }
    let earliest = known(&DAY, "from", "The earliest date", missing)?;
    let latest = known(&DAY, "to", "The latest date", missing)?;
    if earliest <= latest {
        return Ok(Happened::Between(earliest, latest));
    }
    let order = "The earliest date must be the same as or before the latest date";
    Err(Wrong::new(order, &format!("{id}-from"), &DAY).problem(id))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Happened;

    #[test]
    fn it_is_shown_as_it_was_given() {
        for (happened, shown) in [
            (Happened::Day(date(2026, 9, 5)), "5 September 2026"),
            (
                Happened::Month(date(2026, 9, 1)),
                "September 2026 (month and year known)",
            ),
            (Happened::Year(date(2026, 1, 1)), "2026 (year known)"),
            (
                Happened::Between(date(2026, 3, 1), date(2026, 4, 30)),
                "Between 1 March and 30 April 2026",
            ),
            (
                Happened::Between(date(2025, 12, 1), date(2026, 1, 6)),
                "Between 1 December 2025 and 6 January 2026",
            ),
            (Happened::NotKnown, "Date not known"),
        ] {
            assert_eq!(happened.shown(), shown);
        }
    }

    #[test]
    fn a_month_and_a_year_reach_to_their_last_day() {
        assert_eq!(
            Happened::Month(date(2024, 2, 1)).range(),
            Some((date(2024, 2, 1), date(2024, 2, 29)))
        );
        assert_eq!(
            Happened::Year(date(2026, 1, 1)).range(),
            Some((date(2026, 1, 1), date(2026, 12, 31)))
        );
        assert_eq!(Happened::NotKnown.range(), None);
    }
}
