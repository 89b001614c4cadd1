//! An unsent draft near its end: its person is told a week before, by a letter that names nothing, and it goes only after that.

use gateway::{
    clock::Clock,
    journey::{expire, warn_drafts},
    referral::{Handed, Purpose},
    seal::BrowserIdentity,
    worker,
};
use jiff::{SignedDuration, Timestamp};
use tests::house::House;

const ADDRESS: &str = "sam.sample@council.test";

fn after(house: &House, days: i64) -> Timestamp {
    house.now() + SignedDuration::from_hours(24 * days)
}

async fn warn(house: &House, at: Timestamp) {
    let doubt = warn_drafts::warn(&house.gateway.keyholder, Some(at), at).await;
    assert_eq!(doubt.unwrap(), None);
    let clock = Clock::shifted(at.duration_since(Clock::system().now()));
    worker::settle(&house.gateway.keyholder, &clock).await;
}

async fn expire_at(house: &House, at: Timestamp) {
    let doubt = expire::expire(&house.gateway.keyholder, Some(at), at).await;
    assert_eq!(doubt.unwrap(), None);
}

async fn is_there(house: &House, key: &BrowserIdentity) -> bool {
    let store = &house.gateway.keyholder.store;
    store.find_draft(&key.draft_id()).await.unwrap().is_some()
}

/// The letters about the end of a draft, words only.
fn told(house: &House) -> Vec<String> {
    let letters = house.letters_to(ADDRESS);
    letters
        .into_iter()
        .filter(|letter| letter.contains("Subject: Your unsent referral will be deleted"))
        .collect()
}

#[tokio::test]
async fn a_week_before_its_end_its_person_is_told_once_and_nothing_is_named() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[("ref_own", "TS-041")]).await;
    let (name, postcode) = {
        let answers = house.open(&key).await.content.answers;
        let child = answers.section("child").unwrap();
        let home = answers.section("home").unwrap();
        (
            child.first("ch_first").to_owned(),
            home.first("addr_postcode").to_owned(),
        )
    };
    warn(&house, after(&house, 82)).await;
    assert!(told(&house).is_empty(), "more than a week is left");
    warn(&house, after(&house, 83)).await;
    warn(&house, after(&house, 84)).await;
    let letters = told(&house);
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("https://"));
    for secret in [name.as_str(), postcode.as_str(), "TS-041"] {
        assert!(!letters[0].contains(secret), "{secret}");
    }
    expire_at(&house, after(&house, 89)).await;
    assert!(is_there(&house, &key).await);
    expire_at(&house, after(&house, 91)).await;
    assert!(!is_there(&house, &key).await);
}

#[tokio::test]
async fn a_draft_whose_person_could_not_be_told_in_time_keeps_a_week_from_the_letter() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    expire_at(&house, after(&house, 120)).await;
    assert!(is_there(&house, &key).await, "nobody was told");
    warn(&house, after(&house, 120)).await;
    assert_eq!(told(&house).len(), 1);
    expire_at(&house, after(&house, 126)).await;
    assert!(is_there(&house, &key).await);
    expire_at(&house, after(&house, 127)).await;
    assert!(!is_there(&house, &key).await);
}

#[tokio::test]
async fn saving_a_page_keeps_a_draft_for_longer_and_its_end_is_told_again() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    warn(&house, after(&house, 84)).await;
    let words = [("view_concern", "Again."), ("ask_questions", "How?")];
    house.save(&key, "request", None, &words).await;
    let draft = house.open(&key).await.draft;
    assert_eq!(draft.warned_at, None);
    warn(&house, after(&house, 85)).await;
    assert_eq!(told(&house).len(), 2);
}

#[tokio::test]
async fn a_sent_referral_is_nobodys_unsent_one() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    house.send(&key).await;
    warn(&house, after(&house, 89)).await;
    assert!(told(&house).is_empty());
}

#[tokio::test]
async fn several_drafts_are_told_apart_without_naming_a_child() {
    let house = House::on_sqlite().await;
    let first = house.fill(&[("ref_own", "TS-041")]).await;
    let second = house.fill(&[("ref_own", "Robin")]).await;
    let (_, handed) = house.prove(Purpose::OpenDraft, ADDRESS, None).await;
    let Handed::Drafts(drafts) = handed else {
        panic!("no drafts")
    };
    let keys = |draft: &gateway::referral::HandedDraft| {
        BrowserIdentity::from_cookie(&draft.key).unwrap().draft_id()
    };
    let mut listed: Vec<String> = drafts.iter().map(keys).collect();
    listed.sort();
    let mut made = [&first, &second].map(BrowserIdentity::draft_id);
    made.sort();
    assert_eq!(listed, made);
    let own: Vec<_> = drafts
        .iter()
        .filter(|draft| keys(draft) == second.draft_id())
        .map(|draft| draft.own_reference.clone())
        .collect();
    assert_eq!(own, [None], "the child's name is no reference");
    let own = drafts.iter().find(|draft| keys(draft) == first.draft_id());
    assert_eq!(own.unwrap().own_reference.as_deref(), Some("TS-041"));
}
