//! The shape of a form's TOML file, key for key. Must never decide whether the form makes sense: `build` and `consistent` do.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::DefinitionError;
use crate::question::{Bound, Condition, DateRule, Declaration, OptionDef, Route};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormFile {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: String,
    pub(super) role: String,
    pub(super) offered_to: String,
    pub(super) route: Route,
    /// Whether a manager must release it.
    pub(super) release: bool,
    /// Options that several questions share.
    #[serde(default)]
    pub(super) choices: BTreeMap<String, Vec<OptionDef>>,
    #[serde(default)]
    pub(super) group: Vec<GroupFile>,
    #[serde(default)]
    pub(super) declaration: Vec<Declaration>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupFile {
    pub(super) title: String,
    #[serde(default)]
    pub(super) section: Vec<SectionFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionFile {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) heading: Option<String>,
    pub(super) intro: Option<String>,
    #[serde(default)]
    pub(super) attachments: bool,
    pub(super) repeated: Option<RepeatedFile>,
    /// Asked before the first item, where there may be none.
    pub(super) any: Option<AnyFile>,
    #[serde(default)]
    pub(super) question: Vec<QuestionFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RepeatedFile {
    pub(super) singular: String,
    pub(super) plural: String,
    pub(super) max: usize,
}

/// A question to be answered with yes, no or not known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnyFile {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) missing: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionFile {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) name: Option<String>,
    pub(super) hint: Option<String>,
    pub(super) kind: KindFile,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) when: Vec<Condition>,
    #[serde(default)]
    pub(super) unless: Vec<Condition>,
    pub(super) missing: Option<String>,
    pub(super) wrong: Option<String>,
    pub(super) max: Option<usize>,
    pub(super) must_be: Option<DateRule>,
    pub(super) not_before: Option<Bound>,
    pub(super) born: Option<String>,
    /// What is dated: "it happened" unless the file says otherwise.
    pub(super) event: Option<String>,
    /// The name of shared options.
    pub(super) choices: Option<String>,
    /// Options of this question alone.
    #[serde(default)]
    pub(super) options: Vec<OptionDef>,
    /// What to tell who chose an option, by its code; for shared options.
    #[serde(default)]
    pub(super) advice: BTreeMap<String, String>,
    pub(super) autocomplete: Option<String>,
    #[serde(default)]
    pub(super) essential: bool,
    #[serde(default)]
    pub(super) no_names: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KindFile {
    Text,
    LongText,
    Email,
    Phone,
    Address,
    LcsId,
    NhsNumber,
    Upn,
    SchoolUrn,
    Laestab,
    Postcode,
    Date,
    Happened,
    Choice,
    Choices,
    Select,
}

/// Reads the file's shape.
pub(super) fn read(text: &str) -> Result<FormFile, DefinitionError> {
    let parsed = toml::Deserializer::parse(text).map_err(|error| not_toml(text, &error))?;
    serde_path_to_error::deserialize(parsed).map_err(|error| {
        DefinitionError::new(error.path().to_string(), error.inner().message().to_owned())
    })
}

fn not_toml(text: &str, error: &toml::de::Error) -> DefinitionError {
    let before = error
        .span()
        .and_then(|span| text.get(..span.start))
        .unwrap_or("");
    let line = before.matches('\n').count().saturating_add(1);
    DefinitionError::new(format!("line {line}"), error.message().to_owned())
}
