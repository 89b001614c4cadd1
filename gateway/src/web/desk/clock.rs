//! The clock of a referral: drawn, and what a screener records of it. Nothing recorded is ever edited; no overrun stops anybody.

use http::StatusCode;
use intake_forms::Fields;
use jiff::civil::Date;

use super::{
    dates,
    found::Found,
    page::{ClockForms, ClockPage, ReferralHead, Tab},
    reading,
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{
        keep_clock::{self as journey, KeepClockError},
        view::{OpenReferral, Part},
    },
    pathway::{AimClock, ClockEvent, Ledger, Misfit},
    referral::Stage,
    web::{
        extract::Posted,
        page::{DateInput, ErrorSummary, Textarea},
        page_error::PageError,
    },
};

/// The most characters of a reason: it stands in a table.
const MOST_WHY: usize = 200;
const PARTS: [&str; 3] = ["day", "month", "year"];
/// Said when two people record at once.
const CHANGED: &str = "Somebody else recorded something on this clock since you opened it. Nothing of yours was saved.";

/// The page.
pub async fn clock(found: Found) -> Answer {
    let open = found.open(Part::Clock).await?;
    let head = reading::head(&open, found.account(), Some(Tab::Clock), None);
    let mut page = page(&found, &open, head);
    if found.desk.door.query() == Some("kept") {
        page.frame.notice = Some("Recorded.".to_owned());
    }
    drawn(StatusCode::OK, &page)
}

/// Records something.
pub async fn keep(found: Found, Posted(fields): Posted) -> Answer {
    let seen: usize = fields
        .first("seen")
        .parse()
        .map_err(|_| PageError::Unreadable)?;
    let event = match event(&fields)? {
        Ok(event) => event,
        Err(problems) => return again(&found, &fields, problems).await,
    };
    let now = found.desk.door.now;
    let (who, id) = (found.account(), &found.referral.id);
    match journey::keep_clock(found.keyholder(), who, id, (&event, seen), now).await {
        Ok(()) => Ok(onward(&found.path("/clock?kept"))),
        Err(KeepClockError::NotThere) => Err(PageError::NotFound),
        Err(KeepClockError::Changed) => {
            let open = found.open(Part::Clock).await?;
            let head = reading::head(&open, found.account(), Some(Tab::Clock), None);
            let mut page = page(&found, &open, head);
            page.frame.notice = Some(CHANGED.to_owned());
            drawn(StatusCode::CONFLICT, &page)
        }
        Err(KeepClockError::Misfit(misfit)) => {
            let mut problems = ErrorSummary::default();
            let (field, words) = told(&event, misfit);
            problems.push(field, words);
            again(&found, &fields, problems).await
        }
        Err(KeepClockError::Journey(error)) => Err(error.into()),
    }
}

/// The page with what was typed and what to put right.
async fn again(found: &Found, fields: &Fields, problems: ErrorSummary) -> Answer {
    let open = found.open(Part::Clock).await?;
    let head = reading::head(&open, found.account(), Some(Tab::Clock), None);
    let mut page = page(found, &open, head);
    page.forms = forms(found, &open, fields, &problems);
    page.problems = problems;
    drawn(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The page of the tab. Beside a name there is nothing to type into.
pub(super) fn page(found: &Found, open: &OpenReferral, head: ReferralHead) -> ClockPage {
    let keyholder = found.keyholder();
    let today = dates::day_of(found.desk.door.now);
    let accepted = open.referral.stage == Stage::Accepted;
    let clock = aim_clock(open);
    let aim = reading::aim_table(keyholder, (open, &clock), today);
    let not_started = (accepted && aim.is_none()).then(|| {
        (
            "AIM assessment: not started".to_owned(),
            "The clock starts when the first meeting with the child is recorded.".to_owned(),
        )
    });
    let others = if accepted {
        reading::other_clocks(keyholder, open, today)
    } else {
        Vec::new()
    };
    let forms = if head.shown.is_none() {
        forms(found, open, &Fields::default(), &ErrorSummary::default())
    } else {
        None
    };
    let screening = || reading::screening_table(keyholder, open, today);
    ClockPage {
        frame: found.frame(),
        head,
        problems: ErrorSummary::default(),
        table: aim.or_else(|| (!accepted).then(screening)),
        not_started,
        changes: reading::due_changes(keyholder, open),
        pauses: reading::pauses(keyholder, &clock),
        others,
        forms,
        holidays: reading::holidays(keyholder),
    }
}

fn aim_clock(open: &OpenReferral) -> AimClock {
    AimClock::after(open.clock.iter().map(|made| &made.event))
}

/// What may be recorded now, filled with what was typed.
fn forms(
    found: &Found,
    open: &OpenReferral,
    fields: &Fields,
    problems: &ErrorSummary,
) -> Option<ClockForms> {
    if open.referral.stage != Stage::Accepted {
        return None;
    }
    let keyholder = found.keyholder();
    let (clock, today) = (aim_clock(open), dates::day_of(found.desk.door.now));
    let seen = open.clock.len();
    let day = |id: &str, label: &str, hint: &str| day_boxes((fields, problems), id, label, hint);
    let why = |id: &str, label: &str| why_box((fields, problems), id, label);
    let Some(run) = clock.run(keyholder.aim_clock_pauses) else {
        let start = day(
            "started",
            "First meeting with the child",
            "This is day 0 of the 45 working days. For example, 5 11 2026",
        );
        return Some(ClockForms {
            seen,
            start: Some(start),
            ..ClockForms::default()
        });
    };
    let over = Ledger::draw(&keyholder.holidays, &run, today).over() > 0;
    let lasts = clock.open_pause().is_some();
    let last = "The last day of the pause";
    Some(ClockForms {
        seen,
        start: None,
        correct: Some((
            day(
                "corrected",
                "First meeting with the child",
                "The first one stays on this page with its due date",
            ),
            why("corrected-why", "Why the first date was wrong"),
        )),
        pause: (!lasts).then(|| {
            (
                day("paused", "First day of the pause", "Today or before"),
                day(
                    "paused-to",
                    "Last day of the pause (optional)",
                    "Leave it empty while the pause lasts",
                ),
                why("paused-why", "Why"),
            )
        }),
        resume: lasts.then(|| day("resumed", last, "The next working day counts again")),
        overrun: over.then(|| why("overran-why", "Why it runs over")),
        open: fields.first("event").to_owned(),
    })
}

/// The boxes of a day, filled with what was typed.
fn day_boxes(
    (fields, problems): (&Fields, &ErrorSummary),
    id: &str,
    label: &str,
    hint: &str,
) -> DateInput {
    let error = problems.for_field(&format!("{id}-day"));
    let wrong = error.is_some();
    let value = |name: &str| fields.first(name).to_owned();
    DateInput::new(id, label, &PARTS, value, |_| wrong)
        .hint(hint)
        .error(error)
}

/// The box of a reason, filled with what was typed.
fn why_box((fields, problems): (&Fields, &ErrorSummary), id: &str, label: &str) -> Textarea {
    Textarea::new(id, label)
        .hint("No names. It is shown on this page and to whoever inspects the case.")
        .value(fields.first(id))
        .max(MOST_WHY)
        .rows(2)
        .error(problems.for_field(id))
}

/// What was sent, or what to put right in it.
fn event(fields: &Fields) -> Result<Result<ClockEvent, ErrorSummary>, PageError> {
    let mut problems = ErrorSummary::default();
    let name = fields.first("event");
    let event = match name {
        "started" => day(fields, "started", &mut problems).map(|on| ClockEvent::Started { on }),
        "corrected" => {
            let on = day(fields, "corrected", &mut problems);
            let why = why(fields, "corrected-why", &mut problems);
            on.zip(why)
                .map(|(on, why)| ClockEvent::Corrected { on, why })
        }
        "paused" => {
            let from = day(fields, "paused", &mut problems);
            let to = if typed(fields, "paused-to")
                .iter()
                .all(|part| part.is_empty())
            {
                Some(None)
            } else {
                day(fields, "paused-to", &mut problems).map(Some)
            };
            let why = why(fields, "paused-why", &mut problems);
            from.zip(to)
                .zip(why)
                .map(|((from, to), why)| ClockEvent::Paused { from, to, why })
        }
        "resumed" => day(fields, "resumed", &mut problems).map(|last| ClockEvent::Resumed { last }),
        "overran" => {
            why(fields, "overran-why", &mut problems).map(|why| ClockEvent::Overran { why })
        }
        _ => return Err(PageError::Unreadable),
    };
    Ok(event.ok_or(problems))
}

fn typed<'a>(fields: &'a Fields, id: &str) -> [&'a str; 3] {
    PARTS.map(|part| fields.first(&format!("{id}-{part}")).trim())
}

fn day(fields: &Fields, id: &str, problems: &mut ErrorSummary) -> Option<Date> {
    let [day, month, year] = typed(fields, id);
    let date = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    let found = date();
    if found.is_none() {
        problems.push(&format!("{id}-day"), "Enter a real date, such as 5 11 2026");
    }
    found
}

fn why(fields: &Fields, id: &str, problems: &mut ErrorSummary) -> Option<String> {
    let why = intake_forms::long_text(fields.first(id));
    let words = match why.chars().count() {
        0 => "Enter the reason",
        1..=MOST_WHY => return Some(why),
        _ => "The reason must be 200 characters or fewer",
    };
    problems.push(id, words);
    None
}

/// Where a misfit is said, and how.
fn told(event: &ClockEvent, misfit: Misfit) -> (&'static str, &'static str) {
    let field = match event {
        ClockEvent::Started { .. } => "started-day",
        ClockEvent::Corrected { .. } => "corrected-day",
        ClockEvent::Paused { .. } if misfit == Misfit::Order => "paused-to-day",
        ClockEvent::Paused { .. } => "paused-day",
        ClockEvent::Resumed { .. } => "resumed-day",
        ClockEvent::Overran { .. } => "overran-why",
    };
    let is_pause = matches!(event, ClockEvent::Paused { .. });
    let words = match misfit {
        Misfit::Start => "The first meeting was recorded meanwhile, or is not recorded yet",
        Misfit::Day if is_pause => {
            "A pause begins after the first meeting with the child, and no day of it is after today"
        }
        Misfit::Day => "The day must be between the day the hub received the referral and today",
        Misfit::Order => "The last day of the pause must not be before its first",
        Misfit::Overlap => "Some of these days lie in a pause that is recorded already",
        Misfit::NotPaused => "There is no pause to end",
        Misfit::Same => "This is the day that is recorded already",
        Misfit::NotOver => "The clock has not run over",
    };
    (field, words)
}
