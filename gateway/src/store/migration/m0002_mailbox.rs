//! The mailbox: messages, the ledger of UIDs, days, content tags, links, tasks.

use sea_orm_migration::{
    schema::{big_integer, big_integer_null, blob, blob_null, boolean, integer, text, text_null},
    sea_query::TableCreateStatement,
};

use super::step::{IndexOn, Step, table};

const INDEXES: &[IndexOn] = &[
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

pub(super) fn step() -> Step {
    Step {
        name: "m0002_mailbox",
        tables: vec![
            message(),
            mail_uid(),
            mail_folder(),
            mail_day(),
            mail_content(),
            mail_link(),
            mail_answer(),
            task(),
        ],
        columns: Vec::new(),
        indexes: INDEXES,
    }
}

fn message() -> TableCreateStatement {
    table(
        "message",
        &["id"],
        vec![
            text("id"),
            text("origin"),
            text("recipient"),
            blob("wrap"),
            text("blob"),
            blob("sha256"),
            big_integer("length"),
            blob("manifest"),
            blob("signature"),
            text("node"),
            big_integer("arrived_at"),
            boolean("archive"),
            boolean("whole"),
            text("state"),
            integer("attempts"),
            big_integer("lease"),
            big_integer("leased_until"),
            text_null("outcome"),
            text_null("why"),
            text_null("referral"),
            blob_null("reading"),
            text_null("filed_by"),
            big_integer_null("filed_at"),
            big_integer_null("sorted_at"),
            big_integer("made_at"),
            integer("version"),
        ],
    )
}

fn mail_uid() -> TableCreateStatement {
    table(
        "mail_uid",
        &["account", "folder", "validity", "uid"],
        vec![
            text("account"),
            text("folder"),
            big_integer("validity"),
            text("uid"),
            text_null("message"),
            text("state"),
            integer("attempts"),
            big_integer("next_at"),
            text_null("why"),
            big_integer_null("arrived_at"),
            boolean("present"),
            big_integer("seen_at"),
            big_integer("changed_at"),
        ],
    )
}

fn mail_folder() -> TableCreateStatement {
    table(
        "mail_folder",
        &["account", "folder"],
        vec![
            text("account"),
            text("folder"),
            big_integer_null("validity"),
            text("archive_below"),
            big_integer("first_at"),
            big_integer_null("last_good_at"),
            big_integer("lease"),
            big_integer("leased_until"),
            big_integer_null("server_count"),
            big_integer_null("counted_at"),
        ],
    )
}

fn mail_day() -> TableCreateStatement {
    table(
        "mail_day",
        &["account", "folder", "day"],
        vec![
            text("account"),
            text("folder"),
            text("day"),
            big_integer("in_mailbox"),
            big_integer("missing"),
            text("counts"),
            big_integer("closed_at"),
        ],
    )
}

fn mail_content() -> TableCreateStatement {
    table("mail_content", &["tag"], vec![blob("tag"), text("message")])
}

fn mail_link() -> TableCreateStatement {
    table(
        "mail_link",
        &["message", "referral"],
        vec![text("message"), text("referral")],
    )
}

fn mail_answer() -> TableCreateStatement {
    table(
        "mail_answer",
        &["tag", "day"],
        vec![blob("tag"), text("day"), integer("sent")],
    )
}

fn task() -> TableCreateStatement {
    table(
        "task",
        &["id"],
        vec![
            text("id"),
            text("kind"),
            text("subject"),
            text_null("referral"),
            text_null("message"),
            text_null("letter"),
            text_null("why"),
            big_integer("raised_at"),
            big_integer_null("done_at"),
            text_null("done_by"),
        ],
    )
}
