//! Dates and times as the desk writes them: Europe/London, months in words. Takes its time as an argument and never reads a clock.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::pathway::Holidays;

/// The same moment on the wall in Britain; UTC where the zone is not known to this machine.
fn local(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC))
}

/// The day on which it is in Britain.
pub fn day_of(at: Timestamp) -> Date {
    local(at).date()
}

/// When a day begins in Britain; none where it has no beginning that can be told.
pub fn begins(day: Date) -> Option<Timestamp> {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    day.to_zoned(zone).ok().map(|day| day.timestamp())
}

/// "19 November 2026".
pub fn long_day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// "19 Nov 2026".
pub fn day_with_year(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// "19 Nov" in the year of `today`, else "19 Nov 2025".
pub fn short_day(day: Date, today: Date) -> String {
    if day.year() == today.year() {
        day.strftime("%-d %b").to_string()
    } else {
        day_with_year(day)
    }
}

/// "Monday 23 November 2026, 09:40".
pub fn full(at: Timestamp) -> String {
    local(at).strftime("%A %-d %B %Y, %H:%M").to_string()
}

/// "23 November 2026, 10:12".
pub fn long_moment(at: Timestamp) -> String {
    local(at).strftime("%-d %B %Y, %H:%M").to_string()
}

/// "23 Nov 2026, 10:12".
pub fn moment(at: Timestamp) -> String {
    local(at).strftime("%-d %b %Y, %H:%M").to_string()
}

/// "10:12".
pub fn clock(at: Timestamp) -> String {
    local(at).strftime("%H:%M").to_string()
}

/// "09:41:07", where seconds decide who was first.
pub fn clock_with_seconds(at: Timestamp) -> String {
    local(at).strftime("%H:%M:%S").to_string()
}

/// How long something has waited, in working days: "Today", "1 working day", "4 working days".
pub fn waited(holidays: &Holidays, since: Date, today: Date) -> String {
    match holidays.working_days_between(since, today) {
        ..=0 => "Today".to_owned(),
        1 => "1 working day".to_owned(),
        more => format!("{more} working days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pathway::ENGLAND_AND_WALES;
    use jiff::civil::date;

    #[test]
    fn a_moment_is_told_in_british_time_in_winter_and_in_summer() {
        let winter: Timestamp = "2026-11-23T10:12:07Z".parse().unwrap();
        let summer: Timestamp = "2026-06-23T23:30:00Z".parse().unwrap();
        assert_eq!(full(winter), "Monday 23 November 2026, 10:12");
        assert_eq!(clock_with_seconds(winter), "10:12:07");
        assert_eq!(moment(summer), "24 Jun 2026, 00:30");
        assert_eq!(day_of(summer), date(2026, 6, 24));
        assert_eq!(
            begins(date(2026, 6, 24)),
            Some("2026-06-23T23:00:00Z".parse().unwrap())
        );
    }

    #[test]
    fn the_year_stands_where_it_is_not_this_one() {
        assert_eq!(short_day(date(2026, 11, 19), date(2026, 11, 23)), "19 Nov");
        assert_eq!(
            short_day(date(2027, 9, 14), date(2026, 11, 23)),
            "14 Sep 2027"
        );
    }

    #[test]
    fn waiting_is_told_in_working_days() {
        let holidays = Holidays::read(ENGLAND_AND_WALES).unwrap();
        let monday = date(2026, 11, 23);
        assert_eq!(waited(&holidays, monday, monday), "Today");
        assert_eq!(
            waited(&holidays, date(2026, 11, 20), monday),
            "1 working day"
        );
        assert_eq!(
            waited(&holidays, date(2026, 11, 21), monday),
            "1 working day"
        );
        assert_eq!(
            waited(&holidays, date(2026, 11, 17), monday),
            "4 working days"
        );
    }
}
