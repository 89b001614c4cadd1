//! A coloured word. The word always says it all: colour is never the only sign.

use askama::Template;
use askama::filters::HtmlSafe;

/// GOV.UK's tag.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = "<strong class=\"govuk-tag govuk-tag--{{ colour.name() }}\">{{ text }}</strong>"
)]
pub struct Tag {
    /// The word.
    pub text: String,
    /// Its colour.
    pub colour: Colour,
}

/// The colours in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Nothing to do, or not known to a referrer.
    Grey,
    /// Met, acknowledged.
    Green,
    /// In progress.
    Teal,
    /// Changed, in force, not yet started.
    Blue,
    /// Not known, cannot be scanned, not verified (the desk).
    Yellow,
    /// Not met, bounced, missing.
    Orange,
    /// Read first; a problem.
    Red,
}

impl Colour {
    /// As the class has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Red => "red",
        }
    }
}

impl Tag {
    /// A word in a colour.
    pub fn new(text: impl Into<String>, colour: Colour) -> Self {
        Self {
            text: text.into(),
            colour,
        }
    }
}

// Its template escapes the word.
impl HtmlSafe for Tag {}
