//! Screening after sending: corrections, and referrals that are held.

use sea_orm_migration::{
    schema::{big_integer, big_integer_null, blob, blob_null, integer, text, text_null},
    sea_query::{Table, TableCreateStatement},
};

use super::step::{Step, table};

pub(super) fn step() -> Step {
    Step {
        name: "m0003_screening",
        tables: vec![correction(), hold()],
        columns: vec![
            Table::alter()
                .table("referral")
                .add_column(text_null("review_on"))
                .to_owned(),
        ],
        indexes: &[],
    }
}

fn correction() -> TableCreateStatement {
    table(
        "correction",
        &["referral", "ordinal"],
        vec![
            text("referral"),
            integer("ordinal"),
            integer("submission"),
            text("by_kind"),
            blob("sealed"),
            blob("mark"),
            big_integer("made_at"),
        ],
    )
}

fn hold() -> TableCreateStatement {
    table(
        "hold",
        &["referral", "ordinal"],
        vec![
            text("referral"),
            integer("ordinal"),
            text("review_on"),
            text("made_by"),
            blob("sealed"),
            blob("mark"),
            big_integer("made_at"),
            big_integer_null("told_at"),
            text_null("ended_by"),
            blob_null("ending"),
            big_integer_null("ended_at"),
        ],
    )
}
