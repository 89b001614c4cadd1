//! The clock of a referral: its days week by week, each with its number or the reason it does not count, and what may be recorded.

use askama::Template;

use super::{DeskFrame, ReferralHead};
use crate::web::page::{DateInput, ErrorSummary, Textarea};

/// How a day looks; its words say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayLook {
    /// It has counted.
    Counted,
    /// It will count.
    WillCount,
    /// Saturday or Sunday.
    Weekend,
    /// A bank holiday.
    Holiday,
    /// The clock stood still.
    Paused,
    /// Before or after the span.
    Outside,
}

impl DayLook {
    /// The class of its cell.
    pub fn class(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::WillCount => "will-count",
            Self::Weekend => "weekend",
            Self::Holiday => "holiday",
            Self::Paused => "paused",
            Self::Outside => "outside",
        }
    }

    /// Its words in the key.
    pub fn words(self) -> &'static str {
        match self {
            Self::Counted => "Counted",
            Self::WillCount => "Will count",
            Self::Weekend => "Weekend, not counted",
            Self::Holiday => "Bank holiday, not counted",
            Self::Paused => "Paused",
            Self::Outside => "",
        }
    }
}

/// One day of the table.
#[derive(Clone, Debug)]
pub struct DayCell {
    /// "5", or "1 Dec" where a month or a week begins.
    pub date: (String, Option<String>),
    /// How it looks.
    pub look: DayLook,
    /// What it is: "Met child", "Christmas Day", "Paused", "Due".
    pub words: Vec<String>,
    /// Why it is paused, or would be.
    pub reason: Option<String>,
    /// Its number.
    pub number: Option<u32>,
    /// Whether it is today.
    pub today: bool,
    /// Whether it is due on this day.
    pub due: bool,
}

/// A clock, drawn.
#[derive(Clone, Debug)]
pub struct ClockTable {
    /// "45 working days".
    pub heading: String,
    /// The sentence under it, as plain words each followed by strong ones.
    pub lead: Vec<(String, String)>,
    /// What must be said besides, one sentence each.
    pub notes: Vec<String>,
    /// Monday to Sunday, week by week.
    pub weeks: Vec<Vec<DayCell>>,
    /// Whether a pause stands in it.
    pub has_pause: bool,
    /// The sums.
    pub sums: Vec<(&'static str, u32)>,
}

impl ClockTable {
    /// The looks that the key explains.
    pub fn key(&self) -> Vec<DayLook> {
        let mut key = vec![
            DayLook::Counted,
            DayLook::WillCount,
            DayLook::Weekend,
            DayLook::Holiday,
        ];
        if self.has_pause {
            key.push(DayLook::Paused);
        }
        key
    }
}

/// What may be recorded now.
#[derive(Clone, Debug, Default)]
pub struct ClockForms {
    /// How many events the clock had when the page was made.
    pub seen: usize,
    /// The first meeting, while there is none.
    pub start: Option<DateInput>,
    /// Its correction.
    pub correct: Option<(DateInput, Textarea)>,
    /// A pause.
    pub pause: Option<(DateInput, DateInput, Textarea)>,
    /// The end of the pause that lasts.
    pub resume: Option<DateInput>,
    /// The reason of an overrun.
    pub overrun: Option<Textarea>,
    /// Which of them is open: it was sent and has something to put right.
    pub open: String,
}

impl ClockForms {
    /// Whether a form is open.
    pub fn is_open(&self, event: &str) -> bool {
        self.open == event
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/clock.html")]
pub struct ClockPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// What to put right.
    pub problems: ErrorSummary,
    /// The clock; none while it has not started.
    pub table: Option<ClockTable>,
    /// What stands in its place then: heading and sentence.
    pub not_started: Option<(String, String)>,
    /// Every due date, newest last, with where it comes from.
    pub changes: Vec<(String, String)>,
    /// Every pause with its reason.
    pub pauses: Vec<(String, String)>,
    /// The other clocks: name and how they stand.
    pub others: Vec<(String, String)>,
    /// What may be recorded; nothing before the referral is accepted, or beside a name.
    pub forms: Option<ClockForms>,
    /// Where the bank holidays come from.
    pub holidays: String,
}
