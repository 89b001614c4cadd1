//! Several lines of text, with the number of characters that fit. The count is said without script too.

use askama::Template;

use super::label::{Label, labelled};
use super::words;

/// GOV.UK's textarea, with its character count when there is a limit.
#[derive(Debug, Clone, Template)]
#[template(path = "components/textarea.html")]
pub struct Textarea {
    /// The words around it; its id is also the field's name.
    pub label: Label,
    /// What stands in it.
    pub value: String,
    /// Characters at most.
    pub max: Option<usize>,
    /// Lines shown.
    pub rows: u8,
}

impl Textarea {
    /// An empty one, five lines high.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            label: Label::new(id, label),
            value: String::new(),
            max: None,
            rows: 5,
        }
    }

    /// Sets what stands in it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Sets the limit, in Unicode characters.
    #[must_use]
    pub fn max(mut self, max: usize) -> Self {
        self.max = Some(max);
        self
    }

    /// Sets its height in lines.
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    fn described_by(&self) -> String {
        let info = self.max.map(|_| format!("{}-info", self.label.id));
        let rest = Some(self.label.described_by()).filter(|ids| !ids.is_empty());
        let ids: Vec<String> = info.into_iter().chain(rest).collect();
        ids.join(" ")
    }
}

labelled!(Textarea);
