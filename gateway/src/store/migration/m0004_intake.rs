//! Filling in a form: when the person was told that an unsent referral will be deleted.

use sea_orm_migration::{schema::big_integer_null, sea_query::Table};

use super::step::Step;

pub(super) fn step() -> Step {
    Step {
        name: "m0004_intake",
        tables: Vec::new(),
        columns: vec![
            Table::alter()
                .table("draft")
                .add_column(big_integer_null("warned_at"))
                .to_owned(),
        ],
        indexes: &[],
    }
}
