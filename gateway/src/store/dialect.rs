//! The one place where SQLite and PostgreSQL differ: settings, the writer's lock, skipping leased rows. Never holds a business rule.

use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
    DbBackend, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions,
};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use super::StoreError;

/// The advisory lock that serialises writers of the audit chain on PostgreSQL.
const AUDIT_LOCK: i64 = 0x4155_4449;

/// Each connection's own pages in memory: half a MiB (negative: KiB). The system keeps the file's pages as well, for all of them once.
const CACHE: &str = "-512";

/// How to open `url`: `sqlite://…` or `postgres://…`.
pub(super) fn options(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .connect_timeout(Duration::from_secs(10))
        .acquire_timeout(Duration::from_secs(10));
    options.max_connections(8).min_connections(1);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", CACHE)
            .pragma("secure_delete", "ON")
            .pragma("trusted_schema", "OFF")
    });
    options.map_sqlx_postgres_opts(|postgres| postgres.options([("synchronous_commit", "on")]));
    options
}

/// How a writing transaction begins.
pub(super) fn writing() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

/// How a transaction that reads everything at one point begins.
pub(super) fn snapshot(database: &DatabaseConnection) -> TransactionOptions {
    if is_sqlite(database) {
        return TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
            ..TransactionOptions::default()
        };
    }
    TransactionOptions {
        isolation_level: Some(IsolationLevel::RepeatableRead),
        access_mode: Some(AccessMode::ReadOnly),
        ..TransactionOptions::default()
    }
}

/// Whether the database is the embedded one.
pub(super) fn is_sqlite(database: &impl ConnectionTrait) -> bool {
    database.get_database_backend() == DbBackend::Sqlite
}

/// Holds every other writer of the audit chain off until the transaction ends. SQLite has one writer anyway.
pub(super) async fn lock_audit(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    if !is_sqlite(tx) {
        let lock = format!("SELECT pg_advisory_xact_lock({AUDIT_LOCK})");
        tx.execute_raw(Statement::from_string(DbBackend::Postgres, lock))
            .await?;
    }
    Ok(())
}

/// Refuses a SQLite database that would forget what it has acknowledged, or keep what it has deleted.
pub(super) async fn assert_settings(database: &DatabaseConnection) -> Result<(), StoreError> {
    if !is_sqlite(database) {
        return assert_durable(database).await;
    }
    for (setting, wanted) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("secure_delete", "1"),
        ("foreign_keys", "1"),
    ] {
        let query = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {setting}"));
        let row = database.query_one_raw(query).await?;
        let found = row
            .and_then(|row| {
                row.try_get_by_index::<String>(0).ok().or_else(|| {
                    row.try_get_by_index::<i64>(0)
                        .ok()
                        .map(|number| number.to_string())
                })
            })
            .unwrap_or_default();
        if found != wanted {
            return Err(StoreError::Settings {
                setting,
                wanted,
                found,
            });
        }
    }
    Ok(())
}

/// PostgreSQL must not acknowledge what it has not written.
async fn assert_durable(database: &DatabaseConnection) -> Result<(), StoreError> {
    for setting in ["fsync", "synchronous_commit"] {
        let query = Statement::from_string(DbBackend::Postgres, format!("SHOW {setting}"));
        let row = database.query_one_raw(query).await?;
        let found = row
            .and_then(|row| row.try_get_by_index::<String>(0).ok())
            .unwrap_or_default();
        if found != "on" {
            return Err(StoreError::Settings {
                setting,
                wanted: "on",
                found,
            });
        }
    }
    Ok(())
}
