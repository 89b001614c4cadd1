//! The clock ledger: a span as a list of days, each counted or not and why. Drawn for a person; the due date is read off the list, so
//! that the two cannot disagree. Decides nothing: an overrun is said, never stopped.

use jiff::civil::Date;

use super::{
    clock::Pause,
    holidays::{Due, Holidays, is_weekend},
};

/// What a clock runs over.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Day 0.
    pub start: Date,
    /// How many working days it has.
    pub working_days: u32,
    /// Its pauses.
    pub pauses: &'a [Pause],
    /// Whether a pause stops it; otherwise its reason is shown and the day counts.
    pub pauses_stop: bool,
    /// The day on which what it times was done.
    pub ended: Option<Date>,
}

/// Whether a day counts, and if not why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Count {
    /// Day 0.
    Start,
    /// It is this working day of the span, from 1.
    Counted(u32),
    /// Saturday or Sunday.
    Weekend,
    /// A bank holiday, by name.
    Holiday(String),
    /// The clock was stopped.
    Paused,
}

/// One day of the span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerDay {
    /// Which.
    pub on: Date,
    /// Whether it counts.
    pub count: Count,
    /// The reason of the pause that it lies in, whether or not that stops the clock.
    pub paused: Option<String>,
}

/// How many days of a span, up to its due date, are what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Working days that have counted by now.
    pub counted: u32,
    /// Working days that are still to count.
    pub left: u32,
    /// Saturdays and Sundays.
    pub weekend: u32,
    /// Bank holidays on other days.
    pub holidays: u32,
    /// Days on which the clock was stopped.
    pub paused: u32,
}

/// A span, day by day, from its start to its due date, or to the day on which it was done or it is now if that is later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    days: Vec<LedgerDay>,
    due: Due,
    working_days: u32,
    last: Date,
    paused_now: bool,
}

impl Ledger {
    /// Draws a span as it stands on `today`. A pause without an end lasts until `today`.
    pub fn draw(holidays: &Holidays, run: &Run<'_>, today: Date) -> Self {
        let last = run.ended.unwrap_or(today);
        let start = LedgerDay {
            on: run.start,
            count: Count::Start,
            paused: reason(run, run.start, last),
        };
        let (mut days, mut number, mut on) = (vec![start], 0, run.start);
        let mut due_on = (run.working_days == 0).then_some(run.start);
        while due_on.is_none() || on < last {
            let Ok(next) = on.tomorrow() else { break };
            on = next;
            let paused = reason(run, on, last);
            let count = if is_weekend(on) {
                Count::Weekend
            } else if let Some(holiday) = holidays.on(on) {
                Count::Holiday(holiday.name.clone())
            } else if paused.is_some() && run.pauses_stop {
                Count::Paused
            } else {
                number += 1;
                Count::Counted(number)
            };
            if count == Count::Counted(run.working_days) {
                due_on = Some(on);
            }
            days.push(LedgerDay { on, count, paused });
        }
        let due_on = due_on.unwrap_or(on);
        Self {
            days,
            due: Due {
                on: due_on,
                provisional: !holidays.knows(run.start, due_on),
            },
            working_days: run.working_days,
            last,
            paused_now: run.ended.is_none() && reason(run, today, last).is_some(),
        }
    }

    /// Every day in order, without a gap.
    pub fn days(&self) -> &[LedgerDay] {
        &self.days
    }

    /// The due date. While the clock is stopped it is the earliest that is possible: the clock going on tomorrow.
    pub fn due(&self) -> Due {
        self.due
    }

    /// Whether a pause has no end yet or covers today.
    pub fn paused_now(&self) -> bool {
        self.paused_now
    }

    /// The number of the day that it is now, or on which it was done: 0 on the first day.
    pub fn number(&self) -> u32 {
        let reached = self.days.iter().take_while(|day| day.on <= self.last);
        reached
            .filter_map(|day| match day.count {
                Count::Counted(number) => Some(number),
                _ => None,
            })
            .last()
            .unwrap_or_default()
    }

    /// Working days beyond the due date; 0 within it.
    pub fn over(&self) -> u32 {
        self.number().saturating_sub(self.working_days)
    }

    /// The sums up to the due date.
    pub fn sums(&self) -> Sums {
        let counted = self.number().min(self.working_days);
        let mut sums = Sums {
            counted,
            left: self.working_days - counted,
            ..Sums::default()
        };
        for day in self.days.iter().filter(|day| day.on <= self.due.on) {
            match day.count {
                Count::Start | Count::Counted(_) => {}
                Count::Weekend => sums.weekend += 1,
                Count::Holiday(_) => sums.holidays += 1,
                Count::Paused => sums.paused += 1,
            }
        }
        sums
    }
}

/// The reason of the pause that a day lies in.
fn reason(run: &Run<'_>, on: Date, last: Date) -> Option<String> {
    run.pauses
        .iter()
        .find(|pause| pause.from <= on && on <= pause.to.unwrap_or(last))
        .map(|pause| pause.why.clone())
}

#[cfg(test)]
mod tests {
    use jiff::{Span, civil::date};
    use proptest::prelude::*;

    use super::*;
    use crate::pathway::ENGLAND_AND_WALES;

    fn holidays() -> Holidays {
        Holidays::read(ENGLAND_AND_WALES).expect("the shipped table")
    }

    fn pause(from: Date, to: Option<Date>) -> Pause {
        Pause {
            from,
            to,
            why: "away".to_owned(),
        }
    }

    fn run(start: Date, pauses: &[Pause]) -> Run<'_> {
        Run {
            start,
            working_days: 45,
            pauses,
            pauses_stop: true,
            ended: None,
        }
    }

    const HOSPITAL: [(Date, Date); 1] = [(date(2026, 11, 16), date(2026, 11, 17))];

    #[test]
    fn two_days_of_pause_move_the_due_date_by_two_working_days() {
        let (table, today) = (holidays(), date(2026, 11, 23));
        let start = date(2026, 11, 5);
        let plain = Ledger::draw(&table, &run(start, &[]), today);
        assert_eq!(plain.due().on, date(2027, 1, 12));
        let away = HOSPITAL.map(|(from, to)| pause(from, Some(to)));
        let paused = Ledger::draw(&table, &run(start, &away), today);
        assert_eq!(paused.due().on, date(2027, 1, 14));
        assert_eq!(paused.number(), 10);
        let sums = Sums {
            counted: 10,
            left: 35,
            weekend: 20,
            holidays: 3,
            paused: 2,
        };
        assert_eq!(paused.sums(), sums);
        let counts_on = Ledger::draw(
            &table,
            &Run {
                pauses_stop: false,
                ..run(start, &away)
            },
            today,
        );
        assert_eq!((counts_on.due(), counts_on.number()), (plain.due(), 12));
        let day = |ledger: &Ledger| {
            let on = date(2026, 11, 17);
            ledger.days().iter().find(|day| day.on == on).cloned()
        };
        assert_eq!(
            day(&paused).map(|day| (day.count, day.paused)),
            Some((Count::Paused, Some("away".to_owned())))
        );
        assert_eq!(
            day(&counts_on).map(|day| (day.count, day.paused)),
            Some((Count::Counted(8), Some("away".to_owned())))
        );
    }

    #[test]
    fn an_open_pause_lasts_until_today_and_says_the_earliest_date() {
        let (table, start) = (holidays(), date(2026, 11, 5));
        let pauses = [pause(date(2026, 11, 16), None)];
        let on_the_day = Ledger::draw(&table, &run(start, &pauses), date(2026, 11, 16));
        let later = Ledger::draw(&table, &run(start, &pauses), date(2026, 11, 20));
        assert_eq!(on_the_day.due().on, date(2027, 1, 13));
        assert_eq!(later.due().on, date(2027, 1, 19));
        assert!(later.paused_now() && later.number() == 6);
    }

    #[test]
    fn what_is_over_is_counted_and_what_was_done_stands_still() {
        let (table, start) = (holidays(), date(2026, 2, 2));
        let open = Ledger::draw(&table, &run(start, &[]), date(2026, 4, 10));
        assert_eq!(
            (open.due().on, open.number(), open.over()),
            (date(2026, 4, 8), 47, 2)
        );
        assert_eq!(
            open.days().last().map(|day| day.on),
            Some(date(2026, 4, 10))
        );
        assert_eq!((open.sums().counted, open.sums().left), (45, 0));
        let done = Run {
            ended: Some(date(2026, 2, 4)),
            working_days: 3,
            ..run(start, &[])
        };
        let done = Ledger::draw(&table, &done, date(2026, 4, 10));
        assert_eq!((done.number(), done.over()), (2, 0));
        assert_eq!(done.days().last().map(|day| day.on), Some(date(2026, 2, 5)));
    }

    #[test]
    fn the_calendars_end_is_no_trap() {
        let late = Ledger::draw(&holidays(), &run(Date::MAX, &[]), Date::MAX);
        assert_eq!((late.days().len(), late.due().on), (1, Date::MAX));
        assert!(late.due().provisional);
        let none = Run {
            working_days: 0,
            ..run(date(2026, 2, 2), &[])
        };
        assert_eq!(
            Ledger::draw(&holidays(), &none, date(2026, 1, 1)).due().on,
            date(2026, 2, 2)
        );
    }

    fn day(offset: i64) -> Date {
        date(2019, 1, 1)
            .checked_add(Span::new().days(offset))
            .expect("a day")
    }

    proptest! {
        #[test]
        fn every_day_is_there_once_and_the_due_date_is_read_off_the_list(
            start in 0_i64..3500, target in 0_u32..80, now in -5_i64..200,
            from in 0_i64..90, length in 0_i64..40, open: bool, stops: bool,
        ) {
            let table = holidays();
            let began = day(start + from);
            let pauses = [pause(began, (!open).then(|| day(start + from + length)))];
            let run = Run { working_days: target, pauses_stop: stops, ..run(day(start), &pauses) };
            let ledger = Ledger::draw(&table, &run, day(start + now.max(0)));
            for (one, next) in ledger.days().iter().zip(ledger.days().iter().skip(1)) {
                prop_assert_eq!(one.on.tomorrow().ok(), Some(next.on));
            }
            let numbers: Vec<u32> = ledger.days().iter().filter_map(|day| match day.count {
                Count::Counted(number) => Some(number),
                _ => None,
            }).collect();
            prop_assert!(numbers.iter().copied().eq(1..=u32::try_from(numbers.len()).expect("few")));
            let plain = table.due(day(start), target);
            let stopped = ledger.days().iter()
                .filter(|day| day.on <= ledger.due().on && day.count == Count::Paused).count();
            // A pause moves the due date by exactly the working days that it took, and by none when it does not stop the clock.
            let moved = table.working_days_between(plain.on, ledger.due().on);
            prop_assert_eq!(usize::try_from(moved).expect("later"), stopped);
            prop_assert!(stops || stopped == 0);
            let sums = ledger.sums();
            prop_assert_eq!(sums.counted + sums.left, target);
            let span = ledger.days().iter().filter(|day| day.on <= ledger.due().on).count();
            let told = 1 + target + sums.weekend + sums.holidays + sums.paused;
            prop_assert_eq!(u32::try_from(span).expect("few"), told);
        }

        #[test]
        fn a_later_today_never_lowers_the_count(start in 0_i64..3000, one in 0_i64..120, more in 0_i64..60) {
            let table = holidays();
            let first = Ledger::draw(&table, &run(day(start), &[]), day(start + one));
            let second = Ledger::draw(&table, &run(day(start), &[]), day(start + one + more));
            prop_assert!(first.number() <= second.number());
            prop_assert_eq!(first.due(), second.due());
        }
    }
}
