//! Drafts between tabs, computers and interruptions: what was typed is kept, and what cannot be is said.

use tests::people::{CODE, FORM, Referrer, mailbox, opened};
use tests::stand::{Settings, Stand};

/// Comes back without a reference, as on another computer.
async fn come_back(stand: &Stand, address: &str) -> (tests::visitor::Visitor, tests::page::Page) {
    let browser = stand.public();
    let before = stand.letters.count(address, CODE).await;
    let page = browser.get("/r/").await;
    let form = page.form("Email me a code").fill("email", address);
    let page = browser.send(&form).await;
    let code = stand.letters.wait_for(address, CODE, before + 1).await;
    let form = page.form("Continue").fill("code", &code.code());
    let page = opened(&browser, browser.send(&form).await).await;
    (browser, page)
}

#[tokio::test]
async fn a_mailbox_with_several_drafts_chooses_which_to_carry_on_with() {
    let stand = Stand::start(&Settings::default());
    let address = Referrer::new(&stand).address;
    for own in ["TS-041", "TS-042"] {
        let referrer = Referrer::at(stand.public(), &address);
        referrer.begin(&stand).await;
        let page = referrer.browser.get(&format!("{FORM}/you")).await;
        let form = page.form("Continue").fill("ref_own", own);
        let form = form.press("Save and leave");
        let page = referrer.browser.send(&form).await;
        assert_eq!(
            page.heading(),
            "You have left the referral on this device",
            "{}",
            page.describe()
        );
    }
    let (browser, page) = come_back(&stand, &address).await;
    let question = "Which referral do you want to carry on with?";
    assert_eq!(page.heading(), question, "{}", page.describe());
    page.must_say("Your reference TS-041")
        .must_say("Your reference TS-042");
    page.must_say("begun on").must_not_say("AGE-SECRET-KEY");
    let form = page.form("Continue");
    let page = browser.send(&form).await;
    page.must_be(422)
        .must_object("Select the referral to carry on with");
    let hints = page.all(".govuk-radios__hint");
    let wanted = hints.iter().position(|hint| hint.contains("TS-041"));
    let number = (wanted.unwrap() + 1).to_string();
    let form = page.form("Continue").tamper("draft", &number);
    let page = browser.send(&form).await;
    assert_eq!(page.path, FORM, "{}", page.describe());
    let page = browser.get(&format!("{FORM}/you")).await;
    let held = page.form("Continue").pairs();
    assert!(held.contains(&("ref_own".to_owned(), "TS-041".to_owned())));
    let page = browser.get("/r/drafts").await;
    assert_eq!(
        page.heading(),
        "Return to a referral",
        "the visit has ended"
    );
}

#[tokio::test]
async fn sending_a_draft_that_was_deleted_in_another_tab_says_so() {
    let stand = Stand::start(&Settings::default());
    let (referrer, manager) = (Referrer::new(&stand), mailbox("max.specimen"));
    referrer.begin(&stand).await;
    referrer.fill(&manager, &[]).await;
    let send = referrer.ready_to_send().await;
    let save = referrer.browser.get(&format!("{FORM}/you")).await;
    let tab = referrer.browser.tab();
    let page = tab.get(&format!("{FORM}/delete")).await;
    let page = tab.send(&page.form("Delete this referral")).await;
    assert_eq!(page.heading(), "You have deleted the referral");
    for form in [send, save.form("Continue")] {
        let page = referrer.browser.send(&form).await;
        page.must_be(410)
            .must_say("This referral has been deleted")
            .must_say("The page you just sent was not saved, and nothing was sent to anyone.");
    }
    let page = referrer.browser.get(FORM).await;
    assert_eq!(page.path, format!("{FORM}/email"), "a new one can begin");
}

#[tokio::test]
async fn a_page_that_is_left_half_done_is_kept_as_it_is() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let page = referrer.browser.get(&format!("{FORM}/incidents/new")).await;
    let form = page.form("Continue").fill("inc_desc", "Half a sentence");
    let page = referrer.browser.send(&form.press("Save and leave")).await;
    page.must_be(200)
        .must_say("You have left the referral on this device");
    let empty = Referrer::at(stand.public(), &referrer.address);
    let (browser, page) = come_back(&stand, &referrer.address).await;
    assert_eq!(page.path, FORM, "{}", page.describe());
    let page = browser.get(&format!("{FORM}/incidents/1")).await;
    let held = page.must_be(200).form("Continue").pairs();
    assert!(held.contains(&("inc_desc".to_owned(), "Half a sentence".to_owned())));
    let page = browser.get(&format!("{FORM}/incidents/new")).await;
    browser
        .send(&page.form("Continue").press("Save and leave"))
        .await;
    let page = empty.browser.get("/stay").await;
    assert_ne!(page.status, 204, "nothing is open here");
    let (browser, _) = come_back(&stand, &referrer.address).await;
    let page = browser.get(&format!("{FORM}/incidents")).await;
    page.must_say("You have added 1 incident");
    assert_eq!(browser.get("/stay").await.status, 204);
}

/// The same page, whose body breaks off in the middle although its length was announced.
async fn cut(referrer: &Referrer, form: &tests::form::Form, at: usize) {
    let whole = referrer.browser.request(form).build().unwrap();
    let body = whole
        .body()
        .and_then(|body| body.as_bytes())
        .unwrap()
        .to_vec();
    let length = body.len();
    let part = body.get(..length * at / 4).unwrap().to_vec();
    let pieces = [Ok(part), Err(std::io::Error::other("cut"))];
    let cut = referrer
        .browser
        .request(form)
        .header("content-length", length)
        .body(reqwest::Body::wrap_stream(futures::stream::iter(pieces)));
    let answer = cut.send().await;
    assert!(answer.is_err() || !answer.unwrap().status().is_success());
}

#[tokio::test]
async fn a_page_whose_body_is_cut_on_its_way_changes_nothing_on_any_page() {
    let stand = Stand::start(&Settings::default());
    let (referrer, manager) = (Referrer::new(&stand), mailbox("max.specimen"));
    referrer.begin(&stand).await;
    referrer.fill(&manager, &[]).await;
    let sections = referrer.browser.get(FORM).await;
    let pages = sections.attributes(".govuk-task-list__link", "href");
    let saved = "select quote(content) from draft";
    let before = stand.rows().await.text(saved).await;
    let mut tried = 0;
    for path in pages.iter().filter(|path| !path.ends_with("/attachments")) {
        let page = referrer.browser.get(path).await;
        if !page.all("form#page").is_empty() {
            for at in 0..4 {
                cut(&referrer, &page.form("Continue"), at).await;
            }
            tried += 1;
        }
    }
    assert!(tried > 8, "{tried} pages");
    let send = referrer.ready_to_send().await;
    cut(&referrer, &send, 3).await;
    assert_eq!(stand.rows().await.text(saved).await, before);
    assert_eq!(stand.rows().await.counts().await["referral"], 0);
    let page = referrer.browser.send(&send).await;
    assert_eq!(
        page.status,
        200,
        "and whole it is sent: {}",
        page.describe()
    );
}
