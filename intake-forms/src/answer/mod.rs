//! One answer to one question: read from untrusted fields, or a problem with wording. Looks at one question alone; rules
//! between questions are `check`'s. Must never guess: what is not plainly an answer is a problem.

pub(crate) mod choice;
pub(crate) mod date;
pub(crate) mod email;
pub(crate) mod happened;
pub(crate) mod identifier;
pub(crate) mod phone;
pub(crate) mod postcode;
pub(crate) mod text;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::question::{Kind, Question};
use crate::{Fields, Happened, Problem, Rule};

/// An answer that was understood.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Text(String),
    Code(String),
    Codes(Vec<String>),
    Day(Date),
    Happened(Happened),
}

impl Answer {
    /// The value as it is stored and compared.
    pub(crate) fn canonical(&self) -> Value {
        match self {
            Self::Text(text) | Self::Code(text) => json!(text),
            Self::Codes(codes) => json!(codes),
            Self::Day(_) | Self::Happened(_) => self
                .range()
                .map_or(Value::Null, |(from, to)| json!({ "from": from, "to": to })),
        }
    }

    /// Whether it says that the answer is not known: by its option, or in these words where a text must be written.
    pub(crate) fn is_not_known(&self, question: &Question) -> bool {
        let says = |code: &String| question.option(code).is_some_and(|option| option.not_known);
        match self {
            Self::Text(text) => {
                let words = text.trim_end_matches('.').trim();
                words.eq_ignore_ascii_case("not known")
            }
            Self::Code(code) => says(code),
            Self::Codes(codes) => codes.iter().any(says),
            Self::Happened(happened) => *happened == Happened::NotKnown,
            Self::Day(_) => false,
        }
    }

    /// Earliest and latest day, for a date that is known at all.
    pub(crate) fn range(&self) -> Option<(Date, Date)> {
        match self {
            Self::Day(day) => Some((*day, *day)),
            Self::Happened(happened) => happened.range(),
            Self::Text(_) | Self::Code(_) | Self::Codes(_) => None,
        }
    }
}

/// Reads one question's answer; nothing entered is `None`.
pub(crate) fn read(
    question: &Question,
    fields: &Fields,
    today: Date,
) -> Result<Option<Answer>, Box<Problem>> {
    let typed = fields.first(&question.id);
    match &question.kind {
        Kind::Text => text::read(question, text::one_line(typed)),
        Kind::LongText | Kind::Address => text::read(question, text::long_text(typed)),
        Kind::Email => shaped(question, text::one_line(typed), |typed| {
            email::normalised(typed).ok_or_else(|| email::WRONG.to_owned())
        }),
        Kind::Phone => shaped(question, text::one_line(typed), |typed| {
            phone::normalised(typed).ok_or_else(|| phone::WRONG.to_owned())
        }),
        Kind::Identifier(kind) => {
            let why = |why| identifier::wrong(*kind, &question.name, why);
            shaped(question, text::one_line(typed), |typed| {
                identifier::normalised(*kind, typed).map_err(why)
            })
        }
        Kind::Postcode => shaped(question, text::one_line(typed), |typed| {
            postcode::normalised(typed).ok_or_else(|| postcode::WRONG.to_owned())
        }),
        Kind::Date(rule) => date::read_question(question, *rule, fields, today),
        Kind::Happened { event, .. } => {
            happened::read(question, event, fields, today).map(|found| found.map(Answer::Happened))
        }
        Kind::Choice(options) | Kind::Select(options) => choice::one(question, options, fields),
        Kind::Choices(options) => choice::several(question, options, fields),
    }
}

/// A text of a given shape: too long, wrong, or in its normal form.
fn shaped(
    question: &Question,
    typed: String,
    normalised: impl Fn(&str) -> Result<String, String>,
) -> Result<Option<Answer>, Box<Problem>> {
    let Some(Answer::Text(typed)) = text::read(question, typed)? else {
        return Ok(None);
    };
    match normalised(&typed) {
        Ok(normal) => Ok(Some(Answer::Text(normal))),
        Err(usual) => {
            let message = question.wrong.clone().unwrap_or(usual);
            let problem = Problem::new(&question.id, &question.id, message);
            Err(Box::new(problem.by(Rule::Shape)))
        }
    }
}

/// The names of the fields that a question reads, given what was sent: of an imprecise date only the chosen precision's.
pub(crate) fn field_names(question: &Question, sent: &Fields) -> Vec<String> {
    match question.kind {
        Kind::Date(_) => date::DAY
            .iter()
            .map(|part| part.field(&question.id))
            .collect(),
        Kind::Happened { .. } => happened::field_names(&question.id, sent),
        _ => vec![question.id.clone()],
    }
}
