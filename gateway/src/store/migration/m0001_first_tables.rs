//! The first tables.

use sea_orm_migration::{
    schema::{big_integer, big_integer_null, blob, blob_null, boolean, integer, text, text_null},
    sea_query::TableCreateStatement,
};

use super::step::{IndexOn, Step, table};

const INDEXES: &[IndexOn] = &[
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

pub(super) fn step() -> Step {
    Step {
        name: "m0001_first_tables",
        tables: vec![
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
        ],
        columns: Vec::new(),
        indexes: INDEXES,
    }
}

fn referral() -> TableCreateStatement {
    table(
        "referral",
        &["id"],
        vec![
            text("id"),
            text("reference"),
            text("form"),
            text("recipient"),
            blob("wrap"),
            text("stage"),
            text_null("claimed_by"),
            integer("version"),
            integer("submission"),
            big_integer("sent_at"),
            big_integer_null("received_at"),
            big_integer("stage_at"),
            boolean("read_first"),
            blob_null("desk_line"),
        ],
    )
}

fn payload() -> TableCreateStatement {
    table(
        "payload",
        &["referral", "submission"],
        vec![
            text("referral"),
            integer("submission"),
            blob("sealed"),
            blob("manifest"),
            blob("signature"),
            text("node"),
            boolean("admitted"),
            big_integer("made_at"),
        ],
    )
}

fn attachment() -> TableCreateStatement {
    table(
        "attachment",
        &["id"],
        vec![
            text("id"),
            text("referral"),
            blob("header"),
            blob("sha256"),
            big_integer("length"),
            text("scan"),
            big_integer("scan_next_at"),
            big_integer("made_at"),
        ],
    )
}

fn draft() -> TableCreateStatement {
    table(
        "draft",
        &["id"],
        vec![
            text("id"),
            text("form"),
            text("recipient"),
            blob("wrap"),
            blob("content"),
            integer("version"),
            text_null("reference"),
            text("referral"),
            text("referral_recipient"),
            blob("referral_wrap"),
            blob("address_tag"),
            big_integer("made_at"),
            big_integer("touched_at"),
            big_integer("expires_at"),
        ],
    )
}

fn hand_out() -> TableCreateStatement {
    table(
        "hand_out",
        &["id"],
        vec![
            text("id"),
            text("purpose"),
            text("recipient"),
            text("state"),
            blob("request"),
            blob_null("code"),
            blob_null("typed"),
            integer("tries"),
            blob_null("view"),
            blob_null("address_tag"),
            text_null("referral"),
            text_null("reader"),
            big_integer("asked_at"),
            big_integer("expires_at"),
            integer("version"),
        ],
    )
}

fn addition() -> TableCreateStatement {
    table(
        "addition",
        &["id"],
        vec![
            text("id"),
            text("referral"),
            integer("submission"),
            text("once"),
            text("kind"),
            text("hand_out"),
            blob("sealed"),
            blob("manifest"),
            blob("signature"),
            text("node"),
            boolean("merged"),
            big_integer("made_at"),
        ],
    )
}

fn letter() -> TableCreateStatement {
    table(
        "letter",
        &["id"],
        vec![
            text("id"),
            text_null("referral"),
            text("kind"),
            text("reader"),
            blob("sealed"),
            text("state"),
            integer("attempts"),
            big_integer("next_at"),
            big_integer("lease"),
            big_integer("leased_until"),
            text_null("why"),
            big_integer("made_at"),
            big_integer("changed_at"),
        ],
    )
}

fn verdict() -> TableCreateStatement {
    table(
        "verdict",
        &["referral", "ordinal"],
        vec![
            text("referral"),
            integer("ordinal"),
            text("rules"),
            blob("sealed"),
            blob("digest"),
            big_integer("made_at"),
        ],
    )
}

fn decision() -> TableCreateStatement {
    table(
        "decision",
        &["id"],
        vec![
            text("id"),
            text("referral"),
            text("outcome"),
            text("reason"),
            text("made_by"),
            blob("sealed"),
            big_integer("made_at"),
        ],
    )
}

fn account() -> TableCreateStatement {
    table(
        "account",
        &["id"],
        vec![
            text("id"),
            text("email"),
            text("name"),
            text("role"),
            text_null("password"),
            blob_null("totp"),
            big_integer("totp_step"),
            blob_null("set_up_digest"),
            big_integer_null("set_up_until"),
            big_integer("made_at"),
        ],
    )
}

fn session() -> TableCreateStatement {
    table(
        "session",
        &["id"],
        vec![
            blob("id"),
            text("account"),
            boolean("proved"),
            text("warned"),
            blob_null("set_up"),
            big_integer("made_at"),
            big_integer("seen_at"),
            big_integer("ends_at"),
        ],
    )
}

fn audit() -> TableCreateStatement {
    table(
        "audit",
        &["seq"],
        vec![
            big_integer("seq"),
            big_integer("at"),
            text("actor"),
            text("action"),
            text("object"),
            text("detail"),
            blob("hash"),
        ],
    )
}
