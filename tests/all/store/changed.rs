//! What changes after sending, on both databases: corrections and holds are added one after the other, ended once, and survive a copy.

use ::gateway::referral::{CorrectedBy, StoredCorrection, StoredEnd, StoredHold};
use jiff::civil::date;

use super::{
    Change, Fresh, Stage, StoreError, begin, fresh_postgres, fresh_sqlite, id, insert, later,
    referral,
};

/// Holds both databases to the same promises.
macro_rules! on_both {
    ($($promise:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $promise() {
                super::$promise(&super::fresh_sqlite().await).await;
            })*
        }
        mod on_postgres {
            $(#[tokio::test]
            async fn $promise() {
                super::$promise(&super::fresh_postgres().await).await;
            })*
        }
    };
}

on_both!(
    of_two_corrections_with_one_number_the_second_is_refused,
    a_hold_is_read_back_with_its_day_and_ends_once,
    a_held_referral_is_due_on_its_day_until_somebody_was_told,
);

fn correction(of: &::gateway::referral::Referral, ordinal: i32) -> StoredCorrection {
    StoredCorrection {
        referral: of.id.clone(),
        ordinal,
        submission: 1,
        by: CorrectedBy::PoliceContact,
        sealed: vec![1, 2],
        mark: vec![3],
        made_at: later(begin(), 5),
    }
}

fn hold(of: &::gateway::referral::Referral) -> StoredHold {
    StoredHold {
        referral: of.id.clone(),
        ordinal: 1,
        review_on: date(2026, 12, 3),
        made_by: id(),
        sealed: vec![1, 2],
        mark: vec![3],
        made_at: begin(),
        told_at: None,
        ended: None,
    }
}

async fn of_two_corrections_with_one_number_the_second_is_refused(fresh: &Fresh) {
    let store = &fresh.store;
    let waiting = referral(Stage::Waiting, begin());
    insert(store, &waiting).await;
    for ordinal in [1, 2] {
        let tx = store.begin().await.unwrap();
        tx.insert_correction(&correction(&waiting, ordinal))
            .await
            .unwrap();
        tx.commit(begin(), &[]).await.unwrap();
    }
    let tx = store.begin().await.unwrap();
    let again = tx.insert_correction(&correction(&waiting, 2)).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    drop(tx);
    let rows = store.corrections_of(&waiting.id).await.unwrap();
    let ordinals: Vec<i32> = rows.iter().map(|row| row.ordinal).collect();
    assert_eq!(ordinals, [1, 2]);
    assert_eq!(rows[0].by, CorrectedBy::PoliceContact);
    let copy = fresh_sqlite().await;
    let letters = ::gateway::store::Letters::AsTheyAre;
    store
        .copy_into(&copy.store, letters, (begin(), &[]))
        .await
        .unwrap();
    let copied = copy.store.corrections_of(&waiting.id).await.unwrap();
    assert_eq!(copied.len(), 2);
}

async fn a_hold_is_read_back_with_its_day_and_ends_once(fresh: &Fresh) {
    let store = &fresh.store;
    let claimed = referral(Stage::Claimed(id()), begin());
    insert(store, &claimed).await;
    let stage = Stage::Held {
        review_on: date(2026, 12, 3),
    };
    let tx = store.begin().await.unwrap();
    tx.move_referral(&claimed, &stage, begin(), Change::default())
        .await
        .unwrap();
    tx.insert_hold(&hold(&claimed)).await.unwrap();
    tx.commit(begin(), &[]).await.unwrap();
    let found = store.find_referral(&claimed.id).await.unwrap().unwrap();
    assert_eq!(found.stage, stage);
    let end = StoredEnd {
        by: "police_contact".to_owned(),
        sealed: vec![9],
        at: later(begin(), 7),
    };
    let tx = store.begin().await.unwrap();
    tx.move_referral(&found, &Stage::Waiting, begin(), Change::default())
        .await
        .unwrap();
    tx.end_hold(&claimed.id, 1, &end).await.unwrap();
    let again = tx.end_hold(&claimed.id, 1, &end).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    tx.commit(begin(), &[]).await.unwrap();
    let found = store.find_referral(&claimed.id).await.unwrap().unwrap();
    assert_eq!(found.stage, Stage::Waiting);
    let holds = store.holds_of(&claimed.id).await.unwrap();
    let ended = holds[0].ended.as_ref().unwrap();
    assert_eq!((ended.by.as_str(), ended.at), ("police_contact", end.at));
    let copy = fresh_sqlite().await;
    let letters = ::gateway::store::Letters::AsTheyAre;
    store
        .copy_into(&copy.store, letters, (begin(), &[]))
        .await
        .unwrap();
    assert_eq!(copy.store.holds_of(&claimed.id).await.unwrap().len(), 1);
}

async fn a_held_referral_is_due_on_its_day_until_somebody_was_told(fresh: &Fresh) {
    let store = &fresh.store;
    let stage = Stage::Held {
        review_on: date(2026, 12, 3),
    };
    let held = referral(stage, begin());
    insert(store, &held).await;
    let tx = store.begin().await.unwrap();
    tx.insert_hold(&hold(&held)).await.unwrap();
    tx.commit(begin(), &[]).await.unwrap();
    let due = async |day| store.holds_due(day, 10).await.unwrap().len();
    assert_eq!(due(date(2026, 12, 2)).await, 0);
    assert_eq!(due(date(2026, 12, 3)).await, 1);
    let tx = store.begin().await.unwrap();
    tx.tell_of_hold(&held.id, 1, begin()).await.unwrap();
    let again = tx.tell_of_hold(&held.id, 1, begin()).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    tx.commit(begin(), &[]).await.unwrap();
    assert_eq!(due(date(2026, 12, 4)).await, 0);
}
