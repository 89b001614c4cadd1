//! Many who write at once: each part of a shared commit is kept or goes back by itself, and whoever was told finds it there.

use ::gateway::{
    referral::Referral,
    store::{Store, Tx},
};
use futures::future::join_all;

use super::{
    Action, Event, Fresh, LetterState, Stage, StoreError, Unaudited, begin, insert, outbox_letter,
    referral,
};

on_both!(
    of_many_at_once_those_that_fail_take_nobody_with_them,
    a_client_that_leaves_in_the_middle_takes_nobody_with_it,
    what_was_told_is_there,
);

/// Writes a referral and its line.
async fn write(tx: Tx, new: &Referral) -> Result<(), StoreError> {
    tx.insert_referral(new).await?;
    let line = Event::new("worker", Action::Admitted, new.id.as_str());
    tx.commit(begin(), &[line]).await
}

async fn is_there(store: &Store, new: &Referral) -> bool {
    store.find_referral(&new.id).await.unwrap().is_some()
}

async fn of_many_at_once_those_that_fail_take_nobody_with_them(fresh: &Fresh) {
    let store = &fresh.store;
    let taken = referral(Stage::Received, begin());
    insert(store, &taken).await;
    let all: Vec<Referral> = (0..60)
        .map(|number| {
            let mut new = referral(Stage::Received, begin());
            if number % 3 == 1 {
                new.reference = taken.reference.clone();
            }
            new
        })
        .collect();
    let writes = all.iter().enumerate().map(|(number, new)| async move {
        let tx = store.begin().await?;
        // A letter goes first, so that there is something to take back.
        let letter = outbox_letter(begin());
        tx.insert_letter(&letter).await?;
        if number % 3 == 2 {
            return Ok(());
        }
        write(tx, new).await
    });
    let done = join_all(writes).await;
    for (number, (new, done)) in all.iter().zip(done).enumerate() {
        assert_eq!(is_there(store, new).await, number % 3 == 0, "{number}");
        assert_eq!(matches!(done, Err(StoreError::Conflict)), number % 3 == 1);
    }
    let letters = store.count_letters(LetterState::Queued).await.unwrap();
    assert_eq!(letters, 20, "those of the parts that were kept");
}

async fn a_client_that_leaves_in_the_middle_takes_nobody_with_it(fresh: &Fresh) {
    let store = &fresh.store;
    let first = store.begin().await.unwrap();
    let (left, kept) = (
        referral(Stage::Received, begin()),
        referral(Stage::Received, begin()),
    );
    let (written, is_written) = tokio::sync::oneshot::channel();
    let leaves = async {
        let tx = store.begin().await.unwrap();
        tx.insert_referral(&left).await.unwrap();
        written.send(()).unwrap();
        std::future::pending::<()>().await;
    };
    let leaves = async {
        tokio::select! {
            () = leaves => {}
            told = is_written => told.unwrap(),
        }
    };
    let writes = async { write(store.begin().await.unwrap(), &kept).await };
    let ends = async { first.commit_unaudited(Unaudited::Lease).await };
    let ((), written, ended) = tokio::join!(leaves, writes, ends);
    written.unwrap();
    ended.unwrap();
    assert!(is_there(store, &kept).await);
    assert!(!is_there(store, &left).await);
}

async fn what_was_told_is_there(fresh: &Fresh) {
    let store = &fresh.store;
    let all: Vec<Referral> = (0..60)
        .map(|_| referral(Stage::Received, begin()))
        .collect();
    let writes = all.iter().map(|new| async move {
        write(store.begin().await.unwrap(), new).await.unwrap();
        assert!(
            is_there(store, new).await,
            "another connection sees it at once"
        );
    });
    join_all(writes).await;
}
