//! Small words that pages share: numbers, sizes, dates and times as people write them. Pure.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, tz::TimeZone};

/// "19 November 2026".
pub fn date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// "Thursday 19 November 2026".
pub fn day_and_date(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// "3:40pm"; "midday", "midnight".
pub fn time(time: Time) -> String {
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (hour, minute) => {
            let half = if hour < 12 { "am" } else { "pm" };
            let on_the_clock = match hour % 12 {
                0 => 12,
                other => other,
            };
            if minute == 0 {
                format!("{on_the_clock}{half}")
            } else {
                format!("{on_the_clock}:{minute:02}{half}")
            }
        }
    }
}

/// "Thursday 19 November 2026, 2:15pm", in the zone given (the hub's is Europe/London).
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone()).datetime();
    format!("{}, {}", day_and_date(local.date()), time(local.time()))
}

/// "1 incident", "2 incidents".
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// The words with their first letter a capital.
pub fn capital(words: &str) -> String {
    let first = words.chars().take(1).flat_map(char::to_uppercase);
    first.chain(words.chars().skip(1)).collect()
}

/// "4,000".
pub fn thousands(n: &usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A telephone number that does not break over a line.
pub fn number(number: &str) -> String {
    number.replace(' ', "\u{a0}")
}

/// The form's own words with curly quotes. Never for what people typed: that is shown as they typed it.
pub fn curly(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in words.chars() {
        let opens = text
            .chars()
            .next_back()
            .is_none_or(|before| before.is_whitespace() || before == '(');
        text.push(match (c, opens) {
            ('"', true) => '“',
            ('"', false) => '”',
            ('\'', true) => '‘',
            ('\'', false) => '’',
            _ => c,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{counted, curly, date, day_and_date, moment, thousands, time};
    use jiff::civil;

    #[test]
    fn dates_and_times_are_written_as_people_write_them() {
        assert_eq!(date(civil::date(2026, 9, 5)), "5 September 2026");
        assert_eq!(
            day_and_date(civil::date(2026, 11, 19)),
            "Thursday 19 November 2026"
        );
        assert_eq!(time(civil::time(15, 40, 0, 0)), "3:40pm");
        assert_eq!(time(civil::time(9, 0, 0, 0)), "9am");
        assert_eq!(time(civil::time(0, 5, 0, 0)), "12:05am");
        assert_eq!(time(civil::time(12, 0, 0, 0)), "midday");
    }

    #[test]
    fn a_moment_in_summer_is_an_hour_later_than_utc() {
        let london = jiff::tz::TimeZone::get("Europe/London").unwrap();
        assert_eq!(
            moment("2026-07-01T13:15:00Z".parse().unwrap(), &london),
            "Wednesday 1 July 2026, 2:15pm"
        );
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(counted(1, "incident", "incidents"), "1 incident");
        assert_eq!(counted(0, "incident", "incidents"), "0 incidents");
    }

    #[test]
    fn thousands_read_easily() {
        assert_eq!(
            [thousands(&4000), thousands(&10), thousands(&1_000_000)],
            ["4,000", "10", "1,000,000"]
        );
    }

    #[test]
    fn straight_quotes_become_curly_ones() {
        assert_eq!(
            curly("The child's \"Not known\" (\"Child A\")"),
            "The child’s “Not known” (“Child A”)"
        );
    }
}
