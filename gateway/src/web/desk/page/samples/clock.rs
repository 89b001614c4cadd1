//! The clock of an accepted referral, drawn from a real ledger, and one that has not started. Tests only.

use jiff::civil::{Date, date};

use super::super::*;
use super::{frame, head};
use crate::web::page::{DateInput, ErrorSummary, Textarea};

const PARTS: [&str; 3] = ["day", "month", "year"];

fn cell(on: Date, look: DayLook, words: &[&str], number: Option<u32>) -> DayCell {
    DayCell {
        date: (
            on.day().to_string(),
            (on.day() < 8).then(|| "Nov".to_owned()),
        ),
        look,
        words: words.iter().map(|words| (*words).to_owned()).collect(),
        reason: (look == DayLook::Paused).then(|| "in hospital".to_owned()),
        number,
        today: number == Some(2),
        due: words.contains(&"Due"),
    }
}

fn table() -> ClockTable {
    let week = |first: i8| -> Vec<DayCell> {
        let cells = (0..7).map(|at| {
            let on = date(2026, 11, first + at);
            match at {
                0 => cell(on, DayLook::Counted, &["Met child"], Some(0)),
                1 => cell(on, DayLook::Holiday, &["Christmas Day"], None),
                2 => cell(on, DayLook::Paused, &["Paused"], None),
                3 => cell(on, DayLook::WillCount, &["Due"], Some(2)),
                4 => cell(on, DayLook::Outside, &[], None),
                _ => cell(on, DayLook::Weekend, &[], None),
            }
        });
        cells.collect()
    };
    ClockTable {
        heading: "45 working days".to_owned(),
        lead: vec![
            (
                "First met the child on ".to_owned(),
                "Thursday 5 November 2026".to_owned(),
            ),
            (" (day 0).".to_owned(), String::new()),
        ],
        notes: vec!["Day 52, 7 over. No reason is recorded yet.".to_owned()],
        weeks: vec![week(2), week(9)],
        has_pause: true,
        sums: vec![("Counted so far", 10), ("Still to count", 35)],
    }
}

/// Running, with every form that it can have.
pub(crate) fn clock(problems: ErrorSummary) -> ClockPage {
    let day = |id: &str, label: &str| {
        DateInput::new(id, label, &PARTS, |_| String::new(), |_| false)
            .error(problems.for_field(&format!("{id}-day")))
    };
    let why = |id: &str| Textarea::new(id, "Why").max(200).rows(2);
    ClockPage {
        frame: frame(),
        head: head(Some(Tab::Clock)),
        table: Some(table()),
        not_started: None,
        changes: vec![(
            "12 Jan 2027".to_owned(),
            "First computed: met 5 Nov 2026. Asha Demo, 5 Nov 2026".to_owned(),
        )],
        pauses: vec![(
            "16 Nov 2026 to 17 Nov 2026".to_owned(),
            "in hospital.".to_owned(),
        )],
        others: vec![(
            "Screen".to_owned(),
            "3 working days (set by this hub): done in 2".to_owned(),
        )],
        forms: Some(ClockForms {
            seen: 1,
            start: None,
            correct: Some((
                day("corrected", "First meeting with the child"),
                why("corrected-why"),
            )),
            pause: Some((
                day("paused", "First day of the pause"),
                day("paused-to", "Last day of the pause (optional)"),
                why("paused-why"),
            )),
            resume: Some(day("resumed", "The last day of the pause")),
            overrun: Some(why("overran-why")),
            open: "paused".to_owned(),
        }),
        holidays: "Bank holidays: England and Wales, known to 31 December 2028.".to_owned(),
        problems,
    }
}

/// Accepted, and the child not met yet.
pub(crate) fn clock_not_started() -> ClockPage {
    let start = DateInput::new(
        "started",
        "First meeting with the child",
        &PARTS,
        |_| String::new(),
        |_| false,
    );
    ClockPage {
        table: None,
        not_started: Some((
            "AIM assessment: not started".to_owned(),
            "The clock starts when the first meeting with the child is recorded.".to_owned(),
        )),
        changes: Vec::new(),
        pauses: Vec::new(),
        forms: Some(ClockForms {
            start: Some(start),
            ..ClockForms::default()
        }),
        ..clock(ErrorSummary::default())
    }
}
