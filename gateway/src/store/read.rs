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

/// The rows that can be read. One that cannot is logged by its table and left where it is: it must not hide the others.
pub(super) fn readable<Row, Word>(
    rows: Vec<Row>,
    word: impl Fn(Row) -> Result<Word, StoreError>,
) -> Vec<Word> {
    let read = rows.into_iter().map(word);
    read.filter_map(|word| {
        word.inspect_err(|error| tracing::error!(error = %error, "a row cannot be read"))
            .ok()
    })
    .collect()
}
