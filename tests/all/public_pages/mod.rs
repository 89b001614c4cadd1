//! The public pages over real TLS without JavaScript, with the worker beside them: what a referrer and a manager meet.

mod bad_input;
mod files;
mod walk;

use tests::{
    form::Form,
    house::{ANSWERS, INCIDENT},
    page::Page,
    visitor::Visitor,
};

const FORM: &str = "/refer/social-worker";

/// Fills in a form by field names; a choice is chosen, anything else written.
fn fill(mut form: Form, fields: &[(&str, &str)]) -> Form {
    for (name, value) in fields {
        form = form.tamper(name, value);
    }
    form
}

/// Saves every section of a draft but the attachments.
async fn fill_all(visitor: &Visitor) -> Page {
    for (slug, fields) in ANSWERS {
        let page = visitor.get(&format!("{FORM}/{slug}")).await;
        visitor
            .send(&fill(page.form("Continue"), fields))
            .await
            .must_be(200);
    }
    let page = visitor.get(&format!("{FORM}/incidents/new")).await;
    visitor
        .send(&fill(page.form("Continue"), INCIDENT))
        .await
        .must_be(200);
    visitor.get(FORM).await
}
