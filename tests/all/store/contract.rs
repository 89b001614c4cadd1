//! Each promise once; `on_sqlite` and `on_postgres` hold both databases to it.

use super::{
    Action, Change, Event, Fresh, LetterState, Stage, Store, StoreError, Unaudited, begin,
    fresh_sqlite, id, insert, later, outbox_letter, referral, screener,
};

on_both!(
    a_change_of_an_older_version_is_refused_and_changes_nothing,
    a_transaction_that_is_dropped_changes_nothing,
    of_two_claims_at_once_exactly_one_wins,
    a_reference_is_never_given_twice,
    a_letter_is_leased_by_one_worker_and_returns_when_the_lease_ends,
    a_letter_that_many_workers_want_at_once_goes_to_one,
    an_outcome_under_an_older_lease_is_refused,
    an_older_lease_decides_nothing_while_the_newer_one_is_at_work,
    the_chain_is_gapless_under_many_writers,
    a_second_decision_is_refused_by_the_table,
    a_totp_step_is_used_once,
    every_row_survives_a_copy,
);

async fn a_change_of_an_older_version_is_refused_and_changes_nothing(fresh: &Fresh) {
    let store = &fresh.store;
    let first = referral(Stage::AwaitingManager, begin());
    insert(store, &first).await;
    let tx = store.begin().await.unwrap();
    tx.move_referral(&first, &Stage::Received, begin(), Change::default())
        .await
        .unwrap();
    tx.commit(begin(), &[]).await.unwrap();
    let tx = store.begin().await.unwrap();
    let again = tx
        .move_referral(&first, &Stage::Returned, begin(), Change::default())
        .await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    drop(tx);
    assert_eq!(
        store.find_referral(&first.id).await.unwrap().unwrap().stage,
        Stage::Received
    );
}

async fn a_transaction_that_is_dropped_changes_nothing(fresh: &Fresh) {
    let lost = referral(Stage::Received, begin());
    let tx = fresh.store.begin().await.unwrap();
    tx.insert_referral(&lost).await.unwrap();
    drop(tx);
    assert!(fresh.store.find_referral(&lost.id).await.unwrap().is_none());
    assert!(fresh.store.is_empty().await.unwrap());
}

async fn of_two_claims_at_once_exactly_one_wins(fresh: &Fresh) {
    for _ in 0..20 {
        let waiting = referral(Stage::Waiting, begin());
        insert(&fresh.store, &waiting).await;
        let claim = || async {
            let tx = fresh.store.begin().await?;
            tx.move_referral(&waiting, &Stage::Claimed(id()), begin(), Change::default())
                .await?;
            tx.commit(
                begin(),
                &[Event::new("a", Action::Claimed, waiting.id.as_str())],
            )
            .await
        };
        let (one, other) = tokio::join!(claim(), claim());
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    }
}

async fn a_reference_is_never_given_twice(fresh: &Fresh) {
    let first = referral(Stage::Received, begin());
    insert(&fresh.store, &first).await;
    let mut second = referral(Stage::Received, begin());
    second.reference = first.reference.clone();
    let tx = fresh.store.begin().await.unwrap();
    assert!(matches!(
        tx.insert_referral(&second).await,
        Err(StoreError::Conflict)
    ));
}

async fn a_letter_is_leased_by_one_worker_and_returns_when_the_lease_ends(fresh: &Fresh) {
    let store = &fresh.store;
    let letter = outbox_letter(begin());
    let tx = store.begin().await.unwrap();
    tx.insert_letter(&letter).await.unwrap();
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    let (now, until) = (begin(), later(begin(), 20));
    let first = lease(store, now, until).await.expect("due");
    assert_eq!(
        (first.lease, first.attempts, first.state),
        (1, 1, LetterState::Queued)
    );
    assert!(
        lease(store, now, until).await.is_none(),
        "another worker cannot take it"
    );
    let second = lease(store, until, later(until, 20))
        .await
        .expect("its lease has ended");
    assert_eq!(
        (second.lease, second.state),
        (2, LetterState::Posting),
        "it says that it was broken off"
    );
}

async fn an_outcome_under_an_older_lease_is_refused(fresh: &Fresh) {
    let store = &fresh.store;
    let tx = store.begin().await.unwrap();
    tx.insert_letter(&outbox_letter(begin())).await.unwrap();
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    let until = later(begin(), 20);
    let slow = lease(store, begin(), until).await.unwrap();
    let quick = lease(store, until, later(until, 20)).await.unwrap();
    let tx = store.begin().await.unwrap();
    tx.record_letter(&quick, LetterState::Relayed, until, None, until)
        .await
        .unwrap();
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    let tx = store.begin().await.unwrap();
    let late = tx
        .record_letter(&slow, LetterState::Refused, until, Some("reply 550"), until)
        .await;
    assert!(matches!(late, Err(StoreError::Conflict)));
}

async fn an_older_lease_decides_nothing_while_the_newer_one_is_at_work(fresh: &Fresh) {
    let store = &fresh.store;
    let tx = store.begin().await.unwrap();
    tx.insert_letter(&outbox_letter(begin())).await.unwrap();
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    let until = later(begin(), 20);
    let slow = lease(store, begin(), until).await.unwrap();
    let quick = lease(store, until, later(until, 20)).await.unwrap();
    let tx = store.begin().await.unwrap();
    let late = tx
        .record_letter(&slow, LetterState::Relayed, until, None, until)
        .await;
    assert!(matches!(late, Err(StoreError::Conflict)));
    let late = tx.mark_letter_handing_over(&slow).await;
    assert!(matches!(late, Err(StoreError::Conflict)));
    tx.mark_letter_handing_over(&quick).await.unwrap();
}

async fn a_letter_that_many_workers_want_at_once_goes_to_one(fresh: &Fresh) {
    for _ in 0..5 {
        let letter = outbox_letter(begin());
        let tx = fresh.store.begin().await.unwrap();
        tx.insert_letter(&letter).await.unwrap();
        tx.commit_unaudited(Unaudited::Lease).await.unwrap();
        let workers = (0..6).map(|_| {
            let store = fresh.store.clone();
            tokio::spawn(async move { lease(&store, begin(), later(begin(), 20)).await })
        });
        let mut leased = 0;
        for worker in workers.collect::<Vec<_>>() {
            leased += usize::from(worker.await.unwrap().is_some());
        }
        assert_eq!(leased, 1);
    }
}

async fn the_chain_is_gapless_under_many_writers(fresh: &Fresh) {
    let writers = (0..8).map(|writer| {
        let store = fresh.store.clone();
        tokio::spawn(async move {
            for _ in 0..10 {
                let tx = store.begin().await.unwrap();
                let actor = format!("writer-{writer}");
                tx.commit(
                    begin(),
                    &[
                        Event::new(&actor, Action::Viewed, "x"),
                        Event::new(&actor, Action::Viewed, "y"),
                    ],
                )
                .await
                .unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let (lines, _) = fresh.store.verify_audit().await.unwrap().unwrap();
    assert_eq!(lines, 160);
}

async fn a_second_decision_is_refused_by_the_table(fresh: &Fresh) {
    use ::gateway::referral::{Outcome, Reason, StoredDecision};
    let about = id();
    let decision = || StoredDecision {
        id: id(),
        referral: about.clone(),
        outcome: Outcome::Decline,
        reason: Reason::Other,
        by: id(),
        sealed: vec![],
        made_at: begin(),
    };
    let tx = fresh.store.begin().await.unwrap();
    tx.insert_decision(&decision()).await.unwrap();
    tx.commit(begin(), &[]).await.unwrap();
    let tx = fresh.store.begin().await.unwrap();
    assert!(matches!(
        tx.insert_decision(&decision()).await,
        Err(StoreError::Conflict)
    ));
}

async fn a_totp_step_is_used_once(fresh: &Fresh) {
    let account = screener("asha.demo@exampleshire.test");
    let tx = fresh.store.begin().await.unwrap();
    tx.insert_account(&account).await.unwrap();
    tx.commit_unaudited(Unaudited::Session).await.unwrap();
    let using = |step| {
        let (store, id) = (fresh.store.clone(), account.id.clone());
        async move {
            let tx = store.begin().await?;
            tx.use_totp_step(&id, step).await?;
            tx.commit_unaudited(Unaudited::Session).await
        }
    };
    let (one, other) = tokio::join!(using(7), using(7));
    assert!(one.is_ok() != other.is_ok());
    assert!(using(6).await.is_err(), "an older step neither");
    assert!(using(8).await.is_ok());
}

async fn every_row_survives_a_copy(fresh: &Fresh) {
    for _ in 0..3 {
        insert(&fresh.store, &referral(Stage::Received, begin())).await;
    }
    let tx = fresh.store.begin().await.unwrap();
    tx.insert_account(&screener("asha.demo@exampleshire.test"))
        .await
        .unwrap();
    tx.insert_letter(&outbox_letter(begin())).await.unwrap();
    tx.commit_unaudited(Unaudited::Session).await.unwrap();
    let copy = fresh_sqlite().await;
    assert_eq!(
        fresh
            .store
            .copy_into(
                &copy.store,
                ::gateway::store::Letters::AsTheyAre,
                (begin(), &[]),
            )
            .await
            .unwrap(),
        8
    );
    assert_eq!(
        copy.store.verify_audit().await.unwrap(),
        fresh.store.verify_audit().await.unwrap()
    );
    assert_eq!(
        copy.store.referrals_at("received", 10).await.unwrap().len(),
        3
    );
}

async fn lease(
    store: &Store,
    now: jiff::Timestamp,
    until: jiff::Timestamp,
) -> Option<::gateway::referral::OutboxLetter> {
    let tx = store.begin().await.unwrap();
    let leased = tx.lease_letter(now, until).await.unwrap();
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    leased
}
