//! A date in boxes: day, month and year, or only some of them. Only the wrong boxes are marked.

use askama::Template;

use super::label::{Label, labelled};

/// GOV.UK's date input. A box's name is the id, a dash and the part: `dob-day`.
#[derive(Debug, Clone, Template)]
#[template(path = "components/date-input.html")]
pub struct DateInput {
    /// The words around it.
    pub label: Label,
    /// The boxes, in order.
    pub boxes: Vec<DateBox>,
}

/// One box of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateBox {
    /// `day`, `month` or `year`.
    pub part: &'static str,
    /// What stands in it.
    pub value: String,
    /// Whether this box is wrong.
    pub wrong: bool,
}

impl DateBox {
    fn words(&self) -> &'static str {
        match self.part {
            "day" => "Day",
            "month" => "Month",
            _ => "Year",
        }
    }

    fn width(&self) -> u8 {
        if self.part == "year" { 4 } else { 2 }
    }
}

impl DateInput {
    /// Boxes for these parts, filled by `value` and marked by `wrong`, both asked with the box's name.
    pub fn new(
        id: impl Into<String>,
        label: impl Into<String>,
        parts: &[&'static str],
        value: impl Fn(&str) -> String,
        wrong: impl Fn(&str) -> bool,
    ) -> Self {
        let label = Label::new(id, label);
        let filled = |part: &&'static str| {
            let name = format!("{}-{part}", label.id);
            DateBox {
                part,
                value: value(&name),
                wrong: wrong(&name),
            }
        };
        let boxes = parts.iter().map(filled).collect();
        Self { label, boxes }
    }
}

labelled!(DateInput);
