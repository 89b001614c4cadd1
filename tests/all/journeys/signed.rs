//! Nothing is believed that intake did not sign for: answers, a manager's words, a draft's keys. The forger here can write every row and
//! seal to every public key, and has each signed manifest, but signs nothing.

use gateway::{
    journey::{admit, draft, merge, open_sent, release},
    referral::{
        Addition, AdditionKind, Answered, Handed, Id, ManagersWord, Payload, Purpose, Referral,
        Stage, addition::once_a_version,
    },
    seal::{Label, NewKey, Purpose as Sealing, To},
};
use tests::{house::House, rows::Rows};

async fn rows(house: &House) -> Rows {
    Rows::open(&house.folder.path().join("gateway.db")).await
}

async fn sent(house: &House) -> Referral {
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let store = &house.gateway.keyholder.store;
    store.find_by_reference(&reference).await.unwrap().unwrap()
}

async fn payload(house: &House, referral: &Referral) -> Payload {
    let store = &house.gateway.keyholder.store;
    let found = store.find_payload(&referral.id, referral.submission).await;
    found.unwrap().unwrap()
}

#[tokio::test]
async fn answers_that_were_exchanged_for_others_under_the_same_key_are_refused() {
    let house = House::on_sqlite().await;
    let referral = sent(&house).await;
    let keyholder = &house.gateway.keyholder;
    let mut forged = open_sent(keyholder, &referral, 1).await.unwrap().sent;
    forged.address = "max.specimen@council.test".to_owned();
    let label = Label::of(Sealing::Payload, referral.id.as_str(), "1");
    let to = To::Key(&referral.recipient);
    let public = &house.gateway.intake.sealer;
    let sealed = public.seal(to, &label, house.now(), &forged).unwrap();
    let (hex, id) = (gateway::seal::hex(sealed.bytes()), &referral.id);
    let statement = format!("update payload set sealed = x'{hex}' where referral = '{id}'");
    assert_eq!(rows(&house).await.change(&statement).await, 1);
    assert!(open_sent(keyholder, &referral, 1).await.is_err());
}

#[tokio::test]
async fn a_manifest_that_was_signed_for_another_referral_admits_nothing() {
    let house = House::on_sqlite().await;
    let (one, other) = (sent(&house).await, sent(&house).await);
    let keyholder = &house.gateway.keyholder;
    let own = payload(&house, &other).await;
    let theirs = payload(&house, &one).await;
    let lines = keyholder.store.verify_audit().await.unwrap().unwrap().0;
    let mut turned = own.manifest.clone();
    let last = turned.len() - 3;
    turned[last] ^= 1;
    for (what, manifest, signature) in [
        ("another's", theirs.manifest, theirs.signature.clone()),
        ("one letter off", turned, own.signature.clone()),
        (
            "another's signature",
            own.manifest.clone(),
            theirs.signature,
        ),
    ] {
        let forged = Payload {
            manifest,
            signature,
            admitted: false,
            ..own.clone()
        };
        let mut admitted = admit::admit(keyholder, vec![forged], house.now()).await;
        let admitted = admitted.pop().unwrap();
        assert!(admitted.is_err_and(|error| !error.is_conflict()), "{what}");
    }
    let after = keyholder.store.verify_audit().await.unwrap().unwrap().0;
    assert_eq!(after, lines, "no line entered the chain");
}

#[tokio::test]
async fn what_the_manager_wrote_down_is_carried_out_as_it_was_signed() {
    let house = House::on_sqlite().await;
    let referral = sent(&house).await;
    let (visit, handed) = house
        .prove(
            Purpose::OpenReferral,
            "max.specimen@council.test",
            Some(&referral.reference),
        )
        .await;
    let Handed::Referral(handed) = handed else {
        panic!("not a referral")
    };
    let answered = Answered {
        words: "Please add the plan.".to_owned(),
        ..Answered::default()
    };
    let (intake, keyholder) = (&house.gateway.intake, &house.gateway.keyholder);
    let kind = ManagersWord::Return;
    release::write_down(intake, &visit.id, &handed, kind, &answered, house.now())
        .await
        .unwrap();
    let found = keyholder
        .store
        .find_addition(&referral.id, &once_a_version(1))
        .await;
    let own: Addition = found.unwrap().unwrap();
    let words = Answered {
        words: "Other words.".to_owned(),
        proof: handed.proof.clone(),
        ..Answered::default()
    };
    let label = Label::of(Sealing::Reply, referral.id.as_str(), own.id.as_str());
    let to = To::Key(&referral.recipient);
    let sealed = intake.sealer.seal(to, &label, house.now(), &words).unwrap();
    let forged = [
        (
            "a release instead of a return",
            Addition {
                kind: AdditionKind::Word(ManagersWord::Release),
                ..own.clone()
            },
        ),
        (
            "other words",
            Addition {
                sealed: sealed.into_bytes(),
                ..own.clone()
            },
        ),
    ];
    for (what, forged) in forged {
        assert!(
            merge::merge(keyholder, forged, house.now()).await.is_err(),
            "{what}"
        );
        let now = keyholder.store.find_referral(&referral.id).await.unwrap();
        assert_eq!(now.unwrap().stage, Stage::AwaitingManager, "{what}");
    }
    merge::merge(keyholder, own, house.now()).await.unwrap();
    let now = keyholder.store.find_referral(&referral.id).await.unwrap();
    assert_eq!(now.unwrap().stage, Stage::Returned, "as it was signed");
}

/// Otherwise answers and files would be sealed to a key that the forger holds.
#[tokio::test]
async fn a_draft_whose_keys_were_exchanged_is_not_opened() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let draft = house.open(&key).await.draft;
    let intake = &house.gateway.intake;
    let forged: NewKey = intake
        .sealer
        .new_referral_key(draft.referral.as_str(), house.now())
        .unwrap();
    let other: Id<Referral> = Id::from_random(gateway::random::bytes().unwrap());
    let wrap = gateway::seal::hex(&forged.wrap);
    for change in [
        format!("referral_recipient = '{}'", forged.recipient),
        format!("referral_wrap = x'{wrap}'"),
        format!("referral = '{other}'"),
    ] {
        let (mut rows, id) = (rows(&house).await, &draft.id);
        let back = format!(
            "update draft set referral_recipient = '{}', referral_wrap = x'{}', referral = '{}' where id = '{id}'",
            draft.referral_recipient,
            gateway::seal::hex(&draft.referral_wrap),
            draft.referral,
        );
        let changed = rows
            .change(&format!("update draft set {change} where id = '{id}'"))
            .await;
        assert_eq!(changed, 1);
        assert!(
            draft::open(intake, &key, house.now()).await.is_err(),
            "{change}"
        );
        assert_eq!(rows.change(&back).await, 1);
        assert!(draft::open(intake, &key, house.now()).await.is_ok());
    }
}
