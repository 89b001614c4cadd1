//! A form as its file describes it, checked once when it is read. Must never hold an answer or ask the time.

mod agree;
mod build;
mod consistent;
mod file;

use std::fmt;

use crate::question::{Declaration, Group, Question, Route, Section};
use crate::{Fields, Kind};

/// Why a form's file was refused. The caller may show it to the operator; it holds nothing but the file's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionError {
    /// Where: a path of keys, or a line.
    pub key: String,
    /// What is wrong there.
    pub reason: String,
}

impl DefinitionError {
    pub(crate) fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.key, self.reason)
    }
}

impl std::error::Error for DefinitionError {}

/// A form: what may be asked. Made only by [`FormDefinition::read`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormDefinition {
    id: String,
    version: String,
    title: String,
    role: String,
    offered_to: String,
    route: Route,
    release: bool,
    groups: Vec<Group>,
    declarations: Vec<Declaration>,
}

impl FormDefinition {
    /// Reads a form's TOML.
    ///
    /// # Errors
    /// [`DefinitionError`] naming the key, for what is not TOML, unknown keys, and a form that contradicts itself.
    pub fn read(text: &str) -> Result<Self, DefinitionError> {
        let form = build::form(file::read(text)?)?;
        consistent::check(&form)?;
        Ok(form)
    }

    /// Its name in addresses: `social-worker`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Which edition of the form this is; kept with every submission.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the form is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whose form it is, in a word or two: "Social worker".
    pub fn role(&self) -> &str {
        &self.role
    }

    /// Whom it is for, as an answer to "What is your role?".
    pub fn offered_to(&self) -> &str {
        &self.offered_to
    }

    /// Whether a manager must release it before the hub sees it.
    pub fn manager_releases(&self) -> bool {
        self.release
    }

    /// By which rules it is screened.
    pub fn route(&self) -> Route {
        self.route
    }

    /// In order.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Every section, in form order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.groups.iter().flat_map(|group| &group.sections)
    }

    /// The section of this slug.
    pub fn section(&self, slug: &str) -> Option<&Section> {
        self.sections().find(|section| section.slug == slug)
    }

    /// The question of this id and the section it is asked in.
    pub fn question(&self, id: &str) -> Option<(&Section, &Question)> {
        self.sections()
            .find_map(|section| Some((section, section.question(id)?)))
    }

    /// The boxes to tick before sending.
    pub fn declarations(&self) -> &[Declaration] {
        &self.declarations
    }

    /// What is worth keeping of a sent page: the section's own fields, and of an imprecise date only the boxes of the precision
    /// that was chosen (all of them while none is, so that nothing typed is lost).
    pub fn keep(&self, section: &Section, sent: Fields) -> Fields {
        let names: Vec<String> = section
            .questions
            .iter()
            .chain(section.any())
            .flat_map(|question| crate::answer::field_names(question, &sent))
            .collect();
        sent.only(|name| names.iter().any(|wanted| wanted == name))
    }

    pub(crate) fn is_date(&self, id: &str) -> bool {
        self.question(id)
            .is_some_and(|(_, question)| matches!(question.kind, Kind::Date(_)))
    }
}
