//! The store: the only owner of `sea_orm`. Rows never leave it; every state change carries its audit line in the same transaction.

mod accounts;
mod additions;
mod attachments;
mod audit_log;
mod contents;
mod copy;
mod decisions;
mod dialect;
mod drafts;
mod entity;
mod error;
mod folders;
mod hand_outs;
mod letters;
mod mail_days;
mod messages;
mod migration;
mod payloads;
mod queue;
mod read;
mod referrals;
mod sessions;
mod tasks;
mod transaction;
mod uids;
mod verdicts;

pub use audit_log::{AuditLine, Event};
pub use copy::Letters;
pub use error::StoreError;
pub use messages::SortedColumns;
pub use queue::{Cursor, QueuePage, QueueView};
pub use referrals::Change;
pub use sessions::Session;
pub use transaction::{Store, Tx, Unaudited};
pub use uids::LedgerView;
