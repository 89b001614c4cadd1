//! What may go wrong in the store, as the caller can act on it. Never carries a value from a row.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database did not answer; nothing was changed, or it is unknown whether it was. Ask again.
    #[error("{}", if is_full(.0) { "no room left for the database" } else { "the database is not available" })]
    Unavailable(#[source] DbErr),
    /// Somebody else was first: the row is there already, or has a newer version.
    #[error("somebody else changed this first")]
    Conflict,
    /// A row holds something it never should.
    #[error("table {table} holds an impossible {column}")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
    },
    /// The database is not set as it must be.
    #[error("the database has {setting} = {found}, and must have {wanted}")]
    Settings {
        /// Which setting.
        setting: &'static str,
        /// What it must be.
        wanted: &'static str,
        /// What it is.
        found: String,
    },
}

impl StoreError {
    /// Whether the disk that the database is on is full: take nothing more in.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Unavailable(error) if is_full(error))
    }
}

/// `SQLITE_FULL`, and PostgreSQL's `disk_full`.
fn is_full(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("13" | "53100"))
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Conflict,
            _ => Self::Unavailable(error),
        }
    }
}
