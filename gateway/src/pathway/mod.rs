//! The pathway's time: bank holidays as data, working days, and the clock ledger that says of every day of a span whether it
//! counted and why (R-47, DOMAIN 5.1). Dates only; never asks the clock, and opens no file.

mod clock;
mod feed;
#[cfg(test)]
mod holiday_tests;
mod holidays;
mod ledger;

pub use clock::{AIM_WORKING_DAYS, AimClock, ClockEvent, DueChange, Misfit, Pause};
pub use feed::{FeedError, Merged, merge};
pub use holidays::{Due, ENGLAND_AND_WALES, Holiday, Holidays, HolidaysError};
pub use ledger::{Count, Ledger, LedgerDay, Run, Sums};
