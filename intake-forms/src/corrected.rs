//! One answer that takes the place of another after the form was sent. `FormDefinition::correct` is its one maker, with the same
//! rules as the form's own page; must never change an answer that nobody corrected.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::check::Page;
use crate::question::{Kind, Question, Section};
use crate::{Fields, FormDefinition, Problem, RawAnswers, Record, ShownLine, ShownSection};

/// Which answer: the question's id, and the item of a repeated section, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerPlace {
    /// The question's id.
    pub question: String,
    /// The item, for a question of a repeated section.
    pub item: Option<usize>,
}

/// Why an answer was not corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotCorrected {
    /// The form does not ask this, or not with the other answers as they are.
    NotAsked,
    /// What was typed is no answer.
    Wrong(Box<Problem>),
}

/// A new answer to one question of a form that was sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectedAnswer {
    question: String,
    section: String,
    item: Option<usize>,
    title: String,
    label: String,
    typed: Fields,
    answered: bool,
    value: Value,
    lines: Vec<ShownLine>,
    follows: Vec<Follows>,
}

/// A line elsewhere that was worked out from the corrected answer: "Age then".
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Follows {
    item: Option<usize>,
    line: ShownLine,
}

impl fmt::Debug for CorrectedAnswer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "CorrectedAnswer({})", self.question)
    }
}

impl CorrectedAnswer {
    /// The question's id.
    pub fn question(&self) -> &str {
        &self.question
    }

    /// The slug of its section.
    pub fn section(&self) -> &str {
        &self.section
    }

    /// The item of a repeated section, counted from 1.
    pub fn item(&self) -> Option<usize> {
        self.item
    }

    /// What the form calls the question, with the item's number where it has one.
    pub fn label(&self) -> String {
        match self.item {
            Some(item) => format!("{} ({item})", self.label),
            None => self.label.clone(),
        }
    }

    /// The answer as a person reads it; empty when it was taken out.
    pub fn shown(&self) -> &str {
        let own = self
            .lines
            .iter()
            .find(|line| line.question == self.question);
        own.map_or("", |line| line.value.as_str())
    }

    fn is_own(&self, name: &str) -> bool {
        belongs_to(&self.question, name)
    }
}

/// Whether a field or a shown line is the question's: its id alone, or its id with a part (`{id}-day`, `{id}-age`).
fn belongs_to(question: &str, name: &str) -> bool {
    name.strip_prefix(question)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

impl FormDefinition {
    /// Reads a new answer to one question of a form that was sent. `answers` is everything as it is now; `typed` holds the
    /// question's own fields. The item after the last one begins a new item.
    ///
    /// # Errors
    /// [`NotCorrected`].
    pub fn correct(
        &self,
        place: &AnswerPlace,
        typed: &Fields,
        answers: &RawAnswers,
        today: Date,
    ) -> Result<CorrectedAnswer, NotCorrected> {
        let asked = self.question(&place.question);
        let (section, question) = asked.ok_or(NotCorrected::NotAsked)?;
        let typed = typed.clone().only(|name| belongs_to(&place.question, name));
        let answers = self.placed(answers.clone());
        let merged = with(answers, section, place, &typed).ok_or(NotCorrected::NotAsked)?;
        let at = place.item.map(|item| item.saturating_sub(1));
        let pages = Page::all(self, section, &merged, today);
        let page = pages.into_iter().find(|(item, _)| *item == at);
        let (_, page) = page.ok_or(NotCorrected::NotAsked)?;
        if !page.is_asked(question) {
            return Err(NotCorrected::NotAsked);
        }
        let answer = page.answer(question).map_err(NotCorrected::Wrong)?;
        let shown = self.shown(&merged, today);
        Ok(CorrectedAnswer {
            question: question.id.clone(),
            section: section.slug.clone(),
            item: place.item,
            title: title(&shown, section, place.item),
            label: question.called().to_owned(),
            typed,
            answered: answer.is_some(),
            value: answer.map_or(Value::Null, |answer| answer.canonical()),
            lines: lines(&shown, &section.slug, place),
            follows: self.follows(question, &shown),
        })
    }

    /// Whether the form asks this with the other answers as they are, so that its answer can be corrected.
    pub fn asks(&self, place: &AnswerPlace, answers: &RawAnswers, today: Date) -> bool {
        let Some((section, question)) = self.question(&place.question) else {
            return false;
        };
        if section.is_repeated() != place.item.is_some() {
            return false;
        }
        if place.item == Some(0) {
            return false;
        }
        let at = place.item.map(|item| item.saturating_sub(1));
        let answers = self.placed(answers.clone());
        let pages = Page::all(self, section, &answers, today);
        let page = pages.into_iter().find(|(item, _)| *item == at);
        page.is_some_and(|(_, page)| page.is_asked(question))
    }

    /// A question's own fields among those of a page.
    pub fn own_fields(&self, question: &Question, sent: &Fields) -> Fields {
        sent.clone().only(|name| belongs_to(&question.id, name))
    }

    /// Whether what was typed for a question is an answer by itself, whatever the others are; false when nothing was typed for one that
    /// may be left out.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn reads(
        &self,
        question: &Question,
        typed: &Fields,
        today: Date,
    ) -> Result<bool, Box<Problem>> {
        if crate::answer::read(question, typed, today)?.is_some() {
            return Ok(true);
        }
        if question.is_optional() {
            return Ok(false);
        }
        let missing = Problem::new(question.first_field(), &question.id, &question.missing);
        Err(Box::new(missing))
    }

    /// Every answer that the form asks for with the others as they are, answered or not, in the form's order.
    pub fn places(&self, answers: &RawAnswers, today: Date) -> Vec<AnswerPlace> {
        let answers = self.placed(answers.clone());
        let mut places = Vec::new();
        for section in self.sections() {
            for (item, page) in Page::all(self, section, &answers, today) {
                let asked = section.questions.iter().filter(|one| page.is_asked(one));
                places.extend(asked.map(|question| AnswerPlace {
                    question: question.id.clone(),
                    item: item.map(|at| at + 1),
                }));
            }
        }
        places
    }

    /// The lines of other questions that are worked out from this one.
    fn follows(&self, of: &Question, shown: &[ShownSection]) -> Vec<Follows> {
        let all = self.sections().flat_map(|section| &section.questions);
        let from_it = all.filter(
            |question| matches!(&question.kind, Kind::Happened { born: Some(id), .. } if *id == of.id),
        );
        let ids: Vec<String> = from_it
            .map(|question| format!("{}-age", question.id))
            .collect();
        let mut follows = Vec::new();
        for section in shown {
            let worked_out = section
                .lines
                .iter()
                .filter(|line| ids.contains(&line.question));
            follows.extend(worked_out.map(|line| Follows {
                item: section.item,
                line: line.clone(),
            }));
        }
        follows
    }
}

fn title(shown: &[ShownSection], section: &Section, item: Option<usize>) -> String {
    let found = shown
        .iter()
        .find(|one| one.slug == section.slug && one.item == item);
    found.map_or_else(|| section.title.clone(), |one| one.title.clone())
}

fn lines(shown: &[ShownSection], slug: &str, place: &AnswerPlace) -> Vec<ShownLine> {
    let here = shown
        .iter()
        .filter(|section| section.slug == slug && section.item == place.item);
    here.flat_map(|section| &section.lines)
        .filter(|line| belongs_to(&place.question, &line.question))
        .cloned()
        .collect()
}

/// The answers with the question's fields replaced; none when there is no such item.
fn with(
    mut answers: RawAnswers,
    section: &Section,
    place: &AnswerPlace,
    typed: &Fields,
) -> Option<RawAnswers> {
    if section.is_repeated() != place.item.is_some() {
        return None;
    }
    let here = (section.slug.as_str(), place.item);
    put(&mut answers, here, &place.question, typed).then_some(answers)
}

fn put(
    answers: &mut RawAnswers,
    (section, item): (&str, Option<usize>),
    question: &str,
    typed: &Fields,
) -> bool {
    let replaced = |fields: Option<&Fields>| {
        let others = fields.cloned().unwrap_or_default();
        others
            .only(|name| !belongs_to(question, name))
            .and(typed.clone())
    };
    match item {
        None => {
            let fields = replaced(answers.section(section));
            answers.put(section, fields);
            true
        }
        Some(item) => {
            let Some(at) = item.checked_sub(1) else {
                return false;
            };
            let fields = replaced(answers.item(section, at));
            answers.put_item(section, at, fields)
        }
    }
}

impl RawAnswers {
    /// What was typed, with the corrected answer in place of the one before: what a draft of it shows.
    pub fn correct(&mut self, corrected: &CorrectedAnswer) {
        let place = (corrected.section.as_str(), corrected.item);
        put(self, place, &corrected.question, &corrected.typed);
    }
}

impl Record {
    /// Takes a corrected answer in. Returns what stood there before as a person reads it; none when there was no answer.
    ///
    /// It stays where it was shown, also when the form has moved its question to another section since.
    pub fn correct(&mut self, corrected: &CorrectedAnswer) -> Option<String> {
        let slug = self.section_of(corrected);
        let list = corrected.item.map(|item| (slug.as_str(), item));
        let value = corrected.answered.then(|| corrected.value.clone());
        self.answers.set(list, &corrected.question, value);
        let at = corrected.item.map(|item| item.saturating_sub(1));
        self.missing.retain(|missing| {
            missing.question != corrected.question || (at.is_some() && missing.item != at)
        });
        let before = self.replace_lines(corrected, &slug);
        for follows in &corrected.follows {
            let lines = self
                .shown
                .iter_mut()
                .filter(|section| section.item == follows.item)
                .flat_map(|section| &mut section.lines);
            for line in lines.filter(|line| line.question == follows.line.question) {
                line.clone_from(&follows.line);
            }
        }
        self.shown.retain(|section| !section.lines.is_empty());
        before
    }

    /// The slug of the section where the answer is shown; where there was no answer yet, of the one that asks for it.
    fn section_of(&self, corrected: &CorrectedAnswer) -> String {
        let here = |section: &&ShownSection| {
            section.item == corrected.item
                && section
                    .lines
                    .iter()
                    .any(|line| line.question == corrected.question)
        };
        let found = self.shown.iter().find(here);
        found.map_or_else(|| corrected.section.clone(), |section| section.slug.clone())
    }

    fn replace_lines(&mut self, corrected: &CorrectedAnswer, slug: &str) -> Option<String> {
        let found = self
            .shown
            .iter_mut()
            .find(|section| section.slug == slug && section.item == corrected.item);
        let Some(section) = found else {
            self.shown.push(ShownSection {
                title: corrected.title.clone(),
                slug: slug.to_owned(),
                item: corrected.item,
                lines: corrected.lines.clone(),
            });
            return None;
        };
        let own = |line: &ShownLine| corrected.is_own(&line.question);
        let at = section.lines.iter().position(own);
        let before = section
            .lines
            .iter()
            .find(|line| line.question == corrected.question)
            .map(|line| line.value.clone());
        section.lines.retain(|line| !own(line));
        let at = at.unwrap_or(section.lines.len()).min(section.lines.len());
        section
            .lines
            .splice(at..at, corrected.lines.iter().cloned());
        before
    }
}
