//! Asking the referrer: the letters, the stage, the reminders on working days, the task when no answer comes, and the ways back.

use gateway::{
    audit::Action,
    journey::{
        ask::{self, AskError},
        claim, decide, remind, view,
    },
    referral::{
        Account, OutboxLetter, ProposedDecision, ProposedQuestion, QuestionProblem, Reference,
        Referral, Stage, TaskKind, can_ask,
    },
};
use jiff::{Timestamp, civil::date};
use tests::house::House;

const REFERRER: &str = "sam.sample@council.test";
const MANAGER: &str = "max.specimen@council.test";

async fn find(house: &House, reference: &Reference) -> Referral {
    let store = &house.gateway.keyholder.store;
    store.find_by_reference(reference).await.unwrap().unwrap()
}

async fn claimed(house: &House) -> (Reference, Account) {
    let reference = house.received(&[("pol_status", "unknown")]).await;
    let asha = house.screener("Asha Demo").await;
    let id = find(house, &reference).await.id;
    claim::claim(&house.gateway.keyholder, &asha, &id, house.now())
        .await
        .unwrap();
    (reference, asha)
}

fn proposed(house: &House) -> ProposedQuestion {
    let (day, _) = ask::usual_day(&house.gateway.keyholder, house.now());
    ProposedQuestion {
        questions: ["pol_status".to_owned()].into(),
        words: "Did the officer say when they decide?".to_owned(),
        answer_by: Some(day),
        copy: true,
    }
}

async fn put(
    house: &House,
    who: &Account,
    reference: &Reference,
    proposed: &ProposedQuestion,
) -> Result<(), AskError> {
    let (keyholder, now) = (&house.gateway.keyholder, house.now());
    let found = find(house, reference).await;
    let prepared = ask::prepare(keyholder, who, &found.id, found.version, proposed, now).await?;
    ask::ask(keyholder, prepared, now).await
}

async fn asked(house: &House) -> (Reference, Account) {
    let (reference, asha) = claimed(house).await;
    put(house, &asha, &reference, &proposed(house))
        .await
        .unwrap();
    house.settle().await;
    (reference, asha)
}

fn counted(house: &House, address: &str, words: &str) -> usize {
    let letters = house.letters_to(address);
    letters
        .iter()
        .filter(|letter| letter.contains(words))
        .count()
}

/// What the worker finds due then.
async fn round(house: &House, now: Timestamp) {
    let keyholder = &house.gateway.keyholder;
    for question in keyholder.store.questions_due(now, 10).await.unwrap() {
        remind::remind(keyholder, question, now).await.unwrap();
    }
    house.settle().await;
}

#[tokio::test]
async fn a_question_goes_to_both_and_the_referral_waits_with_its_day_of_receipt() {
    let house = House::on_sqlite().await;
    let (reference, asha) = asked(&house).await;
    let found = find(&house, &reference).await;
    assert_eq!(found.stage, Stage::Asked);
    assert_eq!(counted(&house, REFERRER, ": a question for you"), 1);
    assert_eq!(counted(&house, MANAGER, ": a question for you"), 1);
    let letter = house.letters_to(REFERRER).pop().unwrap();
    assert!(letter.contains("What is the police position?"), "{letter}");
    for word in ["Robin", "Exampleby"] {
        assert!(!letter.contains(word), "{word}");
    }
    let keyholder = &house.gateway.keyholder;
    let part = view::Part::Overview;
    let open = view::open(keyholder, &asha, &found.id, part, house.now()).await;
    let (_, question) = open.unwrap().unwrap().question.unwrap();
    assert_eq!(question.items[0].question, "pol_status");
    let again = claim::claim(keyholder, &asha, &found.id, house.now()).await;
    assert!(
        again.is_err(),
        "nobody takes it while its referrer is asked"
    );
}

#[tokio::test]
async fn only_what_is_not_known_can_be_asked_and_only_by_the_holder() {
    let house = House::on_sqlite().await;
    let (reference, asha) = claimed(&house).await;
    let bryn = house.screener("Bryn Demo").await;
    let good = proposed(&house);
    let other = put(&house, &bryn, &reference, &good).await;
    assert!(matches!(other, Err(AskError::NotYours)));
    let nothing = ProposedQuestion {
        questions: ["ch_dob".to_owned()].into(),
        words: String::new(),
        answer_by: Some(date(2020, 1, 1)),
        copy: false,
    };
    let refused = put(&house, &asha, &reference, &nothing).await;
    let Err(AskError::Problems(problems)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(problems, [QuestionProblem::Nothing, QuestionProblem::Day]);
    let named = ProposedQuestion {
        words: "Is Robin at home?".to_owned(),
        ..good
    };
    let refused = put(&house, &asha, &reference, &named).await;
    assert!(matches!(refused, Err(AskError::Unsuitable(_))));
    let keyholder = &house.gateway.keyholder;
    let found = find(&house, &reference).await;
    let open = view::open(
        keyholder,
        &asha,
        &found.id,
        view::Part::Question,
        house.now(),
    )
    .await
    .unwrap()
    .unwrap();
    let form = keyholder
        .forms
        .iter()
        .find(|form| form.id() == open.sent.record.form);
    let ids: Vec<String> = can_ask(open.screened.as_ref(), &open.sent, form)
        .into_iter()
        .map(|can| can.question)
        .collect();
    assert_eq!(ids.first().map(String::as_str), Some("pol_status"));
}

#[tokio::test]
async fn two_reminders_go_and_then_a_task_is_raised_and_nothing_is_declined() {
    let house = House::on_sqlite().await;
    let (reference, asha) = asked(&house).await;
    let keyholder = &house.gateway.keyholder;
    let id = find(&house, &reference).await.id;
    let today = ask::remind(keyholder, &asha, &id, house.now()).await;
    assert!(matches!(today, Err(AskError::Today)), "asked today");
    // They are due on later days than the house's clock: they wait in the outbox.
    let reminders = || async {
        let letters = keyholder.store.letters_of(&id).await.unwrap();
        let reminder = |letter: &&OutboxLetter| letter.kind == "question_reminder";
        letters.iter().filter(reminder).count()
    };
    round(&house, house.now()).await;
    assert_eq!(reminders().await, 0);
    for expected in [1, 2] {
        let due = keyholder.store.open_question(&id).await.unwrap().unwrap();
        round(&house, due.next_at.unwrap()).await;
        assert_eq!(reminders().await, expected);
    }
    let due = keyholder.store.open_question(&id).await.unwrap().unwrap();
    round(&house, due.next_at.unwrap()).await;
    assert_eq!(reminders().await, 2);
    let tasks = keyholder.store.tasks(true, 50).await.unwrap();
    assert!(
        tasks
            .iter()
            .any(|task| task.kind == TaskKind::QuestionOverdue)
    );
    assert_eq!(find(&house, &reference).await.stage, Stage::Asked);
    let due = keyholder.store.open_question(&id).await.unwrap().unwrap();
    assert_eq!(due.next_at, None);
    ask::answered(keyholder, &asha, &id, house.now())
        .await
        .unwrap();
    let tasks = keyholder.store.tasks(true, 50).await.unwrap();
    assert!(
        tasks
            .iter()
            .all(|task| task.kind != TaskKind::QuestionOverdue)
    );
}

#[tokio::test]
async fn an_answer_or_a_withdrawal_frees_the_referral_and_stops_the_reminders() {
    for answered in [true, false] {
        let house = House::on_sqlite().await;
        let keyholder = &house.gateway.keyholder;
        let (reference, asha) = asked(&house).await;
        let id = find(&house, &reference).await.id;
        let action = if answered {
            ask::answered(keyholder, &asha, &id, house.now())
                .await
                .unwrap();
            Action::QuestionAnswered
        } else {
            ask::withdraw(keyholder, &asha, &id, house.now())
                .await
                .unwrap();
            Action::QuestionWithdrawn
        };
        assert_eq!(find(&house, &reference).await.stage, Stage::Waiting);
        assert!(keyholder.store.open_question(&id).await.unwrap().is_none());
        let lines = keyholder
            .store
            .audit_lines_about(id.as_str())
            .await
            .unwrap();
        let steps = [Action::QuestionAsked, action];
        for step in steps {
            let found = lines.iter().filter(|line| line.entry.action == step);
            assert_eq!(found.count(), 1, "{step:?}");
        }
        let second = ask::withdraw(keyholder, &asha, &id, house.now()).await;
        assert!(matches!(second, Err(AskError::NotYours)));
        claim::claim(keyholder, &asha, &id, house.now())
            .await
            .unwrap();
        let version = find(&house, &reference).await.version;
        let decline = ProposedDecision {
            outcome: "decline".to_owned(),
            reason: "within_the_childs_plan".to_owned(),
            rationale: "The plan around this child is sound and reviewed.".to_owned(),
            ..ProposedDecision::default()
        };
        let now = house.now();
        let prepared = decide::prepare(keyholder, &asha, &id, version, &decline, now).await;
        assert!(prepared.is_ok());
    }
}
