//! What is left open, and codes: a page that waited too long closes, a code that was guessed at closes, and nothing saved is lost.

use tests::answers::{Told, section};
use tests::people::{
    CODE, FORM, Referrer, Screener, at_desk, mailbox, opened, prove, referred, sent,
};
use tests::stand::{Settings, Stand};

const ENDED: &str = "We have closed your referral on this device";

fn request(text: &str) -> Told {
    section("request", &[("view_concern", text)])
}

#[tokio::test]
async fn after_half_an_hour_the_draft_closes_keeps_what_was_just_typed_and_a_new_code_opens_it() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    referrer
        .save("request", &request("Saved in time."))
        .await
        .must_be(200);
    let page = referrer.browser.get(&format!("{FORM}/request")).await;
    let late = page
        .form("Continue")
        .fill("view_concern", "Typed too late.");
    stand.rows().await.let_time_pass(31).await;
    let before = stand
        .rows()
        .await
        .text("select quote(content) from draft")
        .await;
    let page = referrer.browser.send(&late).await;
    page.must_be(403).must_say(ENDED);
    page.must_say("Every page you saved is safe, and so is what you typed on the last one.");
    page.must_not_say("Typed too late.");
    let after = stand
        .rows()
        .await
        .text("select quote(content) from draft")
        .await;
    assert_ne!(before, after);
    let page = referrer.browser.send(&late).await;
    page.must_be(403)
        .must_say("This referral is not open in this browser any more")
        .must_say("The page you just sent was not saved");
    let page = referrer.browser.get("/r/").await;
    page.must_be(200);
    assert_eq!(
        stand
            .rows()
            .await
            .text("select quote(content) from draft")
            .await,
        after
    );
    let form = page
        .must_be(200)
        .form("Email me a code")
        .fill("email", &referrer.address);
    let page = prove(&referrer.browser, &stand, &referrer.address, form).await;
    assert_eq!(page.path, FORM, "{}", page.describe());
    let page = referrer.browser.get(&format!("{FORM}/request")).await;
    let held = page.form("Continue").pairs();
    let saved = ("view_concern".to_owned(), "Typed too late.".to_owned());
    assert!(held.contains(&saved), "{held:?}");
    assert_eq!(stand.rows().await.counts().await["draft"], 1);
}

#[tokio::test]
async fn a_closed_draft_shows_nothing_even_when_it_is_only_looked_at() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    referrer
        .save("request", &request("Something private."))
        .await;
    stand.rows().await.let_time_pass(31).await;
    let page = referrer.browser.get(&format!("{FORM}/request")).await;
    page.must_be(403)
        .must_say(ENDED)
        .must_not_say("Something private.");
}

#[tokio::test]
async fn after_half_an_hour_the_manager_needs_a_new_code_and_nothing_was_decided() {
    let stand = Stand::start(&Settings::default());
    let sent = sent(&stand, &[], &[]).await;
    let browser = stand.public();
    let page = tests::people::open_referral(&browser, &stand, &sent.reference, &sent.manager).await;
    let form = page.form("Confirm").choose("choice", "release");
    let form = form.choose("lcs", "This request is recorded on LCS, or will be today");
    stand.rows().await.let_time_pass(31).await;
    let page = browser.send(&form).await;
    assert_ne!(page.heading(), "Released to the hub");
    page.must_not_say("Facts as they were told.");
    let page = browser.get("/r/open").await;
    page.must_not_say("Facts as they were told.");
    assert_eq!(stand.rows().await.counts().await["addition"], 0);
}

#[tokio::test]
async fn five_wrong_codes_end_the_code_and_the_right_one_no_longer_opens() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    let page = referrer.browser.get(&format!("{FORM}/email")).await;
    let form = page
        .form("Email me a code")
        .fill("email", &referrer.address);
    let mut page = referrer.browser.send(&form).await;
    let code = stand
        .letters
        .wait_for(&referrer.address, CODE, 1)
        .await
        .code();
    let wrong = if code.starts_with('A') {
        "BBBB2345"
    } else {
        "AAAA2345"
    };
    for attempt in 1..=5 {
        let sent = referrer
            .browser
            .send(&page.form("Continue").fill("code", wrong))
            .await;
        page = settled(&referrer, sent).await;
        page.must_be(422);
        let problem = match attempt {
            1..=3 => "That code is not right. Check it, or ask for a new one",
            4 => "That code is not right. Check it, or ask for a new one. You have 1 try left",
            _ => "That code can no longer be used. Ask for a new one",
        };
        page.must_object(problem);
    }
    let sent = referrer
        .browser
        .send(&page.form("Continue").fill("code", &code))
        .await;
    let page = settled(&referrer, sent).await;
    page.must_object("That code can no longer be used. Ask for a new one");
    assert_eq!(stand.rows().await.counts().await["draft"], 0);
    let other = Referrer::at(stand.public(), &referrer.address);
    other.begin(&stand).await;
}

/// A page that waits for the hub's side, once it has come.
async fn settled(referrer: &Referrer, mut page: tests::page::Page) -> tests::page::Page {
    for _ in 0..100 {
        if page.heading() != "Opening your referral" {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        page = referrer.browser.get(&page.link("Refresh now")).await;
    }
    page
}

#[tokio::test]
async fn a_code_opens_only_in_the_browser_that_asked_and_only_once() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    let page = referrer.browser.get(&format!("{FORM}/email")).await;
    let form = page
        .form("Email me a code")
        .fill("email", &referrer.address);
    let page = referrer.browser.send(&form).await;
    let code = stand
        .letters
        .wait_for(&referrer.address, CODE, 1)
        .await
        .code();
    let stranger = stand.public();
    let asked = stranger.get(&format!("{FORM}/email")).await;
    let form = asked
        .form("Email me a code")
        .fill("email", &mailbox("toni.trial"));
    let theirs = stranger.send(&form).await;
    let page_there = stranger
        .send(&theirs.form("Continue").fill("code", &code))
        .await;
    let stranger = Referrer::at(stranger, "");
    settled(&stranger, page_there).await.must_be(422);
    let form = page.form("Continue").fill("code", &code);
    let sections = opened(&referrer.browser, referrer.browser.send(&form).await).await;
    assert_eq!(sections.path, FORM);
    let drafts = stand.rows().await.counts().await["draft"];
    let again = referrer.browser.send(&form).await;
    assert_ne!(again.status, 500, "{}", again.describe());
    assert_eq!(stand.rows().await.counts().await["draft"], drafts);
}

#[tokio::test]
async fn an_address_that_may_not_refer_gets_the_same_page_and_no_code() {
    let stand = Stand::start(&Settings::default());
    let pages = ["sam.sample@council.test", "sam.sample@elsewhere.test"].map(|address| {
        let browser = stand.public();
        async move {
            let page = browser.get(&format!("{FORM}/email")).await;
            let form = page.form("Email me a code").fill("email", address);
            let page = browser.send(&form).await;
            (page.status, page.text().replace(address, "…"))
        }
    });
    let [known, unknown] = pages;
    assert_eq!(known.await, unknown.await);
    stand
        .letters
        .wait_for("sam.sample@council.test", CODE, 1)
        .await;
    assert_eq!(stand.letters.to("sam.sample@elsewhere.test").await.len(), 0);
}

#[tokio::test]
async fn a_desk_session_that_was_not_used_ends_and_changes_nothing() {
    let stand = Stand::start(&Settings::default());
    let sent = referred(&stand, &[], &[]).await;
    let mut screener = Screener::new(&stand, "Toni Trial").await;
    let page = screener.open(&sent.reference).await;
    let claim = page.form("Claim");
    stand.rows().await.let_time_pass(16).await;
    let page = screener.browser.send(&claim).await;
    page.must_be(403);
    let page = screener.browser.get(&at_desk(&sent.reference, "")).await;
    page.must_say("Sign in to the referral desk")
        .must_not_say(&sent.reference);
    let stage = stand
        .rows()
        .await
        .text("select coalesce(claimed_by, 'nobody') from referral")
        .await;
    assert_eq!(stage, "nobody");
    let page = screener.sign_in(&stand).await;
    assert_eq!(page.heading(), "Queue", "{}", page.describe());
    page.must_say(&sent.reference);
}
