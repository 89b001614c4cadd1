//! A mailed referral that nobody could release: a manager named at the desk is asked, once, and only the manager releases.

use gateway::referral::{ManagersWord, OutboxLetter, Referral, Stage};
use tests::{
    mail_makes::{HUB, MAX, Mail, SAM, form_text},
    page::Page,
    visitor::Visitor,
};

use super::{
    OpenDesk,
    filing::{desk, only, take},
};

/// A form by email that names no manager's address.
fn without_a_manager(id: &str) -> Mail {
    Mail::new(id, SAM)
        .verified("council.test")
        .text(&form_text(&[
            ("Team Manager email", ""),
            ("Team Manager", ""),
        ]))
}

async fn referral(desk: &OpenDesk) -> Referral {
    let store = &desk.house.gateway.keyholder.store;
    let id = only(desk).await.referral.unwrap();
    store.find_referral(&id).await.unwrap().unwrap()
}

async fn letters(desk: &OpenDesk) -> Vec<OutboxLetter> {
    let store = &desk.house.gateway.keyholder.store;
    let id = referral(desk).await.id;
    let all = store.letters_of(&id).await.unwrap();
    all.into_iter()
        .filter(|letter| letter.kind == "waiting_for_manager")
        .collect()
}

async fn page(visitor: &Visitor, queue: &Page) -> Page {
    let tasks = visitor.click(queue, "Tasks").await;
    tasks.must_say("No manager can release it");
    let page = visitor.click(&tasks, "Name the manager").await;
    page.must_be(200)
        .must_say("Who is the manager of")
        .must_say("01632 960101")
        .must_not_say("Casey")
        .must_not_say("7004512");
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_named_at_the_desk_is_asked_once_and_only_the_manager_releases() {
    let desk = desk().await;
    assert_eq!(take(&desk, &without_a_manager("n")), "referral");
    let (visitor, queue, _) = desk.screener("Asha Demo").await;
    let page = page(&visitor, &queue).await;
    let form = page
        .form("Ask the manager to release it")
        .fill("name", "Max Specimen")
        .fill("email", &MAX.to_uppercase());
    let asked = visitor.send(&form).await;
    asked
        .must_be(200)
        .must_say("The manager is asked to release it.")
        .must_not_say("No manager can release it");
    let named = referral(&desk).await;
    assert_eq!(
        (&named.stage, named.submission),
        (&Stage::AwaitingManager, 2)
    );
    assert_eq!(letters(&desk).await.len(), 1);
    visitor
        .get(&format!("/desk/referrals/{}", named.reference))
        .await
        .must_be(404);

    let again = visitor.send(&form).await;
    again
        .must_be(409)
        .must_say("Somebody was first")
        .must_say("A manager was asked to release it");
    assert_eq!(letters(&desk).await.len(), 1);

    desk.house.settle().await;
    assert_eq!(desk.house.letters_to(MAX).len(), 1);
    desk.house
        .manager(&named.reference, ManagersWord::Release, "")
        .await;
    let released = referral(&desk).await;
    assert_eq!(released.stage, Stage::Waiting);
    assert_eq!(
        released.sent_at, named.sent_at,
        "the message came when it came"
    );
    visitor.send(&form).await.must_be(404);
    let path = format!("/desk/referrals/{}/answers", released.reference);
    let warning = visitor.get(&path).await;
    let answers = visitor
        .send(&warning.form("Read the answers").press("Read the answers"))
        .await;
    answers
        .must_say("Max Specimen")
        .must_say("found: named at the desk");
    let history = visitor.click(&answers, "History").await;
    history.must_say("Manager named at the desk");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_may_not_release_is_asked() {
    let desk = desk().await;
    take(&desk, &without_a_manager("n"));
    let (visitor, queue, _) = desk.screener("Asha Demo").await;
    let mut page = page(&visitor, &queue).await;
    for (name, email, problem) in [
        ("", MAX, "Enter the manager’s name"),
        (
            "Sam  sample",
            MAX,
            "Enter another name: nobody releases their own referral",
        ),
        (
            "Max Specimen",
            "max@elsewhere.test",
            "Enter the manager’s work email, of an organisation that may refer",
        ),
        (
            "Max Specimen",
            "max.specimen+sam@council.test",
            "Enter the manager’s work email, of an organisation that may refer",
        ),
        (
            "Max Specimen",
            "Sam.Sample@council.test",
            "The manager’s email must be different from the referrer’s",
        ),
        (
            "Asha Demo",
            "asha.demo@exampleshire.test",
            "Nobody at the hub can release a referral",
        ),
        (
            "The hub",
            &desk.house.gateway.keyholder.hub.email.clone(),
            "Nobody at the hub can release a referral",
        ),
        (
            &"x".repeat(101),
            MAX,
            "The manager’s name must be 100 characters or fewer",
        ),
    ] {
        let form = page
            .form("Ask the manager to release it")
            .fill("name", name)
            .fill("email", email);
        page = visitor.send(&form).await;
        page.must_be(422).must_object(problem);
    }
    assert_eq!(referral(&desk).await.submission, 1);
    assert!(letters(&desk).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_to_a_manager_waits_as_long_as_the_filing_can_be_undone_and_goes_with_it() {
    let desk = desk().await;
    let mail = Mail::new("n", HUB).text(&form_text(&[("Team Manager email", "")]));
    assert_eq!(take(&desk, &mail), "holding_pen", "it says that it is us");
    let (visitor, queue, _) = desk.screener("Asha Demo").await;
    let held = visitor
        .get(&format!("/desk/held/{}", only(&desk).await.id))
        .await;
    let new = "New referral, ask the manager to release it";
    let form = held.form("File message").choose("What is it?", new);
    let filed = visitor.send(&form).await;
    filed.must_be(200).must_say("Name the manager");
    let page = page(&visitor, &queue).await;
    let form = page
        .form("Ask the manager to release it")
        .fill("name", "Max Specimen")
        .fill("email", MAX);
    visitor.send(&form).await.must_be(200);
    assert_eq!(letters(&desk).await.len(), 1);
    desk.house.settle().await;
    assert!(
        desk.house.letters_to(MAX).is_empty(),
        "the filing can be undone"
    );
    let id = referral(&desk).await.id;
    visitor.send(&filed.form("Undo")).await.must_be(200);
    let store = &desk.house.gateway.keyholder.store;
    assert!(store.letters_of(&id).await.unwrap().is_empty());
    assert!(store.tasks(true, 10).await.unwrap().is_empty());
}
