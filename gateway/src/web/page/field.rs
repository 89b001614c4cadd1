//! Any field of a page, so that a page can hold a list of them. Decides nothing.

use std::fmt;

use askama::filters::HtmlSafe;

use super::label::Label;
use super::{Checkboxes, DateInput, Input, Radios, Select, Textarea};

/// One field.
#[derive(Debug, Clone)]
pub enum Field {
    /// One line.
    Input(Input),
    /// Several lines.
    Textarea(Textarea),
    /// A date.
    Date(DateInput),
    /// One of several.
    Radios(Radios),
    /// Any of several.
    Checkboxes(Checkboxes),
    /// One of many.
    Select(Select),
}

impl Field {
    /// The words around it.
    pub(super) fn label_mut(&mut self) -> &mut Label {
        match self {
            Self::Input(field) => &mut field.label,
            Self::Textarea(field) => &mut field.label,
            Self::Date(field) => &mut field.label,
            Self::Radios(field) => &mut field.label,
            Self::Checkboxes(field) => &mut field.label,
            Self::Select(field) => &mut field.label,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(field) => field.fmt(out),
            Self::Textarea(field) => field.fmt(out),
            Self::Date(field) => field.fmt(out),
            Self::Radios(field) => field.fmt(out),
            Self::Checkboxes(field) => field.fmt(out),
            Self::Select(field) => field.fmt(out),
        }
    }
}

// Each component's template escapes its values.
impl HtmlSafe for Field {}
