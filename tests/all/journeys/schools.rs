//! A school's referral: nobody releases it, the head gets the copies, the child's social worker is told, and letters find whoever
//! answers in the holidays.

use std::collections::BTreeSet;

use gateway::{
    journey::{
        draft,
        receive::{self, ReceiveError},
    },
    referral::{Purpose, Reference, Stage},
    seal::BrowserIdentity,
};
use intake_forms::FormDefinition;
use tests::house::{House, told};

const HEAD: &str = "max.specimen@council.test";
const REFERRER: &str = "sam.sample@council.test";
const WORKER: &str = "lee.invented@council.test";

/// What a school tells; changed by `changes`.
fn of_a_school<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let known = [
        ("mash_contacted", "phoned"),
        ("dsl_name", "Sam Sample"),
        ("sch_name", "Exampleton School"),
        ("head_name", "Max Specimen"),
        ("head_email", HEAD),
        ("sw_allocated", "yes"),
        ("sw_name", "Lee Invented"),
        ("sw_email", WORKER),
    ];
    let known = known.into_iter();
    known
        .filter(|(name, _)| changes.iter().all(|(other, _)| other != name))
        .chain(changes.iter().copied())
        .collect()
}

async fn filled<'a>(
    house: &'a House,
    changes: &[(&str, &str)],
) -> (&'a FormDefinition, BrowserIdentity) {
    let intake = &house.gateway.intake;
    let form = intake.forms.iter().find(|form| form.id() == "school");
    let form = form.expect("the school's form");
    let (visit, _) = house.prove(Purpose::Begin, REFERRER, None).await;
    let begun = draft::begin(intake, &visit.id, REFERRER, form, house.now()).await;
    let draft::Begun::Draft(key) = begun.unwrap() else {
        panic!("too many drafts")
    };
    let today = gateway::clock::london_day(house.now());
    let answers = form.made_up(&told(&of_a_school(changes)), today);
    for section in form.sections() {
        let page = answers.section(&section.slug).map(|fields| (None, fields));
        let items = answers.items(&section.slug).iter().enumerate();
        let items = items.map(|(n, fields)| (Some(n), fields));
        for (item, fields) in page.into_iter().chain(items) {
            let open = house.open(&key).await;
            let fields = form.keep(section, fields.clone());
            draft::save(intake, open, section, item, fields, house.now())
                .await
                .unwrap();
        }
    }
    (form, key)
}

async fn send(house: &House, changes: &[(&str, &str)]) -> Result<Reference, ReceiveError> {
    let (form, key) = filled(house, changes).await;
    let confirmed: BTreeSet<String> = form
        .declarations()
        .iter()
        .map(|one| one.id.clone())
        .collect();
    let open = house.open(&key).await;
    receive::receive(&house.gateway.intake, &open, form, &confirmed, house.now()).await
}

fn subjects(house: &House, address: &str, reference: &Reference) -> Vec<String> {
    let letters = house.letters_to(address);
    letters
        .iter()
        .filter(|letter| letter.contains(reference.as_str()))
        .filter_map(|letter| letter.lines().find(|line| line.starts_with("Subject: ")))
        .map(|line| line.split(": ").last().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn a_schools_referral_goes_straight_to_the_hub_and_everybody_is_told() {
    let house = House::on_sqlite().await;
    let reference = send(&house, &[]).await.unwrap();
    house.settle().await;
    let store = &house.gateway.keyholder.store;
    let referral = store.find_by_reference(&reference).await.unwrap().unwrap();
    assert_eq!(referral.stage, Stage::Waiting, "screened already");
    assert_eq!(referral.received_at, Some(referral.sent_at));
    for address in [REFERRER, HEAD] {
        assert_eq!(
            subjects(&house, address, &reference),
            ["we have received it"]
        );
    }
    assert_eq!(
        subjects(&house, WORKER, &reference),
        ["for your information"]
    );
    let to_head = house.letters_to(HEAD).pop().unwrap();
    assert!(
        !to_head.contains("LCS") && !to_head.contains("released"),
        "{to_head}"
    );
    let note = house.letters_to(WORKER).pop().unwrap();
    for secret in ["Robin", "Exampleby"] {
        assert!(!note.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_school_that_told_nobody_and_says_not_why_is_not_sent() {
    let house = House::on_sqlite().await;
    let refused = send(&house, &[("mash_contacted", "no")]).await;
    let Err(ReceiveError::Problems(problems)) = refused else {
        panic!("sent")
    };
    assert!(problems.for_question("mash_contacted").is_some());
    let sent = send(&house, &[("mash_contacted", "no_with_reasons")]).await;
    sent.unwrap();
}

#[tokio::test]
async fn the_head_is_another_person_with_a_work_mailbox() {
    let house = House::on_sqlite().await;
    for head in [REFERRER, "head@elsewhere.test"] {
        let refused = send(&house, &[("head_email", head)]).await;
        let Err(ReceiveError::Problems(problems)) = refused else {
            panic!("sent to {head}")
        };
        assert!(problems.for_question("head_email").is_some());
    }
}

#[tokio::test]
async fn in_the_holidays_letters_go_to_whoever_answers_and_may_open_the_referral() {
    let house = House::on_sqlite().await;
    let today = gateway::clock::london_day(house.now());
    let [year, month, day] = [
        today.year().to_string(),
        today.month().to_string(),
        today.day().to_string(),
    ];
    let kit = "kit.invented@council.test";
    let holiday = [
        ("hol_any", "yes"),
        ("hol_name", "Kit Invented"),
        ("hol_email", kit),
        ("hol_from-day", day.as_str()),
        ("hol_from-month", month.as_str()),
        ("hol_from-year", year.as_str()),
        ("hol_to-day", day.as_str()),
        ("hol_to-month", month.as_str()),
        ("hol_to-year", year.as_str()),
    ];
    let reference = send(&house, &holiday).await.unwrap();
    house.settle().await;
    assert_eq!(subjects(&house, kit, &reference), ["we have received it"]);
    assert!(subjects(&house, REFERRER, &reference).is_empty());
    let (_, handed) = house
        .prove(Purpose::OpenReferral, kit, Some(&reference))
        .await;
    let gateway::referral::Handed::Referral(handed) = handed else {
        panic!("not opened")
    };
    assert_eq!(handed.reader, "referrer");
    assert!(handed.sections.is_empty() && handed.proof.is_empty());
}
