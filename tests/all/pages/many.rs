//! A whole school behind one address, and somebody who hammers: the first gets through, the second is told when to come back.

use std::net::IpAddr;

use futures::StreamExt as _;
use tests::people::{Referrer, mailbox};
use tests::stand::{Settings, Stand};
use tests::visitor::Visitor;

#[tokio::test]
async fn twenty_five_referrals_from_one_address_within_the_hour_all_arrive() {
    let stand = Stand::start(&Settings::default());
    let manager = mailbox("max.specimen");
    let referrals = (0..25).map(|_| {
        let (stand, manager) = (&stand, &manager);
        async move {
            let referrer = Referrer::new(stand);
            referrer.begin(stand).await;
            referrer.fill(manager, &[]).await;
            referrer.send().await
        }
    });
    let mut references: Vec<String> = futures::stream::iter(referrals)
        .buffer_unordered(5)
        .collect()
        .await;
    references.sort();
    references.dedup();
    assert_eq!(references.len(), 25, "each has its own reference");
    assert_eq!(stand.rows().await.counts().await["referral"], 25);
    assert!(!stand.log().contains("\"ERROR\""), "{}", stand.log());
}

#[tokio::test]
async fn a_flood_is_told_when_to_come_back_and_others_are_not_held_up() {
    let settings = Settings::default().with("[limits]\nrequests_a_minute = 30\nburst = 20\n");
    let stand = Stand::start(&settings);
    let flood = stand.public();
    let (mut answered, mut refused) = (0, Vec::new());
    for _ in 0..30 {
        let page = flood.get("/").await;
        match page.status {
            200 => answered += 1,
            429 => refused.push(page),
            _ => panic!("{}", page.describe()),
        }
    }
    assert!((20..=22).contains(&answered), "{answered} were answered");
    let page = refused.first().expect("some were refused");
    let seconds: u64 = page.header("retry-after").parse().expect("whole seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert!(
        page.heading().starts_with("Please wait"),
        "{}",
        page.describe()
    );
    page.must_say("You have done nothing wrong.")
        .must_say("Nothing will be sent twice.")
        .must_say("Do not wait if a child is in immediate danger.");
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    let style = page.attributes("link[rel=stylesheet]", "href");
    for href in style {
        flood.get(&href).await.must_be(200);
    }
    let elsewhere = IpAddr::from([127, 0, 0, 9]);
    let other = Visitor::from_address(stand.public_origin(), &stand.ca(), elsewhere);
    other.get("/").await.must_be(200);
}

#[tokio::test]
async fn one_client_gets_so_many_codes_to_a_mailbox_and_the_person_elsewhere_still_gets_theirs() {
    let settings = Settings::default().with("[limits]\ncodes_an_hour = 2\n");
    let stand = Stand::start(&settings);
    let address = mailbox("sam.sample");
    let mut pages = Vec::new();
    for _ in 0..3 {
        let browser = stand.public();
        let page = browser.get("/refer/social-worker/email").await;
        let form = page.form("Email me a code").fill("email", &address);
        pages.push(browser.send(&form).await);
    }
    pages[0].must_be(200);
    pages[1].must_be(200);
    pages[2].must_be(429);
    assert!(!pages[2].header("retry-after").is_empty());
    let elsewhere = IpAddr::from([127, 0, 0, 9]);
    let person = Visitor::from_address(stand.public_origin(), &stand.ca(), elsewhere);
    let page = person.get("/refer/social-worker/email").await;
    let form = page.form("Email me a code").fill("email", &address);
    person.send(&form).await.must_be(200);
    stand.letters.wait_for(&address, "Your code", 3).await;
    assert_eq!(stand.letters.count(&address, "Your code").await, 3);
}
