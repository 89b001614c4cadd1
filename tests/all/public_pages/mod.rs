//! The public pages over real TLS without JavaScript, with the worker beside them: what a referrer and a manager meet.

mod bad_input;
mod files;
mod naughty;
mod police;
mod school;
mod walk;
mod way;

use ::gateway::clock::london_day;
use tests::{
    answers::{FormPage, Told, borrowed, pages, social_worker},
    form::Form,
    house::{begin, told},
    page::Page,
    visitor::Visitor,
};

const FORM: &str = "/refer/social-worker";

/// How many sections must be completed.
fn sections() -> usize {
    let form = social_worker();
    let attachments = form
        .sections()
        .filter(|section| section.kind == intake_forms::SectionKind::Attachments);
    form.sections().count() - attachments.count()
}

/// Every page of an ordinary referral on the house's day.
fn form_pages(changes: &[(&str, &str)]) -> Vec<FormPage> {
    let known = told(changes).into_iter();
    let known: Told = known
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    pages(&social_worker(), &known, london_day(begin()))
}

/// The fields of one of them.
fn page_of(slug: &str, changes: &[(&str, &str)]) -> Told {
    let page = form_pages(changes)
        .into_iter()
        .find(|page| page.slug == slug);
    page.unwrap().fields
}

/// Fills in a form by field names; a choice is chosen, anything else written.
fn fill(mut form: Form, fields: &[(&str, &str)]) -> Form {
    for (name, value) in fields {
        form = form.tamper(name, value);
    }
    form
}

/// Saves every section of a draft but the attachments.
async fn fill_all(visitor: &Visitor) -> Page {
    for page in form_pages(&[]) {
        let asked = visitor.get(&format!("{FORM}/{}", page.path)).await;
        let form = fill(asked.form("Continue"), &borrowed(&page.fields));
        visitor.send(&form).await.must_be(200);
    }
    visitor.get(FORM).await
}
