//! The words that belong to one field: label or legend, hint, error. Never the value.

use super::Follows;

/// How large a label or legend is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    /// As the text around it.
    #[default]
    Plain,
    /// Bold.
    Small,
    /// Larger, for a question among a few on its page.
    Medium,
    /// Only heard, not seen: where the words around it say it already.
    Hidden,
    /// The page's own heading: the label stands inside the `h1`.
    Heading,
}

impl Size {
    /// Whether it is the page's heading.
    pub fn is_heading(self) -> bool {
        self == Self::Heading
    }
}

/// The words around a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// The HTML id of the field, and the start of the ids of its hint and error.
    pub id: String,
    /// The label, "(optional)" included.
    pub text: String,
    /// How large.
    pub size: Size,
    /// A line under it.
    pub hint: Option<String>,
    /// What is wrong with the answer.
    pub error: Option<String>,
    /// With which answers of the page it is shown.
    pub follows: Follows,
}

impl Label {
    /// A plain label.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            text: text.into(),
            ..Self::default()
        }
    }

    /// The class of a label or legend that begins with `base`, such as `govuk-label`.
    pub fn class(&self, base: &str) -> String {
        match self.size {
            Size::Plain => base.to_owned(),
            Size::Small => format!("{base} {base}--s"),
            Size::Medium => format!("{base} {base}--m"),
            Size::Hidden => format!("{base} govuk-visually-hidden"),
            Size::Heading => format!("{base} {base}--l"),
        }
    }

    /// What describes the field, for `aria-describedby`: hint, then error. Empty when nothing does.
    pub fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        ids.join(" ")
    }
}

/// Gives a component whose label is `self.label` the setters that every component has.
macro_rules! labelled {
    ($component:ty) => {
        impl $component {
            /// Sets the line under the label.
            #[must_use]
            pub fn hint(mut self, hint: impl Into<String>) -> Self {
                self.label.hint = Some(hint.into());
                self
            }

            /// Sets what is wrong, if anything is.
            #[must_use]
            pub fn error(mut self, error: Option<String>) -> Self {
                self.label.error = error;
                self
            }

            /// Sets the size of the label.
            #[must_use]
            pub fn size(mut self, size: $crate::web::page::Size) -> Self {
                self.label.size = size;
                self
            }
        }

        // Its template escapes every value.
        impl askama::filters::HtmlSafe for $component {}
    };
}
pub(crate) use labelled;
