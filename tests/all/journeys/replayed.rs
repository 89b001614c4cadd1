//! Stored verdicts made again: the same must come out whatever rules and postcode lists came since; what somebody changed is named. And
//! a version of the rules that was used stays as it was used.

use std::{fs, path::PathBuf};

use gateway::{
    gateway::Gateway,
    journey::{
        JourneyError,
        replay::{self, Became, Replayed},
    },
    postcodes::Postcodes,
    referral::Reference,
    screening::{RuleBook, Rules},
};
use tests::{house::House, rows::Rows};

async fn replayed(gateway: &Gateway, reference: &Reference) -> Vec<Replayed> {
    let mut all = Vec::new();
    let tally = replay::one(&gateway.keyholder, reference, |one| all.push(one.clone())).await;
    assert!(tally.unwrap().is_some());
    all
}

fn outcomes(replayed: &[Replayed]) -> Vec<Became> {
    replayed.iter().map(|one| one.outcome).collect()
}

async fn rows(house: &House) -> Rows {
    Rows::open(&house.folder.path().join("gateway.db")).await
}

/// A house with a rules folder of its own, in which the shipped version is.
async fn house_with_rules() -> (House, PathBuf) {
    let folder = tempfile::tempdir().unwrap().keep();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../config/screening");
    for file in fs::read_dir(shipped).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.join(file.file_name())).unwrap();
    }
    let house = House::on_sqlite().await;
    (house, folder)
}

fn with_rules(folder: &std::path::Path) -> impl FnOnce(String) -> String {
    let folder = folder.display().to_string();
    move |settings| {
        let lines = settings.lines().map(|line| {
            if line.trim_start().starts_with("folder") && line.contains("screening") {
                format!("folder = \"{folder}\"")
            } else {
                line.to_owned()
            }
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }
}

#[tokio::test]
async fn a_newer_postcode_list_and_later_rules_change_no_stored_verdict() {
    let mut house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    assert_eq!(
        outcomes(&replayed(&house.gateway, &reference).await),
        [Became::Same]
    );
    let keyholder = std::sync::Arc::get_mut(&mut house.gateway.keyholder).unwrap();
    keyholder.directory = Postcodes::None;
    let mut versions = keyholder.rules.versions().to_vec();
    let text = include_str!("../../../config/screening/lancashire-2020-01-01.toml");
    let stricter = text
        .replace("in_force_from = 2020-01-01", "in_force_from = 2020-01-02")
        .replace("from = 8\nto = 17", "from = 17\nto = 17");
    assert_ne!(stricter, text);
    versions.push(Rules::read("stricter", &stricter).unwrap());
    keyholder.rules = RuleBook::new(versions).unwrap();
    assert_eq!(
        outcomes(&replayed(&house.gateway, &reference).await),
        [Became::Same]
    );
}

#[tokio::test]
async fn a_run_over_all_is_told_line_by_line_and_written_down() {
    let house = House::on_sqlite().await;
    let first = house.received(&[]).await;
    house.received(&[("pol_status", "open")]).await;
    let keyholder = &house.gateway.keyholder;
    assert!(replay::last_run(&keyholder.store).await.unwrap().is_none());
    let mut told = Vec::new();
    let tally = replay::all(keyholder, house.now(), |one| told.push(one.clone()))
        .await
        .unwrap();
    assert_eq!((tally.same, tally.different, told.len()), (2, 0, 2));
    assert!(
        told.iter()
            .all(|one| one.screening == 1 && one.digest.len() == 64)
    );
    rows(&house)
        .await
        .change("UPDATE verdict SET rules = 'another' WHERE referral IN (SELECT id FROM referral LIMIT 1)")
        .await;
    let now = house.now();
    let tally = replay::all(keyholder, now, |_| ()).await.unwrap();
    assert_eq!((tally.same, tally.different), (1, 1));
    let last = replay::last_run(&keyholder.store).await.unwrap().unwrap();
    assert_eq!(&last.tally, &tally);
    assert_eq!(last.at.as_microsecond(), now.as_microsecond());
    assert_eq!(tally.references.len(), 1);
    assert!(
        replay::one(keyholder, &Reference::from_random([9; 5]), |_| ())
            .await
            .unwrap()
            .is_none()
    );
    drop(first);
}

#[tokio::test]
async fn a_verdict_that_somebody_wrote_or_changed_in_the_database_is_named() {
    for (statement, became) in [
        (
            "UPDATE verdict SET digest = zeroblob(32)",
            Became::NotInTheChain,
        ),
        (
            "UPDATE verdict SET rules = 'another'",
            Became::NotInTheChain,
        ),
        (
            "UPDATE verdict SET sealed = zeroblob(400)",
            Became::Unreadable,
        ),
        ("UPDATE verdict SET ordinal = 2", Became::NotInTheChain),
        (
            "UPDATE referral SET wrap = zeroblob(300)",
            Became::Unreadable,
        ),
        (
            "UPDATE referral SET wrap = zeroblob(0)",
            Became::KeyDestroyed,
        ),
    ] {
        let house = House::on_sqlite().await;
        let reference = house.received(&[]).await;
        assert_eq!(rows(&house).await.change(statement).await, 1, "{statement}");
        let replayed = replayed(&house.gateway, &reference).await;
        assert_eq!(outcomes(&replayed), [became], "{statement}");
        assert_eq!(
            replayed[0].outcome.is_fine(),
            became == Became::KeyDestroyed
        );
    }
}

#[tokio::test]
async fn rules_without_the_version_that_was_used_cannot_replay_it() {
    let mut house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let keyholder = std::sync::Arc::get_mut(&mut house.gateway.keyholder).unwrap();
    keyholder.rules = super::unscreened::later_rules();
    assert_eq!(
        outcomes(&replayed(&house.gateway, &reference).await),
        [Became::RulesMissing]
    );
}

#[tokio::test]
async fn a_version_that_was_used_is_pinned_and_the_gateway_does_not_start_with_another_text_of_it()
{
    let (house, folder) = house_with_rules().await;
    let file = folder.join("lancashire-2020-01-01.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        format!("{text}\n# not used yet, so that this is no change\n"),
    )
    .unwrap();
    let again = house.next_start(with_rules(&folder)).await;
    drop(again);
    fs::write(&file, &text).unwrap();
    house.received(&[]).await;
    house.next_start(with_rules(&folder)).await;
    fs::write(&file, format!("{text}\n# changed\n")).unwrap();
    let refused = try_start(&house).await.unwrap_err();
    assert!(refused.contains("lancashire-2020-01-01.toml"), "{refused}");
    assert!(refused.contains("put that text back"), "{refused}");
    assert!(refused.contains("later in_force_from"), "{refused}");
    fs::remove_file(&file).unwrap();
    let later = text.replace("2020-01-01", "2019-01-01");
    fs::write(folder.join("other.toml"), later).unwrap();
    let refused = try_start(&house).await.unwrap_err();
    assert!(refused.contains("is not there"), "{refused}");
    fs::write(&file, &text).unwrap();
    assert_eq!(
        try_start(&house).await,
        Ok(()),
        "a new version is a new file"
    );
}

async fn try_start(house: &House) -> Result<(), String> {
    let config = gateway::config::Config::read(&house.folder.path().join("gateway.toml"));
    let started = Gateway::build(config.unwrap(), house.gateway.clock.clone()).await;
    started.map(drop).map_err(|error| error.to_string())
}

#[tokio::test]
async fn another_text_of_a_used_version_screens_nothing_in_a_running_gateway_either() {
    let mut house = House::on_sqlite().await;
    house.received(&[]).await;
    let keyholder = std::sync::Arc::get_mut(&mut house.gateway.keyholder).unwrap();
    let text = include_str!("../../../config/screening/lancashire-2020-01-01.toml");
    let changed = text.replace("to = 17", "to = 16");
    let changed = Rules::read("lancashire-2020-01-01", &changed).unwrap();
    keyholder.rules = RuleBook::new(vec![changed]).unwrap();
    let reference = house.received(&[]).await;
    let keyholder = &house.gateway.keyholder;
    let found = keyholder.store.find_by_reference(&reference).await.unwrap();
    let referral = found.unwrap();
    assert_eq!(referral.stage, gateway::referral::Stage::Received);
    let screened = gateway::journey::screen::screen(keyholder, vec![referral], house.now()).await;
    assert!(matches!(
        screened[0],
        Err(JourneyError::Inconsistent("the text of the rules"))
    ));
}
