//! Screening after sending: corrections, and referrals that are held. Portable columns as in the first tables.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, blob, blob_null, integer, text, text_null},
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
        manager.create_table(correction()).await?;
        manager.create_table(hold()).await?;
        let mut held = Table::alter();
        held.table("referral").add_column(text_null("review_on"));
        manager.alter_table(held).await
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

fn hold() -> TableCreateStatement {
    Table::create()
        .table("hold")
        .col(text("referral"))
        .col(integer("ordinal"))
        .col(text("review_on"))
        .col(text("made_by"))
        .col(blob("sealed"))
        .col(blob("mark"))
        .col(big_integer("made_at"))
        .col(big_integer_null("told_at"))
        .col(text_null("ended_by"))
        .col(blob_null("ending"))
        .col(big_integer_null("ended_at"))
        .primary_key(Index::create().col("referral").col("ordinal"))
        .to_owned()
}
