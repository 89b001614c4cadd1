//! A referral whose screening keeps failing: a person finds it at the desk, on top, and decides it like any other.

use std::{fs, path::Path, sync::Arc};

use gateway::{
    clock::Clock,
    journey::{claim, view},
    referral::{ManagersWord, Stage},
    screening::{RuleBook, Rules},
    store::QueueView,
    worker,
};
use jiff::SignedDuration;
use tests::house::House;

use super::decided::wanted;

/// A house whose only rules come into force in ten years: nothing can be screened today.
async fn house_that_cannot_screen() -> House {
    let mut house = House::on_sqlite().await;
    Arc::get_mut(&mut house.gateway.keyholder).unwrap().rules = later_rules();
    house
}

pub(super) fn later_rules() -> RuleBook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/screening");
    let file = fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    let text = fs::read_to_string(file.path()).unwrap();
    let later = text.replace("in_force_from = 2020-01-01", "in_force_from = 2036-01-01");
    assert_ne!(later, text);
    RuleBook::new(vec![Rules::read("later", &later).unwrap()]).unwrap()
}

#[tokio::test]
async fn a_referral_whose_screening_keeps_failing_waits_at_the_desk_for_a_person() {
    let house = house_that_cannot_screen().await;
    let key = house.fill(&[("safe_now", "yes")]).await;
    let reference = house.send(&key).await;
    house.manager(&reference, ManagersWord::Release, "").await;
    let keyholder = &house.gateway.keyholder;
    let find = async || {
        let found = keyholder.store.find_by_reference(&reference).await;
        found.unwrap().unwrap()
    };
    assert_eq!(find().await.stage, Stage::Received);
    let shift = house.now().duration_since(Clock::system().now());
    let minutes = |range: std::ops::Range<i64>| -> Vec<Clock> {
        range
            .map(|minute| Clock::shifted(shift + SignedDuration::from_secs(61 * minute)))
            .collect()
    };
    worker::settle_at(keyholder, &minutes(0..4)).await;
    assert_eq!(find().await.stage, Stage::Received, "four failures pass");
    worker::settle_at(keyholder, &minutes(0..5)).await;
    let referral = find().await;
    assert_eq!(referral.stage, Stage::Waiting);
    let asha = house.screener("Asha Demo").await;
    let wanted = wanted(&house, QueueView::ToScreen, &asha);
    let queue = view::queue(keyholder, &wanted, house.now());
    let queue = queue.await.unwrap();
    let line = queue.read_first[0].line.clone().unwrap();
    assert_eq!(line.suggestion, "not_screened");
    assert_eq!(line.raised, ["immediate_risk"]);
    assert_eq!(line.referrer, "Sam Sample");
    assert!(line.findings.iter().all(|(_, found)| found == "not_known"));
    claim::claim(keyholder, &asha, &referral.id, house.now())
        .await
        .unwrap();
    let open = view::open(
        keyholder,
        &asha,
        &referral.id,
        view::Part::Overview,
        house.now(),
    );
    let open = open.await.unwrap().unwrap();
    let verdict = open.screened.unwrap().verdict;
    assert!(!verdict.is_screened());
    assert_eq!(verdict.because().age, "Not screened: a person must check.");
    let lines = keyholder
        .store
        .audit_lines_about(referral.id.as_str())
        .await;
    let lines = lines.unwrap();
    let said = lines.iter().map(|line| line.entry.action.word());
    assert_eq!(said.filter(|word| *word == "not_screened").count(), 1);
}

#[tokio::test]
async fn a_referral_that_does_not_even_open_is_seen_and_claimed_all_the_same() {
    let house = house_that_cannot_screen().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    house.manager(&reference, ManagersWord::Release, "").await;
    let mut rows = tests::rows::Rows::open(&house.folder.path().join("gateway.db")).await;
    rows.change("update payload set sealed = x'00'").await;
    let keyholder = &house.gateway.keyholder;
    let found = keyholder.store.find_by_reference(&reference).await;
    let referral = found.unwrap().unwrap();
    gateway::journey::screen::pass_unscreened(keyholder, referral.clone(), house.now())
        .await
        .unwrap();
    let asha = house.screener("Asha Demo").await;
    let wanted = wanted(&house, QueueView::ToScreen, &asha);
    let queue = view::queue(keyholder, &wanted, house.now());
    assert_eq!(queue.await.unwrap().read_first.len(), 1);
    claim::claim(keyholder, &asha, &referral.id, house.now())
        .await
        .unwrap();
}
