//! The form is edited while referrals, drafts and questions made on its earlier version are on their way: everything reads as it was, what
//! is corrected is corrected where it stands, and nobody's release is skipped.

use std::path::PathBuf;

use gateway::{
    journey::{ask, claim, open_sent, view},
    referral::{
        Account, Amendment, ManagersWord, ProposedQuestion, Reference, Stage, TaskKind, TypedAnswer,
    },
};
use intake_forms::{Fields, Record, ShownLine};
use tests::edited_form::{EditedForm, forms_from};
use tests::house::House;

use super::amended::{REFERRER, amends, find, open_tasks, opened};

/// The next version: the police position on another page and with other words, a question fewer, one more.
fn next() -> EditedForm {
    EditedForm::default()
        .moved("pol_status", "safe_plan")
        .without("exp_trauma")
        .with("label = \"LCS ID\"", "label = \"LCS number\"")
        .added(
            "[[group.section.question]]\nid = \"ch_nickname\"\nlabel = \"What the child wants to be called\"\nkind = \"text\"\nmissing = \"Enter it, or Not known\"\n",
            "ch_last",
        )
        .version("2027-01-04")
}

/// The house after a start with another form.
async fn with(house: &mut House, form: &EditedForm) {
    let folder: PathBuf = house.folder.path().join("forms");
    form.write(&folder);
    house.gateway = house
        .next_start(|settings| forms_from(&settings, &folder))
        .await;
}

async fn record(house: &House, reference: &Reference) -> Record {
    let referral = find(house, reference).await;
    let opened = open_sent(&house.gateway.keyholder, &referral, referral.submission).await;
    opened.unwrap().sent.record
}

fn lines<'a>(record: &'a Record, question: &str) -> Vec<(&'a str, &'a ShownLine)> {
    let all = record.shown.iter();
    let all = all.flat_map(|section| {
        section
            .lines
            .iter()
            .map(|line| (section.slug.as_str(), line))
    });
    all.filter(|(_, line)| line.question == question).collect()
}

fn typed(question: &str, value: &str) -> Vec<TypedAnswer> {
    vec![TypedAnswer {
        question: question.to_owned(),
        item: None,
        typed: Fields::bounded([(question, value)]).unwrap(),
    }]
}

fn correct(question: &str, value: &str) -> Amendment {
    Amendment::Correct {
        answers: typed(question, value),
        why: "The officer called.".to_owned(),
    }
}

async fn claimed(house: &House, reference: &Reference) -> Account {
    let asha = house.screener("Asha Demo").await;
    let id = find(house, reference).await.id;
    let keyholder = &house.gateway.keyholder;
    claim::claim(keyholder, &asha, &id, house.now())
        .await
        .unwrap();
    asha
}

#[tokio::test]
async fn what_was_sent_reads_as_it_was_and_is_corrected_where_it_stands() {
    let mut house = House::on_sqlite().await;
    let told = [
        ("pol_status", "open"),
        ("exp_trauma", "Moved four times in a year."),
    ];
    let reference = house.received(&told).await;
    let before = record(&house, &reference).await;
    with(&mut house, &next()).await;
    assert_eq!(
        record(&house, &reference).await,
        before,
        "it reads as it was"
    );
    assert_eq!(lines(&before, "ch_lcs_id")[0].1.label, "LCS ID");

    let visit = opened(&house, &reference, REFERRER).await;
    amends(&house, &visit, correct("pol_status", "closed_no_action")).await;
    let after = record(&house, &reference).await;
    assert_eq!(after.answers.code("pol_status"), Some("closed_no_action"));
    let (slug, line) = lines(&after, "pol_status")[0];
    assert_eq!((lines(&after, "pol_status").len(), slug), (1, "police"));
    assert!(line.value.contains("no further action"), "{}", line.value);
    assert_eq!(
        after.version, before.version,
        "the version that it was filled on stands"
    );
    assert_eq!(
        lines(&after, "exp_trauma").len(),
        1,
        "nothing else is touched"
    );
    let store = &house.gateway.keyholder.store;
    let id = find(&house, &reference).await.id;
    assert_eq!(
        store.verdicts_of(&id).await.unwrap().len(),
        2,
        "screened again"
    );

    amends(&house, &visit, correct("pol_status", "open")).await;
    let again = record(&house, &reference).await;
    assert_eq!(
        again.answers.code("pol_status"),
        Some("open"),
        "and once more"
    );
    assert_eq!(lines(&again, "pol_status").len(), 1);
}

#[tokio::test]
async fn a_correction_of_what_is_no_longer_asked_is_kept_for_a_person() {
    let mut house = House::on_sqlite().await;
    let reference = house
        .received(&[("exp_trauma", "Moved four times in a year.")])
        .await;
    let visit = opened(&house, &reference, REFERRER).await;
    let before = record(&house, &reference).await;
    with(&mut house, &next()).await;
    amends(&house, &visit, correct("exp_trauma", "Moved five times.")).await;
    assert_eq!(record(&house, &reference).await, before);
    let tasks = open_tasks(&house).await;
    assert_eq!(tasks, [(TaskKind::SetAside, Some("not_asked".to_owned()))]);
    let (_, handed) = opened(&house, &reference, REFERRER).await;
    let places = handed.amend.unwrap().places;
    assert!(places.iter().any(|place| place.question == "pol_status"));
    assert!(places.iter().all(|place| place.question != "exp_trauma"));
    assert_eq!(handed.amended.len(), 1, "its sender sees that it was sent");
}

#[tokio::test]
async fn a_question_put_on_the_earlier_version_is_answered_on_the_next() {
    let mut house = House::on_sqlite().await;
    let reference = house.received(&[("pol_status", "unknown")]).await;
    let asha = claimed(&house, &reference).await;
    let (keyholder, now) = (&house.gateway.keyholder, house.now());
    let proposed = ProposedQuestion {
        questions: ["pol_status".to_owned()].into(),
        words: "What did the officer say?".to_owned(),
        answer_by: Some(ask::usual_day(keyholder, now).0),
        copy: false,
    };
    let found = find(&house, &reference).await;
    let prepared = ask::prepare(keyholder, &asha, &found.id, found.version, &proposed, now);
    ask::ask(keyholder, prepared.await.unwrap(), now)
        .await
        .unwrap();
    with(&mut house, &next()).await;
    let visit = opened(&house, &reference, REFERRER).await;
    let question = visit.1.amend.as_ref().unwrap().question.as_ref().unwrap();
    let answer = Amendment::Answer {
        asked: question.id.clone(),
        answers: typed("pol_status", "not_reported"),
        note: String::new(),
    };
    amends(&house, &visit, answer).await;
    assert_eq!(find(&house, &reference).await.stage, Stage::Waiting);
    let record = record(&house, &reference).await;
    assert_eq!(record.answers.code("pol_status"), Some("not_reported"));
    assert_eq!(lines(&record, "pol_status").len(), 1);
}

#[tokio::test]
async fn the_desk_opens_it_counts_nothing_of_another_version_and_lists_it_whole() {
    let mut house = House::on_sqlite().await;
    let reference = house
        .received(&[("exp_trauma", "Moved four times in a year.")])
        .await;
    with(&mut house, &next()).await;
    let asha = claimed(&house, &reference).await;
    let id = find(&house, &reference).await.id;
    let keyholder = &house.gateway.keyholder;
    let open = view::open(keyholder, &asha, &id, view::Part::Answers, house.now()).await;
    let open = open.unwrap().unwrap();
    assert_ne!(house.form().version(), open.sent.record.version);
    assert_eq!(lines(&open.sent.record, "exp_trauma").len(), 1);
    assert!(open.screened.is_some());
}

#[tokio::test]
async fn what_a_manager_had_to_release_is_not_passed_on_when_the_form_no_longer_says_so() {
    let mut house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let asks = |id: &str, kind: &str| {
        format!(
            "[[group.section.question]]\nid = \"{id}\"\nlabel = \"{id}\"\nkind = \"{kind}\"\noptional = true\n"
        )
    };
    let unreleased = EditedForm::default()
        .with("release = true", "release = false")
        .added(&asks("head_name", "text"), "mgr_name")
        .added(&asks("head_email", "email"), "mgr_name")
        .version("2027-01-04");
    with(&mut house, &unreleased).await;
    house.settle().await;
    assert_eq!(find(&house, &reference).await.stage, Stage::AwaitingManager);
    house.manager(&reference, ManagersWord::Release, "").await;
    assert_eq!(find(&house, &reference).await.stage, Stage::Waiting);
}

#[tokio::test]
async fn a_returned_referral_goes_on_under_the_next_version_with_everything_in_its_place() {
    let mut house = House::on_sqlite().await;
    let key = house.fill(&[("pol_status", "open")]).await;
    let reference = house.send(&key).await;
    house
        .manager(&reference, ManagersWord::Return, "Say more.")
        .await;
    with(&mut house, &next()).await;
    let form = house.form();
    let placed = form.placed(house.open(&key).await.content.answers);
    assert_eq!(
        placed.section("safety").unwrap().first("pol_status"),
        "open"
    );
    let today = gateway::clock::london_day(house.now());
    let missing: Vec<String> = form
        .unfinished(&placed, today)
        .iter()
        .map(|problem| problem.field.clone())
        .collect();
    assert_eq!(missing, ["child"], "only the new question is open");
}
