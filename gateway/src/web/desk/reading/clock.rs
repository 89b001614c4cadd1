//! The clocks of a referral, in the words of their page: the AIM clock once it is accepted, the hub's own screening clock before.

use jiff::civil::Date;

use super::super::{
    dates,
    page::{ClockTable, DayCell, DayLook},
};
use crate::{
    journey::{Keyholder, view::OpenReferral},
    pathway::{AIM_WORKING_DAYS, AimClock, ClockEvent, Count, Ledger, LedgerDay, Run},
};

/// Days of a week.
const WEEK: usize = 7;

/// What a clock's first and last day are called in the table.
#[derive(Clone, Copy)]
struct Ends {
    first: &'static str,
    last: &'static str,
}

/// The AIM clock as it stands, once the first meeting is recorded.
pub(crate) fn aim_table(
    keyholder: &Keyholder,
    (open, clock): (&OpenReferral, &AimClock),
    today: Date,
) -> Option<ClockTable> {
    let run = clock.run(keyholder.aim_clock_pauses)?;
    let ledger = Ledger::draw(&keyholder.holidays, &run, today);
    let due = ledger.due();
    let plain = |words: &str, strong: String| (words.to_owned(), strong);
    let lead = vec![
        plain("First met the child on ", long(run.start)),
        plain(" (day 0). Today is ", format!("day {}", ledger.number())),
        plain(". Due by the end of ", long(due.on)),
        plain(".", String::new()),
    ];
    let mut notes = Vec::new();
    if ledger.over() > 0 {
        let reason = clock.overran().map_or_else(
            || "No reason is recorded yet.".to_owned(),
            |why| format!("Reason: {why}"),
        );
        let (day, over) = (ledger.number(), ledger.over());
        notes.push(format!("Day {day}, {over} over. {reason}"));
    }
    if ledger.paused_now() && run.pauses_stop {
        notes.push("Paused now. The due date is the earliest that is possible: it moves on with every working day.".to_owned());
    }
    notes.extend(provisional(keyholder, due.provisional));
    notes.extend(turns_18(open, due.on));
    let ends = Ends {
        first: "Met child",
        last: "Due",
    };
    let heading = format!("{AIM_WORKING_DAYS} working days");
    Some(drawn(&ledger, (heading, lead, notes), ends, today))
}

/// The hub's own clock of screening, from receipt to decision.
pub(crate) fn screening_table(
    keyholder: &Keyholder,
    open: &OpenReferral,
    today: Date,
) -> ClockTable {
    let (run, ledger) = screening(keyholder, open, today);
    let plain = |words: &str, strong: String| (words.to_owned(), strong);
    let day = format!("day {}", ledger.number());
    let middle = match run.ended {
        Some(_) => plain(" (day 0). Decided on ", day),
        None => plain(" (day 0). Today is ", day),
    };
    let lead = vec![
        plain("Received on ", long(run.start)),
        middle,
        plain(
            ". This hub aims to decide by the end of ",
            long(ledger.due().on),
        ),
        plain(".", String::new()),
    ];
    let mut notes = vec![
        "This is the hub’s own aim, set locally. The protocol names no time for it.".to_owned(),
    ];
    if ledger.over() > 0 {
        let (day, over) = (ledger.number(), ledger.over());
        notes.insert(0, format!("Day {day}, {over} over."));
    }
    notes.extend(provisional(keyholder, ledger.due().provisional));
    let ends = Ends {
        first: "Received",
        last: "Aim",
    };
    let heading = format!("Screening: {} working days", run.working_days);
    drawn(&ledger, (heading, lead, notes), ends, today)
}

/// The clocks beside the one that is drawn: "3 working days (set by this hub): done in 2".
pub(crate) fn other_clocks(
    keyholder: &Keyholder,
    open: &OpenReferral,
    today: Date,
) -> Vec<(String, String)> {
    let (run, ledger) = screening(keyholder, open, today);
    let stands = match (run.ended, ledger.number()) {
        (Some(_), 0) => "done the same day".to_owned(),
        (Some(_), days) => format!("done in {days}"),
        (None, days) => format!("day {days}"),
    };
    let words = format!(
        "{} working days (set by this hub): {stands}",
        run.working_days
    );
    vec![("Screen".to_owned(), words)]
}

/// Every due date, with where it comes from.
pub(crate) fn due_changes(keyholder: &Keyholder, open: &OpenReferral) -> Vec<(String, String)> {
    let events: Vec<(ClockEvent, Date)> = open
        .clock
        .iter()
        .map(|made| (made.event.clone(), dates::day_of(made.made_at)))
        .collect();
    let changes = AimClock::changes(&events, &keyholder.holidays, keyholder.aim_clock_pauses);
    let words = changes.iter().filter_map(|change| {
        let made = open.clock.get(change.event)?;
        let by = open.names.get(made.by.as_str()).map_or("", String::as_str);
        let on = dates::day_with_year(dates::day_of(made.made_at));
        let why = match &made.event {
            ClockEvent::Started { on: first } => {
                return Some((
                    dates::day_with_year(change.due.on),
                    format!(
                        "First computed: met {}. {by}, {on}",
                        dates::day_with_year(*first)
                    ),
                ));
            }
            ClockEvent::Corrected { on: first, why } => {
                format!(
                    "First meeting corrected to {}: {why}",
                    dates::day_with_year(*first)
                )
            }
            ClockEvent::Paused { from, to, why } => format!("Paused {}: {why}", span(*from, *to)),
            ClockEvent::Resumed { last } => {
                format!("The pause ended on {}", dates::day_with_year(*last))
            }
            ClockEvent::Overran { .. } => return None,
        };
        Some((
            dates::day_with_year(change.due.on),
            format!("{why}. {by}, {on}"),
        ))
    });
    words.collect()
}

/// Every pause with its reason, and that it does not stop the clock where it does not.
pub(crate) fn pauses(keyholder: &Keyholder, clock: &AimClock) -> Vec<(String, String)> {
    let counts = if keyholder.aim_clock_pauses {
        ""
    } else {
        " The days count: this hub’s settings do not pause the clock."
    };
    let line = |pause: &crate::pathway::Pause| {
        let why = pause.why.trim_end_matches('.');
        (span(pause.from, pause.to), format!("{why}.{counts}"))
    };
    clock.pauses().iter().map(line).collect()
}

/// Where the bank holidays come from and how far they are known.
pub(crate) fn holidays(keyholder: &Keyholder) -> String {
    let table = &keyholder.holidays;
    format!(
        "Bank holidays: England and Wales, table of {}, known to {}. Clocks pause only where this hub’s settings allow it.",
        dates::long_day(table.as_of()),
        dates::long_day(table.known_to())
    )
}

fn screening(keyholder: &Keyholder, open: &OpenReferral, today: Date) -> (Run<'static>, Ledger) {
    let received = open.referral.received_at.unwrap_or(open.referral.sent_at);
    let decided = open.decision.as_ref();
    let run = Run {
        start: dates::day_of(received),
        working_days: keyholder.screening_days,
        pauses: &[],
        pauses_stop: false,
        ended: decided.map(|(stored, _)| dates::day_of(stored.made_at)),
    };
    (run, Ledger::draw(&keyholder.holidays, &run, today))
}

/// "Thursday 5 November 2026".
fn long(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

fn span(from: Date, to: Option<Date>) -> String {
    match to {
        Some(to) if to == from => dates::day_with_year(from),
        Some(to) => format!(
            "{} to {}",
            dates::day_with_year(from),
            dates::day_with_year(to)
        ),
        None => format!("from {}", dates::day_with_year(from)),
    }
}

fn provisional(keyholder: &Keyholder, provisional: bool) -> Option<String> {
    let to = dates::long_day(keyholder.holidays.known_to());
    provisional.then(|| format!("Provisional: bank holidays are known to {to}."))
}

/// A child who turns 18 on the way: said, nothing more.
fn turns_18(open: &OpenReferral, due: Date) -> Option<String> {
    let (born, _) = open.sent.record.answers.date("ch_dob")?;
    let year = born.year().checked_add(18)?;
    let adult = Date::new(year, born.month(), born.day())
        .or_else(|_| Date::new(year, 3, 1))
        .ok()?;
    (adult <= due).then(|| {
        format!(
            "The child turns 18 on {}, before the due date.",
            long(adult)
        )
    })
}

fn drawn(
    ledger: &Ledger,
    (heading, lead, notes): (String, Vec<(String, String)>, Vec<String>),
    ends: Ends,
    today: Date,
) -> ClockTable {
    let sums = ledger.sums();
    let has_pause = ledger.days().iter().any(|day| day.count == Count::Paused);
    let mut told = vec![
        ("Counted so far", sums.counted),
        ("Still to count", sums.left),
        ("Weekend days", sums.weekend),
        ("Bank holidays", sums.holidays),
    ];
    if has_pause {
        told.push(("Paused", sums.paused));
    }
    ClockTable {
        heading,
        lead,
        notes,
        weeks: weeks(ledger, ends, today),
        has_pause,
        sums: told,
    }
}

/// Whole weeks from the Monday before the first day to the Sunday after the last.
fn weeks(ledger: &Ledger, ends: Ends, today: Date) -> Vec<Vec<DayCell>> {
    let days = ledger.days();
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Vec::new();
    };
    let before = i64::from(first.on.weekday().to_monday_zero_offset());
    let after = i64::from(6 - last.on.weekday().to_monday_zero_offset());
    let outside = |day: Date, shift: i64| {
        let on = day.checked_add(jiff::Span::new().days(shift)).ok()?;
        Some(blank(on, on == today))
    };
    let mut cells: Vec<DayCell> = (1..=before)
        .rev()
        .filter_map(|shift| outside(first.on, -shift))
        .collect();
    cells.extend(days.iter().map(|day| cell(day, ledger, ends, today)));
    cells.extend((1..=after).filter_map(|shift| outside(last.on, shift)));
    if let Some(corner) = cells.first_mut() {
        corner.date.1 = Some(first.on.strftime("%b").to_string());
    }
    cells.chunks(WEEK).map(<[DayCell]>::to_vec).collect()
}

/// "2", and its month on a Monday or a first of the month.
fn date(on: Date) -> (String, Option<String>) {
    let begins = on.day() == 1 || on.weekday() == jiff::civil::Weekday::Monday;
    let month = begins.then(|| on.strftime("%b").to_string());
    (on.day().to_string(), month)
}

fn blank(on: Date, today: bool) -> DayCell {
    DayCell {
        date: date(on),
        look: DayLook::Outside,
        words: Vec::new(),
        reason: None,
        number: None,
        today,
        due: false,
    }
}

fn cell(day: &LedgerDay, ledger: &Ledger, ends: Ends, today: Date) -> DayCell {
    let counts = if day.on <= today {
        DayLook::Counted
    } else {
        DayLook::WillCount
    };
    let (look, words, number) = match &day.count {
        Count::Start => (DayLook::Counted, Some(ends.first.to_owned()), Some(0)),
        Count::Counted(number) => (counts, None, Some(*number)),
        Count::Weekend => (DayLook::Weekend, None, None),
        Count::Holiday(name) => (DayLook::Holiday, Some(name.clone()), None),
        Count::Paused => (DayLook::Paused, Some("Paused".to_owned()), None),
    };
    let due = day.on == ledger.due().on;
    let noted = day.paused.is_some() && day.count != Count::Paused && number.is_some();
    let mut said: Vec<String> = words.into_iter().collect();
    said.extend(noted.then(|| "Noted".to_owned()));
    said.extend(due.then(|| ends.last.to_owned()));
    DayCell {
        date: date(day.on),
        look,
        words: said,
        reason: day
            .paused
            .clone()
            .filter(|_| number.is_some() || look == DayLook::Paused),
        number,
        today: day.on == today,
        due,
    }
}
