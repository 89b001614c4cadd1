//! The error summary: what to put right, in page order, each a link to its first wrong field. Never repeats what was typed.

use askama::Template;
use askama::filters::HtmlSafe;

/// GOV.UK's error summary; draws nothing when there is nothing to put right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/error-summary.html")]
pub struct ErrorSummary {
    /// In page order.
    pub links: Vec<ErrorLink>,
}

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorLink {
    /// Where the link goes: an address, or `#` and the id of the field.
    pub href: String,
    /// What to do, without a full stop.
    pub message: String,
}

impl ErrorSummary {
    /// Adds a message that links to a field of this page.
    pub fn push(&mut self, field: &str, message: impl Into<String>) {
        self.links.push(ErrorLink {
            href: format!("#{field}"),
            message: message.into(),
        });
    }

    /// Adds a message that links to another page.
    pub fn push_elsewhere(&mut self, href: impl Into<String>, message: impl Into<String>) {
        self.links.push(ErrorLink {
            href: href.into(),
            message: message.into(),
        });
    }

    /// The message for a field of this page, to stand beside it.
    pub fn for_field(&self, field: &str) -> Option<String> {
        self.links
            .iter()
            .find(|link| link.href.strip_prefix('#') == Some(field))
            .map(|link| link.message.clone())
    }

    /// Whether there is nothing to put right.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }
}

// Its template escapes every value.
impl HtmlSafe for ErrorSummary {}
