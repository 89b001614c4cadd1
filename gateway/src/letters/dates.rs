//! Dates as letters write them, in Europe/London. It must never ask what time it is.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// "Thursday 19 November 2026".
pub(super) fn long(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// "19 November 2026".
pub(super) fn short(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The day in London.
pub(super) fn day(at: Timestamp) -> Date {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).date()
}

/// "Thursday 19 November 2026, 3:40pm", in London.
pub(super) fn moment(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let there = at.to_zoned(zone);
    let clock = if there.minute() == 0 {
        "%-I%P"
    } else {
        "%-I:%M%P"
    };
    format!("{}, {}", long(there.date()), there.strftime(clock))
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments_are_london_time_in_summer_and_winter() {
        assert_eq!(
            moment("2026-11-19T15:40:00Z".parse().unwrap()),
            "Thursday 19 November 2026, 3:40pm"
        );
        assert_eq!(
            moment("2026-07-01T23:00:00Z".parse().unwrap()),
            "Thursday 2 July 2026, 12am"
        );
    }
}
