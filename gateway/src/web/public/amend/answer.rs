//! The answer to the hub's question. "Still not known" is an answer too: then only the words are sent.

use std::sync::Arc;

use axum::extract::State;
use intake_forms::{Fields, FormDefinition, Problem, Problems, Question};

use super::{
    super::{
        PublicSite,
        page::Quoted,
        reply::{Answer, Asked, go, page, refused},
    },
    blank, fields_of, held, note, typed, words, write,
};
use crate::{
    referral::{Amendment, HandedAsked, HandedReferral, MayAmend},
    web::{
        extract::Posted,
        page::{Link, question, words::curly},
    },
};

/// What is asked, as the form asks it; each may be left out where it is still not known.
fn asked_of(
    form: &FormDefinition,
    may: &MayAmend,
    asked: &HandedAsked,
) -> Vec<(Question, Option<usize>)> {
    let items = asked.asked.items.iter();
    let found = items.filter_map(|item| {
        let (_, question) = form.question(&item.question)?;
        let places = may
            .places
            .iter()
            .filter(|place| place.question == item.question);
        let last = places.filter_map(|place| place.item).max();
        Some((question.clone().optional(), last))
    });
    found.collect()
}

fn shown(
    site: &PublicSite,
    asked: &Asked,
    (handed, question, questions): (&HandedReferral, &HandedAsked, &[&Question]),
    (sent, problems): (&Fields, &Problems),
) -> Answer {
    let mut shown = blank(site, asked, handed, ("A question from the hub", sent))?;
    shown.frame = shown.frame.back("/r/open").problems(!problems.is_empty());
    shown.errors = question::errors(problems);
    shown.words = vec!["Leave empty what is still not known, and say so below.".to_owned()];
    let items = question.asked.items.iter();
    let in_words = items.filter(|item| questions.iter().all(|one| one.id != item.question));
    let in_words = in_words.map(|item| format!("Answer in words: {}", curly(&item.label)));
    shown.words.extend(in_words);
    if !question.asked.words.is_empty() {
        shown.quoted = Some(Quoted {
            by: question.asked.by.clone(),
            words: question.asked.words.lines().map(str::to_owned).collect(),
        });
    }
    shown.fields = fields_of(questions, sent, problems);
    let hint = "Do not name other children.";
    let label = "Your answer in words (optional)";
    shown.fields.push(note("note", label, hint, sent, problems));
    "/r/answer".clone_into(&mut shown.action);
    "Send answer".clone_into(&mut shown.button);
    shown.keep = Link::new("/r/open", "Back to the referral");
    if problems.is_empty() {
        page(&shown)
    } else {
        refused(&shown)
    }
}

/// GET `/r/answer`.
pub(in super::super) async fn answer(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    let (_, handed, may) = held(&site, &asked).await?;
    let Some(open) = &may.question else {
        return Ok(go("/r/open"));
    };
    let questions = asked_of(site.form(&may.form)?, &may, open);
    let only: Vec<&Question> = questions.iter().map(|(question, _)| question).collect();
    let nothing = (&Fields::default(), &Problems::default());
    shown(&site, &asked, (&handed, open, &only), nothing)
}

/// POST `/r/answer`.
pub(in super::super) async fn answered(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(sent): Posted,
) -> Answer {
    let (visit, handed, may) = held(&site, &asked).await?;
    site.limits.post_to(visit.id.as_str())?;
    let Some(open) = &may.question else {
        return Ok(go("/r/open"));
    };
    let form = site.form(&may.form)?;
    let questions = asked_of(form, &may, open);
    let mut problems = Problems::default();
    let mut answers = Vec::new();
    for (question, item) in &questions {
        answers.extend(typed(
            &site,
            form,
            (&[question], *item),
            &sent,
            &mut problems,
        ));
    }
    let note = words("note", None, &sent, &mut problems);
    if problems.is_empty() && answers.is_empty() && note.is_empty() {
        let words = "Answer the question, or say that it is still not known";
        problems.push(Problem::new("note", "note", words));
    }
    if !problems.is_empty() {
        let only: Vec<&Question> = questions.iter().map(|(question, _)| question).collect();
        return shown(&site, &asked, (&handed, open, &only), (&sent, &problems));
    }
    let what = Amendment::Answer {
        asked: open.id.clone(),
        answers,
        note,
    };
    write(&site, (&visit, &handed), what, &sent).await
}
