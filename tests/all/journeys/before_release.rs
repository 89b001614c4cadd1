//! What a referrer may do while the referral waits for the manager: have them reminded, take it back, name another one, withdraw it. The
//! hub sees none of it.

use gateway::{
    audit::Action,
    journey::{
        amend::Amends,
        release::{Written, write_down},
        remind_managers::remind_managers,
    },
    referral::{Amendment, Answered, ManagersWord, Stage, WithdrawReason},
};
use jiff::Timestamp;
use tests::house::{House, later};

use super::amended::{MANAGER, REFERRER, amends, counted, find, open_tasks, opened};

#[tokio::test]
async fn what_is_withdrawn_before_the_release_is_never_seen_by_the_hub() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let visit = opened(&house, &reference, REFERRER).await;
    let withdraw = Amendment::Withdraw {
        reason: WithdrawReason::Mistake,
        note: String::new(),
    };
    amends(&house, &visit, withdraw).await;
    let referral = find(&house, &reference).await;
    assert_eq!(referral.stage, Stage::NotSent);
    assert!(open_tasks(&house).await.is_empty());
}

#[tokio::test]
async fn a_referral_taken_back_can_go_to_another_manager_and_the_first_can_release_nothing() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let visit = opened(&house, &reference, REFERRER).await;
    assert_eq!(
        amends(&house, &visit, Amendment::TakeBack).await,
        Amends::Now
    );
    assert_eq!(find(&house, &reference).await.stage, Stage::Returned);
    assert_eq!(counted(&house, MANAGER, "no longer waits for you"), 1);
    let (_, handed) = opened(&house, &reference, REFERRER).await;
    assert!(handed.draft.is_some(), "the answers are back in the draft");
    let other = [
        ("mgr_name", "Toni Trial"),
        ("mgr_email", "toni.trial@council.test"),
    ];
    house.save(&key, "manager", None, &other).await;
    assert_eq!(house.send(&key).await, reference);
    let (_, handed) = opened(&house, &reference, "toni.trial@council.test").await;
    assert_eq!(handed.reader, "manager");
    assert_eq!(handed.submission, 2);
}

#[tokio::test]
async fn the_managers_word_and_taking_it_back_exclude_each_other() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let visit = opened(&house, &reference, REFERRER).await;
    let word = house.manager(&reference, ManagersWord::Release, "").await;
    assert_eq!(word, Written::Now(ManagersWord::Release));
    assert_eq!(
        amends(&house, &visit, Amendment::TakeBack).await,
        Amends::Before
    );
    assert_eq!(find(&house, &reference).await.stage, Stage::Waiting);
}

/// Both have the page open; the referrer is first by a moment.
#[tokio::test]
async fn a_release_in_the_instant_of_the_take_back_is_told_and_moves_nothing() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let (manager, handed) = opened(&house, &reference, MANAGER).await;
    let visit = opened(&house, &reference, REFERRER).await;
    assert_eq!(
        amends(&house, &visit, Amendment::TakeBack).await,
        Amends::Now
    );
    let (intake, now) = (&house.gateway.intake, house.now());
    let word = ManagersWord::Release;
    let words = Answered::default();
    let written = write_down(intake, &manager.id, &handed, word, &words, now);
    assert_eq!(written.await.unwrap(), Written::TakenBack);
    house.settle().await;
    assert_eq!(find(&house, &reference).await.stage, Stage::Returned);
}

/// A withdrawal is no word on the version: both are written down, and the worker carries out the first.
#[tokio::test]
async fn a_release_in_the_instant_of_the_withdrawal_is_set_aside_and_the_worker_goes_on() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let (manager, handed) = opened(&house, &reference, MANAGER).await;
    let visit = opened(&house, &reference, REFERRER).await;
    let withdraw = Amendment::Withdraw {
        reason: WithdrawReason::Mistake,
        note: String::new(),
    };
    amends(&house, &visit, withdraw).await;
    let (intake, now) = (&house.gateway.intake, house.now());
    let word = ManagersWord::Release;
    let words = Answered::default();
    let written = write_down(intake, &manager.id, &handed, word, &words, now);
    assert_eq!(written.await.unwrap(), Written::Now(word));
    house.settle().await;
    assert_eq!(find(&house, &reference).await.stage, Stage::NotSent);
    let store = &house.gateway.keyholder.store;
    let waiting = store.additions_to_merge(10).await.unwrap();
    assert!(waiting.is_empty(), "nothing is tried again for ever");
}

#[tokio::test]
async fn a_manager_is_reminded_by_hand_once_a_day_and_by_rule_after_one_and_three_working_days() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let visit = opened(&house, &reference, REFERRER).await;
    assert_eq!(amends(&house, &visit, Amendment::Remind).await, Amends::Now);
    assert_eq!(
        amends(&house, &visit, Amendment::Remind).await,
        Amends::Before
    );
    assert_eq!(counted(&house, MANAGER, "has waited for you since"), 1);
    assert_eq!(counted(&house, REFERRER, "We have reminded"), 1);
    let keyholder = &house.gateway.keyholder;
    let day = 24 * 60;
    let reminded = async |now: Timestamp| {
        remind_managers(keyholder, now).await.unwrap();
        let id = find(&house, &reference).await.id;
        let lines = keyholder
            .store
            .audit_lines_of(id.as_str(), Action::Reminded)
            .await;
        lines.unwrap().len()
    };
    assert_eq!(reminded(house.now()).await, 1, "not on the same day");
    assert_eq!(
        reminded(later(house.now(), 4 * day)).await,
        1,
        "the one by hand counts"
    );
    assert_eq!(reminded(later(house.now(), 9 * day)).await, 2);
    assert_eq!(
        reminded(later(house.now(), 30 * day)).await,
        2,
        "never a third"
    );
    house.manager(&reference, ManagersWord::Release, "").await;
    assert_eq!(reminded(later(house.now(), 40 * day)).await, 2);
}
