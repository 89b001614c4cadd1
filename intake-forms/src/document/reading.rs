//! What was read from a document: answers with where each was found, and everything that was not understood, with its text kept.
//! Must never hold a guess, and never show a value in `Debug`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::RawAnswers;

/// Why nothing could be read from a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unreadable {
    /// It is not the kind of document it should be.
    #[error("this is not a document of a kind that can be read")]
    OtherKind,
    /// It is cut short, or its parts do not fit together.
    #[error("the document is damaged")]
    Damaged,
    /// It needs a password.
    #[error("the document is locked with a password")]
    Locked,
    /// It is larger, deeper or fuller than any form.
    #[error("the document is too large to be a form")]
    TooLarge,
    /// It declares entities of its own, as documents made to do harm do.
    #[error("the document has parts that a form never has")]
    Hostile,
    /// It has no words in it: a picture of a page, perhaps.
    #[error("there is no text in the document; it may be a scan")]
    NoText,
    /// It is a form that only one maker's program can show (XFA).
    #[error("this kind of PDF form cannot be read")]
    OtherForm,
}

/// What is not as it should be with a document or with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// Nothing could be read.
    Unreadable(Unreadable),
    /// No form was recognised.
    NoForm,
    /// The document says it is a form that is not known here.
    UnknownForm,
    /// It could be one form or another.
    SeveralForms,
    /// The document holds more than one filled form: answers that differ were left out.
    TwoForms,
    /// There is a program in the document. It was not run.
    HasProgram,
    /// Lines quoted from another message were not read.
    Quoted,
    /// The same question is answered twice, differently; neither was taken.
    AnsweredTwice,
    /// Not one of the options.
    NotAnOption,
    /// Not a date, or one that does not exist.
    NotADate,
    /// The date was taken as exactly as it is given, and the words say that it may be otherwise.
    Vague,
    /// The answer has not the shape that the question asks for, or is too long.
    DoesNotFit,
    /// The address does not end with a postcode.
    NoPostcode,
    /// More items than the form takes; the rest was left out.
    TooMany,
}

/// One thing that was not understood.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ReadingProblem {
    /// Why.
    pub reason: Reason,
    /// The question, when it is about one.
    pub question: Option<String>,
    /// The item of a repeated section, counted from 0.
    pub item: Option<usize>,
    /// What is written there, as it stands; empty when it is about the whole document.
    pub text: String,
    /// Where; empty when it is about the whole document.
    pub place: String,
    /// What to say to a person.
    pub message: String,
}

/// One answer, and where it stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Found {
    /// The question's id.
    pub question: String,
    /// The slug of its section; empty for what the form does not ask.
    pub section: String,
    /// The item of a repeated section, counted from 0.
    pub item: Option<usize>,
    /// "table 2, row 4", "content control", "line 7 of the text", "page 1".
    pub place: String,
    /// What is written there, as it stands.
    pub text: String,
    /// The answer in its normal form, as `Answers` holds it.
    pub value: Value,
}

/// Why something written in the document answers no question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhyUnread {
    /// No question has such a label.
    NoSuchQuestion,
    /// More than one question has such a label, and no heading says which.
    SeveralQuestions,
    /// It stands under the heading of somebody else.
    SomebodyElse,
    /// It follows an answer that is complete without it.
    AfterAnAnswer,
    /// The document is not plainly one form, so nothing in it was taken.
    NotOneForm,
}

/// A label and what is written beside it that answers no question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Unread {
    /// The label; may be empty.
    pub label: String,
    /// What is written there, as it stands.
    pub text: String,
    /// Where.
    pub place: String,
    /// Why.
    pub why: WhyUnread,
}

/// A document, read. Serializes whole, so that it can be handed out of a process that does nothing but read.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    pub(super) form: Option<String>,
    pub(super) version: Option<String>,
    pub(super) answers: RawAnswers,
    pub(super) beside: BTreeMap<String, String>,
    pub(super) confirmed: BTreeSet<String>,
    pub(super) found: Vec<Found>,
    pub(super) unread: Vec<Unread>,
    pub(super) problems: Vec<ReadingProblem>,
}

impl Reading {
    /// The id of the form that the document is.
    pub fn form(&self) -> Option<&str> {
        self.form.as_deref()
    }

    /// The version of the form that the document says it is; none for a document that is not our own.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The answers as a draft: to go on with, or to pass to `FormDefinition::validate`. Each fits its question by itself; rules
    /// between questions, and dates in the future, are for `validate` to find.
    pub fn answers(&self) -> &RawAnswers {
        &self.answers
    }

    /// What the document says that the form does not ask for, by the ids of the table of labels: the referrer's e-mail address.
    pub fn beside(&self) -> &BTreeMap<String, String> {
        &self.beside
    }

    /// The ids of the declarations whose boxes are ticked.
    pub fn confirmed(&self) -> &BTreeSet<String> {
        &self.confirmed
    }

    /// Each answer with where it stands, in form order.
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// What answers no question, in the document's order.
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// What was not understood: about the document first, then in form order.
    pub fn problems(&self) -> &[ReadingProblem] {
        &self.problems
    }

    /// Why nothing at all could be read, if so.
    pub fn unreadable(&self) -> Option<Unreadable> {
        self.problems
            .iter()
            .find_map(|problem| match problem.reason {
                Reason::Unreadable(why) => Some(why),
                _ => None,
            })
    }

    /// The answers in their normal form: a repeated section is a list of objects under its slug.
    pub fn values(&self) -> Map<String, Value> {
        self.by_question(|found| found.value.clone())
    }

    /// Where each answer stands, in the shape of [`Reading::values`].
    pub fn places(&self) -> Map<String, Value> {
        self.by_question(|found| json!(found.place))
    }

    fn by_question(&self, say: impl Fn(&Found) -> Value) -> Map<String, Value> {
        let mut all = Map::new();
        for found in &self.found {
            let Some(item) = found.item else {
                all.insert(found.question.clone(), say(found));
                continue;
            };
            let items = all
                .entry(found.section.clone())
                .or_insert_with(|| json!([]));
            let Some(items) = items.as_array_mut() else {
                continue;
            };
            while items.len() <= item {
                items.push(json!({}));
            }
            if let Some(Value::Object(fields)) = items.get_mut(item) {
                fields.insert(found.question.clone(), say(found));
            }
        }
        all
    }

    /// The reading as `gateway forms read` prints it.
    pub fn to_json(&self) -> Value {
        let unread = self.unread.iter().map(|unread| {
            json!({ "label": unread.label, "text": unread.text, "found": unread.place, "why": unread.why })
        });
        let problems = self.problems.iter().map(|problem| {
            json!({
                "question": problem.question, "item": problem.item, "reason": problem.reason.code(),
                "text": problem.text, "found": problem.place, "message": problem.message,
            })
        });
        json!({
            "form": self.form,
            "version": self.version,
            "answers": self.values(),
            "found": self.places(),
            "unread": unread.collect::<Vec<_>>(),
            "problems": problems.collect::<Vec<_>>(),
        })
    }

    /// A reading of nothing.
    pub(super) fn nothing(why: Unreadable) -> Self {
        let problem = ReadingProblem::of_document(Reason::Unreadable(why), why.to_string());
        Self {
            problems: vec![problem],
            ..Self::default()
        }
    }
}

impl Reason {
    /// Its name for machines.
    pub fn code(self) -> Value {
        match self {
            Self::Unreadable(why) => json!(why),
            other => json!(other),
        }
    }
}

impl ReadingProblem {
    pub(super) fn of_document(reason: Reason, message: impl Into<String>) -> Self {
        Self {
            reason,
            question: None,
            item: None,
            text: String::new(),
            place: String::new(),
            message: message.into(),
        }
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "Reading({:?}, {} found, {} unread, {} problems)",
            self.form,
            self.found.len(),
            self.unread.len(),
            self.problems.len()
        )
    }
}

impl fmt::Debug for ReadingProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "ReadingProblem({:?}, {:?})",
            self.reason, self.question
        )
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Found({}, {})", self.question, self.place)
    }
}

impl fmt::Debug for Unread {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Unread({:?}, {})", self.why, self.place)
    }
}
