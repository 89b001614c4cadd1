//! What becomes of a letter when the relay does not play along: it waits, it is refused, and the desk shows which (F13 to F15).

use std::time::{Duration, Instant};

use tests::people::{CODE, FORM, Referrer, Screener, at_desk, mailbox, referred, sent};
use tests::servers::Servers;
use tests::stand::{Settings, Stand};

/// The one letter, after its first try.
const TRIED_ONCE: &str = "select coalesce(max(state || attempts), 'none yet') from letter";

/// Waits until a query gives a text.
async fn becomes(stand: &Stand, query: &str, wanted: &str) {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let now = stand.rows().await.text(query).await;
        if now == wanted {
            return;
        }
        assert!(Instant::now() < until, "{query}: {now}, not {wanted}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn without_tls_at_the_relay_nothing_is_sent_and_the_letter_waits() {
    let servers = Servers::from_env();
    let settings = Settings::default()
        .over(&servers)
        .relay_port(servers.smtp.plain_port);
    let stand = Stand::start(&settings);
    let address = mailbox("sam.sample");
    let browser = stand.public();
    let page = browser.get(&format!("{FORM}/email")).await;
    let page = browser
        .send(&page.form("Email me a code").fill("email", &address))
        .await;
    page.must_be(200).must_say("Check your email");
    becomes(&stand, TRIED_ONCE, "queued1").await;
    assert_eq!(
        stand.letters.to(&address).await.len(),
        0,
        "a code went out in the clear"
    );
    let later = "select case when next_at > changed_at then 'later' else 'at once' end from letter";
    assert_eq!(
        stand.rows().await.text(later).await,
        "later",
        "it is tried again after a while"
    );
}

#[tokio::test]
async fn a_certificate_of_a_stranger_stops_the_letter_too() {
    let servers = Servers::from_env();
    let stand = {
        let stand = Stand::set_up(&Settings::default().over(&servers));
        let config = std::fs::read_to_string(stand.config()).unwrap();
        let ca = servers.ca.display().to_string();
        std::fs::write(stand.config(), config.replace(&ca, "certificate.pem")).unwrap();
        let mut stand = stand;
        stand.serve();
        stand
    };
    let address = mailbox("sam.sample");
    let browser = stand.public();
    let page = browser.get(&format!("{FORM}/email")).await;
    browser
        .send(&page.form("Email me a code").fill("email", &address))
        .await;
    becomes(&stand, TRIED_ONCE, "queued1").await;
    assert_eq!(stand.letters.to(&address).await.len(), 0);
}

/// A referral whose manager's mailbox is `manager` from the release on: the relay refuses or postpones it.
async fn decided_for(stand: &Stand, manager: &str, reference_of: &Referrer) -> String {
    reference_of.begin(stand).await;
    reference_of.fill(manager, &[]).await;
    reference_of.send().await
}

async fn letter_row(stand: &Stand, kind: &str) -> String {
    let query = format!("select state from letter where kind = '{kind}'");
    stand.rows().await.text(&query).await
}

#[tokio::test]
async fn a_letter_that_is_refused_for_good_or_put_off_says_so_and_the_other_goes() {
    let servers = Servers::from_env();
    for (manager, state, shown) in [
        (servers.smtp.refused.clone(), "refused", "Refused"),
        (servers.smtp.later.clone(), "queued", "Queued"),
    ] {
        let stand = Stand::start(&Settings::default().over(&servers));
        let referrer = Referrer::new(&stand);
        let reference = decided_for(&stand, &manager, &referrer).await;
        let kinds = "select group_concat(distinct kind) from letter where reader = 'manager'";
        let kind = stand.rows().await.text(kinds).await;
        let tried = format!("select max(attempts) || '' from letter where kind = '{kind}'");
        becomes(&stand, &tried, "1").await;
        let query = format!("select state from letter where kind = '{kind}'");
        becomes(&stand, &query, state).await;
        assert_eq!(letter_row(&stand, &kind).await, state, "{shown}");
        stand
            .letters
            .wait_for(&referrer.address, &reference, 1)
            .await;
    }
}

#[tokio::test]
async fn the_desk_shows_a_refused_letter_and_sends_it_again_with_the_same_identity() {
    let servers = Servers::from_env();
    let mut stand = Stand::start(&Settings::default().over(&servers));
    let sent = referred(&stand, &[], &[]).await;
    let mut toni = Screener::new(&stand, "Toni Trial").await;
    toni.claim(&sent.reference).await.must_be(200);
    stand.stop().await;
    let good = std::fs::read_to_string(stand.config()).unwrap();
    let refusing = good.replace(
        &format!("port = {}", servers.smtp.port),
        &format!("port = {}", servers.smtp.refusing_port),
    );
    std::fs::write(stand.config(), refusing).unwrap();
    stand.serve();
    toni.sign_in(&stand).await;
    toni.decline(&sent.reference, "Best taken forward within the plan.")
        .await
        .must_be(200);
    becomes(
        &stand,
        "select group_concat(distinct state) from letter where kind = 'declined'",
        "refused",
    )
    .await;
    let page = toni
        .browser
        .get(&at_desk(&sent.reference, "/decision"))
        .await;
    page.must_say("Refused").must_say("One needs a person.");
    assert_eq!(stand.letters.count(&sent.manager, "our decision").await, 0);
    stand.stop().await;
    std::fs::write(stand.config(), good).unwrap();
    stand.serve();
    toni.browser = toni.browser.moved_to(stand.desk_origin());
    let mut page = toni
        .browser
        .get(&at_desk(&sent.reference, "/decision"))
        .await;
    for _ in 0..2 {
        page = toni.browser.send(&page.form("Send again")).await;
        page.must_be(200);
    }
    for address in [&sent.manager, &sent.referrer.address] {
        stand.letters.wait_for(address, "our decision", 1).await;
    }
    becomes(
        &stand,
        "select group_concat(distinct state) from letter where kind = 'declined'",
        "relayed",
    )
    .await;
    let page = toni
        .browser
        .get(&at_desk(&sent.reference, "/decision"))
        .await;
    page.must_say("Both letters are relayed.");
}

#[tokio::test]
async fn the_hubs_notice_names_nothing_and_the_messages_are_plain_in_both_parts() {
    let servers = Servers::from_env();
    let stand = Stand::start(&Settings::default().over(&servers));
    let before = stand
        .letters
        .count("hub@exampleshire.test", "Something waits at the desk")
        .await;
    let sent = referred(&stand, &[], &[]).await;
    let notice = stand
        .letters
        .wait_for(
            "hub@exampleshire.test",
            "Something waits at the desk",
            before + 1,
        )
        .await;
    let raw = String::from_utf8_lossy(&notice.raw).into_owned();
    for words in [
        sent.reference.as_str(),
        "Robin",
        "Sam Sample",
        "Max Specimen",
        "TS-041",
        "Northtown",
    ] {
        for part in [&notice.subject, &notice.text, &notice.html, &raw] {
            assert!(!part.contains(words), "{words} stands in the notice");
        }
    }
    let code = stand
        .letters
        .wait_for(&sent.referrer.address, CODE, 1)
        .await;
    let raw = String::from_utf8_lossy(&code.raw).into_owned();
    for header in [
        "multipart/alternative",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
    ] {
        assert!(raw.contains(header), "{header}");
    }
    assert!(!code.text.contains("http"), "a code letter holds no link");
    assert!(
        !code.html.contains("<img") && !code.html.contains("href"),
        "nor in its other part"
    );
}

#[tokio::test]
async fn a_letter_that_was_waiting_goes_when_the_relay_is_back() {
    let servers = Servers::from_env();
    let down = tests::gateway::free_port();
    let mut stand = Stand::start(&Settings::default().over(&servers));
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    referrer.fill(&mailbox("max.specimen"), &[]).await;
    stand.stop().await;
    let good = std::fs::read_to_string(stand.config()).unwrap();
    let there = format!("port = {}", servers.smtp.port);
    std::fs::write(
        stand.config(),
        good.replace(&there, &format!("port = {down}")),
    )
    .unwrap();
    stand.serve();
    let here = Referrer::at(
        referrer.browser.moved_to(stand.public_origin()),
        &referrer.address,
    );
    let reference = here.send().await;
    becomes(
        &stand,
        "select max(attempts) || '' from letter where reader = 'manager'",
        "1",
    )
    .await;
    stand.stop().await;
    std::fs::write(stand.config(), good).unwrap();
    stand
        .rows()
        .await
        .change("update letter set next_at = 0 where state = 'queued'")
        .await;
    stand.serve();
    let arrived = stand
        .letters
        .wait_for(&referrer.address, &reference, 1)
        .await;
    assert!(arrived.message_id.contains('@'));
    assert_eq!(
        stand.letters.count(&referrer.address, &reference).await,
        1,
        "once"
    );
}

#[tokio::test]
async fn a_returned_referral_comes_back_to_its_referrer_with_the_managers_words() {
    let servers = Servers::from_env();
    let stand = Stand::start(&Settings::default().over(&servers));
    let sent = sent(&stand, &[], &[]).await;
    let browser = stand.public();
    let page = tests::people::open_referral(&browser, &stand, &sent.reference, &sent.manager).await;
    let form = page.form("Confirm").choose("choice", "return");
    let page = browser
        .send(&form.fill("change", "Please add the date of the plan."))
        .await;
    page.must_be(200).must_say("Returned to Sam Sample");
    let before = stand
        .letters
        .count(&sent.referrer.address, &sent.reference)
        .await;
    stand
        .letters
        .wait_for(&sent.referrer.address, &sent.reference, before.max(2))
        .await;
    let back = stand.public();
    let page =
        tests::people::open_referral(&back, &stand, &sent.reference, &sent.referrer.address).await;
    page.must_say("Please add the date of the plan.");
    let page = back.send(&page.form("Make the changes")).await;
    page.must_be(200).must_say("Max Specimen returned this");
    let again = Referrer::at(back, &sent.referrer.address);
    again
        .save("you", &[("ref_own".to_owned(), "TS-042".to_owned())])
        .await
        .must_be(200);
    assert_eq!(again.send().await, sent.reference, "the same reference");
    let manager = stand.public();
    let page = tests::people::open_referral(&manager, &stand, &sent.reference, &sent.manager).await;
    page.must_say("Changed since you returned it")
        .must_say("Now: TS-042");
}
