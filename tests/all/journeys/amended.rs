//! Changing a referral after it was sent: corrections, answers, files, withdrawal. Nothing is lost, nothing is
//! taken in twice, and nobody but its referrer and its manager changes anything.

use gateway::{
    journey::{
        JourneyError,
        add_files::Batch,
        amend::{Amends, Press, amend},
        ask, claim, decide, open_sent,
    },
    referral::{
        Amendment, Handed, HandedReferral, ProposedDecision, ProposedQuestion, Purpose, Reference,
        Referral, Stage, TaskKind, TypedAnswer, WithdrawReason,
    },
};
use intake_forms::Fields;
use tests::{house::House, rows::Rows};

pub(super) const REFERRER: &str = "sam.sample@council.test";
pub(super) const MANAGER: &str = "max.specimen@council.test";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";

pub(super) async fn find(house: &House, reference: &Reference) -> Referral {
    let store = &house.gateway.keyholder.store;
    store.find_by_reference(reference).await.unwrap().unwrap()
}

pub(super) type Opened = (gateway::journey::ask_code::Visit, Box<HandedReferral>);

pub(super) async fn opened(house: &House, reference: &Reference, who: &str) -> Opened {
    let (visit, handed) = house
        .prove(Purpose::OpenReferral, who, Some(reference))
        .await;
    match handed {
        Handed::Referral(handed) => (visit, handed),
        _ => panic!("not a referral"),
    }
}

/// Writes an amendment down and lets the worker take it in.
pub(super) async fn amends(house: &House, (visit, handed): &Opened, what: Amendment) -> Amends {
    let press = Press::new().unwrap();
    let (intake, now) = (&house.gateway.intake, house.now());
    let done = amend(intake, &visit.id, handed, (what, &press), now)
        .await
        .unwrap();
    house.settle().await;
    done
}

fn typed(question: &str, fields: &[(&str, &str)]) -> TypedAnswer {
    TypedAnswer {
        question: question.to_owned(),
        item: question.starts_with("inc_").then_some(1),
        typed: Fields::bounded(fields.iter().copied()).unwrap(),
    }
}

fn closed() -> Amendment {
    Amendment::Correct {
        answers: vec![typed("pol_status", &[("pol_status", "closed_no_action")])],
        why: "The officer called.".to_owned(),
    }
}

pub(super) async fn open_tasks(house: &House) -> Vec<(TaskKind, Option<String>)> {
    let tasks = house
        .gateway
        .keyholder
        .store
        .tasks(true, 100)
        .await
        .unwrap();
    tasks
        .into_iter()
        .map(|task| (task.kind, task.why))
        .collect()
}

async fn verdicts(house: &House, referral: &Referral) -> usize {
    let store = &house.gateway.keyholder.store;
    store.verdicts_of(&referral.id).await.unwrap().len()
}

pub(super) fn counted(house: &House, address: &str, words: &str) -> usize {
    let letters = house.letters_to(address);
    letters
        .iter()
        .filter(|letter| letter.contains(words))
        .count()
}

#[tokio::test]
async fn a_correction_by_the_referrer_is_screened_again_and_seen_at_the_desk() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[("pol_status", "open")]).await;
    let before = find(&house, &reference).await;
    let visit = opened(&house, &reference, REFERRER).await;
    assert_eq!(amends(&house, &visit, closed()).await, Amends::Now);
    let after = find(&house, &reference).await;
    assert_eq!(after.stage, Stage::Waiting);
    assert_eq!(
        after.received_at, before.received_at,
        "the day of receipt stands"
    );
    assert_eq!(
        verdicts(&house, &after).await,
        2,
        "screened again, both kept"
    );
    let keyholder = &house.gateway.keyholder;
    let open = open_sent(keyholder, &after, after.submission)
        .await
        .unwrap();
    assert_eq!(
        open.sent.record.answers.code("pol_status"),
        Some("closed_no_action")
    );
    assert_eq!(open.corrections[0].correction.role.code(), "referrer");
    assert!(
        open.corrections[0]
            .before
            .as_deref()
            .is_some_and(|text| !text.is_empty())
    );
    assert_eq!(
        open_tasks(&house).await,
        [(TaskKind::Amended, Some("corrected".to_owned()))]
    );
}

#[tokio::test]
async fn the_same_page_sent_twice_corrects_once() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[("pol_status", "open")]).await;
    let (visit, handed) = opened(&house, &reference, REFERRER).await;
    let (intake, press, now) = (&house.gateway.intake, Press::new().unwrap(), house.now());
    for wanted in [Amends::Now, Amends::Before] {
        let done = amend(intake, &visit.id, &handed, (closed(), &press), now).await;
        assert_eq!(done.unwrap(), wanted);
    }
    house.settle().await;
    let referral = find(&house, &reference).await;
    assert_eq!(verdicts(&house, &referral).await, 2);
}

#[tokio::test]
async fn what_does_not_fit_the_form_is_kept_for_a_person_and_changes_nothing() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let visit = opened(&house, &reference, REFERRER).await;
    for answer in [
        typed("pol_status", &[("pol_status", "perhaps")]),
        typed("made_up", &[("made_up", "x")]),
    ] {
        let what = Amendment::Correct {
            answers: vec![answer],
            why: "News.".to_owned(),
        };
        amends(&house, &visit, what).await;
    }
    let referral = find(&house, &reference).await;
    assert_eq!(verdicts(&house, &referral).await, 1);
    let tasks = open_tasks(&house).await;
    assert_eq!(tasks.len(), 1, "one task a referral: {tasks:?}");
    assert_eq!(tasks[0].0, TaskKind::SetAside);
    let keyholder = &house.gateway.keyholder;
    let open = open_sent(keyholder, &referral, referral.submission)
        .await
        .unwrap();
    assert_eq!(open.amendments.len(), 2, "both can be read at the desk");
}

#[tokio::test]
async fn a_change_after_the_decision_is_kept_beside_it_and_nothing_is_screened_again() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let visit = opened(&house, &reference, REFERRER).await;
    let asha = house.screener("Asha Demo").await;
    let (keyholder, now) = (&house.gateway.keyholder, house.now());
    let id = find(&house, &reference).await.id;
    claim::claim(keyholder, &asha, &id, now).await.unwrap();
    let version = find(&house, &reference).await.version;
    let proposed = ProposedDecision {
        outcome: "decline".to_owned(),
        reason: "already_referred".to_owned(),
        rationale: "The criteria are not met.".to_owned(),
        ..ProposedDecision::default()
    };
    let prepared = decide::prepare(keyholder, &asha, &id, version, &proposed, now)
        .await
        .unwrap();
    decide::decide(keyholder, prepared, now).await.unwrap();
    amends(&house, &visit, closed()).await;
    let referral = find(&house, &reference).await;
    assert_eq!(referral.stage, Stage::Declined);
    assert_eq!(verdicts(&house, &referral).await, 1);
    let withdraw = Amendment::Withdraw {
        reason: WithdrawReason::Moved,
        note: String::new(),
    };
    amends(&house, &visit, withdraw).await;
    assert_eq!(
        find(&house, &reference).await.stage,
        Stage::Declined,
        "too late"
    );
    let kinds: Vec<_> = open_tasks(&house)
        .await
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert!(
        kinds.contains(&TaskKind::Amended) && kinds.contains(&TaskKind::SetAside),
        "{kinds:?}"
    );
}

#[tokio::test]
async fn files_added_after_sending_are_the_referrals_files() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let (visit, handed) = opened(&house, &reference, MANAGER).await;
    let may = handed.amend.clone().unwrap();
    let intake = &house.gateway.intake;
    let mut batch = Batch::default();
    for name in ["Plan.pdf", "Minutes.pdf"] {
        let bytes = futures::stream::iter([Ok::<_, std::io::Error>(PDF.into())]);
        batch
            .take(intake, (&handed, &may), name, bytes)
            .await
            .unwrap();
    }
    let press = Press::new().unwrap();
    let to = (&visit.id, &*handed, &may);
    let kept = batch
        .keep(intake, to, ("The plan.".to_owned(), &press), house.now())
        .await;
    assert_eq!(kept.unwrap(), Amends::Now);
    house.settle().await;
    let (keyholder, referral) = (&house.gateway.keyholder, find(&house, &reference).await);
    let open = open_sent(keyholder, &referral, referral.submission)
        .await
        .unwrap();
    let names: Vec<_> = open
        .sent
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["Plan.pdf", "Minutes.pdf"]);
    for row in keyholder.store.attachments_of(&referral.id).await.unwrap() {
        assert!(open.vouches_for(&row), "signed for and named");
    }
    let found = gateway::journey::fsck::fsck(keyholder).await.unwrap();
    assert!(found.broken.is_empty(), "{:?}", found.broken);
    let mut rows = Rows::open(&house.folder.path().join("gateway.db")).await;
    rows.change("DELETE FROM addition WHERE kind = 'files'")
        .await;
    let forged = open_sent(keyholder, &referral, referral.submission).await;
    assert!(
        matches!(forged, Err(JourneyError::Inconsistent(_))),
        "a missing one is noticed"
    );
}

#[tokio::test]
async fn a_withdrawal_ends_the_work_and_tells_both() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let visit = opened(&house, &reference, MANAGER).await;
    let withdraw = Amendment::Withdraw {
        reason: WithdrawReason::NotNeeded,
        note: "Support came from elsewhere.".to_owned(),
    };
    amends(&house, &visit, withdraw.clone()).await;
    let referral = find(&house, &reference).await;
    assert_eq!(referral.stage, Stage::Withdrawn);
    assert_eq!(counted(&house, REFERRER, "withdrew this referral"), 1);
    assert_eq!(counted(&house, MANAGER, "You withdrew this referral"), 1);
    assert_eq!(
        counted(&house, REFERRER, "came from elsewhere"),
        0,
        "the reason stays inside"
    );
    amends(&house, &visit, withdraw).await;
    assert_eq!(
        counted(&house, REFERRER, "withdrew this referral"),
        1,
        "once"
    );
    let asha = house.screener("Asha Demo").await;
    let keyholder = &house.gateway.keyholder;
    assert!(
        claim::claim(keyholder, &asha, &referral.id, house.now())
            .await
            .is_err()
    );
    assert!(
        gateway::journey::fsck::fsck(keyholder)
            .await
            .unwrap()
            .broken
            .is_empty()
    );
}

#[tokio::test]
async fn an_answer_to_the_question_brings_the_referral_back_to_the_queue() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[("pol_status", "unknown")]).await;
    let asha = house.screener("Asha Demo").await;
    let (keyholder, now) = (&house.gateway.keyholder, house.now());
    let id = find(&house, &reference).await.id;
    claim::claim(keyholder, &asha, &id, now).await.unwrap();
    let (day, _) = ask::usual_day(keyholder, now);
    let proposed = ProposedQuestion {
        questions: ["pol_status".to_owned()].into(),
        answer_by: Some(day),
        ..ProposedQuestion::default()
    };
    let version = find(&house, &reference).await.version;
    let prepared = ask::prepare(keyholder, &asha, &id, version, &proposed, now)
        .await
        .unwrap();
    ask::ask(keyholder, prepared, now).await.unwrap();
    let visit = opened(&house, &reference, REFERRER).await;
    let question = visit.1.amend.as_ref().unwrap().question.as_ref().unwrap();
    let what = Amendment::Answer {
        asked: question.id.clone(),
        answers: vec![typed("pol_status", &[("pol_status", "closed_no_action")])],
        note: "Told by phone.".to_owned(),
    };
    amends(&house, &visit, what).await;
    let referral = find(&house, &reference).await;
    assert_eq!(referral.stage, Stage::Waiting);
    assert_eq!(verdicts(&house, &referral).await, 2);
    assert!(keyholder.store.open_question(&id).await.unwrap().is_none());
    let open = open_sent(keyholder, &referral, 1).await.unwrap();
    assert_eq!(
        open.sent.record.answers.code("pol_status"),
        Some("closed_no_action")
    );
}

#[tokio::test]
async fn an_amendment_without_the_hubs_mark_is_refused() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[("pol_status", "open")]).await;
    let (visit, mut handed) = opened(&house, &reference, REFERRER).await;
    let another = opened(&house, &reference, MANAGER).await;
    if let (Some(may), Some(other)) = (&mut handed.amend, &another.1.amend) {
        may.proof.clone_from(&other.proof);
    }
    amends(&house, &(visit, handed), closed()).await;
    let referral = find(&house, &reference).await;
    assert_eq!(verdicts(&house, &referral).await, 1);
    assert_eq!(referral.stage, Stage::Waiting);
}
