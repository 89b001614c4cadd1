//! Setting a referral aside until a day, and taking it up again by hand. Nothing is prefilled but what the form says of the police.

use http::StatusCode;
use intake_forms::Fields;
use jiff::civil::Date;

use super::{
    found::Found,
    page::{HoldPage, Holder},
    reading,
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{
        hold::{self as journey, HoldError, HoldProblem, MOST_WHY, ProposedHold},
        view::{OpenReferral, Part},
    },
    referral::Stage,
    web::{extract::Posted, page::ErrorSummary, page_error::PageError},
};

/// The question of forms that names the officer; a form may not ask it.
const OFFICER: &str = "pol_oic";

/// What somebody has typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    proposed: ProposedHold,
    day: [String; 3],
    end_why: String,
    problems: ErrorSummary,
    changed: bool,
}

/// The page: the fields of a hold, or the hold there is.
pub async fn first(found: Found) -> Answer {
    let open = found.open(Part::Decision).await?;
    let officer = open.sent.record.answers.text(OFFICER).unwrap_or_default();
    let typed = Typed {
        proposed: ProposedHold {
            contact_name: officer.to_owned(),
            ..ProposedHold::default()
        },
        ..Typed::default()
    };
    page(&found, &open, typed)
}

/// The hold, sent.
pub async fn hold(found: Found, Posted(fields): Posted) -> Answer {
    let day = ["day", "month", "year"].map(|part| {
        let name = format!("review_on-{part}");
        fields.first(&name).trim().to_owned()
    });
    let mut typed = Typed {
        proposed: ProposedHold {
            review_on: read_day(&day),
            why: fields.first("why").to_owned(),
            contact_name: fields.first("contact_name").to_owned(),
            contact_address: fields.first("contact_address").to_owned(),
        },
        day,
        ..Typed::default()
    };
    let (keyholder, now) = (found.keyholder(), found.desk.door.now);
    let shown = (&found.referral.id, version(&fields)?);
    let done = journey::hold(keyholder, found.account(), shown, &typed.proposed, now).await;
    match done {
        Ok(()) => return Ok(onward(&found.path("?held"))),
        Err(HoldError::NotThere) => return Err(PageError::NotFound),
        Err(HoldError::Journey(error)) => return Err(error.into()),
        Err(HoldError::Changed) => typed.changed = true,
        Err(HoldError::Problems(list)) => {
            for problem in list {
                let (field, words) = words(problem);
                typed.problems.push(field, words);
            }
        }
    }
    let open = found.open(Part::Decision).await?;
    page(&found, &open, typed)
}

/// Taking it up again, sent.
pub async fn end(found: Found, Posted(fields): Posted) -> Answer {
    let (keyholder, now) = (found.keyholder(), found.desk.door.now);
    let shown = (&found.referral.id, version(&fields)?);
    let why = fields.first("end_why");
    let mut typed = Typed {
        end_why: why.to_owned(),
        ..Typed::default()
    };
    match journey::end(keyholder, found.account(), shown, why, now).await {
        Ok(()) => return Ok(onward(&found.path("?taken-up"))),
        Err(HoldError::NotThere) => return Err(PageError::NotFound),
        Err(HoldError::Journey(error)) => return Err(error.into()),
        Err(HoldError::Changed) => typed.changed = true,
        Err(HoldError::Problems(_)) => {
            let words = format!("Say why it is taken up again, in {MOST_WHY} characters or fewer");
            typed.problems.push("end_why", words);
        }
    }
    let open = found.open(Part::Decision).await?;
    page(&found, &open, typed)
}

fn version(fields: &Fields) -> Result<i32, PageError> {
    let version = fields.first("version").parse();
    version.map_err(|_| PageError::Unreadable)
}

fn read_day(typed: &[String; 3]) -> Option<Date> {
    let [day, month, year] = typed;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn words(problem: HoldProblem) -> (&'static str, &'static str) {
    match problem {
        HoldProblem::NoDay => (
            "review_on-day",
            "Enter the day on which somebody looks at it again, such as 3 12 2026",
        ),
        HoldProblem::DayOutside => (
            "review_on-day",
            "The day must be after today and within a year",
        ),
        HoldProblem::Why => (
            "why",
            "Say why it is set aside, in 1,000 characters or fewer",
        ),
        HoldProblem::ContactName => (
            "contact_name",
            "Enter the name of the police contact, in 100 characters or fewer",
        ),
        HoldProblem::ContactAddress => (
            "contact_address",
            "Enter the work email of the police contact, like name@example.police.uk",
        ),
        HoldProblem::ContactIsTheirs => (
            "contact_address",
            "The police contact cannot be the referrer or the manager",
        ),
    }
}

fn page(found: &Found, open: &OpenReferral, typed: Typed) -> Answer {
    let head = reading::head(open, found.account(), None, None);
    let lines = match &open.referral.stage {
        Stage::Held { .. } => reading::held_lines(open),
        _ => None,
    };
    if lines.is_none() && !typed.changed && head.holder != Holder::You {
        return Ok(onward(&found.path("")));
    }
    let status = match (typed.changed, typed.problems.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = HoldPage {
        frame: found.frame(),
        mine: head.holder == Holder::You,
        head,
        held: lines,
        proposed: typed.proposed,
        day: typed.day,
        end_why: typed.end_why,
        problems: typed.problems,
        changed: typed.changed,
    };
    drawn(status, &page)
}
