//! Filling in a form: when the person was told that an unsent referral will be deleted.

use sea_orm_migration::{prelude::*, schema::big_integer_null};

/// Adds the columns of drafts.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0004_intake"
    }
}

#[expect(
    elided_lifetimes_in_paths,
    reason = "the trait's own macro wants the lifetime left out"
)]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let told = Table::alter()
            .table("draft")
            .add_column(big_integer_null("warned_at"))
            .to_owned();
        manager.alter_table(told).await
    }
}
