//! Nobody who only writes the database sets a referral aside, moves its day, ends it or makes somebody the contact: what does not fit
//! the hub's mark is noticed, and no code goes out.

use gateway::{
    audit::Action,
    journey::{JourneyError, Keyholder, ask_code, make_code, open_sent, view},
    referral::{Account, HoldContact, Purpose, Referral, Request, Stage, StoredHold},
    store::{Change, Event},
};
use jiff::{Timestamp, civil::date};
use tests::{house::House, rows::Rows};

use super::held_back::{claimed, find, held};

async fn is_refused(keyholder: &Keyholder, who: &Account, referral: &Referral, now: Timestamp) {
    let part = view::Part::Overview;
    let open = view::open(keyholder, who, &referral.id, part, now).await;
    assert!(
        matches!(open, Err(JourneyError::Inconsistent("a hold"))),
        "{open:?}"
    );
}

#[tokio::test]
async fn a_hold_that_is_written_or_altered_in_the_database_is_noticed() {
    for statement in [
        "UPDATE hold SET review_on = '2026-12-04'",
        "UPDATE hold SET made_at = made_at + 1",
        "UPDATE hold SET mark = zeroblob(32)",
        "DELETE FROM hold",
        "UPDATE referral SET review_on = '2027-12-04'",
        "UPDATE referral SET stage = 'waiting', review_on = NULL",
        "UPDATE hold SET ended_by = 'x', ending = zeroblob(1), ended_at = 1",
    ] {
        let house = House::on_sqlite().await;
        let (reference, asha) = held(&house).await;
        let mut rows = Rows::open(&house.folder.path().join("gateway.db")).await;
        assert_eq!(rows.change(statement).await, 1, "{statement}");
        let found = find(&house, &reference).await;
        is_refused(&house.gateway.keyholder, &asha, &found, house.now()).await;
    }
}

#[tokio::test]
async fn a_forged_contact_gets_no_code() {
    let house = House::on_sqlite().await;
    let (reference, asha) = claimed(&house).await;
    let keyholder = &house.gateway.keyholder;
    let found = find(&house, &reference).await;
    let hold = gateway::referral::Hold {
        why: "x".to_owned(),
        by: "Asha Demo".to_owned(),
        contact: Some(HoldContact {
            name: "Nobody".to_owned(),
            address: "forger@elsewhere.test".to_owned(),
        }),
    };
    let label = gateway::seal::Label::of(gateway::seal::Purpose::Hold, found.id.as_str(), "1-hold");
    let to = gateway::seal::To::Key(&found.recipient);
    let sealed = house
        .gateway
        .intake
        .sealer
        .seal(to, &label, house.now(), &hold);
    let row = StoredHold {
        referral: found.id.clone(),
        ordinal: 1,
        review_on: date(2026, 12, 3),
        made_by: asha.id.clone(),
        sealed: sealed.unwrap().into_bytes(),
        mark: vec![7; 32],
        made_at: house.now(),
        told_at: None,
        ended: None,
    };
    let stage = Stage::Held {
        review_on: date(2026, 12, 3),
    };
    let event = Event::new(asha.id.as_str(), Action::Held, found.id.as_str())
        .with("hold", &1)
        .with("sealed", &gateway::seal::sha256_hex(&row.sealed));
    let tx = keyholder.store.begin().await.unwrap();
    tx.insert_hold(&row).await.unwrap();
    tx.move_referral(&found, &stage, house.now(), Change::default())
        .await
        .unwrap();
    tx.commit(house.now(), &[event]).await.unwrap();
    let request = Request {
        address: "forger@elsewhere.test".to_owned(),
        form: None,
        reference: Some(reference.as_str().to_owned()),
    };
    let intake = &house.gateway.intake;
    let visit = ask_code::ask(intake, Purpose::AnswerHold, request, house.now())
        .await
        .unwrap();
    let asked = intake
        .store
        .find_hand_out(&visit.id)
        .await
        .unwrap()
        .unwrap();
    let made = make_code::make(keyholder, asked, house.now()).await;
    assert!(
        matches!(made, Err(JourneyError::Inconsistent("a hold"))),
        "{made:?}"
    );
    assert!(house.letters_to("forger@elsewhere.test").is_empty());
    let referral = find(&house, &reference).await;
    is_refused(keyholder, &asha, &referral, house.now()).await;
    assert!(open_sent(keyholder, &referral, 1).await.is_ok());
}
