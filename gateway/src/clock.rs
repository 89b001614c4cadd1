//! The clock: with `random`, the only caller of the system. Never used inside a rule; time arrives there as an argument.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Tells the time, or the fixed time that a test set.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Microseconds added to the system's time; zero outside tests.
    shift: jiff::SignedDuration,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self {
            shift: jiff::SignedDuration::ZERO,
        }
    }

    /// The system's clock moved by `shift`, for the demonstration and the tests.
    pub fn shifted(shift: jiff::SignedDuration) -> Self {
        Self { shift }
    }

    /// Now, in whole microseconds (UTC).
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the system"
    )]
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now() + self.shift;
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

/// The calendar day in London at `at`; rules count in London days.
pub fn london_day(at: Timestamp) -> Date {
    at.to_zoned(london()).date()
}

/// The time zone of every date shown to a person.
pub fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}
