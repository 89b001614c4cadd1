//! The shape of the table of labels, key for key. Must never decide whether it fits the forms: `labels` does.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::DefinitionError;

/// `labels.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::document) struct LabelsFile {
    /// Other words for an option, by its code, in every question that has one of this code.
    #[serde(default)]
    pub(in crate::document) words: BTreeMap<String, Vec<String>>,
    /// By the form's id.
    #[serde(default)]
    pub(in crate::document) form: BTreeMap<String, FormFile>,
}

/// The labels of one form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::document) struct FormFile {
    /// What stands at the top of a document that is this form.
    #[serde(default)]
    pub(in crate::document) titles: Vec<String>,
    /// Headings under which other people stand: nothing below is read.
    #[serde(default)]
    pub(in crate::document) elsewhere: Vec<String>,
    /// Headings of older documents, by the section that they stand for.
    #[serde(default)]
    pub(in crate::document) headings: BTreeMap<String, Vec<String>>,
    /// By the question's id.
    #[serde(default)]
    pub(in crate::document) question: BTreeMap<String, QuestionFile>,
    /// Labels whose answer is two answers.
    #[serde(default)]
    pub(in crate::document) joined: Vec<JoinedFile>,
}

/// The labels of one question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::document) struct QuestionFile {
    /// Plain wherever they stand.
    #[serde(default)]
    pub(in crate::document) labels: Vec<String>,
    /// Plain unless they stand under the heading of another section.
    #[serde(default)]
    pub(in crate::document) short: Vec<String>,
    /// Plain only under the heading of the question's own section.
    #[serde(default)]
    pub(in crate::document) under: Vec<String>,
    /// Other words for an option of this question alone, by its code.
    #[serde(default)]
    pub(in crate::document) options: BTreeMap<String, Vec<String>>,
    /// The question that what is written after an option answers.
    pub(in crate::document) rest: Option<String>,
    /// For what older documents say and the form does not ask: what kind of value it is.
    pub(in crate::document) beside: Option<BesideKind>,
    /// The section that it belongs to.
    pub(in crate::document) section: Option<String>,
}

/// What a value that the form does not ask for must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::document) enum BesideKind {
    Text,
    Email,
    Date,
}

/// One answer that is two: an address with its postcode.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::document) struct JoinedFile {
    pub(in crate::document) labels: Vec<String>,
    /// The question that takes the lines.
    pub(in crate::document) lines: String,
    /// The question that takes the postcode at their end.
    pub(in crate::document) postcode: String,
}

/// Reads the file's shape.
pub(in crate::document) fn read(text: &str) -> Result<LabelsFile, DefinitionError> {
    let parsed = toml::Deserializer::parse(text).map_err(|error| {
        let before = error
            .span()
            .and_then(|span| text.get(..span.start))
            .unwrap_or("");
        let line = before.matches('\n').count().saturating_add(1);
        DefinitionError::new(format!("line {line}"), error.message().to_owned())
    })?;
    serde_path_to_error::deserialize(parsed).map_err(|error| {
        DefinitionError::new(error.path().to_string(), error.inner().message().to_owned())
    })
}
