//! Chosen options, by code. A code that the question does not offer is never an answer.

use super::Answer;
use crate::question::{OptionDef, Question};
use crate::{Fields, Problem, Rule};

/// The codes sent, without empty ones.
fn sent<'a>(question: &Question, fields: &'a Fields) -> Vec<&'a str> {
    fields
        .all(&question.id)
        .iter()
        .map(|code| code.trim())
        .filter(|code| !code.is_empty())
        .collect()
}

fn say(question: &Question, message: &str) -> Box<Problem> {
    Box::new(Problem::new(&question.id, &question.id, message).by(Rule::Option))
}

/// What to say to a code that is not offered: the same as to none, or plainly when nothing need be chosen.
fn unknown(question: &Question) -> Box<Problem> {
    if question.missing.is_empty() {
        return say(question, "Select one of the options");
    }
    say(question, &question.missing)
}

pub(super) fn one(
    question: &Question,
    options: &[OptionDef],
    fields: &Fields,
) -> Result<Option<Answer>, Box<Problem>> {
    match sent(question, fields).as_slice() {
        [] => Ok(None),
        [code] if options.iter().any(|option| option.code == *code) => {
            Ok(Some(Answer::Code((*code).to_owned())))
        }
        _ => Err(unknown(question)),
    }
}

pub(super) fn several(
    question: &Question,
    options: &[OptionDef],
    fields: &Fields,
) -> Result<Option<Answer>, Box<Problem>> {
    let sent = sent(question, fields);
    if sent.is_empty() {
        return Ok(None);
    }
    if sent
        .iter()
        .any(|code| options.iter().all(|option| option.code != *code))
    {
        return Err(unknown(question));
    }
    let chosen: Vec<&OptionDef> = options
        .iter()
        .filter(|option| sent.contains(&option.code.as_str()))
        .collect();
    match chosen.iter().find(|option| option.exclusive) {
        Some(alone) if chosen.len() > 1 => Err(say(
            question,
            &format!("{}, or only \"{}\"", unknown(question).message, alone.label),
        )),
        _ => Ok(Some(Answer::Codes(
            chosen.iter().map(|option| option.code.clone()).collect(),
        ))),
    }
}
