//! Correcting one answer, with the question's own component. What was sent stays; the correction stands beside it, and the referral is
//! screened again.

use http::StatusCode;
use intake_forms::{AnswerPlace, Fields, FormDefinition, Problem, Problems};

use super::{
    dates,
    found::Found,
    page::CorrectPage,
    reading::{self, Reading},
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{
        correct::{self as journey, CorrectError, MOST_WHY, Proposed},
        sign_in::Warned,
        view::{OpenReferral, Part},
    },
    web::{
        extract::Posted,
        page::{Size, question},
        page_error::PageError,
    },
};

/// What somebody has typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    fields: Option<Fields>,
    why: String,
    problems: Problems,
    changed: bool,
}

/// The page.
pub async fn first(found: Found) -> Answer {
    page(&found, Typed::default()).await
}

/// The page, sent.
pub async fn correct(found: Found, Posted(fields): Posted) -> Answer {
    let version = fields.first("version").parse();
    let place = place(&found);
    let proposed = Proposed {
        version: version.map_err(|_| PageError::Unreadable)?,
        place: &place,
        typed: &fields,
        why: fields.first("why"),
    };
    let now = found.desk.door.now;
    let id = &found.referral.id;
    let done = journey::correct(found.keyholder(), found.account(), id, &proposed, now).await;
    let error = match done {
        Ok(()) => return Ok(onward(&found.path("?corrected"))),
        Err(error) => error,
    };
    let mut typed = Typed {
        why: proposed.why.to_owned(),
        ..Typed::default()
    };
    match error {
        CorrectError::NotThere => return Err(PageError::NotFound),
        CorrectError::Journey(error) => return Err(error.into()),
        CorrectError::Changed => typed.changed = true,
        CorrectError::Wrong(problem) => typed.problems.push(*problem),
        CorrectError::Same => typed.problems.push(same(&found, &place)),
        CorrectError::Why => typed.problems.push(why(&fields)),
    }
    typed.fields = Some(fields);
    page(&found, typed).await
}

fn place(found: &Found) -> AnswerPlace {
    let item = found.desk.door.asked("item");
    AnswerPlace {
        question: found.item.clone(),
        item: item.map(|item| item.parse().unwrap_or_default()),
    }
}

fn same(found: &Found, place: &AnswerPlace) -> Problem {
    let forms = &found.keyholder().forms;
    let question = forms.iter().find_map(|form| form.question(&place.question));
    let field = question.map_or(place.question.clone(), |(_, question)| {
        question.first_field()
    });
    let words = "This is the answer that stands there. Change it, or leave it as it is";
    Problem::new(field, &place.question, words)
}

fn why(fields: &Fields) -> Problem {
    let words = if fields.first("why").trim().is_empty() {
        "Say why you correct the answer".to_owned()
    } else {
        format!("The reason must be {MOST_WHY} characters or fewer")
    };
    Problem::new("why", "why", words)
}

async fn page(found: &Found, typed: Typed) -> Answer {
    let Some(warned) = found.desk.who.warned(&found.referral.id) else {
        return Ok(onward(&found.path("/answers")));
    };
    let reading = Reading {
        name: false,
        without_behaviour: warned == Warned::WithoutBehaviour,
    };
    let open = found.open(Part::Answers).await?;
    if !journey::may_correct(found.account(), &open.referral.stage) {
        return Ok(onward(&found.path("/answers")));
    }
    let place = place(found);
    let form = journey::form_of(found.keyholder(), &open.sent.record.form);
    let form = form.ok_or(PageError::NotFound)?;
    let day = dates::day_of(found.desk.door.now);
    if !form.asks(&place, &open.sent.answers, day) || reading.hides(&place.question) {
        return Err(PageError::NotFound);
    }
    let (_, question) = form.question(&place.question).ok_or(PageError::NotFound)?;
    let status = if typed.changed {
        StatusCode::CONFLICT
    } else if typed.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let named = reading::is_name(&place.question);
    let fields = match &typed.fields {
        Some(fields) => fields.clone(),
        None if named => Fields::default(),
        None => as_it_is(form, &place, &open),
    };
    let problem = typed.problems.for_question(&place.question);
    let page = CorrectPage {
        frame: found.frame(),
        head: reading::head(&open, found.account(), None, None),
        action: action(found, &place),
        now: reading::answer_now(&open, &place, reading),
        field: question::field(question, Size::Small, &fields, problem),
        named,
        changed: typed.changed,
        why: typed.why,
        errors: question::errors(&typed.problems),
        most_why: MOST_WHY,
    };
    drawn(status, &page)
}

fn action(found: &Found, place: &AnswerPlace) -> String {
    let item = place.item.map(|item| format!("?item={item}"));
    let below = format!(
        "/answers/{}/correct{}",
        place.question,
        item.unwrap_or_default()
    );
    found.path(&below)
}

/// The page's fields as they were sent or corrected last.
fn as_it_is(form: &FormDefinition, place: &AnswerPlace, open: &OpenReferral) -> Fields {
    let Some((section, _)) = form.question(&place.question) else {
        return Fields::default();
    };
    let answers = form.placed(open.sent.answers.clone());
    let fields = match place.item.and_then(|item| item.checked_sub(1)) {
        Some(at) => answers.item(&section.slug, at),
        None => answers.section(&section.slug),
    };
    fields.cloned().unwrap_or_default()
}
