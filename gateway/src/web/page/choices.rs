//! Choosing: one of several, any of several, one of a long list. Fields under an option are open; a script of our own hides those of
//! an option that is not chosen (`reveal.js`), not GOV.UK's: it puts `aria-expanded` on radios, which is not allowed there.

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
    /// Whether it stands apart from the others, with "or" between.
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

    /// Puts it apart from the others, with "or" between.
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

/// Each option with its HTML id, its own or the group's with a number, and whether "or" stands before it: before the first that
/// stands apart from those above, never before the first of all. The first has the group's id, where an error's link goes.
fn placed<'a>(
    group: &'a Label,
    items: &'a [Item],
) -> impl Iterator<Item = (String, &'a Item, bool)> {
    let before = std::iter::once(None).chain(items.iter().map(Some));
    let items = items.iter().zip(before);
    items.zip(1_usize..).map(|((item, before), number)| {
        let id = match (&item.own, number) {
            (Some(own), _) => own.clone(),
            (None, 1) => group.id.clone(),
            (None, number) => format!("{}-{number}", group.id),
        };
        let divided = item.apart && before.is_some_and(|before| !before.apart);
        (id, item, divided)
    })
}

#[cfg(test)]
mod tests {
    use super::{Checkboxes, Item};

    #[test]
    fn or_stands_between_the_options_and_those_apart_and_never_first() {
        let items = |apart: &[bool]| {
            let item = |apart: &bool| Item {
                apart: *apart,
                ..Item::new("a", "A")
            };
            Checkboxes::new("id", "Legend", apart.iter().map(item).collect()).to_string()
        };
        for (apart, dividers) in [
            (&[false, false, true][..], 1),
            (&[false, true, true], 1),
            (&[true, false, false], 0),
            (&[true, false, true], 1),
        ] {
            let html = items(apart);
            assert_eq!(html.matches("__divider").count(), dividers, "{apart:?}");
        }
    }
}
