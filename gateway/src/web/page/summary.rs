//! Questions and answers side by side, with what can be done about each. Shows texts as they were typed, line breaks included.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Link;

/// GOV.UK's summary list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/summary-list.html")]
pub struct SummaryList {
    /// In order.
    pub rows: Vec<SummaryRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    /// What was asked.
    pub key: String,
    /// What was answered.
    pub value: String,
    /// What can be done.
    pub actions: Vec<Link>,
}

impl SummaryRow {
    /// A row with nothing to do.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
            actions: Vec::new(),
        }
    }

    /// Adds something to do.
    #[must_use]
    pub fn action(mut self, link: Link) -> Self {
        self.actions.push(link);
        self
    }
}

impl SummaryList {
    /// A list of rows.
    pub fn new(rows: Vec<SummaryRow>) -> Self {
        Self { rows }
    }

    fn any_actions(&self) -> bool {
        self.rows.iter().any(|row| !row.actions.is_empty())
    }

    fn several_actions(&self) -> bool {
        self.rows.iter().any(|row| row.actions.len() > 1)
    }
}

// Its template escapes every value.
impl HtmlSafe for SummaryList {}
