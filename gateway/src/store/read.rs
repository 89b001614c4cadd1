//! Reading a column back into a word of the product. Never guesses: an impossible value is `Corrupt`.

use jiff::Timestamp;

use super::StoreError;
use crate::referral::Id;

/// A time column.
pub(super) fn at(table: &'static str, micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::Corrupt {
        table,
        column: "time",
    })
}

/// An id column.
pub(super) fn id<Kind>(table: &'static str, text: &str) -> Result<Id<Kind>, StoreError> {
    Id::read(text).ok_or(StoreError::Corrupt {
        table,
        column: "id",
    })
}

/// A SHA-256 column.
pub(super) fn digest(table: &'static str, bytes: Vec<u8>) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt {
        table,
        column: "digest",
    })
}

/// A value that must be there.
pub(super) fn known<T>(
    table: &'static str,
    column: &'static str,
    value: Option<T>,
) -> Result<T, StoreError> {
    value.ok_or(StoreError::Corrupt { table, column })
}
