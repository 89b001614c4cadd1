//! The promises of the mailbox's tables, on both databases: leases, the ledger of UIDs, content seen once, tasks, caps.

mod ledger;
mod messages;

use ::gateway::{
    referral::{FolderKey, FolderLease, MailMessage, MessageState, Origin, UidRow, UidState},
    store::{SortedColumns, Store, Unaudited},
};
use jiff::Timestamp;
use tests::house::{begin, later};

use super::{Fresh, fresh_sqlite, id, insert, referral};

fn message() -> MailMessage {
    MailMessage {
        id: id(),
        origin: Origin::Maildir,
        recipient: "age1…".to_owned(),
        wrap: vec![1],
        blob: id(),
        sha256: [7; 32],
        length: 300,
        manifest: vec![2],
        signature: vec![3],
        node: "intake-1".to_owned(),
        arrived_at: begin(),
        archive: false,
        whole: true,
        state: MessageState::Fetched,
        attempts: 1,
        lease: 1,
        outcome: None,
        why: None,
        referral: None,
        reading: None,
        filed_by: None,
        filed_at: None,
        sorted_at: None,
        made_at: begin(),
        version: 1,
    }
}

fn key() -> FolderKey {
    FolderKey {
        account: "hub".to_owned(),
        folder: "INBOX".to_owned(),
    }
}

fn uid(number: u32, message: Option<&MailMessage>) -> UidRow {
    UidRow {
        key: key(),
        validity: 1,
        uid: format!("{number:010}"),
        message: message.map(|message| message.id.clone()),
        state: message.map_or(UidState::Failed, |_| UidState::Sealed),
        attempts: 0,
        next_at: begin(),
        why: None,
        arrived_at: Some(begin()),
        present: true,
        seen_at: begin(),
        changed_at: begin(),
    }
}

async fn lease(store: &Store, now: Timestamp) -> Option<FolderLease> {
    let tx = store.begin().await.unwrap();
    let lease = tx.lease_folder(&key(), now, later(now, 1)).await.unwrap();
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    lease
}

async fn keep(store: &Store, messages: &[MailMessage]) {
    let tx = store.begin().await.unwrap();
    tx.insert_messages(messages, later(begin(), 1))
        .await
        .unwrap();
    tx.commit_unaudited(Unaudited::Intake).await.unwrap();
}

async fn take(store: &Store, now: Timestamp, limit: u64) -> Vec<MailMessage> {
    let tx = store.begin().await.unwrap();
    let taken = tx.lease_messages(now, later(now, 1), limit).await.unwrap();
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    taken
}

fn pen() -> SortedColumns {
    SortedColumns {
        outcome: "holding_pen".to_owned(),
        why: "no_form".to_owned(),
        ..SortedColumns::default()
    }
}
