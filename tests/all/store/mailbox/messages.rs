//! Messages, what ties them together, and what a person has to look at.

use ::gateway::{
    referral::{LetterState, MailMessage, MessageState, Task, TaskKind},
    store::{SortedColumns, StoreError, Unaudited},
};
use jiff::Timestamp;
use tests::house::{begin, later, outbox_letter};

use super::{Fresh, id, insert, keep, message, pen, referral, take};

on_both!(
    of_two_workers_one_takes_each_message,
    an_outcome_under_an_older_lease_of_the_message_is_refused,
    a_message_given_back_has_not_been_tried,
    content_is_claimed_once_and_names_the_first_reference,
    a_task_is_raised_once_and_opens_again_after_it_was_done,
    no_more_letters_go_than_may,
    only_a_letter_that_may_have_gone_comes_back,
);

async fn of_two_workers_one_takes_each_message(fresh: &Fresh) {
    let store = &fresh.store;
    let all: Vec<MailMessage> = (0..30).map(|_| message()).collect();
    keep(store, &all).await;
    assert!(
        take(store, begin(), 50).await.is_empty(),
        "they are in hand"
    );
    let now = later(begin(), 1);
    let (one, other) = tokio::join!(take(store, now, 20), take(store, now, 20));
    let mut ids: Vec<&str> = one
        .iter()
        .chain(&other)
        .map(|one| one.id.as_str())
        .collect();
    let taken = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), taken, "none was taken twice");
    let rest = take(store, now, 50).await;
    assert_eq!(taken + rest.len(), 30);
    assert!(
        one.iter()
            .all(|message| (message.lease, message.attempts) == (2, 2))
    );
}

async fn an_outcome_under_an_older_lease_of_the_message_is_refused(fresh: &Fresh) {
    let store = &fresh.store;
    let slow = message();
    keep(store, std::slice::from_ref(&slow)).await;
    let quick = take(store, later(begin(), 1), 1).await.remove(0);
    let tx = store.begin().await.unwrap();
    let late = tx.sort_message(&slow, pen(), begin()).await;
    assert!(matches!(late, Err(StoreError::Conflict)));
    drop(tx);
    for is_first in [true, false] {
        let tx = store.begin().await.unwrap();
        let done = tx.sort_message(&quick, pen(), begin()).await;
        assert_eq!(done.is_ok(), is_first);
        if is_first {
            tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
        }
    }
    let found = store.find_message(&slow.id).await.unwrap().unwrap();
    assert_eq!(
        (found.state, found.outcome.as_deref()),
        (MessageState::Sorted, Some("holding_pen"))
    );
    assert_eq!(store.count_messages("holding_pen").await.unwrap(), 1);
    assert_eq!(
        store
            .messages_fetched_since(later(begin(), 9))
            .await
            .unwrap(),
        0
    );
}

async fn a_message_given_back_has_not_been_tried(fresh: &Fresh) {
    let store = &fresh.store;
    keep(store, &[message()]).await;
    let now = later(begin(), 1);
    let taken = take(store, now, 1).await.remove(0);
    let tx = store.begin().await.unwrap();
    tx.renew_messages(&[(taken.id.clone(), taken.lease)], later(now, 5))
        .await
        .unwrap();
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    assert!(take(store, later(now, 2), 1).await.is_empty(), "it is kept");
    let tx = store.begin().await.unwrap();
    tx.return_message(&taken, later(now, 3)).await.unwrap();
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    assert_eq!(store.messages_to_lease(later(now, 2)).await.unwrap(), 0);
    let again = take(store, later(now, 3), 1).await.remove(0);
    assert_eq!((again.attempts, again.lease), (2, 3));
}

async fn content_is_claimed_once_and_names_the_first_reference(fresh: &Fresh) {
    let store = &fresh.store;
    let (one, other) = (message(), message());
    keep(store, &[one.clone(), other.clone()]).await;
    let about = referral(::gateway::referral::Stage::AwaitingManager, begin());
    insert(store, &about).await;
    let tx = store.begin().await.unwrap();
    tx.claim_contents(&[(&[9; 32], &one.id)]).await.unwrap();
    tx.link(&[(&one.id, &about.id)]).await.unwrap();
    tx.link(&[(&one.id, &about.id)]).await.unwrap();
    let sorted = SortedColumns {
        referral: Some(about.id.clone()),
        ..pen()
    };
    tx.sort_message(&one, sorted, begin()).await.unwrap();
    tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
    let tx = store.begin().await.unwrap();
    let again = tx.claim_contents(&[(&[9; 32], &other.id)]).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    drop(tx);
    let (first, found) = store.message_by_content(&[9; 32]).await.unwrap().unwrap();
    assert_eq!(
        (first, found.unwrap()),
        (one.id.clone(), (about.id.clone(), about.reference.clone()))
    );
    let tx = store.begin().await.unwrap();
    let marks = [(&[9; 32], &other.id), (&[7; 32], &other.id)];
    tx.note_contents(&marks).await.unwrap();
    tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
    let first_of = async |tag: u8| {
        store
            .message_by_content(&[tag; 32])
            .await
            .unwrap()
            .unwrap()
            .0
    };
    assert_eq!(first_of(9).await, one.id, "whoever was first stays");
    assert_eq!(first_of(7).await, other.id);
    assert!(store.message_by_content(&[8; 32]).await.unwrap().is_none());
    assert_eq!(
        store.referrals_of(&one.id).await.unwrap(),
        std::slice::from_ref(&about.id)
    );
    assert_eq!(store.messages_of(&about.id).await.unwrap()[0].id, one.id);
    let blob = one.blob.as_str().to_owned();
    let named = store
        .attachments_among(std::slice::from_ref(&blob))
        .await
        .unwrap();
    assert!(
        named.contains(&blob),
        "a message's file has a row and is never swept"
    );
}

async fn a_task_is_raised_once_and_opens_again_after_it_was_done(fresh: &Fresh) {
    let store = &fresh.store;
    let raise = |at: Timestamp| async move {
        let task = Task {
            id: id(),
            kind: TaskKind::Portal,
            subject: "x".to_owned(),
            referral: None,
            message: None,
            letter: None,
            why: None,
            raised_at: at,
            done_at: None,
            done_by: None,
        };
        let tx = store.begin().await.unwrap();
        tx.insert_task(&task).await.unwrap();
        tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
    };
    raise(begin()).await;
    raise(later(begin(), 1)).await;
    let open = store.tasks(true, 10).await.unwrap();
    assert_eq!((open.len(), open[0].raised_at), (1, begin()));
    for is_first in [true, false] {
        let tx = store.begin().await.unwrap();
        let done = tx.finish_task(&open[0].id, &id(), later(begin(), 2)).await;
        assert_eq!(done.is_ok(), is_first);
        if is_first {
            tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
        }
    }
    assert_eq!(store.count_tasks().await.unwrap(), 0);
    assert_eq!(store.tasks(false, 10).await.unwrap().len(), 1);
    raise(later(begin(), 3)).await;
    let open = store.tasks(true, 10).await.unwrap();
    assert_eq!(
        (open[0].raised_at, open[0].done_by.is_none()),
        (later(begin(), 3), true)
    );
    let tx = store.begin().await.unwrap();
    tx.end_task(TaskKind::Portal, "x", begin()).await.unwrap();
    tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
    assert_eq!(store.count_tasks().await.unwrap(), 0);
}

async fn no_more_letters_go_than_may(fresh: &Fresh) {
    let count = |tag: [u8; 32], span: &'static str| {
        let store = &fresh.store;
        async move {
            let tx = store.begin().await.unwrap();
            let may = tx.count_answers(&tag, span, (1, 2)).await.unwrap() == 1;
            tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
            may
        }
    };
    for may in [true, true, false, false] {
        assert_eq!(count([1; 32], "2026-11-19").await, may);
    }
    assert!(count([1; 32], "2026-11-20").await && count([2; 32], "2026-11-19").await);
    let tx = fresh.store.begin().await.unwrap();
    for (wanted, most, may) in [(3, 5, 3), (0, 5, 0), (4, 5, 2), (1, 5, 0), (7, 9, 4)] {
        let counted = tx.count_answers(&[3; 32], "an hour", (wanted, most)).await;
        assert_eq!(counted.unwrap(), may);
    }
    tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
}

async fn only_a_letter_that_may_have_gone_comes_back(fresh: &Fresh) {
    let store = &fresh.store;
    let letter = outbox_letter(begin());
    let tx = store.begin().await.unwrap();
    tx.insert_letter(&letter).await.unwrap();
    assert!(!tx.mark_bounced(&letter.id, "5.1.1", begin()).await.unwrap());
    let leased = tx
        .lease_letter(begin(), later(begin(), 1))
        .await
        .unwrap()
        .unwrap();
    tx.record_letter(&leased, LetterState::Relayed, begin(), None, begin())
        .await
        .unwrap();
    assert!(tx.mark_bounced(&letter.id, "5.1.1", begin()).await.unwrap());
    assert!(!tx.mark_bounced(&letter.id, "5.1.1", begin()).await.unwrap());
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    let found = store.find_letter(&letter.id).await.unwrap().unwrap();
    assert_eq!(
        (found.state, found.why.as_deref()),
        (LetterState::Bounced, Some("5.1.1"))
    );
    let tx = store.begin().await.unwrap();
    tx.queue_letter_again(&letter.id, begin()).await.unwrap();
}
