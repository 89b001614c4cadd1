//! The AIM clock's own record: when the child was first met, pauses, and why it ran over. Things are added, never edited: a corrected
//! start stands beside the first, and each due date that was ever computed can be told again.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    holidays::{Due, Holidays},
    ledger::{Ledger, Run},
};

/// Working days of an AIM assessment from the first meeting with the child.
pub const AIM_WORKING_DAYS: u32 = 45;

/// A time in which the assessment stood still.
#[derive(Clone, PartialEq, Eq)]
pub struct Pause {
    /// Its first day.
    pub from: Date,
    /// Its last day; none while it lasts.
    pub to: Option<Date>,
    /// Why.
    pub why: String,
}

/// What was recorded of a clock.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ClockEvent {
    /// The first meeting with the child: day 0.
    Started {
        /// The day.
        on: Date,
    },
    /// It was on another day.
    Corrected {
        /// The right day.
        on: Date,
        /// Why the first was wrong.
        why: String,
    },
    /// The assessment stood still.
    Paused {
        /// Its first day.
        from: Date,
        /// Its last day, when it is known.
        to: Option<Date>,
        /// Why.
        why: String,
    },
    /// A pause that lasted is over.
    Resumed {
        /// Its last day.
        last: Date,
    },
    /// Why the clock ran over.
    Overran {
        /// The reason.
        why: String,
    },
}

impl ClockEvent {
    /// Its code in audit lines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::Corrected { .. } => "corrected",
            Self::Paused { .. } => "paused",
            Self::Resumed { .. } => "resumed",
            Self::Overran { .. } => "overran",
        }
    }
}

impl fmt::Debug for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pause(…)")
    }
}

impl fmt::Debug for ClockEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClockEvent({})", self.code())
    }
}

/// Why an event does not fit the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// The first meeting is recorded already, or not yet.
    Start,
    /// A day lies before the referral was received, or after today.
    Day,
    /// The last day is before the first.
    Order,
    /// It overlaps a pause that is recorded.
    Overlap,
    /// There is no pause to end.
    NotPaused,
    /// It is the day that stands there already.
    Same,
    /// The clock is not over.
    NotOver,
}

/// An AIM clock as its record leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AimClock {
    start: Option<Date>,
    pauses: Vec<Pause>,
    overran: Option<String>,
}

/// A due date, and the event that led to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueChange {
    /// The due date from then on.
    pub due: Due,
    /// Which event, counted from 0.
    pub event: usize,
}

impl AimClock {
    /// The clock after these events.
    pub fn after<'a>(events: impl IntoIterator<Item = &'a ClockEvent>) -> Self {
        let mut clock = Self::default();
        for event in events {
            clock.take(event);
        }
        clock
    }

    /// The first meeting with the child, as it is known now.
    pub fn start(&self) -> Option<Date> {
        self.start
    }

    /// Every pause in the order of its recording.
    pub fn pauses(&self) -> &[Pause] {
        &self.pauses
    }

    /// The pause that lasts.
    pub fn open_pause(&self) -> Option<&Pause> {
        self.pauses.iter().find(|pause| pause.to.is_none())
    }

    /// The reason of the overrun, once it was given.
    pub fn overran(&self) -> Option<&str> {
        self.overran.as_deref()
    }

    /// What the ledger draws, once there is a start.
    pub fn run(&self, pauses_stop: bool) -> Option<Run<'_>> {
        Some(Run {
            start: self.start?,
            working_days: AIM_WORKING_DAYS,
            pauses: &self.pauses,
            pauses_stop,
            ended: None,
        })
    }

    /// Whether an event fits what is recorded, on `today`, of a referral that was received on `received`.
    ///
    /// # Errors
    /// What does not fit.
    pub fn accepts(
        &self,
        event: &ClockEvent,
        (received, today): (Date, Date),
        over: bool,
    ) -> Result<(), Misfit> {
        let known = |day: Date| received <= day && day <= today;
        let fits = |good: bool, misfit: Misfit| if good { Ok(()) } else { Err(misfit) };
        match event {
            ClockEvent::Started { on } => {
                fits(self.start.is_none(), Misfit::Start)?;
                fits(known(*on), Misfit::Day)
            }
            ClockEvent::Corrected { on, .. } => {
                fits(self.start.is_some(), Misfit::Start)?;
                fits(known(*on), Misfit::Day)?;
                fits(self.start != Some(*on), Misfit::Same)
            }
            ClockEvent::Paused { from, to, .. } => {
                let start = self.start.ok_or(Misfit::Start)?;
                let to = to.unwrap_or(today);
                fits(start < *from && *from <= today && to <= today, Misfit::Day)?;
                fits(*from <= to, Misfit::Order)?;
                let apart =
                    |pause: &Pause| pause.to.is_some_and(|end| end < *from) || to < pause.from;
                fits(self.pauses.iter().all(apart), Misfit::Overlap)
            }
            ClockEvent::Resumed { last } => {
                let pause = self.open_pause().ok_or(Misfit::NotPaused)?;
                fits(*last <= today, Misfit::Day)?;
                fits(pause.from <= *last, Misfit::Order)
            }
            ClockEvent::Overran { .. } => fits(over, Misfit::NotOver),
        }
    }

    /// Every due date in its turn: the first, and each that a later event moved or a corrected start computed again.
    pub fn changes(
        events: &[(ClockEvent, Date)],
        holidays: &Holidays,
        pauses_stop: bool,
    ) -> Vec<DueChange> {
        let mut clock = Self::default();
        let mut changes: Vec<DueChange> = Vec::new();
        for (at, (event, day)) in events.iter().enumerate() {
            clock.take(event);
            let Some(run) = clock.run(pauses_stop) else {
                continue;
            };
            let due = Ledger::draw(holidays, &run, *day).due();
            let moved = changes.last().is_none_or(|last| last.due != due);
            if moved || matches!(event, ClockEvent::Corrected { .. }) {
                changes.push(DueChange { due, event: at });
            }
        }
        changes
    }

    fn take(&mut self, event: &ClockEvent) {
        match event {
            ClockEvent::Started { on } | ClockEvent::Corrected { on, .. } => self.start = Some(*on),
            ClockEvent::Paused { from, to, why } => self.pauses.push(Pause {
                from: *from,
                to: *to,
                why: why.clone(),
            }),
            ClockEvent::Resumed { last } => {
                let open = self.pauses.iter_mut().find(|pause| pause.to.is_none());
                if let Some(pause) = open {
                    pause.to = Some(*last);
                }
            }
            ClockEvent::Overran { why } => self.overran = Some(why.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pathway::ENGLAND_AND_WALES;

    const RECEIVED: Date = date(2026, 9, 8);
    const TODAY: Date = date(2026, 11, 23);

    fn started() -> ClockEvent {
        ClockEvent::Started {
            on: date(2026, 11, 5),
        }
    }

    fn corrected(on: Date) -> ClockEvent {
        let why = "it was the planning meeting".to_owned();
        ClockEvent::Corrected { on, why }
    }

    fn paused(from: Date, to: Option<Date>) -> ClockEvent {
        let why = "in hospital".to_owned();
        ClockEvent::Paused { from, to, why }
    }

    fn refused(events: &[ClockEvent], event: &ClockEvent) -> Option<Misfit> {
        AimClock::after(events)
            .accepts(event, (RECEIVED, TODAY), false)
            .err()
    }

    #[test]
    fn the_first_meeting_is_recorded_once_and_corrected_after() {
        assert_eq!(refused(&[], &started()), None);
        assert_eq!(refused(&[started()], &started()), Some(Misfit::Start));
        assert_eq!(refused(&[], &corrected(TODAY)), Some(Misfit::Start));
        assert_eq!(refused(&[started()], &corrected(TODAY)), None);
        assert_eq!(refused(&[started()], &corrected(RECEIVED)), None);
        for (day, misfit) in [
            (date(2026, 9, 7), Misfit::Day),
            (date(2026, 11, 24), Misfit::Day),
            (date(2026, 11, 5), Misfit::Same),
        ] {
            assert_eq!(refused(&[started()], &corrected(day)), Some(misfit));
        }
        let early = ClockEvent::Started {
            on: date(2026, 9, 7),
        };
        assert_eq!(refused(&[], &early), Some(Misfit::Day));
    }

    #[test]
    fn pauses_lie_after_the_start_before_tomorrow_and_beside_each_other() {
        let [first, last] = [date(2026, 11, 16), date(2026, 11, 17)];
        let one = paused(first, Some(last));
        assert_eq!(refused(&[], &one), Some(Misfit::Start));
        assert_eq!(refused(&[started()], &one), None);
        for (from, to, misfit) in [
            (date(2026, 11, 5), None, Misfit::Day),
            (date(2026, 11, 24), None, Misfit::Day),
            (first, Some(date(2026, 11, 24)), Misfit::Day),
            (last, Some(first), Misfit::Order),
        ] {
            assert_eq!(
                refused(&[started()], &paused(from, to)),
                Some(misfit),
                "{from}"
            );
        }
        let both = [started(), one];
        for (from, to, misfit) in [
            (last, None, Some(Misfit::Overlap)),
            (date(2026, 11, 13), Some(first), Some(Misfit::Overlap)),
            (date(2026, 11, 13), None, Some(Misfit::Overlap)),
            (date(2026, 11, 13), Some(date(2026, 11, 15)), None),
            (date(2026, 11, 18), None, None),
        ] {
            assert_eq!(refused(&both, &paused(from, to)), misfit, "{from}");
        }
        let open = [started(), paused(first, None)];
        assert_eq!(refused(&open, &paused(TODAY, None)), Some(Misfit::Overlap));
        assert_eq!(refused(&open, &ClockEvent::Resumed { last: first }), None);
        let before = ClockEvent::Resumed {
            last: date(2026, 11, 15),
        };
        assert_eq!(refused(&open, &before), Some(Misfit::Order));
        let ahead = ClockEvent::Resumed {
            last: date(2026, 11, 24),
        };
        assert_eq!(refused(&open, &ahead), Some(Misfit::Day));
        assert_eq!(refused(&both, &ahead), Some(Misfit::NotPaused));
    }

    #[test]
    fn a_corrected_start_keeps_both_due_dates_and_a_pause_its_own() {
        let holidays = Holidays::read(ENGLAND_AND_WALES).expect("the shipped table");
        let events = [
            (started(), date(2026, 11, 5)),
            (
                paused(date(2026, 11, 16), Some(date(2026, 11, 17))),
                date(2026, 11, 18),
            ),
            (
                ClockEvent::Overran {
                    why: "waits".to_owned(),
                },
                date(2026, 11, 19),
            ),
            (corrected(date(2026, 11, 6)), date(2026, 11, 20)),
        ];
        let dues = |stops: bool| -> Vec<(Date, usize)> {
            AimClock::changes(&events, &holidays, stops)
                .iter()
                .map(|change| (change.due.on, change.event))
                .collect()
        };
        let [first, paused, moved] = [date(2027, 1, 12), date(2027, 1, 14), date(2027, 1, 15)];
        assert_eq!(dues(true), [(first, 0), (paused, 1), (moved, 3)]);
        assert_eq!(dues(false), [(first, 0), (date(2027, 1, 13), 3)]);
    }

    #[test]
    fn an_overrun_is_explained_only_when_there_is_one() {
        let why = ClockEvent::Overran {
            why: "waits".to_owned(),
        };
        let clock = AimClock::after(&[started(), why.clone()]);
        assert_eq!(clock.overran(), Some("waits"));
        assert_eq!(refused(&[started()], &why), Some(Misfit::NotOver));
        assert_eq!(clock.accepts(&why, (RECEIVED, TODAY), true), Ok(()));
    }

    #[test]
    fn an_event_reads_back_and_its_words_stay_out_of_a_log() {
        let event = paused(date(2026, 11, 16), None);
        let written = serde_json::to_string(&event).expect("JSON");
        assert_eq!(
            serde_json::from_str::<ClockEvent>(&written).ok(),
            Some(event.clone())
        );
        assert_eq!(format!("{event:?}"), "ClockEvent(paused)");
    }
}
