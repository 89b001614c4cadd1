//! Questions to the referrer, and the month up to which a referral is eligible, by which the queue can be sorted.
//! Portable columns as in the first tables.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, blob, integer, text},
    sea_query::TableCreateStatement,
};

/// Creates the table of questions and the queue's second order.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0006_questions"
    }
}

#[expect(
    elided_lifetimes_in_paths,
    reason = "the trait's own macro wants the lifetime left out"
)]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(question()).await?;
        for columns in [&["referral"][..], &["state", "next_at"]] {
            let mut index = Index::create();
            index.name(format!("question_by_{}", columns.join("_")));
            index.table("question");
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        let month = Table::alter()
            .table("referral")
            .add_column(integer("eligible_month").default(999_912))
            .to_owned();
        manager.alter_table(month).await?;
        let mut index = Index::create();
        index
            .name("referral_by_stage_eligible_month")
            .table("referral");
        for column in ["stage", "eligible_month", "received_at", "id"] {
            index.col(column);
        }
        manager.create_index(index).await
    }
}

fn question() -> TableCreateStatement {
    Table::create()
        .table("question")
        .col(text("id"))
        .col(text("referral"))
        .col(text("state"))
        .col(blob("sealed"))
        .col(big_integer("asked_at"))
        .col(integer("reminders"))
        .col(big_integer_null("reminded_at"))
        .col(big_integer_null("next_at"))
        .col(big_integer_null("ended_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}
