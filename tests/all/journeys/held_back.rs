//! A referral set aside until a day: the two people and the contact at the police get their letters, one question is answered with a
//! one-time code, and the referral goes on with its day of receipt. Whoever only writes the database: `held_forged`.

use gateway::{
    audit::Action,
    journey::{
        answer_hold, ask_code, claim,
        hold::{self, HoldError, HoldProblem, ProposedHold},
        review_holds, view,
    },
    referral::{
        Account, Handed, HandedQuestion, Purpose, Reference, Referral, Request, Stage, TaskKind,
    },
};
use jiff::{Timestamp, civil::date};
use tests::house::{House, later};

pub(crate) const OFFICER: &str = "toni.trial@exampleshire.police.test";

pub(crate) async fn find(house: &House, reference: &Reference) -> Referral {
    let store = &house.gateway.keyholder.store;
    store.find_by_reference(reference).await.unwrap().unwrap()
}

fn proposed() -> ProposedHold {
    ProposedHold {
        review_on: Some(date(2026, 12, 3)),
        why: "The police investigate.".to_owned(),
        contact_name: "Toni Trial".to_owned(),
        contact_address: OFFICER.to_owned(),
    }
}

/// A referral with an open investigation, claimed by a screener.
pub(super) async fn claimed(house: &House) -> (Reference, Account) {
    let reference = house.received(&[("pol_status", "open")]).await;
    let asha = house.screener("Asha Demo").await;
    let waiting = find(house, &reference).await;
    let keyholder = &house.gateway.keyholder;
    claim::claim(keyholder, &asha, &waiting.id, house.now())
        .await
        .unwrap();
    (reference, asha)
}

async fn hold(
    house: &House,
    who: &Account,
    reference: &Reference,
    proposed: &ProposedHold,
) -> Result<(), HoldError> {
    let found = find(house, reference).await;
    let shown = (&found.id, found.version);
    hold::hold(&house.gateway.keyholder, who, shown, proposed, house.now()).await
}

pub(crate) async fn held(house: &House) -> (Reference, Account) {
    let (reference, asha) = claimed(house).await;
    hold(house, &asha, &reference, &proposed()).await.unwrap();
    house.settle().await;
    (reference, asha)
}

async fn question(house: &House, reference: &Reference) -> (ask_code::Visit, HandedQuestion) {
    let (visit, handed) = house
        .prove(Purpose::AnswerHold, OFFICER, Some(reference))
        .await;
    let Handed::Question(question) = handed else {
        panic!("not a question")
    };
    (visit, question)
}

async fn open(house: &House, who: &Account, reference: &Reference) -> view::OpenReferral {
    let found = find(house, reference).await;
    let keyholder = &house.gateway.keyholder;
    let part = view::Part::Overview;
    let open = view::open(keyholder, who, &found.id, part, house.now()).await;
    open.unwrap().unwrap()
}

#[tokio::test]
async fn a_held_referral_is_said_to_both_people_and_one_question_goes_to_the_contact() {
    let house = House::on_sqlite().await;
    let (reference, asha) = held(&house).await;
    let found = find(&house, &reference).await;
    assert_eq!(
        found.stage,
        Stage::Held {
            review_on: date(2026, 12, 3)
        }
    );
    for address in ["sam.sample@council.test", "max.specimen@council.test"] {
        let letters = house.letters_to(address);
        let letter = letters.last().unwrap();
        assert!(letter.contains("set aside for now"), "{letter}");
        assert!(
            !letter.to_lowercase().contains("police position"),
            "{letter}"
        );
    }
    let letter = house.letters_to(OFFICER).pop().unwrap();
    assert!(letter.contains(reference.as_str()));
    for word in ["Robin", "Sam", "incident", "school", "2012", "2013"] {
        assert!(!letter.contains(word), "{word}: {letter}");
    }
    let open = open(&house, &asha, &reference).await;
    assert_eq!(open.holds.len(), 1);
    assert_eq!(open.holds[0].hold.why, "The police investigate.");
}

#[tokio::test]
async fn the_contacts_answer_screens_again_with_the_day_of_receipt_and_frees_the_referral() {
    let house = House::on_sqlite().await;
    let (reference, asha) = held(&house).await;
    let before = find(&house, &reference).await;
    let (visit, question) = question(&house, &reference).await;
    let intake = &house.gateway.intake;
    let now = later(house.now(), 1);
    answer_hold::write_down(intake, &visit.id, &question, "closed_no_action", now)
        .await
        .unwrap();
    answer_hold::write_down(intake, &visit.id, &question, "charged", now)
        .await
        .unwrap();
    house.settle().await;
    let after = find(&house, &reference).await;
    assert_eq!(after.stage, Stage::Waiting);
    assert_eq!(after.received_at, before.received_at);
    let open = open(&house, &asha, &reference).await;
    let answers = &open.sent.record.answers;
    assert_eq!(
        answers.code("pol_status"),
        Some("closed_no_action"),
        "the first answer counts"
    );
    assert_eq!(open.corrections.len(), 1);
    assert_eq!(open.corrections[0].correction.by, "Toni Trial");
    let (first, second) = (&open.earlier[0].1, open.screened.as_ref().unwrap());
    assert_eq!(first.received_on, second.received_on);
    assert_ne!(first.verdict.offer(), second.verdict.offer());
    let (end, _) = open.holds[0].end.as_ref().unwrap();
    assert_eq!(end.by, "Toni Trial");
    let letters = house.letters_to("sam.sample@council.test");
    assert!(letters.last().unwrap().contains("taken up again"));
    let actions: Vec<Action> = open.history.iter().map(|line| line.entry.action).collect();
    for action in [
        Action::Held,
        Action::HoldEnded,
        Action::Corrected,
        Action::Rescreened,
    ] {
        assert!(actions.contains(&action), "{action:?}");
    }
    let fsck = gateway::journey::fsck::fsck(&house.gateway.keyholder)
        .await
        .unwrap();
    assert!(fsck.broken.is_empty(), "{:?}", fsck.broken);
}

#[tokio::test]
async fn the_same_answer_leaves_it_held_and_tells_the_desk() {
    let house = House::on_sqlite().await;
    let (reference, asha) = held(&house).await;
    let (visit, question) = question(&house, &reference).await;
    let now = house.now();
    answer_hold::write_down(&house.gateway.intake, &visit.id, &question, "open", now)
        .await
        .unwrap();
    house.settle().await;
    let open = open(&house, &asha, &reference).await;
    assert!(matches!(open.referral.stage, Stage::Held { .. }));
    assert!(open.corrections.is_empty());
    let tasks = house.gateway.keyholder.store.tasks(true, 10).await.unwrap();
    let told = tasks.iter().find(|task| task.kind == TaskKind::HoldReview);
    assert_eq!(told.unwrap().why.as_deref(), Some("still_the_same"));
}

#[tokio::test]
async fn an_answer_after_the_hold_has_ended_changes_nothing() {
    let house = House::on_sqlite().await;
    let (reference, asha) = held(&house).await;
    let (visit, question) = question(&house, &reference).await;
    let found = find(&house, &reference).await;
    let keyholder = &house.gateway.keyholder;
    hold::end(
        keyholder,
        &asha,
        (&found.id, found.version),
        "Told by telephone.",
        house.now(),
    )
    .await
    .unwrap();
    let now = house.now();
    answer_hold::write_down(&house.gateway.intake, &visit.id, &question, "charged", now)
        .await
        .unwrap();
    house.settle().await;
    let open = open(&house, &asha, &reference).await;
    assert_eq!(open.referral.stage, Stage::Waiting);
    assert!(open.corrections.is_empty());
    assert_eq!(open.earlier.len(), 1, "taking it up screens again");
    assert_eq!(
        open.holds[0].end.as_ref().unwrap().0.why,
        "Told by telephone."
    );
}

#[tokio::test]
async fn nobody_but_the_contact_gets_a_code_for_the_question_and_only_while_it_is_held() {
    let house = House::on_sqlite().await;
    let (reference, _) = held(&house).await;
    let codes = |address: &str| house.letters_to(address).len();
    let ask = async |address: &str, reference: &Reference| {
        let request = Request {
            address: address.to_owned(),
            form: None,
            reference: Some(reference.as_str().to_owned()),
        };
        let intake = &house.gateway.intake;
        ask_code::ask(intake, Purpose::AnswerHold, request, house.now())
            .await
            .unwrap();
        house.settle().await;
    };
    let before = codes("sam.sample@council.test");
    ask("sam.sample@council.test", &reference).await;
    assert_eq!(codes("sam.sample@council.test"), before);
    ask("somebody.else@exampleshire.police.test", &reference).await;
    assert_eq!(codes("somebody.else@exampleshire.police.test"), 0);
    let other = house.received(&[]).await;
    let before = codes(OFFICER);
    ask(OFFICER, &other).await;
    assert_eq!(codes(OFFICER), before);
    ask(OFFICER, &reference).await;
    assert_eq!(codes(OFFICER), before + 1);
}

#[tokio::test]
async fn what_a_hold_lacks_is_said_and_nothing_is_changed() {
    let house = House::on_sqlite().await;
    let (reference, asha) = claimed(&house).await;
    let bryn = house.screener("Bryn Demo").await;
    let empty = hold(&house, &asha, &reference, &ProposedHold::default()).await;
    let Err(HoldError::Problems(found)) = empty else {
        panic!("{empty:?}")
    };
    assert_eq!(found, [HoldProblem::NoDay, HoldProblem::Why]);
    let long = "y".repeat(1_001);
    for (wrong, problem) in [
        (
            ProposedHold {
                review_on: Some(date(2026, 11, 19)),
                ..proposed()
            },
            HoldProblem::DayOutside,
        ),
        (
            ProposedHold {
                review_on: Some(date(2027, 11, 20)),
                ..proposed()
            },
            HoldProblem::DayOutside,
        ),
        (
            ProposedHold {
                why: long,
                ..proposed()
            },
            HoldProblem::Why,
        ),
        (
            ProposedHold {
                contact_name: " ".to_owned(),
                ..proposed()
            },
            HoldProblem::ContactName,
        ),
        (
            ProposedHold {
                contact_address: "toni".to_owned(),
                ..proposed()
            },
            HoldProblem::ContactAddress,
        ),
        (
            ProposedHold {
                contact_address: "Sam.Sample@council.test".to_owned(),
                ..proposed()
            },
            HoldProblem::ContactIsTheirs,
        ),
    ] {
        let refused = hold(&house, &asha, &reference, &wrong).await;
        assert!(
            matches!(&refused, Err(HoldError::Problems(found)) if *found == [problem]),
            "{problem:?}: {refused:?}"
        );
    }
    let not_theirs = hold(&house, &bryn, &reference, &proposed()).await;
    assert!(matches!(not_theirs, Err(HoldError::Changed)));
    assert!(matches!(
        find(&house, &reference).await.stage,
        Stage::Claimed(_)
    ));
}

#[tokio::test]
async fn on_its_day_one_task_is_raised_and_the_contact_is_reminded_once() {
    let house = House::on_sqlite().await;
    let (reference, _) = held(&house).await;
    let keyholder = &house.gateway.keyholder;
    let due = async |day| keyholder.store.holds_due(day, 10).await.unwrap();
    assert!(due(date(2026, 12, 2)).await.is_empty());
    let found = due(date(2026, 12, 3)).await;
    assert_eq!(found.len(), 1);
    let letters = house.letters_to(OFFICER).len();
    let now: Timestamp = "2026-12-03T08:00:00Z".parse().unwrap();
    review_holds::review(keyholder, &found[0], now)
        .await
        .unwrap();
    assert!(due(date(2026, 12, 4)).await.is_empty());
    let again = review_holds::review(keyholder, &found[0], now).await;
    assert!(again.is_err_and(|error| error.is_conflict()));
    house.settle().await;
    let tasks = keyholder.store.tasks(true, 10).await.unwrap();
    assert!(tasks.iter().any(|task| task.kind == TaskKind::HoldReview));
    assert!(house.letters_to(OFFICER).len() >= letters);
    assert!(matches!(
        find(&house, &reference).await.stage,
        Stage::Held { .. }
    ));
}
