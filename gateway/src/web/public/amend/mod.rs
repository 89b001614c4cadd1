//! Changing something about a referral that was sent: the referrer's and the manager's pages. They show what may be asked, never what was
//! answered.

mod answer;
mod change;
mod early;
mod files;
mod withdraw;

pub(super) use answer::{answer, answered};
pub(super) use change::{add, added, changed, list, one};
pub(super) use early::{remind, take_back, taken_back};
pub(super) use files::{files, upload};
pub(super) use withdraw::{withdraw, withdrawn};

use intake_forms::{Fields, FormDefinition, Kind, Problem, Problems, Question, long_text};

use super::{
    PublicSite,
    page::AmendPage,
    reply::{Answer, Asked, Away, go},
    visit::{frame, shown},
};
use crate::{
    journey::{
        amend::{self as journey, Amends, Press},
        ask_code::Visit,
    },
    referral::{
        AdditionKind, Amendment, HandedReferral, MayAmend, TypedAnswer, amendment::MOST_NOTE,
    },
    web::page::{ErrorSummary, Field, Link, Size, Textarea, question},
};

/// The referral that this visit may amend; without one, where the referral is.
async fn held(
    site: &PublicSite,
    asked: &Asked,
) -> Result<(Visit, Box<HandedReferral>, MayAmend), Away> {
    let (visit, handed) = shown(site, asked).await?;
    match handed.amend.clone() {
        Some(may) => Ok((visit, handed, may)),
        None => Err(Away::to(go("/r/open"))),
    }
}

/// Writes the amendment down and goes back to where the referral is, which says so.
async fn write(
    site: &PublicSite,
    (visit, handed): (&Visit, &HandedReferral),
    what: Amendment,
    fields: &Fields,
) -> Answer {
    let press = match Press::read(fields.first("press")) {
        Some(press) => press,
        None => Press::new()?,
    };
    let (kind, takes_back) = (what.kind().code(), matches!(what, Amendment::TakeBack));
    let which = which(&what);
    let now = site.clock.now();
    let became = journey::amend(&site.intake, &visit.id, handed, (what, &press), now).await?;
    if became == Amends::Before && takes_back {
        let ended = journey::ended(&site.intake, handed).await?;
        if !matches!(ended, Some((AdditionKind::TakeBack, _))) {
            return Ok(go("/r/open?done=decided"));
        }
    }
    Ok(go(&format!("/r/open?done={kind}{which}")))
}

/// The one question whose answer is corrected, for the page that says so.
fn which(what: &Amendment) -> String {
    match what {
        Amendment::Correct { answers, .. } => match answers.as_slice() {
            [only] => format!("&question={}", only.question),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

/// A page with nothing asked yet. The mark of a page that comes back stays the same.
fn blank<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    handed: &HandedReferral,
    (title, sent): (&str, &Fields),
) -> Result<AmendPage<'a>, Away> {
    let press = match Press::read(sent.first("press")) {
        Some(press) => press,
        None => Press::new()?,
    };
    Ok(AmendPage {
        frame: frame(site, asked, title),
        errors: ErrorSummary::default(),
        caption: format!("Referral {}", handed.reference),
        words: Vec::new(),
        quoted: None,
        fields: Vec::new(),
        upload: None,
        action: String::new(),
        press: press.as_str().to_owned(),
        button: "Send to the hub".to_owned(),
        ends: false,
        keep: Link::new("/r/open", "Back to the referral"),
    })
}

/// A box for words. `error` stands beside it.
fn note(id: &str, label: &str, hint: &str, sent: &Fields, problems: &Problems) -> Field {
    let problem = problems.into_iter().find(|problem| problem.field == id);
    let mut area = Textarea::new(id, label)
        .value(sent.first(id))
        .max(MOST_NOTE)
        .rows(5)
        .size(Size::Small)
        .error(problem.map(|problem| problem.message.clone()));
    area.label.hint = Some(hint.to_owned());
    Field::Textarea(area)
}

/// What was written in a box; too many characters, or none where some are needed, are problems.
fn words(id: &str, missing: Option<&str>, sent: &Fields, problems: &mut Problems) -> String {
    let words = long_text(sent.first(id));
    if words.chars().count() > MOST_NOTE {
        let most = "What you write must be 4,000 characters or fewer";
        problems.push(Problem::new(id, id, most));
    } else if words.is_empty()
        && let Some(missing) = missing
    {
        problems.push(Problem::new(id, id, missing));
    }
    words
}

/// Whether an answer may be corrected from here: not whom letters go to, which the hub changes after it has spoken to them.
fn may_change(question: &Question) -> bool {
    question.kind != Kind::Email
}

/// The form's questions of one page as fields, empty or as they were just sent.
fn fields_of(asked: &[&Question], sent: &Fields, problems: &Problems) -> Vec<Field> {
    let problem = |one: &Question| problems.for_question(&one.id);
    let field = |one: &&Question| question::field(one, Size::Small, sent, problem(one));
    asked.iter().map(field).collect()
}

/// What was typed for each of these questions. One that was left empty and may be is left out.
fn typed(
    site: &PublicSite,
    form: &FormDefinition,
    (asked, item): (&[&Question], Option<usize>),
    sent: &Fields,
    problems: &mut Problems,
) -> Vec<TypedAnswer> {
    let mut answers = Vec::new();
    for question in asked {
        let own = form.own_fields(question, sent);
        match form.reads(question, &own, site.today()) {
            Ok(true) => answers.push(TypedAnswer {
                question: question.id.clone(),
                item,
                typed: own,
            }),
            Ok(false) => {}
            Err(problem) => problems.push(*problem),
        }
    }
    answers
}
