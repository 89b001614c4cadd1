//! A checked form: finished, or with what is missing listed. `FormDefinition::validate` and `receive_partly` are its makers, and
//! `Record::correct` puts a later answer in; must never be built or changed in any other way.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::check::Page;
use crate::question::{Route, Section};
use crate::{FormDefinition, MissingAnswer, Problem, Problems, RawAnswers, ShownSection};

/// Answers in their normal form: a text; a date as `{"from","to"}`; an option's code; a list of codes; a repeated section as a
/// list of objects under its slug; `null` for a date that is not known. What was left empty is absent.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(Map<String, Value>);

impl Answers {
    /// A text.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.0.get(id)?.as_str()
    }

    /// The code of a chosen option.
    pub fn code(&self, id: &str) -> Option<&str> {
        self.text(id)
    }

    /// The codes of chosen options; empty when there are none.
    pub fn codes(&self, id: &str) -> Vec<&str> {
        self.0
            .get(id)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// The earliest and latest day of a date; none when it is not known.
    pub fn date(&self, id: &str) -> Option<(Date, Date)> {
        let part = |name: &str| self.0.get(id)?.get(name)?.as_str()?.parse().ok();
        Some((part("from")?, part("to")?))
    }

    /// The items of a repeated section, by its slug.
    pub fn items(&self, slug: &str) -> Vec<Self> {
        let items = self
            .0
            .get(slug)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        items
            .filter_map(Value::as_object)
            .map(|item| Self(item.clone()))
            .collect()
    }

    /// Puts an answer in the place of another, or takes it out; in an item of a repeated section (its slug, and the item counted
    /// from 1) when one is named.
    pub(crate) fn set(&mut self, list: Option<(&str, usize)>, id: &str, value: Option<Value>) {
        let Some((slug, item)) = list else {
            put(&mut self.0, id, value);
            return;
        };
        let items = self
            .0
            .entry(slug)
            .or_insert_with(|| Value::Array(Vec::new()));
        let Some(items) = items.as_array_mut() else {
            return;
        };
        if items.len().checked_add(1) == Some(item) {
            items.push(Value::Object(Map::new()));
        }
        let found = item.checked_sub(1).and_then(|at| items.get_mut(at));
        if let Some(item) = found.and_then(Value::as_object_mut) {
            put(item, id, value);
        }
    }

    /// All of them, as the JSON object that is kept.
    pub fn values(&self) -> &Map<String, Value> {
        &self.0
    }
}

fn put(answers: &mut Map<String, Value>, id: &str, value: Option<Value>) {
    match value {
        Some(value) => answers.insert(id.to_owned(), value),
        None => answers.remove(id),
    };
}

impl fmt::Debug for Answers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Answers({} answers)", self.0.len())
    }
}

/// A form whose every answer was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    record: Record,
}

impl Submission {
    pub(crate) fn of(record: Record) -> Self {
        Self { record }
    }

    /// The form's id.
    pub fn form(&self) -> &str {
        &self.record.form
    }

    /// The form's version.
    pub fn version(&self) -> &str {
        &self.record.version
    }

    /// The answers.
    pub fn answers(&self) -> &Answers {
        &self.record.answers
    }

    /// What is sealed and kept.
    pub fn record(&self) -> Record {
        self.record.clone()
    }
}

/// A submission as it is kept: readable without the form that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// The form's route.
    #[serde(default)]
    pub route: Route,
    /// Whether a manager had to release it, as the form was then.
    #[serde(default)]
    pub release: bool,
    /// The answers in their normal form.
    pub answers: Answers,
    /// The answers as they were shown to the referrer.
    pub shown: Vec<ShownSection>,
    /// The declarations that were confirmed, as they were shown.
    pub declarations: Vec<String>,
    /// What is missing or does not fit; always empty for a form that was sent from its pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingAnswer>,
}

impl FormDefinition {
    /// Checks the whole draft and makes the submission.
    ///
    /// # Errors
    /// Every problem of every section in form order, then the declarations that are not confirmed. `unfinished` says the same in
    /// one line a section.
    pub fn validate(
        &self,
        answers: &RawAnswers,
        confirmed: &BTreeSet<String>,
        today: Date,
    ) -> Result<Submission, Problems> {
        let problems = self.every_problem(answers, confirmed, today);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Submission::of(self.record(answers, confirmed, today)))
    }

    /// The problems of every section in form order, then the declarations that are not confirmed.
    pub(crate) fn every_problem(
        &self,
        answers: &RawAnswers,
        confirmed: &BTreeSet<String>,
        today: Date,
    ) -> Problems {
        let mut problems = Problems::default();
        for section in self.sections() {
            problems.append(self.check_section(section, answers, today));
        }
        problems.append(self.check_declarations(confirmed));
        problems
    }

    /// The record of the good answers.
    pub(crate) fn record(
        &self,
        answers: &RawAnswers,
        confirmed: &BTreeSet<String>,
        today: Date,
    ) -> Record {
        let declarations = self
            .declarations()
            .iter()
            .filter(|declaration| confirmed.contains(&declaration.id));
        Record {
            form: self.id().to_owned(),
            version: self.version().to_owned(),
            route: self.route(),
            release: self.manager_releases(),
            answers: self.answers(answers, today),
            shown: self.shown(answers, today),
            declarations: declarations
                .map(|declaration| declaration.label.clone())
                .collect(),
            missing: Vec::new(),
        }
    }

    /// The declarations that are not confirmed.
    pub fn check_declarations(&self, confirmed: &BTreeSet<String>) -> Problems {
        let open = self
            .declarations()
            .iter()
            .filter(|declaration| !confirmed.contains(&declaration.id));
        open.map(|declaration| {
            Problem::new(&declaration.id, &declaration.id, &declaration.error).missing()
        })
        .collect()
    }

    /// The good answers of a draft in their normal form, finished or not: for the criteria so far on the task list.
    pub fn answers(&self, answers: &RawAnswers, today: Date) -> Answers {
        let mut values = Map::new();
        for section in self.sections() {
            let mut pages = Page::all(self, section, answers, today)
                .into_iter()
                .map(|(_, page)| page_values(&page));
            if section.is_repeated() {
                values.extend(self.whether_any(section, answers, today));
                values.insert(
                    section.slug.clone(),
                    Value::Array(pages.map(Value::Object).collect()),
                );
            } else {
                values.extend(pages.next().unwrap_or_default());
            }
        }
        Answers(values)
    }
}

impl FormDefinition {
    /// The answer whether a repeated section has any item, where the form asks that: items say that it has.
    fn whether_any(
        &self,
        section: &Section,
        answers: &RawAnswers,
        today: Date,
    ) -> Option<(String, Value)> {
        let any = section.any()?;
        let value = match Page::whether_any(self, section, answers, today) {
            Some((any, page)) => page.answer(any).ok()??.canonical(),
            None => Value::from("yes"),
        };
        Some((any.id.clone(), value))
    }
}

fn page_values(page: &Page<'_>) -> Map<String, Value> {
    let mut values = Map::new();
    for question in &page.section.questions {
        if let Ok(Some(answer)) = page.answer(question) {
            values.insert(question.id.clone(), answer.canonical());
        }
    }
    values
}
