//! Turns to write to SQLite, which has one writer. Transactions that wait for their turn together share one commit, and with it one wait
//! for the disk; none of them is told of it before it is durable. Knows nothing of tables.

use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};
use tokio::sync::{mpsc, oneshot};

use super::dialect;

/// Transactions that share one commit, at most: the first of them waits for the statements of the last.
const TOGETHER: usize = 16;

/// A transaction whose turn has come, or why it has not.
type Begun = Result<(DatabaseTransaction, Turn), DbErr>;

/// What became of a commit.
type Told = oneshot::Sender<Result<(), DbErr>>;

/// The queue of those who want to write, first come first served. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Turns(mpsc::UnboundedSender<oneshot::Sender<Begun>>);

/// A turn. The next one begins when it goes: drop it after its transaction.
#[derive(Debug)]
pub(super) enum Turn {
    /// Nobody waited: its own commit is the commit.
    Alone { _ends: oneshot::Sender<()> },
    /// Its own commit only ends its part; this asks to be told of the one that it shares.
    Shared { asks: oneshot::Sender<Told> },
}

impl Turns {
    /// Gives turns on `database` for as long as somebody may ask for one.
    pub(super) fn of(database: DatabaseConnection) -> Self {
        let (asks, asked) = mpsc::unbounded_channel();
        tokio::spawn(give(database, asked));
        Self(asks)
    }

    /// Waits for a turn and begins a transaction.
    pub(super) async fn begin(&self) -> Begun {
        let (begun, begins) = oneshot::channel();
        self.0.send(begun).map_err(|_| gone())?;
        begins.await.map_err(|_| gone())?
    }
}

impl Turn {
    /// After its own commit: waits until what it did is durable.
    pub(super) async fn durable(self) -> Result<(), DbErr> {
        let Self::Shared { asks } = self else {
            return Ok(());
        };
        let (told, tells) = oneshot::channel();
        asks.send(told).map_err(|_| gone())?;
        tells.await.map_err(|_| gone())?
    }
}

/// Gives one turn after another: to one alone, or to everybody who waits.
async fn give(
    database: DatabaseConnection,
    mut asked: mpsc::UnboundedReceiver<oneshot::Sender<Begun>>,
) {
    while let Some(first) = asked.recv().await {
        if asked.is_empty() {
            alone(&database, first).await;
        } else {
            together(&database, first, &mut asked).await;
        }
    }
}

async fn alone(database: &DatabaseConnection, asked: oneshot::Sender<Begun>) {
    let (ends, ended) = oneshot::channel();
    let begun = database.begin_with_options(dialect::writing()).await;
    let begun = begun.map(|begun| (begun, Turn::Alone { _ends: ends }));
    if asked.send(begun).is_ok() {
        // That it ended is all that is said.
        drop(ended.await);
    }
}

/// One transaction for everybody who waits, each with a part of it that goes back by itself when it fails.
async fn together(
    database: &DatabaseConnection,
    first: oneshot::Sender<Begun>,
    asked: &mut mpsc::UnboundedReceiver<oneshot::Sender<Begun>>,
) {
    let whole = match database.begin_with_options(dialect::writing()).await {
        Ok(whole) => whole,
        Err(error) => {
            drop(first.send(Err(error)));
            return;
        }
    };
    let (mut next, mut waiting) = (Some(first), Vec::new());
    for _ in 0..TOGETHER {
        let Some(one) = next.take().or_else(|| asked.try_recv().ok()) else {
            break;
        };
        // Whoever went back because another part was first will look at what that one did: it is made durable without further ado.
        let Some(told) = part(&whole, one).await else {
            break;
        };
        waiting.push(told);
    }
    let committed = whole.commit().await;
    for told in waiting {
        drop(told.send(committed.clone()));
    }
}

/// One part of a shared transaction; whom to tell of its commit, unless it went back.
async fn part(whole: &DatabaseTransaction, one: oneshot::Sender<Begun>) -> Option<Told> {
    let (asks, ended) = oneshot::channel();
    let begun = whole.begin().await;
    let begun = begun.map(|part| (part, Turn::Shared { asks }));
    one.send(begun).ok()?;
    ended.await.ok()
}

/// The runtime that gave the turns has ended.
fn gone() -> DbErr {
    DbErr::Custom("no more turns to write".to_owned())
}
