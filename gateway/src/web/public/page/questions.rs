//! The form's question pages, the list of a repeated section, and the page that asks before something is removed.

use askama::Template;

use crate::web::page::{ErrorSummary, Field, Frame, Item, Radios, Size, SummaryList};

/// One section, or one item of a repeated section. Its fields come from `web::page::question`.
#[derive(Debug, Template)]
#[template(path = "public/question.html")]
pub struct QuestionPage<'a> {
    /// Titled as the section's heading.
    pub frame: Frame<'a>,
    /// What to put right.
    pub errors: ErrorSummary,
    /// "The child"; "The behaviour: incident 2".
    pub caption: String,
    /// What to say above the questions.
    pub intro: Option<String>,
    /// What to say about the answers as saved; never a block.
    pub advice: Vec<String>,
    /// In page order.
    pub fields: Vec<Field>,
    /// Where the form goes.
    pub action: String,
    /// The sections.
    pub sections_href: String,
}

/// The items of a repeated section.
#[derive(Debug, Template)]
#[template(path = "public/items.html")]
pub struct Items<'a> {
    /// Titled "You have added 2 incidents", or "You have not added an incident".
    pub frame: Frame<'a>,
    /// What to put right.
    pub errors: ErrorSummary,
    /// "The behaviour".
    pub caption: String,
    /// What there is to say about the items, or that there is none.
    pub words: Vec<String>,
    /// Whether there is any, where there may be none and none was added yet.
    pub any: Option<Radios>,
    /// Date, kinds and age, or the first answers; Change and Remove.
    pub list: SummaryList,
    /// Whether there is another.
    pub another: Radios,
    /// "Add an incident".
    pub add: String,
    /// Where that goes.
    pub add_href: String,
    /// Where the form goes.
    pub action: String,
    /// The sections.
    pub sections_href: String,
}

impl Items<'_> {
    /// "Do you need to add another incident?"; the answer comes as `another`, `yes` or `no`.
    /// `chosen` is what was answered before.
    pub fn another(singular: &str, chosen: Option<&str>, errors: &ErrorSummary) -> Radios {
        let item = |code, words| Item::new(code, words).checked(chosen == Some(code));
        let items = vec![item("yes", "Yes"), item("no", "No")];
        Radios::new(
            "another",
            format!("Do you need to add another {singular}?"),
            items,
        )
        .size(Size::Medium)
        .inline()
        .error(errors.for_field("another"))
    }
}

/// Asks before something is removed or deleted.
#[derive(Debug, Template)]
#[template(path = "public/confirm.html")]
pub struct Confirm<'a> {
    /// Titled "Remove an incident"; its heading may name which.
    pub frame: Frame<'a>,
    /// What the section is called; may be empty.
    pub caption: String,
    /// What will happen.
    pub words: Option<String>,
    /// Where the form goes.
    pub action: String,
    /// "Remove".
    pub button: String,
    /// "Keep it".
    pub keep: String,
    /// Where that goes.
    pub keep_href: String,
}
