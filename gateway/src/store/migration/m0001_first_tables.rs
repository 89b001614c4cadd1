//! The first tables. Portable columns only: text ids, whole microseconds (UTC), blobs, codes as text.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, blob, blob_null, boolean, integer, text, text_null},
    sea_query::TableCreateStatement,
};

/// Creates every table of the first release.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0001_first_tables"
    }
}

/// Table, columns, unique.
const INDEXES: [(&str, &[&str], bool); 20] = [
    ("referral", &["reference"], true),
    (
        "referral",
        &["stage", "read_first", "received_at", "id"],
        false,
    ),
    ("referral", &["claimed_by"], false),
    ("attachment", &["referral"], false),
    ("attachment", &["scan", "scan_next_at"], false),
    ("draft", &["address_tag", "touched_at"], false),
    ("draft", &["expires_at"], false),
    ("draft", &["referral"], true),
    ("hand_out", &["state"], false),
    ("hand_out", &["expires_at"], false),
    ("addition", &["referral", "once"], true),
    ("addition", &["merged"], false),
    ("letter", &["state", "next_at"], false),
    ("letter", &["referral"], false),
    ("decision", &["referral"], true),
    ("account", &["email"], true),
    ("session", &["account"], false),
    ("session", &["ends_at"], false),
    ("payload", &["admitted"], false),
    ("audit", &["object"], false),
];

#[expect(
    elided_lifetimes_in_paths,
    reason = "the trait's own macro wants the lifetime left out"
)]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            referral(),
            payload(),
            attachment(),
            draft(),
            hand_out(),
            addition(),
            letter(),
            verdict(),
            decision(),
            account(),
            session(),
            audit(),
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

fn referral() -> TableCreateStatement {
    Table::create()
        .table("referral")
        .col(text("id"))
        .col(text("reference"))
        .col(text("form"))
        .col(text("recipient"))
        .col(blob("wrap"))
        .col(text("stage"))
        .col(text_null("claimed_by"))
        .col(integer("version"))
        .col(integer("submission"))
        .col(big_integer("sent_at"))
        .col(big_integer_null("received_at"))
        .col(big_integer("stage_at"))
        .col(boolean("read_first"))
        .col(blob_null("desk_line"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn payload() -> TableCreateStatement {
    Table::create()
        .table("payload")
        .col(text("referral"))
        .col(integer("submission"))
        .col(blob("sealed"))
        .col(blob("manifest"))
        .col(blob("signature"))
        .col(text("node"))
        .col(boolean("admitted"))
        .col(big_integer("made_at"))
        .primary_key(Index::create().col("referral").col("submission"))
        .to_owned()
}

fn attachment() -> TableCreateStatement {
    Table::create()
        .table("attachment")
        .col(text("id"))
        .col(text("referral"))
        .col(blob("header"))
        .col(blob("sha256"))
        .col(big_integer("length"))
        .col(text("scan"))
        .col(big_integer("scan_next_at"))
        .col(big_integer("made_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn draft() -> TableCreateStatement {
    Table::create()
        .table("draft")
        .col(text("id"))
        .col(text("form"))
        .col(text("recipient"))
        .col(blob("wrap"))
        .col(blob("content"))
        .col(integer("version"))
        .col(text_null("reference"))
        .col(text("referral"))
        .col(text("referral_recipient"))
        .col(blob("referral_wrap"))
        .col(blob("address_tag"))
        .col(big_integer("made_at"))
        .col(big_integer("touched_at"))
        .col(big_integer("expires_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn hand_out() -> TableCreateStatement {
    Table::create()
        .table("hand_out")
        .col(text("id"))
        .col(text("purpose"))
        .col(text("recipient"))
        .col(text("state"))
        .col(blob("request"))
        .col(blob_null("code"))
        .col(blob_null("typed"))
        .col(integer("tries"))
        .col(blob_null("view"))
        .col(blob_null("address_tag"))
        .col(text_null("referral"))
        .col(text_null("reader"))
        .col(big_integer("asked_at"))
        .col(big_integer("expires_at"))
        .col(integer("version"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn addition() -> TableCreateStatement {
    Table::create()
        .table("addition")
        .col(text("id"))
        .col(text("referral"))
        .col(integer("submission"))
        .col(text("once"))
        .col(text("kind"))
        .col(text("hand_out"))
        .col(blob("sealed"))
        .col(blob("manifest"))
        .col(blob("signature"))
        .col(text("node"))
        .col(boolean("merged"))
        .col(big_integer("made_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn letter() -> TableCreateStatement {
    Table::create()
        .table("letter")
        .col(text("id"))
        .col(text_null("referral"))
        .col(text("kind"))
        .col(text("reader"))
        .col(blob("sealed"))
        .col(text("state"))
        .col(integer("attempts"))
        .col(big_integer("next_at"))
        .col(big_integer("lease"))
        .col(big_integer("leased_until"))
        .col(text_null("why"))
        .col(big_integer("made_at"))
        .col(big_integer("changed_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn verdict() -> TableCreateStatement {
    Table::create()
        .table("verdict")
        .col(text("referral"))
        .col(integer("ordinal"))
        .col(text("rules"))
        .col(blob("sealed"))
        .col(blob("digest"))
        .col(big_integer("made_at"))
        .primary_key(Index::create().col("referral").col("ordinal"))
        .to_owned()
}

fn decision() -> TableCreateStatement {
    Table::create()
        .table("decision")
        .col(text("id"))
        .col(text("referral"))
        .col(text("outcome"))
        .col(text("reason"))
        .col(text("made_by"))
        .col(blob("sealed"))
        .col(big_integer("made_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn account() -> TableCreateStatement {
    Table::create()
        .table("account")
        .col(text("id"))
        .col(text("email"))
        .col(text("name"))
        .col(text("role"))
        .col(text_null("password"))
        .col(blob_null("totp"))
        .col(big_integer("totp_step"))
        .col(blob_null("set_up_digest"))
        .col(big_integer_null("set_up_until"))
        .col(big_integer("made_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("session")
        .col(blob("id"))
        .col(text("account"))
        .col(boolean("proved"))
        .col(text("warned"))
        .col(blob_null("set_up"))
        .col(big_integer("made_at"))
        .col(big_integer("seen_at"))
        .col(big_integer("ends_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn audit() -> TableCreateStatement {
    Table::create()
        .table("audit")
        .col(big_integer("seq"))
        .col(big_integer("at"))
        .col(text("actor"))
        .col(text("action"))
        .col(text("object"))
        .col(text("detail"))
        .col(blob("hash"))
        .primary_key(Index::create().col("seq"))
        .to_owned()
}
