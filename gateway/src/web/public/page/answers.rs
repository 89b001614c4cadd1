//! Check your answers, and the confirmation after sending. The confirmation says nothing about the child.

use askama::Template;

use intake_forms::{Declaration, FormDefinition, ShownLine, ShownSection};

use crate::web::page::words::curly;
use crate::web::page::{
    Checkboxes, ErrorSummary, Frame, Item, Link, Size, SummaryList, SummaryRow,
};

/// `/refer/{form}/answers`.
#[derive(Debug, Template)]
#[template(path = "public/answers.html")]
pub struct Answers<'a> {
    /// Titled "Check your answers".
    pub frame: Frame<'a>,
    /// Declarations to confirm, sections to complete.
    pub errors: ErrorSummary,
    /// What is not complete, each linking to its section; nothing where `errors` says it.
    pub unfinished: Vec<Link>,
    /// The questions left as "Not known", each linking to its page.
    pub not_known: Vec<Link>,
    /// In form order.
    pub sections: Vec<AnswerSection>,
    /// What was written for questions that the form no longer asks.
    pub put_aside: Vec<String>,
    /// The form's version, which the page sends along.
    pub version: String,
    /// Whether a manager releases it before the hub sees it.
    pub releases: bool,
    /// Whether it is written down for somebody: the manager is theirs.
    pub dictated: bool,
    /// Who is asked to release it, or gets the copies.
    pub manager_name: String,
    /// At which address.
    pub manager_email: String,
    /// The boxes to tick.
    pub declarations: Checkboxes,
    /// Where the form goes.
    pub action: String,
    /// The sections.
    pub sections_href: String,
}

/// The answers of one section, or of one item of a repeated section.
#[derive(Debug, Clone)]
pub struct AnswerSection {
    /// The HTML id of its heading.
    pub id: String,
    /// "The behaviour: incident 2".
    pub title: String,
    /// The answers, with Change links where they can be changed.
    pub list: SummaryList,
}

impl AnswerSection {
    /// The answers of a section. With `form_address` (`/refer/social-worker`) each can be changed; the Change link leads to the
    /// question on its page and asks to come back here.
    pub fn new(shown: &ShownSection, form_address: Option<&str>) -> Self {
        let row = |line: &ShownLine| {
            let row = SummaryRow::new(curly(&line.label), line.value.as_str());
            match form_address {
                Some(address) if !line.question.ends_with("-age") => {
                    row.action(change(shown, line, address))
                }
                _ => row,
            }
        };
        Self {
            id: anchor(&shown.slug, shown.item),
            title: curly(&shown.title),
            list: SummaryList::new(shown.lines.iter().map(row).collect()),
        }
    }
}

/// The address of a question on its page, asking to come back to the answers.
fn question_address(shown: &ShownSection, line: &ShownLine, form_address: &str) -> String {
    let item = shown
        .item
        .map(|number| format!("/{number}"))
        .unwrap_or_default();
    format!(
        "{form_address}/{}{item}?then=answers#{}",
        shown.slug, line.question
    )
}

fn change(shown: &ShownSection, line: &ShownLine, form_address: &str) -> Link {
    let hidden = match shown.item {
        Some(_) => format!("{} ({})", curly(&line.label), curly(&shown.title)),
        None => curly(&line.label),
    };
    Link::new(question_address(shown, line, form_address), "Change").hidden(hidden)
}

/// The heading of a section, or of one of its items (from 1), on a page with all answers.
pub fn anchor(slug: &str, item: Option<usize>) -> String {
    match item {
        Some(number) => format!("{slug}-{number}"),
        None => slug.to_owned(),
    }
}

impl Answers<'_> {
    /// The questions left as "Not known", by section and item: as links to their pages, or without `form_address` to their sections
    /// on the same page.
    pub fn not_known(sections: &[ShownSection], form_address: Option<&str>) -> Vec<Link> {
        let link = |shown: &ShownSection, line: &ShownLine| {
            let href = match form_address {
                Some(address) => question_address(shown, line, address),
                None => format!("#{}", anchor(&shown.slug, shown.item)),
            };
            Link::new(href, curly(&format!("{} – {}", shown.title, line.label)))
        };
        let open = |shown: &ShownSection| {
            let lines = shown.lines.iter().filter(|line| line.not_known);
            lines.map(|line| link(shown, line)).collect::<Vec<_>>()
        };
        sections.iter().flat_map(open).collect()
    }

    /// The form's declarations as boxes, each a field of its own; `confirmed` says which are ticked.
    pub fn declarations(
        form: &FormDefinition,
        confirmed: impl Fn(&str) -> bool,
        errors: &ErrorSummary,
    ) -> Checkboxes {
        let all = form.declarations();
        let item = |box_: &Declaration| {
            Item::own(box_.id.as_str(), box_.label.as_str()).checked(confirmed(&box_.id))
        };
        let wrong: Vec<String> = all
            .iter()
            .filter_map(|box_| errors.for_field(&box_.id))
            .collect();
        let error = (!wrong.is_empty()).then(|| wrong.join(". "));
        Checkboxes::new(
            "declarations",
            "Please confirm",
            all.iter().map(item).collect(),
        )
        .size(Size::Small)
        .error(error)
    }
}

/// `/refer/{form}/sent`. Shown only after the commit; the same on reloading.
#[derive(Debug, Template)]
#[template(path = "public/sent.html")]
pub struct Sent<'a> {
    /// Titled "Sent to your manager", "Sent to the manager" or "Sent to the hub".
    pub frame: Frame<'a>,
    /// Whether a manager releases it before the hub sees it.
    pub releases: bool,
    /// Whether it was written down for somebody: the manager is theirs.
    pub dictated: bool,
    /// "1 working day", where the manager is reminded by rule.
    pub reminded: Option<String>,
    /// The hub's reference.
    pub reference: String,
    /// The same for paper.
    pub print_href: String,
}

/// `/refer/{form}/sent/print`: what was just sent, for paper.
#[derive(Debug, Template)]
#[template(path = "public/print.html")]
pub struct Print<'a> {
    /// Titled "What you sent".
    pub frame: Frame<'a>,
    /// The hub's reference.
    pub reference: String,
    /// What the form is called.
    pub form: String,
    /// Its version.
    pub version: String,
    /// "19 November 2026".
    pub sent_on: String,
    /// In form order.
    pub sections: Vec<AnswerSection>,
    /// Name and size of each.
    pub files: Vec<String>,
    /// What was confirmed.
    pub declarations: Vec<String>,
}
