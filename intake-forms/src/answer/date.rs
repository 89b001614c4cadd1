//! A day, a month or a year from text boxes. Two-digit years are not guessed; the real calendar decides.

use jiff::civil::Date;

use super::Answer;
use crate::question::{DateRule, Question};
use crate::{Fields, Problem, Rule};

/// The first year that any answer can be in.
const FIRST_YEAR: i16 = 1900;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// One box of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Day,
    Month,
    Year,
}

/// The boxes of a whole date.
pub(crate) const DAY: [Part; 3] = [Part::Day, Part::Month, Part::Year];
/// The boxes of a month.
pub(crate) const MONTH: [Part; 2] = [Part::Month, Part::Year];
/// The box of a year.
pub(crate) const YEAR: [Part; 1] = [Part::Year];

impl Part {
    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The name of the box.
    pub(crate) fn field(self, prefix: &str) -> String {
        format!("{prefix}-{}", self.word())
    }
}

/// What is wrong with a date, and in which boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) message: String,
    pub(crate) boxes: Vec<String>,
}

impl Wrong {
    pub(crate) fn new(message: impl Into<String>, prefix: &str, parts: &[Part]) -> Self {
        Self {
            message: message.into(),
            boxes: parts.iter().map(|part| part.field(prefix)).collect(),
        }
    }

    pub(crate) fn problem(self, question: &str) -> Box<Problem> {
        let first = self
            .boxes
            .first()
            .cloned()
            .unwrap_or_else(|| question.to_owned());
        let problem = Problem::new(first, question, self.message).with_boxes(self.boxes);
        Box::new(problem.by(Rule::Date))
    }
}

/// Reads the boxes; all empty is `None`. Of a month the first day, of a year 1 January.
pub(crate) fn read(
    name: &str,
    prefix: &str,
    parts: &[Part],
    fields: &Fields,
) -> Result<Option<Date>, Wrong> {
    let typed: Vec<(Part, &str)> = parts
        .iter()
        .map(|part| (*part, fields.first(&part.field(prefix)).trim()))
        .collect();
    let empty: Vec<Part> = typed
        .iter()
        .filter(|(_, text)| text.is_empty())
        .map(|(part, _)| *part)
        .collect();
    if empty.len() == parts.len() {
        return Ok(None);
    }
    if !empty.is_empty() {
        let words = empty
            .iter()
            .map(|part| part.word())
            .collect::<Vec<_>>()
            .join(" and ");
        return Err(Wrong::new(
            format!("{name} must include a {words}"),
            prefix,
            &empty,
        ));
    }
    if typed
        .iter()
        .any(|(part, text)| *part == Part::Year && is_digits(text) && text.len() != 4)
    {
        return Err(Wrong::new("Year must include 4 numbers", prefix, &YEAR));
    }
    let read: Vec<(Part, Option<i16>)> = typed
        .iter()
        .map(|(part, text)| (*part, number(*part, text)))
        .collect();
    let unreal: Vec<Part> = read
        .iter()
        .filter(|(_, value)| value.is_none())
        .map(|(part, _)| *part)
        .collect();
    let not_real =
        |parts: &[Part]| Wrong::new(format!("{name} must be a real date"), prefix, parts);
    if !unreal.is_empty() {
        return Err(not_real(&unreal));
    }
    let value = |wanted: Part| {
        read.iter()
            .find(|(part, _)| *part == wanted)
            .and_then(|(_, value)| *value)
            .unwrap_or(1)
    };
    let (Ok(month), Ok(day)) = (
        i8::try_from(value(Part::Month)),
        i8::try_from(value(Part::Day)),
    ) else {
        return Err(not_real(parts));
    };
    Date::new(value(Part::Year), month, day)
        .map(Some)
        .map_err(|_| not_real(parts))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// The number in a box, if it can be part of any date.
fn number(part: Part, text: &str) -> Option<i16> {
    if part == Part::Month && !is_digits(text) {
        return month_by_name(text);
    }
    let number = Some(text)
        .filter(|text| is_digits(text) && text.len() <= 4)?
        .parse::<i16>()
        .ok()?;
    let range = match part {
        Part::Day => 1..=31,
        Part::Month => 1..=12,
        Part::Year => FIRST_YEAR..=9_998,
    };
    range.contains(&number).then_some(number)
}

/// "September" or "Sep".
fn month_by_name(text: &str) -> Option<i16> {
    let small = text.to_ascii_lowercase();
    let place = MONTHS
        .iter()
        .position(|month| small.len() >= 3 && month.starts_with(&small))?;
    i16::try_from(place).ok()?.checked_add(1)
}

pub(super) fn read_question(
    question: &Question,
    rule: DateRule,
    fields: &Fields,
    today: Date,
) -> Result<Option<Answer>, Box<Problem>> {
    let wrong = |wrong: Wrong| wrong.problem(&question.id);
    let Some(date) = read(&question.name, &question.id, &DAY, fields).map_err(wrong)? else {
        return Ok(None);
    };
    let rest = match rule {
        DateRule::Past if date >= today => "must be in the past",
        DateRule::TodayOrPast if date > today => "must be today or in the past",
        _ => return Ok(Some(Answer::Day(date))),
    };
    Err(Wrong::new(format!("{} {rest}", question.name), &question.id, &DAY).problem(&question.id))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::{DAY, MONTH, Wrong, YEAR, read};
    use crate::Fields;

    fn boxes(day: &str, month: &str, year: &str) -> Fields {
        Fields::bounded([("d-day", day), ("d-month", month), ("d-year", year)]).unwrap()
    }

    fn whole(day: &str, month: &str, year: &str) -> Result<Option<jiff::civil::Date>, Wrong> {
        read("Date of birth", "d", &DAY, &boxes(day, month, year))
    }

    #[test]
    fn a_real_date_is_read_with_figures_or_the_month_in_words() {
        for month in ["9", "09", "September", "sep", " 9 "] {
            assert_eq!(
                whole("5", month, "2026"),
                Ok(Some(date(2026, 9, 5))),
                "{month}"
            );
        }
        assert_eq!(whole("29", "2", "2024"), Ok(Some(date(2024, 2, 29))));
        assert_eq!(whole(" ", "", ""), Ok(None));
    }

    #[test]
    fn a_month_is_its_first_day_and_a_year_the_first_of_january() {
        assert_eq!(
            read("It", "d", &MONTH, &boxes("", "9", "2026")),
            Ok(Some(date(2026, 9, 1)))
        );
        assert_eq!(
            read("It", "d", &YEAR, &boxes("", "", "2026")),
            Ok(Some(date(2026, 1, 1)))
        );
    }

    #[test]
    fn each_mistake_has_its_own_words_and_marks_only_the_wrong_boxes() {
        let real = "Date of birth must be a real date";
        for (typed, message, wrong) in [
            (
                ("", "3", "2013"),
                "Date of birth must include a day",
                vec!["d-day"],
            ),
            (
                ("27", "", ""),
                "Date of birth must include a month and year",
                vec!["d-month", "d-year"],
            ),
            (
                ("27", "3", "13"),
                "Year must include 4 numbers",
                vec!["d-year"],
            ),
            (
                ("27", "3", "20130"),
                "Year must include 4 numbers",
                vec!["d-year"],
            ),
            (("27", "13", "2013"), real, vec!["d-month"]),
            (("32", "13", "2013"), real, vec!["d-day", "d-month"]),
            (
                ("29", "2", "2013"),
                real,
                vec!["d-day", "d-month", "d-year"],
            ),
            (("27", "3", "0013"), real, vec!["d-year"]),
            (("27", "3", "twenty"), real, vec!["d-year"]),
            (("27", "ma", "2013"), real, vec!["d-month"]),
            (("-1", "+3", "2013"), real, vec!["d-day", "d-month"]),
        ] {
            let found = whole(typed.0, typed.1, typed.2).unwrap_err();
            assert_eq!(
                (found.message.as_str(), found.boxes),
                (message, wrong.iter().map(|b| (*b).to_owned()).collect())
            );
        }
    }

    proptest! {
        #[test]
        fn every_real_day_is_read_back_as_itself(year in 1900_i16..=9998, month in 1_i8..=12, day in 1_i8..=31) {
            let read = whole(&day.to_string(), &month.to_string(), &year.to_string());
            let wanted = jiff::civil::Date::new(year, month, day).map_err(|_| "Date of birth must be a real date".to_owned());
            prop_assert_eq!(read.map_err(|wrong| wrong.message), wanted.map(Some));
        }

        #[test]
        fn nothing_typed_into_the_boxes_can_make_it_fail(day in ".{0,8}", month in ".{0,12}", year in ".{0,8}") {
            drop(whole(&day, &month, &year));
        }
    }
}
