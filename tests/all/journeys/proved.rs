//! One-time codes: five tries, one purpose, one browser, the same answer for everybody.

use gateway::{
    journey::{ask_code, check_code, draft, make_code, receive, type_code},
    referral::{HandOutState, Handed, ManagersWord, Purpose, Request},
    seal::BrowserIdentity,
};
use tests::house::{House, later};

async fn asked(house: &House, address: &str) -> ask_code::Visit {
    let request = Request {
        address: address.to_owned(),
        form: Some("social-worker".to_owned()),
        reference: None,
    };
    let visit = ask_code::ask(&house.gateway.intake, Purpose::Begin, request, house.now())
        .await
        .unwrap();
    let asked = house
        .gateway
        .intake
        .store
        .find_hand_out(&visit.id)
        .await
        .unwrap()
        .unwrap();
    make_code::make(&house.gateway.keyholder, asked, house.now())
        .await
        .unwrap();
    house.settle().await;
    visit
}

async fn typed(house: &House, visit: &ask_code::Visit, code: &str) -> type_code::Progress {
    let intake = &house.gateway.intake;
    let progress = type_code::type_code(intake, &visit.id, &visit.key, code, house.now())
        .await
        .unwrap();
    if matches!(progress, type_code::Progress::Ended) {
        return progress;
    }
    for waiting in intake
        .store
        .hand_outs_at(HandOutState::Typed, 10)
        .await
        .unwrap()
    {
        check_code::check(&house.gateway.keyholder, waiting, house.now())
            .await
            .unwrap();
    }
    type_code::look(intake, &visit.id, &visit.key, house.now())
        .await
        .unwrap()
}

#[tokio::test]
async fn five_wrong_codes_end_it_even_for_the_right_one() {
    let house = House::on_sqlite().await;
    let visit = asked(&house, "sam.sample@council.test").await;
    let right = tests::house::code_in(&house.letters_to("sam.sample@council.test")[0]).unwrap();
    let wrong = if right == "00000000" {
        "11111111"
    } else {
        "00000000"
    };
    for left in (1..5).rev() {
        let progress = typed(&house, &visit, wrong).await;
        assert!(
            matches!(progress, type_code::Progress::Type { left: now } if now == left),
            "{progress:?}"
        );
    }
    assert!(matches!(
        typed(&house, &visit, wrong).await,
        type_code::Progress::Ended
    ));
    assert!(matches!(
        typed(&house, &visit, &right).await,
        type_code::Progress::Ended
    ));
}

#[tokio::test]
async fn a_code_is_no_use_in_another_browser_or_after_ten_minutes() {
    let house = House::on_sqlite().await;
    let visit = asked(&house, "sam.sample@council.test").await;
    let intake = &house.gateway.intake;
    let other = BrowserIdentity::generate();
    let elsewhere = type_code::look(intake, &visit.id, &other, house.now())
        .await
        .unwrap();
    assert!(matches!(elsewhere, type_code::Progress::Ended));
    let in_time = type_code::look(intake, &visit.id, &visit.key, later(house.now(), 9))
        .await
        .unwrap();
    assert!(matches!(in_time, type_code::Progress::Type { left: 5 }));
    let too_late = type_code::look(intake, &visit.id, &visit.key, later(house.now(), 11))
        .await
        .unwrap();
    assert!(matches!(too_late, type_code::Progress::Ended));
}

#[tokio::test]
async fn a_stranger_sees_what_everybody_sees_but_gets_no_letter() {
    let house = House::on_sqlite().await;
    let visit = asked(&house, "stranger@elsewhere.test").await;
    let progress = type_code::look(&house.gateway.intake, &visit.id, &visit.key, house.now())
        .await
        .unwrap();
    assert!(matches!(progress, type_code::Progress::Type { left: 5 }));
    assert!(house.letters_to("stranger@elsewhere.test").is_empty());
    assert!(matches!(
        typed(&house, &visit, "00000000").await,
        type_code::Progress::Type { left: 4 }
    ));
}

#[tokio::test]
async fn only_the_two_people_of_a_referral_open_it_and_only_the_manager_reads_it() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let (_, handed) = house
        .prove(
            Purpose::OpenReferral,
            "Sam.Sample@council.test",
            Some(&reference),
        )
        .await;
    let Handed::Referral(handed) = handed else {
        panic!("not a referral")
    };
    assert_eq!(handed.reader, "referrer");
    assert!(handed.sections.is_empty() && handed.files.is_empty());
    let (_, handed) = house
        .prove(
            Purpose::OpenReferral,
            "max.specimen@council.test",
            Some(&reference),
        )
        .await;
    let Handed::Referral(handed) = handed else {
        panic!("not a referral")
    };
    assert_eq!(handed.reader, "manager");
    assert!(!handed.sections.is_empty());
    let request = Request {
        address: "colleague@council.test".to_owned(),
        form: None,
        reference: Some(reference.as_str().to_owned()),
    };
    let visit = ask_code::ask(
        &house.gateway.intake,
        Purpose::OpenReferral,
        request,
        house.now(),
    )
    .await
    .unwrap();
    house.settle().await;
    assert!(house.letters_to("colleague@council.test").is_empty());
    drop(visit);
}

#[tokio::test]
async fn the_second_press_of_release_finds_the_first() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let (visit, handed) = house
        .prove(
            Purpose::OpenReferral,
            "max.specimen@council.test",
            Some(&reference),
        )
        .await;
    let Handed::Referral(handed) = handed else {
        panic!("not a referral")
    };
    let press = |kind| {
        let (intake, visit, handed) = (&house.gateway.intake, &visit, &handed);
        let now = house.now();
        async move {
            gateway::journey::release::write_down(
                intake,
                &visit.id,
                handed,
                kind,
                &gateway::referral::Answered::default(),
                now,
            )
            .await
            .unwrap()
        }
    };
    use gateway::journey::release::Written;
    assert_eq!(
        press(ManagersWord::Release).await,
        Written::Now(ManagersWord::Release)
    );
    assert!(matches!(
        press(ManagersWord::NotSend).await,
        Written::Before(ManagersWord::Release, _)
    ));
    house.settle().await;
    let store = &house.gateway.keyholder.store;
    assert!(
        store
            .find_by_reference(&reference)
            .await
            .unwrap()
            .unwrap()
            .stage
            .is_with_the_hub()
    );
}

#[tokio::test]
async fn an_unsent_draft_comes_back_on_another_computer() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let (_, handed) = house
        .prove(Purpose::OpenDraft, "sam.sample@council.test", None)
        .await;
    let Handed::Drafts(drafts) = handed else {
        panic!("not a draft")
    };
    let [draft] = drafts.as_slice() else {
        panic!("not one draft")
    };
    assert_eq!(draft.form, "social-worker");
    let elsewhere = BrowserIdentity::from_cookie(&draft.key).unwrap();
    assert_eq!(elsewhere.draft_id(), key.draft_id());
    assert!(
        house
            .open(&elsewhere)
            .await
            .content
            .answers
            .section("child")
            .is_some()
    );
}

/// A `+` makes another address of the same mailbox: it would let a person release their own referral.
#[tokio::test]
async fn a_mailbox_with_a_plus_is_not_another_person() {
    let house = House::on_sqlite().await;
    for address in ["sam.sample+two@council.test", "+@council.test"] {
        let visit = asked(&house, address).await;
        let progress = typed(&house, &visit, "00000000").await;
        assert!(matches!(progress, type_code::Progress::Type { left: 4 }));
        assert!(house.letters_to(address).is_empty(), "{address}");
    }
    for manager in ["sam.sample+two@council.test", "max.specimen+x@council.test"] {
        let key = house.fill(&[("mgr_email", manager)]).await;
        let open = house.open(&key).await;
        let form = house.form();
        let confirmed = form
            .declarations()
            .iter()
            .map(|declaration| declaration.id.clone())
            .collect();
        let intake = &house.gateway.intake;
        let sent = receive::receive(intake, &open, form, &confirmed, house.now()).await;
        let Err(receive::ReceiveError::Problems(problems)) = sent else {
            panic!("{manager} was taken")
        };
        assert!(problems.for_question("mgr_email").is_some(), "{manager}");
    }
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let request = Request {
        address: "max.specimen+x@council.test".to_owned(),
        form: None,
        reference: Some(reference.as_str().to_owned()),
    };
    let (intake, opens) = (&house.gateway.intake, Purpose::OpenReferral);
    ask_code::ask(intake, opens, request, house.now())
        .await
        .unwrap();
    house.settle().await;
    assert!(house.letters_to("max.specimen+x@council.test").is_empty());
}

#[tokio::test]
async fn a_draft_begins_through_a_code_that_was_typed_to_begin_one_and_only_once() {
    let house = House::on_sqlite().await;
    let (intake, form) = (&house.gateway.intake, house.form());
    let address = "sam.sample@council.test";
    let begin = |visit: ask_code::Visit, now| async move {
        draft::begin(intake, &visit.id, address, form, now).await
    };
    let unproved = asked(&house, address).await;
    assert!(begin(unproved, house.now()).await.is_err(), "not typed yet");
    let key = house.fill(&[]).await;
    let (to_carry_on, _) = house.prove(Purpose::OpenDraft, address, None).await;
    let other = begin(to_carry_on, house.now()).await;
    assert!(other.is_err(), "a code for something else");
    let (visit, _) = house.prove(Purpose::Begin, address, None).await;
    let cookie = visit.cookie();
    let again = || {
        let cookie = secrecy::ExposeSecret::expose_secret(&cookie);
        ask_code::Visit::from_cookie(cookie).unwrap()
    };
    let late = begin(again(), later(house.now(), 24 * 60)).await;
    assert!(late.is_err(), "it has ended");
    let (one, other) = tokio::join!(begin(again(), house.now()), begin(again(), house.now()));
    assert!(one.is_ok() != other.is_ok(), "once");
    assert!(begin(again(), house.now()).await.is_err(), "once");
    drop(key);
}

#[tokio::test]
async fn two_codes_typed_at_once_are_two_tries_or_one_of_them_does_not_count() {
    let house = House::on_sqlite().await;
    let visit = asked(&house, "sam.sample@council.test").await;
    let store = &house.gateway.intake.store;
    let read = store.find_hand_out(&visit.id).await.unwrap().unwrap();
    let save = |tries| {
        let mut next = read.clone();
        next.tries = tries;
        async move {
            let tx = store.begin().await?;
            tx.save_hand_out(&next).await?;
            tx.commit_unaudited(gateway::store::Unaudited::HandOut)
                .await
        }
    };
    save(1).await.unwrap();
    let late = save(0).await;
    assert!(matches!(late, Err(gateway::store::StoreError::Conflict)));
    let stored = store.find_hand_out(&visit.id).await.unwrap().unwrap();
    assert_eq!(stored.tries, 1);
}
