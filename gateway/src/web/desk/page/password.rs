//! A password field. It may be pasted into and never holds a value when the page is drawn.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::web::page::Label;

/// GOV.UK's password input.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/part/password.html")]
pub struct Password {
    /// The words around it; its id is also the field's name.
    pub label: Label,
    /// `current-password` or `new-password`.
    pub autocomplete: &'static str,
}

impl Password {
    /// An empty one.
    pub fn new(id: &str, label: &str, autocomplete: &'static str) -> Self {
        Self {
            label: Label::new(id, label),
            autocomplete,
        }
    }

    /// Sets the line under the label.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.label.hint = Some(hint.to_owned());
        self
    }

    /// Sets what is wrong, if anything is.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.label.error = error;
        self
    }
}

// Its template escapes every value.
impl HtmlSafe for Password {}
