//! Screening after sending: corrections. Portable columns as in the first tables.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, blob, integer, text},
    sea_query::TableCreateStatement,
};

/// Creates the tables of what changes after sending.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0003_screening"
    }
}

#[expect(
    elided_lifetimes_in_paths,
    reason = "the trait's own macro wants the lifetime left out"
)]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(correction()).await
    }
}

fn correction() -> TableCreateStatement {
    Table::create()
        .table("correction")
        .col(text("referral"))
        .col(integer("ordinal"))
        .col(integer("submission"))
        .col(text("by_kind"))
        .col(blob("sealed"))
        .col(blob("mark"))
        .col(big_integer("made_at"))
        .primary_key(Index::create().col("referral").col("ordinal"))
        .to_owned()
}
