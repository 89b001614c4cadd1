//! Screening, claiming, deciding, delivering: one winner, one decision, two letters, an unbroken chain.

use gateway::{
    clock::london_day,
    journey::{
        claim::{self, ClaimError},
        decide::{self, DecideError},
        restore, view,
    },
    referral::{Account, LetterState, ProposedDecision, QueueFilter, Reference, Referral, Stage},
    store::{QueueOrder, QueueView, Store, Wanted},
};
use tests::house::House;

/// The first page of a view of the queue, for its reader.
pub(super) fn wanted(house: &House, view: QueueView, reader: &Account) -> Wanted {
    Wanted {
        view,
        order: QueueOrder::default(),
        from: None,
        filter: QueueFilter::of([]),
        reader: reader.id.clone(),
        today: london_day(house.now()),
    }
}

fn decline() -> ProposedDecision {
    ProposedDecision {
        outcome: "decline".to_owned(),
        reason: "within_the_childs_plan".to_owned(),
        rationale: "The plan around this child is sound and reviewed.".to_owned(),
        ..ProposedDecision::default()
    }
}

async fn find(house: &House, reference: &Reference) -> Referral {
    house
        .gateway
        .keyholder
        .store
        .find_by_reference(reference)
        .await
        .unwrap()
        .unwrap()
}

async fn claimed(house: &House) -> (Account, Referral) {
    let reference = house.received(&[]).await;
    let asha = house.screener("Asha Demo").await;
    let referral = find(house, &reference).await;
    claim::claim(&house.gateway.keyholder, &asha, &referral.id, house.now())
        .await
        .unwrap();
    let referral = find(house, &reference).await;
    (asha, referral)
}

#[tokio::test]
async fn an_ordinary_referral_is_screened_and_waits_with_its_findings() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let referral = find(&house, &reference).await;
    assert_eq!(referral.stage, Stage::Waiting);
    let asha = house.screener("Asha Demo").await;
    let queue = view::queue(
        &house.gateway.keyholder,
        &wanted(&house, QueueView::ToScreen, &asha),
        house.now(),
    )
    .await
    .unwrap();
    let line = queue.rows[0].line.as_ref().unwrap();
    assert_eq!(line.age, Some(14));
    assert!(
        line.findings.iter().all(|(_, finding)| finding == "met"),
        "{line:?}"
    );
    assert_eq!(
        (line.offer.as_str(), line.suggestion.as_str()),
        ("full", "accept")
    );
    assert_eq!(
        house.letters_to("hub@exampleshire.test").len(),
        1,
        "a letter says that something waits"
    );
}

#[tokio::test]
async fn a_child_at_risk_is_read_first() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[("safe_selfharm", "yes")]).await;
    let asha = house.screener("Asha Demo").await;
    let queue = view::queue(
        &house.gateway.keyholder,
        &wanted(&house, QueueView::ToScreen, &asha),
        house.now(),
    )
    .await
    .unwrap();
    assert!(queue.rows.is_empty());
    assert_eq!(queue.read_first[0].referral.reference, reference);
    assert_eq!(
        queue.read_first[0].line.as_ref().unwrap().raised,
        ["self_harm"]
    );
}

#[tokio::test]
async fn two_screeners_at_once_one_wins_and_the_other_is_told() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let referral = find(&house, &reference).await;
    let (asha, bryn) = (
        house.screener("Asha Demo").await,
        house.screener("Bryn Demo").await,
    );
    let keyholder = &house.gateway.keyholder;
    let (one, other) = tokio::join!(
        claim::claim(keyholder, &asha, &referral.id, house.now()),
        claim::claim(keyholder, &bryn, &referral.id, house.now())
    );
    let lost = match (one, other) {
        (Ok(()), Err(lost)) | (Err(lost), Ok(())) => lost,
        both => panic!("not one winner: {both:?}"),
    };
    assert!(matches!(lost, ClaimError::Lost { by, .. } if by.ends_with("Demo")));
}

#[tokio::test]
async fn a_decision_goes_to_both_people_once_and_the_chain_holds() {
    let house = House::on_sqlite().await;
    let (asha, referral) = claimed(&house).await;
    let keyholder = &house.gateway.keyholder;
    let prepare = || {
        decide::prepare(
            keyholder,
            &asha,
            &referral.id,
            referral.version,
            decline_value(),
            house.now(),
        )
    };
    let (first, second) = (prepare().await.unwrap(), prepare().await.unwrap());
    let (one, other) = tokio::join!(
        decide::decide(keyholder, first, house.now()),
        decide::decide(keyholder, second, house.now())
    );
    assert!(
        one.is_ok() != other.is_ok(),
        "exactly one: {one:?} {other:?}"
    );
    house.settle().await;
    for address in ["sam.sample@council.test", "max.specimen@council.test"] {
        let letters = house.letters_to(address);
        let decisions = letters
            .iter()
            .filter(|letter| letter.contains("our decision"))
            .count();
        assert_eq!(decisions, 1, "{address}");
    }
    assert_eq!(
        find(&house, &referral.reference).await.stage,
        Stage::Declined
    );
    let letters = keyholder.store.letters_of(&referral.id).await.unwrap();
    assert!(
        letters
            .iter()
            .all(|letter| letter.state == LetterState::Relayed),
        "{letters:?}"
    );
    let (lines, _) = keyholder.store.verify_audit().await.unwrap().unwrap();
    assert!(lines >= 8);
}

fn decline_value() -> &'static ProposedDecision {
    static DECLINE: std::sync::OnceLock<ProposedDecision> = std::sync::OnceLock::new();
    DECLINE.get_or_init(decline)
}

#[tokio::test]
async fn a_rationale_with_the_childs_name_is_held_back() {
    let house = House::on_sqlite().await;
    let (asha, referral) = claimed(&house).await;
    let named = ProposedDecision {
        rationale: "We think Robin does well at home.".to_owned(),
        ..decline()
    };
    let keyholder = &house.gateway.keyholder;
    let held = decide::prepare(
        keyholder,
        &asha,
        &referral.id,
        referral.version,
        &named,
        house.now(),
    )
    .await;
    assert!(matches!(held, Err(DecideError::Unsuitable(words)) if words == ["Robin"]));
}

#[tokio::test]
async fn a_rationale_with_what_the_child_is_called_is_held_back() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[("ch_known_as", "Robbie")]).await;
    let asha = house.screener("Asha Demo").await;
    let waiting = find(&house, &reference).await;
    let keyholder = &house.gateway.keyholder;
    claim::claim(keyholder, &asha, &waiting.id, house.now())
        .await
        .unwrap();
    let referral = find(&house, &reference).await;
    let named = ProposedDecision {
        rationale: "We think Robbie does well at home.".to_owned(),
        ..decline()
    };
    let shown = (&referral.id, referral.version);
    let held = decide::prepare(keyholder, &asha, shown.0, shown.1, &named, house.now()).await;
    assert!(matches!(held, Err(DecideError::Unsuitable(words)) if words == ["Robbie"]));
}

#[tokio::test]
async fn nobody_decides_what_another_has_claimed_or_what_has_changed() {
    let house = House::on_sqlite().await;
    let (asha, referral) = claimed(&house).await;
    let bryn = house.screener("Bryn Demo").await;
    let keyholder = &house.gateway.keyholder;
    let prepare = |who, version| {
        decide::prepare(
            keyholder,
            who,
            &referral.id,
            version,
            decline_value(),
            house.now(),
        )
    };
    assert!(matches!(
        prepare(&bryn, referral.version).await,
        Err(DecideError::NotYours)
    ));
    assert!(matches!(
        prepare(&asha, referral.version - 1).await,
        Err(DecideError::Changed)
    ));
    claim::let_go(keyholder, &asha, &referral.id, house.now())
        .await
        .unwrap();
    assert!(prepare(&asha, referral.version).await.is_err());
}

#[tokio::test]
async fn what_was_decided_is_not_decided_again_even_from_the_newest_page() {
    let house = House::on_sqlite().await;
    let (asha, referral) = claimed(&house).await;
    let keyholder = &house.gateway.keyholder;
    let prepare = |version| {
        let (id, value) = (&referral.id, decline_value());
        decide::prepare(keyholder, &asha, id, version, value, house.now())
    };
    let prepared = prepare(referral.version).await.unwrap();
    decide::decide(keyholder, prepared, house.now())
        .await
        .unwrap();
    let newest = find(&house, &referral.reference).await;
    for version in [referral.version, newest.version] {
        let again = prepare(version).await;
        assert!(matches!(again, Err(DecideError::NotYours)), "{again:?}");
    }
    let again = claim::claim(keyholder, &asha, &referral.id, house.now()).await;
    assert!(matches!(again, Err(ClaimError::NotThere)), "{again:?}");
}

#[tokio::test]
async fn a_backup_restores_elsewhere_with_every_file_and_sends_nothing_again() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    house
        .attach(&key, "plan.txt", b"A safety plan.")
        .await
        .unwrap();
    let reference = house.send(&key).await;
    let tx = house.gateway.intake.store.begin().await.unwrap();
    tx.insert_letter(&tests::house::outbox_letter(house.now()))
        .await
        .unwrap();
    tx.commit_unaudited(gateway::store::Unaudited::Lease)
        .await
        .unwrap();
    let folder = house.folder.path().join("backup");
    let keyholder = &house.gateway.keyholder;
    let copied = restore::backup(&keyholder.store, &keyholder.blobs, &folder, house.now())
        .await
        .unwrap();
    assert_eq!(copied.files, 1);
    let elsewhere = Store::open(&format!(
        "sqlite://{}/restored.db",
        house.folder.path().display()
    ))
    .await
    .unwrap();
    elsewhere.migrate().await.unwrap();
    let blobs = gateway::blobs::Blobs::in_folder(house.folder.path().join("restored"))
        .await
        .unwrap();
    assert_eq!(
        restore::restore(&folder, &elsewhere, &blobs, house.now())
            .await
            .unwrap(),
        copied
    );
    assert!(
        elsewhere
            .find_by_reference(&reference)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        elsewhere.count_letters(LetterState::Queued).await.unwrap(),
        0
    );
    assert_eq!(
        elsewhere
            .count_letters(LetterState::Uncertain)
            .await
            .unwrap(),
        1
    );
    assert!(elsewhere.verify_audit().await.unwrap().is_ok());
    let again = restore::restore(&folder, &elsewhere, &blobs, house.now()).await;
    assert!(matches!(again, Err(restore::CopyError::NotEmpty)));
}
