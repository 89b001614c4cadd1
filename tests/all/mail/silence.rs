//! A mailbox that is not read: a task at the desk, and one letter to the hub in each silence, which names nothing.

use ::gateway::{
    journey::{alarm, expire},
    referral::{FolderKey, LetterState, TaskKind},
    store::{Store, Unaudited},
};
use tests::{
    house::{House, later},
    mail_makes::TRUST,
    rows::Rows,
};

fn key() -> FolderKey {
    FolderKey {
        account: "hub".to_owned(),
        folder: "INBOX".to_owned(),
    }
}

async fn waiting(store: &Store) -> (usize, u64) {
    let tasks = store.tasks(true, 10).await.unwrap();
    let silent = tasks
        .iter()
        .filter(|task| task.kind == TaskKind::MailboxSilent);
    let letters = store.count_letters(LetterState::Queued).await.unwrap();
    (silent.count(), letters)
}

/// A good look, which ends the silence.
async fn looked(store: &Store, at: jiff::Timestamp) {
    let tx = store.begin().await.unwrap();
    let lease = tx.lease_folder(&key(), at, later(at, 2)).await.unwrap();
    let lease = lease.expect("nobody else has the folder");
    tx.read_folder(&lease, Some(0), at).await.unwrap();
    tx.end_task(TaskKind::MailboxSilent, &alarm::subject(&key()), at)
        .await
        .unwrap();
    tx.renew_folder(&lease, at).await.unwrap();
    tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_is_told_once_in_each_silence_and_of_nothing_in_it() {
    let house = House::build(None, TRUST).await;
    let keyholder = &house.gateway.keyholder;
    let (store, begin) = (&keyholder.store, house.now());
    looked(store, begin).await;
    let long = keyholder.mail.alarm_minutes;
    alarm::raise(keyholder, &key(), later(begin, long - 1))
        .await
        .unwrap();
    assert_eq!(waiting(store).await, (0, 0), "not yet");
    for minutes in [long, long + 5, long + 600] {
        alarm::raise(keyholder, &key(), later(begin, minutes))
            .await
            .unwrap();
        assert_eq!(waiting(store).await, (1, 1), "after {minutes}");
    }
    let again = later(begin, 2 * 24 * 60);
    looked(store, again).await;
    assert_eq!(waiting(store).await.0, 0);
    alarm::raise(keyholder, &key(), later(again, long))
        .await
        .unwrap();
    assert_eq!(waiting(store).await, (1, 2), "another silence");
    // Their time is that of the silence, which the house's clock has not reached.
    let mut rows = Rows::open(&house.folder.path().join("gateway.db")).await;
    rows.change("update letter set next_at = 0").await;
    house.settle().await;
    let told = house.letters_to(&keyholder.hub.email);
    assert_eq!(told.len(), 2);
    for letter in told {
        assert!(letter.contains("Something waits at the desk"), "{letter}");
        assert!(!letter.contains("INBOX") && !letter.to_lowercase().contains("silent"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn how_many_letters_answered_a_sender_is_forgotten_after_a_month() {
    let house = House::build(None, TRUST).await;
    let keyholder = &house.gateway.keyholder;
    let counts = async |day: &str| {
        let tx = keyholder.store.begin().await.unwrap();
        let counted = tx.count_answers(&[1; 32], day, (1, 1)).await.unwrap() == 1;
        tx.commit_unaudited(Unaudited::Ledger).await.unwrap();
        counted
    };
    let days = ["2026-10-18", "2026-10-20"];
    for day in days {
        assert!(counts(day).await);
        assert!(!counts(day).await, "one is all");
    }
    // It is 19 November in the house.
    expire::expire(keyholder, None, house.now()).await.unwrap();
    assert!(counts(days[0]).await, "nobody knows any more");
    assert!(!counts(days[1]).await);
}
