//! Dates as people write them, day before month: "3 March 2026", "03/03/2026", "March 2026", "between 1 and 5 May 2026". Two-digit
//! years are not guessed, and nothing vague is made exact.

use jiff::civil::Date;

use crate::Happened;

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
const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
/// Words that make what follows less than certain.
const VAGUE: [&str; 10] = [
    "around",
    "about",
    "approx",
    "approximately",
    "roughly",
    "circa",
    "c",
    "probably",
    "possibly",
    "maybe",
];
const JOINS: [&str; 4] = [" and ", " to ", " – ", " - "];

/// A date as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) when: Happened,
    /// Whether a word says that it may be otherwise.
    pub(super) vague: bool,
}

/// Reads a date, with whatever precision it has; none when it is not plainly one.
pub(super) fn read(text: &str) -> Option<Written> {
    let small = text.trim().trim_end_matches('.').to_lowercase();
    let (vague, small) = without_vague(&small);
    let when = between(small).or_else(|| single(small))?;
    Some(Written { when, vague })
}

/// Reads a whole day; none for anything less.
pub(super) fn day(text: &str) -> Option<Date> {
    match read(text)? {
        Written {
            when: Happened::Day(day),
            vague: false,
        } => Some(day),
        _ => None,
    }
}

fn without_vague(text: &str) -> (bool, &str) {
    let mut words = text.splitn(2, [' ', '.']);
    match (words.next(), words.next()) {
        (Some(first), Some(rest)) if VAGUE.contains(&first) => {
            (true, rest.trim_start_matches(['.', ' ']))
        }
        _ => (false, text),
    }
}

/// "between 1 March 2026 and 30 April 2026", "1 to 5 May 2026".
fn between(text: &str) -> Option<Happened> {
    let text = text
        .strip_prefix("between ")
        .or_else(|| text.strip_prefix("from "))
        .unwrap_or(text);
    let (before, after) = JOINS.iter().find_map(|join| text.split_once(join))?;
    let last = single(after)?;
    let first = single(before).or_else(|| completed(before, after))?;
    let (earliest, latest) = (first.range()?.0, last.range()?.1);
    (earliest <= latest).then_some(Happened::Between(earliest, latest))
}

/// "1" or "1 March" before "5 May 2026": what it lacks is the other's.
fn completed(before: &str, after: &str) -> Option<Happened> {
    let mut after = after.split(' ').filter(|word| !word.is_empty()).rev();
    let (year, month) = (after.next()?, after.next()?);
    let only_day = small_number(before.trim()).is_some();
    let whole = if only_day {
        format!("{before} {month} {year}")
    } else {
        format!("{before} {year}")
    };
    single(&whole)
}

fn single(text: &str) -> Option<Happened> {
    let words: Vec<&str> = text
        .split([' ', '/', '.', '-', ',', '\u{a0}'])
        .filter(|word| !word.is_empty() && *word != "of" && *word != "the" && *word != "on")
        .collect();
    let words = match words.split_first() {
        Some((first, rest)) if is_weekday(first) => rest,
        _ => words.as_slice(),
    };
    match words {
        [one, two, three] if one.len() == 4 => date(three, two, one),
        [one, two, three] => date(one, two, three).or_else(|| {
            // "March 3, 2026": the word says which is the month.
            by_name(one).and_then(|_| date(two, one, three))
        }),
        [month, year] => first_of(month, year).map(Happened::Month),
        [year] => Date::new(whole_year(year)?, 1, 1).ok().map(Happened::Year),
        _ => None,
    }
}

fn is_weekday(word: &str) -> bool {
    word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(word))
}

fn date(day: &str, month: &str, year: &str) -> Option<Happened> {
    let day = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|end| day.strip_suffix(end))
        .unwrap_or(day);
    let day: i8 = small_number(day)?;
    let found = Date::new(whole_year(year)?, month_of(month)?, day).ok()?;
    Some(Happened::Day(found))
}

fn first_of(month: &str, year: &str) -> Option<Date> {
    Date::new(whole_year(year)?, month_of(month)?, 1).ok()
}

fn month_of(word: &str) -> Option<i8> {
    by_name(word).or_else(|| small_number(word))
}

/// "September", "Sep" or "Sept".
fn by_name(word: &str) -> Option<i8> {
    if word.len() < 3 {
        return None;
    }
    let place = MONTHS.iter().position(|month| month.starts_with(word))?;
    i8::try_from(place).ok()?.checked_add(1)
}

fn small_number(word: &str) -> Option<i8> {
    let digits = word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit());
    digits.then(|| word.parse().ok()).flatten()
}

fn whole_year(word: &str) -> Option<i16> {
    let digits = word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
    let year = digits.then(|| word.parse().ok()).flatten()?;
    (1900..=9998).contains(&year).then_some(year)
}

/// The boxes of a form that say the same.
pub(super) fn boxes(question: &str, when: Happened) -> Vec<(String, String)> {
    let precision = |code: &str| (format!("{question}-precision"), code.to_owned());
    match when {
        Happened::Day(day) => [
            vec![precision("date")],
            whole(&format!("{question}-date"), day),
        ]
        .concat(),
        Happened::Month(first) => vec![
            precision("month"),
            (format!("{question}-month-month"), first.month().to_string()),
            (format!("{question}-month-year"), first.year().to_string()),
        ],
        Happened::Year(first) => vec![
            precision("year"),
            (format!("{question}-year-year"), first.year().to_string()),
        ],
        Happened::Between(earliest, latest) => [
            vec![precision("between")],
            whole(&format!("{question}-from"), earliest),
            whole(&format!("{question}-to"), latest),
        ]
        .concat(),
        Happened::NotKnown => vec![precision("not_known")],
    }
}

/// The three boxes of a day.
pub(super) fn whole(prefix: &str, day: Date) -> Vec<(String, String)> {
    vec![
        (format!("{prefix}-day"), day.day().to_string()),
        (format!("{prefix}-month"), day.month().to_string()),
        (format!("{prefix}-year"), day.year().to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::{Written, day, read};
    use crate::Happened;

    #[test]
    fn a_day_is_read_as_people_write_it_day_before_month() {
        for text in [
            "3 March 2026",
            "03/03/2026",
            "3.3.2026",
            "3rd of March 2026",
            "2026-03-03",
            "Tuesday, 3 March 2026",
            "3 Mar 2026",
            "March 3, 2026",
            "3-3-2026",
            " 3 march 2026. ",
        ] {
            assert_eq!(day(text), Some(date(2026, 3, 3)), "{text}");
        }
        assert_eq!(day("04/05/2026"), Some(date(2026, 5, 4)));
        assert_eq!(day("29 February 2012"), Some(date(2012, 2, 29)));
    }

    #[test]
    fn what_does_not_exist_or_is_short_of_a_year_is_no_date() {
        for text in [
            "30/02/2026",
            "04/13/2026",
            "3/3/26",
            "3 March",
            "last week",
            "",
            "03/03/2026 or 04/03/2026",
            "spring 2026",
            "early May 2026",
            "31/12/1899",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn less_than_a_day_keeps_its_precision_and_a_vague_word_is_told() {
        let when = |text: &str| read(text).map(|Written { when, vague }| (when, vague));
        assert_eq!(
            when("May 2026"),
            Some((Happened::Month(date(2026, 5, 1)), false))
        );
        assert_eq!(
            when("05/2026"),
            Some((Happened::Month(date(2026, 5, 1)), false))
        );
        assert_eq!(
            when("around May 2026"),
            Some((Happened::Month(date(2026, 5, 1)), true))
        );
        assert_eq!(
            when("2026"),
            Some((Happened::Year(date(2026, 1, 1)), false))
        );
        for text in [
            "between 1 March 2026 and 30 April 2026",
            "1 March to 30 April 2026",
            "01/03/2026 - 30/04/2026",
            "March to April 2026",
        ] {
            assert_eq!(
                when(text),
                Some((
                    Happened::Between(date(2026, 3, 1), date(2026, 4, 30)),
                    false
                )),
                "{text}"
            );
        }
        assert_eq!(
            when("1 to 5 May 2026"),
            Some((Happened::Between(date(2026, 5, 1), date(2026, 5, 5)), false))
        );
        assert_eq!(when("30 April 2026 to 1 March 2026"), None);
    }

    proptest! {
        #[test]
        fn nothing_written_makes_it_fail(text in ".{0,40}") {
            let written = read(&text);
            prop_assert!(written.is_none_or(|written| written.when.range().is_some()));
        }
    }
}
