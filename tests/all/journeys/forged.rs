//! What somebody who can write the database with the public side's rights, and no more, cannot do: rows that the worker has not marked
//! prove no mailbox and release nothing.

use gateway::{
    credentials::mark,
    journey::{ask_code, check_code, make_code, release, type_code},
    referral::{
        Answered, HandOut, HandOutState, Handed, HandedReferral, ManagersWord, Purpose, Reference,
        Request, Stage,
    },
    seal::{BrowserIdentity, Label, Purpose as Sealing, To, sha256_hex},
    store::Unaudited,
};
use tests::house::{House, later};

const REFERRER: &str = "sam.sample@council.test";
const MANAGER: &str = "max.specimen@council.test";
const CODE: &str = "AB2C-3D4E";

fn request(address: &str, reference: &Reference) -> Request {
    Request {
        address: address.to_owned(),
        form: None,
        reference: Some(reference.as_str().to_owned()),
    }
}

async fn ask(house: &House, address: &str, reference: &Reference) -> (ask_code::Visit, HandOut) {
    let visit = ask_code::ask(
        &house.gateway.intake,
        Purpose::OpenReferral,
        request(address, reference),
        house.now(),
    )
    .await
    .unwrap();
    let row = row(house, &visit).await;
    (visit, row)
}

async fn row(house: &House, visit: &ask_code::Visit) -> HandOut {
    let store = &house.gateway.intake.store;
    store.find_hand_out(&visit.id).await.unwrap().unwrap()
}

/// The forger's hand: writes `changed` over the row, with `code` typed, and lets the worker look at it.
async fn checked(house: &House, changed: HandOut, code: &str) -> HandOut {
    let (intake, id) = (&house.gateway.intake, changed.id.clone());
    let label = Label::own(Sealing::Code, format!("typed-{id}"));
    let typed = intake
        .sealer
        .seal(To::Hub, &label, house.now(), &code.to_owned())
        .unwrap();
    let forged = HandOut {
        state: HandOutState::Typed,
        typed: Some(typed.into_bytes()),
        tries: 1,
        ..changed
    };
    let tx = intake.store.begin().await.unwrap();
    tx.save_hand_out(&forged).await.unwrap();
    tx.commit_unaudited(Unaudited::HandOut).await.unwrap();
    let stored = intake.store.find_hand_out(&id).await.unwrap().unwrap();
    // An error is as good as a wrong code: nothing is opened.
    drop(check_code::check(&house.gateway.keyholder, stored, house.now()).await);
    intake.store.find_hand_out(&id).await.unwrap().unwrap()
}

fn must_be_shut(row: &HandOut, what: &str) {
    assert_ne!(row.state, HandOutState::Proved, "{what}");
    assert!(
        row.view.is_none() && row.address_tag.is_none() && row.referral.is_none(),
        "{what}"
    );
}

#[tokio::test]
async fn a_code_mark_that_the_worker_did_not_make_proves_no_mailbox() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let (visit, asked) = ask(&house, MANAGER, &reference).await;
    let parts = |row: &HandOut| {
        let request = sha256_hex(&row.request);
        [
            row.id.as_str().to_owned(),
            row.purpose.code().to_owned(),
            row.recipient.clone(),
            request,
            CODE.to_owned(),
        ]
    };
    let parts = parts(&asked);
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    let guesses = [
        ("nothing", Vec::new()),
        ("the code itself", CODE.as_bytes().to_vec()),
        ("a mark under no key", mark(&[0; 32], "code", &parts)),
    ];
    for (what, guess) in guesses {
        let before = row(&house, &visit).await;
        let forged = HandOut {
            code: Some(guess),
            ..before
        };
        must_be_shut(&checked(&house, forged, CODE).await, what);
    }
    let seen = type_code::look(&house.gateway.intake, &visit.id, &visit.key, house.now()).await;
    assert!(!matches!(seen.unwrap(), type_code::Progress::Open(_)));
    assert!(house.letters_to(MANAGER).len() == 1, "no code was sent");
}

#[tokio::test]
async fn a_code_made_for_one_mailbox_and_browser_opens_nothing_else() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let intake = &house.gateway.intake;
    for what in ["as it was", "request", "recipient", "purpose"] {
        let (visit, asked) = ask(&house, REFERRER, &reference).await;
        make_code::make(&house.gateway.keyholder, asked, house.now())
            .await
            .unwrap();
        house.settle().await;
        let code = house
            .letters_to(REFERRER)
            .iter()
            .rev()
            .find_map(|letter| tests::house::code_in(letter))
            .unwrap();
        let mut made = row(&house, &visit).await;
        match what {
            "request" => {
                let label = Label::own(Sealing::Request, made.id.as_str());
                let theirs = request(MANAGER, &reference);
                let sealed = intake.sealer.seal(To::Hub, &label, house.now(), &theirs);
                made.request = sealed.unwrap().into_bytes();
            }
            "recipient" => made.recipient = BrowserIdentity::generate().recipient(),
            "purpose" => made.purpose = Purpose::Begin,
            _ => {}
        }
        let after = checked(&house, made, &code).await;
        if what == "as it was" {
            assert_eq!(after.state, HandOutState::Proved, "the code itself is good");
        } else {
            must_be_shut(&after, what);
        }
    }
}

async fn managers(house: &House, reference: &Reference) -> (ask_code::Visit, Box<HandedReferral>) {
    let (visit, handed) = house
        .prove(Purpose::OpenReferral, MANAGER, Some(reference))
        .await;
    let Handed::Referral(handed) = handed else {
        panic!("not a referral")
    };
    (visit, handed)
}

async fn stage(house: &House, reference: &Reference) -> Stage {
    let store = &house.gateway.keyholder.store;
    let found = store.find_by_reference(reference).await.unwrap();
    found.unwrap().stage
}

async fn released(house: &House, hand_out: &ask_code::Visit, handed: &HandedReferral) {
    let written = release::write_down(
        &house.gateway.intake,
        &hand_out.id,
        handed,
        ManagersWord::Release,
        &Answered::default(),
        house.now(),
    )
    .await
    .unwrap();
    assert_eq!(written, release::Written::Now(ManagersWord::Release));
    house.settle().await;
}

#[tokio::test]
async fn a_release_without_the_workers_mark_for_it_releases_nothing() {
    let house = House::on_sqlite().await;
    let mut sent = Vec::new();
    for _ in 0..3 {
        let key = house.fill(&[]).await;
        sent.push(house.send(&key).await);
    }
    let (visit, read) = managers(&house, &sent[0]).await;
    let (_, own) = house
        .prove(Purpose::OpenReferral, REFERRER, Some(&sent[1]))
        .await;
    let Handed::Referral(own) = own else {
        panic!("not a referral")
    };
    let made_up = HandedReferral {
        proof: vec![7; 32],
        ..(*own).clone()
    };
    released(&house, &visit, &made_up).await;
    assert_eq!(stage(&house, &sent[1]).await, Stage::AwaitingManager);
    let (other_visit, third) = managers(&house, &sent[2]).await;
    let of_another = HandedReferral {
        proof: read.proof.clone(),
        ..(*third).clone()
    };
    released(&house, &visit, &of_another).await;
    assert_eq!(stage(&house, &sent[2]).await, Stage::AwaitingManager);
    released(&house, &other_visit, &read).await;
    assert_eq!(
        stage(&house, &sent[0]).await,
        Stage::AwaitingManager,
        "the mark is of one hand-out"
    );
    let hub = house.letters_to("hub@exampleshire.test");
    assert!(hub.is_empty(), "nothing reached the hub");
}

#[tokio::test]
async fn the_referrers_own_hand_out_cannot_decide_for_the_manager() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let (visit, handed) = house
        .prove(Purpose::OpenReferral, REFERRER, Some(&reference))
        .await;
    let Handed::Referral(handed) = handed else {
        panic!("not a referral")
    };
    assert!(handed.proof.is_empty());
    let refused = release::write_down(
        &house.gateway.intake,
        &visit.id,
        &handed,
        ManagersWord::Release,
        &Answered::default(),
        house.now(),
    )
    .await;
    assert!(refused.is_err());
    house.settle().await;
    assert_eq!(stage(&house, &reference).await, Stage::AwaitingManager);
}

#[tokio::test]
async fn the_mark_for_a_version_that_was_returned_does_not_release_the_next() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let (visit, first) = managers(&house, &reference).await;
    house
        .manager(&reference, ManagersWord::Return, "Please add the plan.")
        .await;
    assert_eq!(stage(&house, &reference).await, Stage::Returned);
    assert_eq!(house.send(&key).await, reference);
    let replayed = HandedReferral {
        submission: 2,
        ..(*first).clone()
    };
    released(&house, &visit, &replayed).await;
    assert_eq!(stage(&house, &reference).await, Stage::AwaitingManager);
}

#[tokio::test]
async fn a_release_counts_although_its_hand_out_has_gone_meanwhile() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let (visit, handed) = managers(&house, &reference).await;
    let written = release::write_down(
        &house.gateway.intake,
        &visit.id,
        &handed,
        ManagersWord::Release,
        &Answered::default(),
        house.now(),
    )
    .await;
    assert_eq!(
        written.unwrap(),
        release::Written::Now(ManagersWord::Release)
    );
    let store = &house.gateway.intake.store;
    let tx = store.begin().await.unwrap();
    let gone = tx.delete_ended_hand_outs(later(house.now(), 24 * 60)).await;
    assert!(gone.unwrap() >= 1);
    tx.commit_unaudited(Unaudited::HandOut).await.unwrap();
    assert!(store.find_hand_out(&visit.id).await.unwrap().is_none());
    house.settle().await;
    assert_eq!(stage(&house, &reference).await, Stage::Waiting);
    assert_eq!(house.letters_to("hub@exampleshire.test").len(), 1);
}
