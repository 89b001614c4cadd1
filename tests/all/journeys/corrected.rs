//! Answers corrected at the desk: screened again with the day of receipt as it was, both kept; a correction that somebody wrote into the
//! database, or took out of it, is noticed.

use gateway::{
    audit::Action,
    journey::{
        JourneyError, claim,
        correct::{CorrectError, Proposed, correct},
        decide::{self, DecideError},
        fsck::fsck,
        open_sent, view,
    },
    referral::{
        Account, CorrectedBy, Correction, ProposedDecision, Reference, Referral, Stage,
        StoredCorrection,
    },
    seal::{Label, Purpose, To},
    store::Event,
};
use intake_forms::{AnswerPlace, Fields};
use jiff::Timestamp;
use tests::{
    house::{House, later},
    rows::Rows,
};

async fn find(house: &House, reference: &Reference) -> Referral {
    let store = &house.gateway.keyholder.store;
    let found = store.find_by_reference(reference).await.unwrap();
    found.unwrap()
}

fn place(question: &str) -> AnswerPlace {
    AnswerPlace {
        question: question.to_owned(),
        item: question.starts_with("inc_").then_some(1),
    }
}

async fn change(
    house: &House,
    who: &Account,
    referral: &Referral,
    (question, typed, why): (&str, &[(&str, &str)], &str),
    now: Timestamp,
) -> Result<(), CorrectError> {
    let typed = Fields::bounded(typed.iter().copied()).unwrap();
    let place = place(question);
    let proposed = Proposed {
        version: referral.version,
        place: &place,
        typed: &typed,
        why,
    };
    correct(&house.gateway.keyholder, who, &referral.id, &proposed, now).await
}

const CLOSED: (&str, &[(&str, &str)], &str) = (
    "pol_status",
    &[("pol_status", "closed_no_action")],
    "The officer called.",
);

async fn open(house: &House, who: &Account, referral: &Referral) -> view::OpenReferral {
    let keyholder = &house.gateway.keyholder;
    let open = view::open(
        keyholder,
        who,
        &referral.id,
        view::Part::Overview,
        house.now(),
    );
    open.await.unwrap().unwrap()
}

#[tokio::test]
async fn a_correction_is_screened_again_beside_the_first_and_the_day_of_receipt_stands() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[("pol_status", "open")]).await;
    let asha = house.screener("Asha Demo").await;
    let before = find(&house, &reference).await;
    claim::claim(&house.gateway.keyholder, &asha, &before.id, house.now())
        .await
        .unwrap();
    let claimed = find(&house, &reference).await;
    let now = later(house.now(), 60 * 24 * 40);
    change(&house, &asha, &claimed, CLOSED, now).await.unwrap();
    let after = find(&house, &reference).await;
    assert_eq!(after.stage, Stage::Claimed(asha.id.clone()));
    assert_eq!(after.stage_at, claimed.stage_at);
    assert_eq!(after.received_at, before.received_at);
    assert_eq!(after.version, claimed.version + 1);
    let open = open(&house, &asha, &after).await;
    let (first, second) = (&open.earlier[0].1, open.screened.as_ref().unwrap());
    let offer = |screened: &gateway::referral::Screened| {
        serde_json::to_value(screened.verdict.offer()).unwrap()
    };
    assert_eq!(offer(first), "consultation_only");
    assert_eq!(offer(second), "full");
    assert_eq!(first.received_on, second.received_on);
    assert_eq!(open.earlier.len(), 1);
    assert_eq!(
        open.sent.record.answers.code("pol_status"),
        Some("closed_no_action")
    );
    let made = &open.corrections[0];
    assert_eq!(made.before.as_deref(), Some("Investigation open"));
    assert_eq!(
        (made.correction.by.as_str(), made.correction.why.as_str()),
        ("Asha Demo", "The officer called.")
    );
    let actions: Vec<Action> = open.history.iter().map(|line| line.entry.action).collect();
    let at = actions
        .iter()
        .position(|action| *action == Action::Corrected);
    assert_eq!(actions.get(at.unwrap() + 1), Some(&Action::Rescreened));
    assert!(
        fsck(&house.gateway.keyholder)
            .await
            .unwrap()
            .broken
            .is_empty()
    );
}

#[tokio::test]
async fn what_cannot_be_corrected_changes_nothing() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let (asha, bryn) = (
        house.screener("Asha Demo").await,
        house.screener("Bryn Demo").await,
    );
    let now = house.now();
    let waiting = find(&house, &reference).await;
    let wrong = ("pol_status", &[("pol_status", "perhaps")][..], "why");
    let same = ("pol_status", &[("pol_status", "not_reported")][..], "why");
    let no_reason = ("pol_status", &[("pol_status", "open")][..], " \r\n ");
    let long = "y".repeat(1_001);
    let too_long = ("pol_status", &[("pol_status", "open")][..], long.as_str());
    let unknown = ("made_up", &[("made_up", "x")][..], "why");
    assert!(matches!(
        change(&house, &asha, &waiting, wrong, now).await,
        Err(CorrectError::Wrong(_))
    ));
    assert!(matches!(
        change(&house, &asha, &waiting, same, now).await,
        Err(CorrectError::Same)
    ));
    for reason in [no_reason, too_long] {
        assert!(matches!(
            change(&house, &asha, &waiting, reason, now).await,
            Err(CorrectError::Why)
        ));
    }
    assert!(matches!(
        change(&house, &asha, &waiting, unknown, now).await,
        Err(CorrectError::NotThere)
    ));
    claim::claim(&house.gateway.keyholder, &bryn, &waiting.id, now)
        .await
        .unwrap();
    assert!(matches!(
        change(&house, &asha, &waiting, CLOSED, now).await,
        Err(CorrectError::Changed)
    ));
    let claimed = find(&house, &reference).await;
    assert!(matches!(
        change(&house, &asha, &claimed, CLOSED, now).await,
        Err(CorrectError::NotThere)
    ));
    let keyholder = &house.gateway.keyholder;
    let rows = keyholder.store.corrections_of(&waiting.id).await.unwrap();
    assert!(rows.is_empty());
    assert_eq!(
        keyholder
            .store
            .verdicts_of(&waiting.id)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_decision_being_written_meets_the_change() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let asha = house.screener("Asha Demo").await;
    let keyholder = &house.gateway.keyholder;
    let waiting = find(&house, &reference).await;
    claim::claim(keyholder, &asha, &waiting.id, house.now())
        .await
        .unwrap();
    let claimed = find(&house, &reference).await;
    change(&house, &asha, &claimed, CLOSED, house.now())
        .await
        .unwrap();
    let proposed = ProposedDecision {
        outcome: "decline".to_owned(),
        reason: "other".to_owned(),
        rationale: "x".to_owned(),
        ..ProposedDecision::default()
    };
    let prepared = decide::prepare(
        keyholder,
        &asha,
        &waiting.id,
        claimed.version,
        &proposed,
        house.now(),
    );
    assert!(matches!(prepared.await, Err(DecideError::Changed)));
}

#[tokio::test]
async fn of_two_corrections_at_once_one_counts() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let asha = house.screener("Asha Demo").await;
    let waiting = find(&house, &reference).await;
    let own = ("ref_own", &[("ref_own", "N-7")][..], "Told by phone.");
    let (one, other) = tokio::join!(
        change(&house, &asha, &waiting, CLOSED, house.now()),
        change(&house, &asha, &waiting, own, house.now()),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let store = &house.gateway.keyholder.store;
    assert_eq!(store.corrections_of(&waiting.id).await.unwrap().len(), 1);
    assert_eq!(store.verdicts_of(&waiting.id).await.unwrap().len(), 2);
}

/// A correction as somebody could make it who reads public keys and writes the database, without the hub's key.
fn forged(house: &House, referral: &Referral, correction: &Correction) -> StoredCorrection {
    let label = Label::of(Purpose::Correction, referral.id.as_str(), "1");
    let sealed = house
        .gateway
        .intake
        .sealer
        .seal(
            To::Key(&referral.recipient),
            &label,
            house.now(),
            correction,
        )
        .unwrap();
    StoredCorrection {
        referral: referral.id.clone(),
        ordinal: 1,
        submission: 1,
        by: CorrectedBy::Screener,
        sealed: sealed.into_bytes(),
        mark: vec![7; 32],
        made_at: house.now(),
    }
}

#[tokio::test]
async fn a_correction_written_into_the_database_is_noticed_with_or_without_an_audit_line() {
    for with_line in [false, true] {
        let house = House::on_sqlite().await;
        let reference = house.received(&[("pol_status", "open")]).await;
        let keyholder = &house.gateway.keyholder;
        let referral = find(&house, &reference).await;
        let opened = open_sent(keyholder, &referral, 1).await.unwrap();
        let typed = Fields::bounded([("pol_status", "closed_no_action")]).unwrap();
        let form = &house.gateway.intake.forms;
        let form = form.iter().find(|form| form.id() == referral.form).unwrap();
        let day = "2026-11-19".parse().unwrap();
        let answer = form.correct(&place("pol_status"), &typed, &opened.sent.answers, day);
        let correction = Correction {
            answer: answer.unwrap(),
            by: "Asha Demo".to_owned(),
            role: CorrectedBy::Screener,
            why: "x".to_owned(),
        };
        let row = forged(&house, &referral, &correction);
        let line = Event::new("a", Action::Corrected, referral.id.as_str())
            .with("correction", &1)
            .with("sealed", &gateway::seal::sha256_hex(&row.sealed));
        let tx = keyholder.store.begin().await.unwrap();
        tx.insert_correction(&row).await.unwrap();
        let lines = if with_line { vec![line] } else { Vec::new() };
        tx.commit(house.now(), &lines).await.unwrap();
        let again = open_sent(keyholder, &referral, 1).await;
        assert!(matches!(
            again,
            Err(JourneyError::Inconsistent("a correction"))
        ));
        let broken = fsck(keyholder).await.unwrap().broken;
        assert!(
            broken.iter().any(|one| one.why.contains("correction")),
            "{broken:?}"
        );
    }
}

#[tokio::test]
async fn a_correction_that_is_taken_out_of_the_database_or_altered_is_noticed() {
    for statement in [
        "DELETE FROM correction",
        "UPDATE correction SET by_kind = 'manager'",
        "UPDATE correction SET made_at = made_at + 1",
        "UPDATE correction SET submission = 2",
        "UPDATE correction SET ordinal = 2",
    ] {
        let house = House::on_sqlite().await;
        let reference = house.received(&[("pol_status", "open")]).await;
        let asha = house.screener("Asha Demo").await;
        let waiting = find(&house, &reference).await;
        change(&house, &asha, &waiting, CLOSED, house.now())
            .await
            .unwrap();
        let keyholder = &house.gateway.keyholder;
        assert!(open_sent(keyholder, &waiting, 1).await.is_ok());
        let mut rows = Rows::open(&house.folder.path().join("gateway.db")).await;
        assert_eq!(rows.change(statement).await, 1);
        let now = find(&house, &reference).await;
        assert!(
            matches!(
                open_sent(keyholder, &now, 1).await,
                Err(JourneyError::Inconsistent("a correction"))
            ),
            "{statement}"
        );
    }
}
