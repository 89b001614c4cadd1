//! Calendar arithmetic of the criteria: ages, the months of the window, the last day of each (DOMAIN 5.2, 5.3).
//! Dates only. Never a time of day, a time zone or today.

use std::fmt;

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads a date written exactly `YYYY-MM-DD`, from year 1 on.
pub(super) fn read_day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)?;
    let month = i8::try_from(number(parts.next()?, 2)?).ok()?;
    let day = i8::try_from(number(parts.next()?, 2)?).ok()?;
    let whole = parts.next().is_none() && year > 0;
    whole.then(|| Date::new(year, month, day).ok()).flatten()
}

fn number(digits: &str, length: usize) -> Option<i16> {
    let written = digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
    written.then(|| {
        digits
            .bytes()
            .fold(0, |sum, byte| sum * 10 + i16::from(byte - b'0'))
    })
}

/// Whole years on `day`; nobody has an age before they are born. Born on 29 February: the birthday is 1 March in common years.
pub(super) fn age_on(born: Date, day: Date) -> Option<u16> {
    let birthday_to_come = (day.month(), day.day()) < (born.month(), born.day());
    u16::try_from(day.year() - born.year() - i16::from(birthday_to_come)).ok()
}

/// The last day on which somebody is still `age`, the eve of the next birthday.
pub(super) fn last_day_at_age(born: Date, age: u16) -> Date {
    let next = i16::try_from(age)
        .ok()
        .and_then(|age| born.year().checked_add(age)?.checked_add(1));
    let birthday = next.and_then(|year| {
        Date::new(year, born.month(), born.day())
            .or_else(|_no_such_day| Date::new(year, 3, 1))
            .ok()
    });
    birthday
        .and_then(|day| day.yesterday().ok())
        .unwrap_or(Date::MAX)
}

/// The same day of the month `months` earlier, or that month's last day where there is no such day.
pub(super) fn months_before(day: Date, months: u16) -> Date {
    shifted_month(day, -i32::from(months)).map_or(Date::MIN, |month| same_day_in(month, day))
}

/// The last day whose `months_before` is not after `from`.
pub(super) fn last_day_reaching(from: Date, months: u16) -> Date {
    let Some(month) = shifted_month(from, i32::from(months)) else {
        return Date::MAX;
    };
    // Later days of a longer month reach back to the same last day.
    if from.day() == from.days_in_month() {
        month.last_of_month()
    } else {
        same_day_in(month, from)
    }
}

fn shifted_month(day: Date, months: i32) -> Option<Date> {
    let index = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 + months;
    let year = i16::try_from(index.div_euclid(12)).ok()?;
    let month = i8::try_from(index.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok()
}

fn same_day_in(month: Date, day: Date) -> Date {
    Date::new(
        month.year(),
        month.month(),
        day.day().min(month.days_in_month()),
    )
    .unwrap_or(month)
}

/// The English name of the month of `day`.
fn month_name(day: Date) -> &'static str {
    usize::try_from(day.month() - 1)
        .ok()
        .and_then(|at| MONTHS.get(at))
        .copied()
        .unwrap_or_default()
}

/// A day in words: `19 November 2025`.
pub(super) struct DayInWords(pub(super) Date);

impl fmt::Display for DayInWords {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} {} {}",
            self.0.day(),
            month_name(self.0),
            self.0.year()
        )
    }
}

/// How exactly a span of days was stated.
#[derive(Clone, Copy)]
pub(super) enum Span {
    Day(Date),
    Month(Date),
    Year(Date),
    Between(Date, Date),
}

impl Span {
    /// The name of the month of a day: `December`.
    pub(super) fn month_of(day: Date) -> &'static str {
        month_name(day)
    }

    /// Recognises an exact day, a whole month or a whole year in its first and last day.
    pub(super) fn of(from: Date, to: Date) -> Self {
        let same_year = from.year() == to.year();
        if from == to {
            Self::Day(from)
        } else if same_year
            && from.month() == to.month()
            && from.day() == 1
            && to == from.last_of_month()
        {
            Self::Month(from)
        } else if same_year && from == from.first_of_year() && to == from.last_of_year() {
            Self::Year(from)
        } else {
            Self::Between(from, to)
        }
    }
}

/// `on 10 September 2026`, `in September 2026`, `in 2025`, `between 3 March 2026 and 9 April 2026`.
impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Day(day) => write!(out, "on {}", DayInWords(day)),
            Self::Month(first) => write!(out, "in {} {}", month_name(first), first.year()),
            Self::Year(first) => write!(out, "in {}", first.year()),
            Self::Between(from, to) => {
                write!(out, "between {} and {}", DayInWords(from), DayInWords(to))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Span, age_on, last_day_at_age, last_day_reaching, months_before, read_day};

    #[test]
    fn a_date_is_exactly_ten_characters_and_a_real_day() {
        assert_eq!(read_day("2028-02-29"), Some(date(2028, 2, 29)));
        for bad in [
            "2026-02-29",
            "2026-2-09",
            "20260209",
            "2026-02-30",
            "0000-01-01",
            "2026-13-01",
            " 2026-01-1",
            "+026-01-01",
            "2026-01-01T",
            "２026-1-1",
            "2026-01-01-",
            "2026-01",
            "-026-01-01",
        ] {
            assert_eq!(read_day(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_leap_day_child_has_a_birthday_on_the_first_of_march_in_common_years() {
        let born = date(2008, 2, 29);
        assert_eq!(age_on(born, date(2026, 2, 28)), Some(17));
        assert_eq!(age_on(born, date(2026, 3, 1)), Some(18));
        assert_eq!(age_on(born, date(2028, 2, 29)), Some(20));
        assert_eq!(age_on(born, date(2008, 2, 28)), None);
        assert_eq!(last_day_at_age(born, 17), date(2026, 2, 28));
        assert_eq!(last_day_at_age(born, 19), date(2028, 2, 28));
    }

    #[test]
    fn the_window_reaches_to_the_months_last_day_where_there_is_no_such_day() {
        assert_eq!(months_before(date(2028, 2, 29), 12), date(2027, 2, 28));
        assert_eq!(months_before(date(2026, 5, 31), 3), date(2026, 2, 28));
        assert_eq!(last_day_reaching(date(2027, 2, 28), 12), date(2028, 2, 29));
        assert_eq!(last_day_reaching(date(2028, 2, 28), 12), date(2029, 2, 28));
        assert_eq!(last_day_reaching(date(2028, 2, 29), 12), date(2029, 2, 28));
        assert_eq!(
            last_day_reaching(date(9999, 6, 1), 12),
            jiff::civil::Date::MAX
        );
    }

    #[test]
    fn a_span_is_said_as_it_was_stated() {
        for (from, to, words) in [
            (date(2026, 9, 10), date(2026, 9, 10), "on 10 September 2026"),
            (date(2024, 2, 1), date(2024, 2, 29), "in February 2024"),
            (date(2025, 1, 1), date(2025, 12, 31), "in 2025"),
            (
                date(2025, 1, 1),
                date(2025, 11, 30),
                "between 1 January 2025 and 30 November 2025",
            ),
            (
                date(2025, 3, 3),
                date(2025, 12, 31),
                "between 3 March 2025 and 31 December 2025",
            ),
            (
                date(2025, 2, 1),
                date(2025, 2, 27),
                "between 1 February 2025 and 27 February 2025",
            ),
            (
                date(2024, 2, 1),
                date(2025, 2, 28),
                "between 1 February 2024 and 28 February 2025",
            ),
        ] {
            assert_eq!(Span::of(from, to).to_string(), words);
        }
    }
}
