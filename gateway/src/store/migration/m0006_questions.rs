//! Questions to the referrer, and the month up to which a referral is eligible, by which the queue can be sorted.
//!

use sea_orm_migration::{
    schema::{big_integer, big_integer_null, blob, integer, text},
    sea_query::{Table, TableCreateStatement},
};

use super::step::{IndexOn, Step, table};

const INDEXES: &[IndexOn] = &[
    ("question", &["referral"], false),
    ("question", &["state", "next_at"], false),
    (
        "referral",
        &["stage", "eligible_month", "received_at", "id"],
        false,
    ),
];

pub(super) fn step() -> Step {
    Step {
        name: "m0006_questions",
        tables: vec![question()],
        columns: vec![
            Table::alter()
                .table("referral")
                .add_column(integer("eligible_month").default(999_912))
                .to_owned(),
        ],
        indexes: INDEXES,
    }
}

fn question() -> TableCreateStatement {
    table(
        "question",
        &["id"],
        vec![
            text("id"),
            text("referral"),
            text("state"),
            blob("sealed"),
            big_integer("asked_at"),
            integer("reminders"),
            big_integer_null("reminded_at"),
            big_integer_null("next_at"),
            big_integer_null("ended_at"),
        ],
    )
}
