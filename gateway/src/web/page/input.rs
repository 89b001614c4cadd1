//! One line of text. Autocomplete is off unless the field is the referrer's own (nothing about a child is offered again).

use askama::Template;

use super::label::{Label, labelled};

/// GOV.UK's text input.
#[derive(Debug, Clone, Template)]
#[template(path = "components/input.html")]
pub struct Input {
    /// The words around it; its id is also the field's name.
    pub label: Label,
    /// What stands in it.
    pub value: String,
    /// How wide it is drawn.
    pub width: Width,
    /// The purpose for the browser's own filling in, or "off".
    pub autocomplete: String,
    /// Which keyboard a phone shows.
    pub inputmode: Option<&'static str>,
    /// `text`, `email`, `tel` or `password`.
    pub kind: &'static str,
    /// Whether the browser may mark spelling; not for names, codes and references.
    pub spellcheck: bool,
}

/// How wide an input is: a hint of how much is expected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Width {
    /// The column.
    #[default]
    Full,
    /// Two thirds of it.
    TwoThirds,
    /// For about this many characters: 2, 3, 4, 5, 10 or 20.
    Characters(u8),
}

impl Width {
    /// The class, with the space before it; empty for the column's width.
    pub fn class(self) -> String {
        match self {
            Self::Full => String::new(),
            Self::TwoThirds => " govuk-!-width-two-thirds".to_owned(),
            Self::Characters(n) => format!(" govuk-input--width-{n}"),
        }
    }
}

impl Input {
    /// An empty input.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            label: Label::new(id, label),
            value: String::new(),
            width: Width::Full,
            autocomplete: "off".to_owned(),
            inputmode: None,
            kind: "text",
            spellcheck: false,
        }
    }

    /// Sets what stands in it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Sets its width.
    #[must_use]
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// Sets the purpose for the browser's own filling in.
    #[must_use]
    pub fn autocomplete(mut self, purpose: impl Into<String>) -> Self {
        self.autocomplete = purpose.into();
        self
    }

    /// Makes it an e-mail input.
    #[must_use]
    pub fn email(mut self) -> Self {
        self.kind = "email";
        self
    }
}

labelled!(Input);
