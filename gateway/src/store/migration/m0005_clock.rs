//! Clocks: what was recorded of each referral's. Portable columns as in the first tables.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, blob, integer, text},
};

/// Creates the table of the clocks' events.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0005_clock"
    }
}

#[expect(
    elided_lifetimes_in_paths,
    reason = "the trait's own macro wants the lifetime left out"
)]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let events = Table::create()
            .table("clock_event")
            .col(text("referral"))
            .col(integer("ordinal"))
            .col(text("made_by"))
            .col(blob("sealed"))
            .col(big_integer("made_at"))
            .primary_key(Index::create().col("referral").col("ordinal"))
            .to_owned();
        manager.create_table(events).await
    }
}
