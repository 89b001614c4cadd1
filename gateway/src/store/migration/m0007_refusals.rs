//! How often the forms refused an answer, by question, rule and month: what the hub reads to word its questions better. Nothing of a
//! person.

use sea_orm_migration::schema::{big_integer, text};

use super::step::{Step, table};

pub(super) fn step() -> Step {
    let refusal = table(
        "refusal",
        &["month", "form", "question", "rule"],
        vec![
            text("month"),
            text("form"),
            text("question"),
            text("rule"),
            big_integer("count"),
        ],
    );
    Step {
        name: "m0007_refusals",
        tables: vec![refusal],
        columns: Vec::new(),
        indexes: &[],
    }
}
