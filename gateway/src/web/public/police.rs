//! The one question to the contact at the police: the reference and a work address, a code, one question. Shows nothing about the child and
//! nothing about the referral but its reference.

use std::sync::Arc;

use axum::{extract::State, response::IntoResponse};
use intake_forms::{Fields, Kind, Problem, Problems, Question};

use super::{
    PublicSite,
    page::{Message, PoliceQuestion, Return},
    pending::{Pending, Wanted},
    proof::{self, Place},
    prove::work_address,
    reply::{Answer, Asked, Away, VISIT, clear, go, page, refused},
};
use crate::{
    journey::{answer_hold, ask_code, ask_code::Visit, type_code, type_code::Progress},
    referral::{Handed, HandedQuestion, Reference},
    web::{
        extract::Posted,
        page::{ErrorSummary, Frame, Size, question},
        page_error::PageError,
    },
};

/// The form's question about the police.
const QUESTION: &str = "pol_status";
/// Where the pages of the contact are.
pub(super) const BASE: &str = "/r/police";

/// Where the pages of the code are.
pub(super) fn place() -> Place {
    Place {
        base: BASE.to_owned(),
        different: BASE.to_owned(),
    }
}

/// GET `/r/police`.
pub(super) async fn first(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    page(&begin(&site, &asked, ("", ""), ErrorSummary::default()))
}

fn begin<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    (reference, email): (&str, &str),
    errors: ErrorSummary,
) -> Return<'a> {
    let frame = site
        .frame("Answer a question about a referral")
        .csrf(asked.token.as_str());
    Return::for_police(frame, reference, email, errors)
}

/// POST `/r/police`.
pub(super) async fn ask(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let (typed, email) = (fields.first("reference").trim(), fields.first("email"));
    let mut errors = ErrorSummary::default();
    let reference = Reference::read(typed);
    match (&reference, typed.is_empty()) {
        (Ok(_), _) => {}
        (Err(_), true) => errors.push("reference", "Enter the reference from our email"),
        (Err(_), false) => errors.push(
            "reference",
            "Check the reference: a letter or number in it is not right",
        ),
    }
    let address = work_address(email);
    if let Err(words) = &address {
        errors.push("email", *words);
    }
    let (Ok(reference), Ok(address)) = (reference, address) else {
        return refused(&begin(&site, &asked, (typed, email), errors));
    };
    let wanted = Wanted {
        address,
        form: String::new(),
        reference: reference.as_str().to_owned(),
    };
    proof::ask(&site, &asked, &place(), wanted).await
}

/// GET `/r/police/question`.
pub(super) async fn question(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    let (_, handed) = shown(&site, &asked).await?;
    let empty = (Fields::default(), Problems::default());
    page(&question_page(&site, &asked, &handed, &empty)?)
}

/// POST `/r/police/question`.
pub(super) async fn answer(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let (visit, handed) = shown(&site, &asked).await?;
    site.limits.post_to(visit.id.as_str())?;
    let code = fields.first(QUESTION).to_owned();
    if asked_of(&site, &handed)?.option(&code).is_none() {
        let mut problems = Problems::default();
        let words = "Select what the police position is, or Not known";
        problems.push(Problem::new(QUESTION, QUESTION, words));
        return refused(&question_page(&site, &asked, &handed, &(fields, problems))?);
    }
    let now = site.clock.now();
    answer_hold::write_down(&site.intake, &visit.id, &handed, &code, now).await?;
    ask_code::end(&site.intake, &visit).await?;
    Ok((clear(VISIT), go("/r/police/answered")).into_response())
}

/// GET `/r/police/answered`: the same on reloading, and for anybody.
pub(super) async fn answered(State(site): State<Arc<PublicSite>>) -> Answer {
    let lines = [
        "The hub goes on with the referral. You do not need to do anything else.",
        "If the position changes again, call the hub.",
    ];
    page(&Message::new(
        site.frame("Your answer is with the hub"),
        &lines,
    ))
}

/// The form's question about the police.
fn asked_of<'a>(site: &'a PublicSite, handed: &HandedQuestion) -> Result<&'a Question, PageError> {
    let (_, question) = site
        .form(&handed.form)?
        .question(QUESTION)
        .ok_or(PageError::NotFound)?;
    Ok(question)
}

fn question_page<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    handed: &HandedQuestion,
    (fields, problems): &(Fields, Problems),
) -> Result<PoliceQuestion<'a>, PageError> {
    let mut asks = asked_of(site, handed)?.clone();
    // What an option means for the offer is said to a referrer, not here.
    if let Kind::Choice(options) = &mut asks.kind {
        for option in options {
            option.advice = None;
        }
    }
    let problem = problems.for_question(QUESTION);
    Ok(PoliceQuestion {
        frame: frame(site, asked).problems(!problems.is_empty()),
        errors: question::errors(problems),
        reference: handed.reference.clone(),
        field: question::field(&asks, Size::Medium, fields, problem),
    })
}

fn frame<'a>(site: &'a PublicSite, asked: &Asked) -> Frame<'a> {
    site.frame("One question about the police position")
        .csrf(asked.token.as_str())
}

/// The question that the browser's visit opened. Without one, it is asked for its reference.
async fn shown(site: &PublicSite, asked: &Asked) -> Result<(Visit, HandedQuestion), Away> {
    let Some(pending) = Pending::of(asked) else {
        return Err(Away::to(go(BASE)));
    };
    let Visit { id, key } = &pending.visit;
    match type_code::look(&site.intake, id, key, site.clock.now()).await? {
        Progress::Open(handed) => match *handed {
            Handed::Question(handed) => Ok((pending.visit, handed)),
            _ => Err(Away::to(go("/r/"))),
        },
        Progress::Wait | Progress::Type { .. } => Err(Away::to(go("/r/police/code"))),
        Progress::Ended => Err(Away::to((clear(VISIT), PageError::Ended))),
    }
}
