//! The store's one way to write: a transaction that ends with its audit lines. Never open while something slow happens.

use jiff::Timestamp;
use sea_orm::{Database, DatabaseConnection, DatabaseTransaction, TransactionTrait};
use sea_orm_migration::MigratorTrait;

use super::{
    Event, StoreError, audit_log, dialect,
    migration::Migrator,
    turns::{Turn, Turns},
};

/// A connection to SQLite or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) database: DatabaseConnection,
    /// SQLite has one writer: a fair queue here, not a busy loop there.
    turns: Option<Turns>,
}

/// A writing transaction. Dropped, it changes nothing.
#[derive(Debug)]
pub struct Tx {
    // Before the turn, which must go after it.
    pub(super) database: DatabaseTransaction,
    turn: Option<Turn>,
}

/// Why a transaction may end without an audit line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unaudited {
    /// A draft is the referrer's own until it is sent.
    Draft,
    /// Intake's audit line is its signed manifest, which the worker admits.
    Intake,
    /// A hand-out changes nothing that is stored; what it opened is audited.
    HandOut,
    /// A lease or a retry changes no outcome.
    Lease,
    /// A session's bookkeeping.
    Session,
    /// A task about the configuration: the file says it all.
    Configured,
    /// Counts of refused answers: nothing of a person, and nothing depends on them.
    Counted,
    /// The mailbox's own bookkeeping: what was listed, fetched and settled stands in its ledger.
    Ledger,
}

impl Store {
    /// Opens `url` and refuses a database whose settings would lose or keep what they must not.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let database = Database::connect(dialect::options(url)).await?;
        dialect::assert_settings(&database).await?;
        let turns = dialect::is_sqlite(&database).then(|| Turns::of(database.clone()));
        Ok(Self { database, turns })
    }

    /// Brings the tables up to date.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Ok(Migrator::up(&self.database, None).await?)
    }

    /// How many migrations are missing.
    pub async fn missing_migrations(&self) -> Result<usize, StoreError> {
        Ok(Migrator::get_pending_migrations(&self.database)
            .await?
            .len())
    }

    /// Closes the connections; SQLite's log is merged.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.database.close().await?)
    }

    /// Begins a writing transaction.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let Some(turns) = &self.turns else {
            let database = self.database.begin_with_options(dialect::writing()).await?;
            return Ok(Tx {
                database,
                turn: None,
            });
        };
        let (database, turn) = turns.begin().await?;
        Ok(Tx {
            database,
            turn: Some(turn),
        })
    }
}

impl Tx {
    /// Ends with its audit lines; `at` is the time they carry.
    pub async fn commit(self, at: Timestamp, events: &[Event]) -> Result<(), StoreError> {
        audit_log::append(&self.database, at, events).await?;
        self.end().await
    }

    /// Ends without an audit line, for a named reason.
    pub async fn commit_unaudited(self, _why: Unaudited) -> Result<(), StoreError> {
        self.end().await
    }

    /// Ends because somebody else was first, having changed nothing itself. When it returns, what they did is durable and can be read.
    pub async fn give_way(self) -> Result<(), StoreError> {
        self.end().await
    }

    /// Returns when what it did is durable.
    async fn end(self) -> Result<(), StoreError> {
        self.database.commit().await?;
        match self.turn {
            Some(turn) => Ok(turn.durable().await?),
            None => Ok(()),
        }
    }
}
