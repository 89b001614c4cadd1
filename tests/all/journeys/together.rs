//! What waits is admitted and screened together, in one transaction; one that somebody else was quicker with holds up none of the others.

use std::{mem, sync::Arc};

use gateway::{
    journey::{JourneyError, admit, screen},
    referral::{ManagersWord, Referral, Stage},
    screening::RuleBook,
};
use jiff::SignedDuration;
use tests::{house::House, rows::Rows};

use super::unscreened::later_rules;

/// A house in which so many referrals were released and are not screened yet.
async fn house_with(released: usize) -> House {
    let mut house = House::on_sqlite().await;
    let rules = swap(&mut house, later_rules());
    for _ in 0..released {
        let key = house.fill(&[]).await;
        let reference = house.send(&key).await;
        house.manager(&reference, ManagersWord::Release, "").await;
    }
    swap(&mut house, rules);
    house
}

fn swap(house: &mut House, rules: RuleBook) -> RuleBook {
    let keyholder = Arc::get_mut(&mut house.gateway.keyholder).unwrap();
    mem::replace(&mut keyholder.rules, rules)
}

async fn found(house: &House) -> Vec<Referral> {
    let store = &house.gateway.keyholder.store;
    store.referrals_after(None, 10).await.unwrap()
}

#[tokio::test]
async fn one_that_was_changed_meanwhile_holds_up_none_of_those_screened_with_it() {
    let house = house_with(3).await;
    let keyholder = &house.gateway.keyholder;
    let mut received = found(&house).await;
    received[1].version -= 1;
    let became = screen::screen(keyholder, received, house.now()).await;
    assert!(became[0].is_ok() && became[2].is_ok());
    assert!(became[1].as_ref().is_err_and(JourneyError::is_conflict));
    let stages: Vec<Stage> = found(&house).await.into_iter().map(|r| r.stage).collect();
    assert_eq!(stages, [Stage::Waiting, Stage::Received, Stage::Waiting]);
    house.settle().await;
    assert!(
        found(&house)
            .await
            .iter()
            .all(|r| r.stage == Stage::Waiting)
    );
    assert!(keyholder.store.verify_audit().await.unwrap().is_ok());
}

#[tokio::test]
async fn one_that_cannot_be_written_holds_up_none_of_those_screened_with_it() {
    let house = house_with(2).await;
    let mut rows = Rows::open(&house.folder.path().join("gateway.db")).await;
    let ids: Vec<String> = found(&house)
        .await
        .iter()
        .map(|r| r.id.to_string())
        .collect();
    let refuse = format!(
        "create trigger refused before insert on verdict when new.referral = '{}' begin select raise(abort, 'no'); end",
        ids[1]
    );
    rows.change(&refuse).await;
    let now = house.now() + SignedDuration::from_secs(1);
    let received = found(&house).await;
    let became = screen::screen(&house.gateway.keyholder, received, now).await;
    assert!(became[0].is_ok() && became[1].is_err());
    rows.change("drop trigger refused").await;
    let received = found(&house).await.split_off(1);
    let became = screen::screen(&house.gateway.keyholder, received, now).await;
    assert!(became.iter().all(Result::is_ok));
    assert!(
        found(&house)
            .await
            .iter()
            .all(|r| r.stage == Stage::Waiting)
    );
}

#[tokio::test]
async fn a_submission_that_is_admitted_already_holds_up_none_of_those_admitted_with_it() {
    let house = House::on_sqlite().await;
    let keyholder = &house.gateway.keyholder;
    let mut payloads = Vec::new();
    for _ in 0..2 {
        let key = house.fill(&[]).await;
        let reference = house.send(&key).await;
        let referral = keyholder.store.find_by_reference(&reference).await.unwrap();
        let payload = keyholder.store.find_payload(&referral.unwrap().id, 1).await;
        payloads.push(payload.unwrap().unwrap());
    }
    let mut rows = Rows::open(&house.folder.path().join("gateway.db")).await;
    let again = format!(
        "update payload set admitted = 0 where referral = '{}'",
        payloads[1].referral
    );
    rows.change("update payload set admitted = 1").await;
    rows.change(&again).await;
    let became = admit::admit(keyholder, payloads, house.now()).await;
    assert!(became[0].as_ref().is_err_and(JourneyError::is_conflict));
    assert!(became[1].is_ok());
}
