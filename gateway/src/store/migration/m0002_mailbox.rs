//! The mailbox: messages, the ledger of UIDs, days, content tags, links, tasks. Portable columns as in the first tables.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, blob, blob_null, boolean, integer, text, text_null},
    sea_query::TableCreateStatement,
};

/// Creates the tables of the mailbox.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0002_mailbox"
    }
}

/// Table, columns, unique.
const INDEXES: [(&str, &[&str], bool); 10] = [
    ("message", &["state", "leased_until"], false),
    ("message", &["outcome", "arrived_at", "id"], false),
    ("message", &["referral"], false),
    ("message", &["blob"], true),
    ("mail_uid", &["message"], false),
    ("mail_uid", &["state"], false),
    ("mail_uid", &["account", "folder", "arrived_at"], false),
    ("mail_link", &["referral"], false),
    ("task", &["kind", "subject"], true),
    ("task", &["done_at", "raised_at"], false),
];

#[expect(
    elided_lifetimes_in_paths,
    reason = "the trait's own macro wants the lifetime left out"
)]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            message(),
            mail_uid(),
            mail_folder(),
            mail_day(),
            mail_content(),
            mail_link(),
            mail_answer(),
            task(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        for (table, columns, unique) in INDEXES {
            let mut index = Index::create();
            index
                .name(format!("{table}_by_{}", columns.join("_")))
                .table(table);
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn message() -> TableCreateStatement {
    Table::create()
        .table("message")
        .col(text("id"))
        .col(text("origin"))
        .col(text("recipient"))
        .col(blob("wrap"))
        .col(text("blob"))
        .col(blob("sha256"))
        .col(big_integer("length"))
        .col(blob("manifest"))
        .col(blob("signature"))
        .col(text("node"))
        .col(big_integer("arrived_at"))
        .col(boolean("archive"))
        .col(boolean("whole"))
        .col(text("state"))
        .col(integer("attempts"))
        .col(big_integer("lease"))
        .col(big_integer("leased_until"))
        .col(text_null("outcome"))
        .col(text_null("why"))
        .col(text_null("referral"))
        .col(blob_null("reading"))
        .col(text_null("filed_by"))
        .col(big_integer_null("filed_at"))
        .col(big_integer_null("sorted_at"))
        .col(big_integer("made_at"))
        .col(integer("version"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn mail_uid() -> TableCreateStatement {
    Table::create()
        .table("mail_uid")
        .col(text("account"))
        .col(text("folder"))
        .col(big_integer("validity"))
        .col(text("uid"))
        .col(text_null("message"))
        .col(text("state"))
        .col(integer("attempts"))
        .col(big_integer("next_at"))
        .col(text_null("why"))
        .col(big_integer_null("arrived_at"))
        .col(boolean("present"))
        .col(big_integer("seen_at"))
        .col(big_integer("changed_at"))
        .primary_key(
            Index::create()
                .col("account")
                .col("folder")
                .col("validity")
                .col("uid"),
        )
        .to_owned()
}

fn mail_folder() -> TableCreateStatement {
    Table::create()
        .table("mail_folder")
        .col(text("account"))
        .col(text("folder"))
        .col(big_integer_null("validity"))
        .col(text("archive_below"))
        .col(big_integer("first_at"))
        .col(big_integer_null("last_good_at"))
        .col(big_integer("lease"))
        .col(big_integer("leased_until"))
        .col(big_integer_null("server_count"))
        .col(big_integer_null("counted_at"))
        .primary_key(Index::create().col("account").col("folder"))
        .to_owned()
}

fn mail_day() -> TableCreateStatement {
    Table::create()
        .table("mail_day")
        .col(text("account"))
        .col(text("folder"))
        .col(text("day"))
        .col(big_integer("in_mailbox"))
        .col(big_integer("missing"))
        .col(text("counts"))
        .col(big_integer("closed_at"))
        .primary_key(Index::create().col("account").col("folder").col("day"))
        .to_owned()
}

fn mail_content() -> TableCreateStatement {
    Table::create()
        .table("mail_content")
        .col(blob("tag"))
        .col(text("message"))
        .primary_key(Index::create().col("tag"))
        .to_owned()
}

fn mail_link() -> TableCreateStatement {
    Table::create()
        .table("mail_link")
        .col(text("message"))
        .col(text("referral"))
        .primary_key(Index::create().col("message").col("referral"))
        .to_owned()
}

fn mail_answer() -> TableCreateStatement {
    Table::create()
        .table("mail_answer")
        .col(blob("tag"))
        .col(text("day"))
        .col(integer("sent"))
        .primary_key(Index::create().col("tag").col("day"))
        .to_owned()
}

fn task() -> TableCreateStatement {
    Table::create()
        .table("task")
        .col(text("id"))
        .col(text("kind"))
        .col(text("subject"))
        .col(text_null("referral"))
        .col(text_null("message"))
        .col(text_null("letter"))
        .col(text_null("why"))
        .col(big_integer("raised_at"))
        .col(big_integer_null("done_at"))
        .col(text_null("done_by"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}
