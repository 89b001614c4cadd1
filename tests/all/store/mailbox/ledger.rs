//! Folders under a lease, UIDs, closed days, and copies of all that.

use std::collections::BTreeMap;

use ::gateway::{
    referral::{MailDay, MailMessage, UidRow},
    store::{LedgerView, Letters, StoreError, Unaudited},
};
use tests::house::{begin, later};

use super::{Fresh, fresh_sqlite, keep, key, lease, message, pen, uid};

on_both!(
    a_folder_is_read_by_one_node_until_its_lease_ends,
    a_batch_under_an_older_lease_of_its_folder_is_refused_whole,
    a_uid_never_names_another_message,
    the_ledger_pages_without_gap_or_repeat_and_knows_what_to_settle,
    a_closed_day_is_never_rewritten,
    every_row_of_the_mailbox_survives_a_copy,
);

async fn a_folder_is_read_by_one_node_until_its_lease_ends(fresh: &Fresh) {
    let store = &fresh.store;
    let first = lease(store, begin()).await.expect("free");
    assert!(lease(store, begin()).await.is_none());
    let second = lease(store, later(begin(), 1)).await.expect("it has ended");
    assert_eq!((first.lease, second.lease), (1, 2));
    let tx = store.begin().await.unwrap();
    let late = tx.renew_folder(&first, later(begin(), 5)).await;
    assert!(matches!(late, Err(StoreError::Conflict)));
    drop(tx);
    let tx = store.begin().await.unwrap();
    tx.set_validity(&second, 77, "0000000009").await.unwrap();
    tx.read_folder(&second, Some(12), begin()).await.unwrap();
    tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
    let folder = store.folder(&key()).await.unwrap().unwrap();
    assert_eq!(
        (
            folder.validity,
            folder.archive_below.as_str(),
            folder.server_count
        ),
        (Some(77), "0000000009", Some(12))
    );
}

async fn a_batch_under_an_older_lease_of_its_folder_is_refused_whole(fresh: &Fresh) {
    let store = &fresh.store;
    let slow = lease(store, begin()).await.unwrap();
    lease(store, later(begin(), 1)).await.unwrap();
    let lost = message();
    let tx = store.begin().await.unwrap();
    tx.insert_messages(std::slice::from_ref(&lost), begin())
        .await
        .unwrap();
    let refused = tx.put_uids(&slow, begin(), &[uid(1, Some(&lost))]).await;
    assert!(matches!(refused, Err(StoreError::Conflict)));
    drop(tx);
    assert!(store.find_message(&lost.id).await.unwrap().is_none());
    assert!(store.known_uids(&key(), 1).await.unwrap().is_empty());
}

async fn a_uid_never_names_another_message(fresh: &Fresh) {
    let store = &fresh.store;
    let (one, other) = (message(), message());
    keep(store, &[one.clone(), other.clone()]).await;
    let lease = lease(store, begin()).await.unwrap();
    let put = |row: UidRow| {
        let lease = &lease;
        async move {
            let tx = store.begin().await?;
            tx.put_uids(lease, later(begin(), 1), &[row]).await?;
            tx.commit_unaudited(Unaudited::Ledger).await
        }
    };
    put(uid(1, None)).await.unwrap();
    put(uid(1, Some(&one))).await.unwrap();
    assert!(matches!(
        put(uid(1, Some(&other))).await,
        Err(StoreError::Conflict)
    ));
    assert!(matches!(put(uid(1, None)).await, Err(StoreError::Conflict)));
    let known = store.known_uids(&key(), 1).await.unwrap();
    assert_eq!(known["0000000001"].message.as_ref(), Some(&one.id));
    assert!(store.known_uids(&key(), 2).await.unwrap().is_empty());
    let asked = ["0000000001", "0000000002"];
    let of = store.uids_known_of(&key(), 1, &asked).await.unwrap();
    assert_eq!(of, known, "of those asked about, what is known");
    assert!(
        store
            .uids_known_of(&key(), 2, &asked)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn the_ledger_pages_without_gap_or_repeat_and_knows_what_to_settle(fresh: &Fresh) {
    let store = &fresh.store;
    let lease = lease(store, begin()).await.unwrap();
    let messages: Vec<MailMessage> = (0..25).map(|_| message()).collect();
    keep(store, &messages).await;
    let rows: Vec<UidRow> = (0..25)
        .zip(&messages)
        .map(|(number, message)| uid(number, Some(message)))
        .chain([uid(90, None)])
        .collect();
    let tx = store.begin().await.unwrap();
    tx.put_uids(&lease, later(begin(), 1), &rows).await.unwrap();
    tx.sort_message(&messages[3], pen(), begin()).await.unwrap();
    tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store
            .ledger_after(&LedgerView::default(), after.as_ref(), 7)
            .await
            .unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.row.clone());
        seen.extend(page.into_iter().map(|line| (line.row.uid, line.outcome)));
    }
    assert_eq!(seen.len(), 26);
    assert!(seen.is_sorted() && seen[3].1.as_deref() == Some("holding_pen"));
    let due = store.to_settle(&key(), 1, 100).await.unwrap();
    assert_eq!(
        (due.len(), due[0].outcome.as_deref()),
        (1, Some("holding_pen"))
    );
    let tx = store.begin().await.unwrap();
    let uids = [due[0].row.uid.clone()];
    tx.settle_uids(&lease, 1, &uids, false, begin())
        .await
        .unwrap();
    tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
    assert!(store.to_settle(&key(), 1, 100).await.unwrap().is_empty());
    let of_a_day = LedgerView {
        account: Some("hub".to_owned()),
        folder: Some("INBOX".to_owned()),
        arrived: Some((begin(), later(begin(), 1))),
    };
    assert_eq!(store.count_uids(&of_a_day).await.unwrap(), [26, 25, 0]);
}

async fn a_closed_day_is_never_rewritten(fresh: &Fresh) {
    let day = MailDay {
        key: key(),
        day: "2026-11-19".parse().unwrap(),
        in_mailbox: 3,
        missing: 0,
        counts: BTreeMap::from([("referral".to_owned(), 2), ("bounce".to_owned(), 1)]),
        closed_at: begin(),
    };
    let close = || async {
        let tx = fresh.store.begin().await?;
        tx.close_day(&day).await?;
        tx.commit_unaudited(Unaudited::Ledger).await
    };
    close().await.unwrap();
    assert!(matches!(close().await, Err(StoreError::Conflict)));
    assert_eq!(
        fresh.store.days(day.day).await.unwrap(),
        std::slice::from_ref(&day)
    );
    assert!(
        fresh
            .store
            .days("2026-11-20".parse().unwrap())
            .await
            .unwrap()
            .is_empty()
    );
}

async fn every_row_of_the_mailbox_survives_a_copy(fresh: &Fresh) {
    let store = &fresh.store;
    let lease = lease(store, begin()).await.unwrap();
    let one = message();
    keep(store, std::slice::from_ref(&one)).await;
    let tx = store.begin().await.unwrap();
    tx.put_uids(&lease, begin(), &[uid(1, Some(&one))])
        .await
        .unwrap();
    tx.claim_contents(&[(&[9; 32], &one.id)]).await.unwrap();
    tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
    let copy = fresh_sqlite().await;
    assert!(!store.is_empty().await.unwrap());
    let copied = store
        .copy_into(&copy.store, Letters::AsTheyAre, (begin(), &[]))
        .await
        .unwrap();
    assert_eq!((copied, store.count_rows().await.unwrap()), (4, 4));
    assert_eq!(
        copy.store.known_uids(&key(), 1).await.unwrap(),
        store.known_uids(&key(), 1).await.unwrap()
    );
}
