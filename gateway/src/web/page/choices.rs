//! Choosing: one of several, any of several, one of a long list. Fields under an option are always open, never revealed by
//! script: `aria-expanded` on a radio is not allowed, and nothing is lost without script.

use askama::Template;

use super::field::Field;
use super::label::{Label, labelled};

/// One option.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// What is sent.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// A line under the label.
    pub hint: Option<String>,
    /// Whether it is chosen.
    pub checked: bool,
    /// Whether it stands apart, after "or".
    pub apart: bool,
    /// Whether ticking it unticks the others (checkboxes only).
    pub exclusive: bool,
    /// Fields that belong to this option.
    pub below: Vec<Field>,
    /// The name and id of this box, where each box is a field of its own (checkboxes only).
    pub own: Option<String>,
}

impl Item {
    /// An option that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            ..Self::default()
        }
    }

    /// Sets the line under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Chooses it, or not.
    #[must_use]
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    /// Puts it apart, after "or".
    #[must_use]
    pub fn apart(mut self) -> Self {
        self.apart = true;
        self
    }

    /// Makes the box a field of its own, sent as "yes".
    pub fn own(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            own: Some(name.into()),
            ..Self::new("yes", label)
        }
    }

    fn name<'a>(&'a self, group: &'a Label) -> &'a str {
        self.own.as_deref().unwrap_or(&group.id)
    }

    /// Puts fields under it.
    #[must_use]
    pub fn below(mut self, fields: Vec<Field>) -> Self {
        self.below = fields;
        self
    }
}

/// GOV.UK's radios.
#[derive(Debug, Clone, Template)]
#[template(path = "components/radios.html")]
pub struct Radios {
    /// The words around them; its id is also the field's name.
    pub label: Label,
    /// In order.
    pub items: Vec<Item>,
    /// Whether they stand side by side; for "Yes" and "No".
    pub inline: bool,
}

impl Radios {
    /// One under the other.
    pub fn new(id: impl Into<String>, legend: impl Into<String>, items: Vec<Item>) -> Self {
        Self {
            label: Label::new(id, legend),
            items,
            inline: false,
        }
    }

    /// Puts them side by side.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }
}

labelled!(Radios);

/// GOV.UK's checkboxes.
#[derive(Debug, Clone, Template)]
#[template(path = "components/checkboxes.html")]
pub struct Checkboxes {
    /// The words around them; its id is also the field's name.
    pub label: Label,
    /// In order.
    pub items: Vec<Item>,
}

impl Checkboxes {
    /// One under the other.
    pub fn new(id: impl Into<String>, legend: impl Into<String>, items: Vec<Item>) -> Self {
        Self {
            label: Label::new(id, legend),
            items,
        }
    }
}

labelled!(Checkboxes);

/// GOV.UK's select, with an empty first line.
#[derive(Debug, Clone, Template)]
#[template(path = "components/select.html")]
pub struct Select {
    /// The words around it; its id is also the field's name.
    pub label: Label,
    /// In order.
    pub items: Vec<Item>,
}

impl Select {
    /// A list.
    pub fn new(id: impl Into<String>, label: impl Into<String>, items: Vec<Item>) -> Self {
        Self {
            label: Label::new(id, label),
            items,
        }
    }
}

labelled!(Select);

/// Each option with its HTML id: its own, or the group's with a number. The first has the group's id, where an error's link goes.
fn placed<'a>(group: &'a Label, items: &'a [Item]) -> impl Iterator<Item = (String, &'a Item)> {
    items.iter().zip(1_usize..).map(|(item, number)| {
        let id = match (&item.own, number) {
            (Some(own), _) => own.clone(),
            (None, 1) => group.id.clone(),
            (None, number) => format!("{}-{number}", group.id),
        };
        (id, item)
    })
}
