//! What does not come from our own page: a foreign origin, no token, somebody else's token, another kind of body. Refused with a
//! plain page, and not one row changes.

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use tests::form::Form;
use tests::people::{FORM, Referrer};
use tests::stand::{Settings, Stand};
use tests::visitor::Visitor;

const REFUSED: &str = "We could not check that this came from you";

async fn stand_with_draft() -> (Stand, Referrer, Form) {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    stand.settled().await;
    let page = referrer.browser.get(&format!("{FORM}/request")).await;
    let form = page
        .form("Continue")
        .fill("view_concern", "Forged.")
        .choose("ask_type", "consultation")
        .fill("ask_questions", "Forged?");
    (stand, referrer, form)
}

/// A post of the form's fields with exactly these headers.
fn post(browser: &Visitor, form: &Form, headers: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name = reqwest::header::HeaderName::try_from(*name).unwrap();
        map.insert(name, value.parse().unwrap());
    }
    let post = browser.http().post(browser.url(&form.action));
    post.headers(map).form(&form.pairs())
}

#[tokio::test]
async fn a_page_from_elsewhere_cannot_send_for_the_browser() {
    let (stand, referrer, form) = stand_with_draft().await;
    let own = referrer.browser.origin();
    let desk = stand.desk_origin().to_owned();
    let before = stand.rows().await.everything().await;
    let cases: &[&[(&str, &str)]] = &[
        &[("origin", "https://evil.test")],
        &[("origin", "null")],
        &[("origin", desk.as_str())],
        &[("origin", "https://localhost.evil.test")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("referer", "https://evil.test/page")],
        &[("origin", own.as_str()), ("sec-fetch-site", "cross-site")],
    ];
    for headers in cases {
        let page = referrer
            .browser
            .follow(post(&referrer.browser, &form, headers), &form.action)
            .await;
        assert_eq!(page.status, 403, "{headers:?}: {}", page.describe());
        page.must_say(REFUSED).must_say("Nothing was changed.");
        assert!(!page.headers.contains_key("access-control-allow-origin"));
    }
    assert_eq!(stand.rows().await.everything().await, before);
}

#[tokio::test]
async fn a_form_without_its_own_token_changes_nothing() {
    let (stand, referrer, form) = stand_with_draft().await;
    let stranger = stand.public();
    let theirs = stranger.get(&format!("{FORM}/email")).await;
    let theirs = theirs.attributes("input[name=csrf]", "value")[0].clone();
    let own = referrer.browser.origin();
    let token = form
        .pairs()
        .into_iter()
        .find(|(name, _)| name == "csrf")
        .map(|(_, value)| value)
        .unwrap();
    let mut turned: Vec<char> = token.chars().collect();
    let last = turned.pop().unwrap();
    turned.push(if last == '0' { '1' } else { '0' });
    let turned: String = turned.into_iter().collect();
    let in_address = format!("{}?csrf={token}", form.action);
    let mut elsewhere = form.clone().without("csrf");
    elsewhere.action = in_address;
    let before = stand.rows().await.everything().await;
    let cases = [
        ("none", form.clone().without("csrf")),
        ("empty", form.clone().tamper("csrf", "")),
        ("somebody else’s", form.clone().tamper("csrf", &theirs)),
        ("one character off", form.clone().tamper("csrf", &turned)),
        ("in the address", elsewhere),
    ];
    for (name, form) in &cases {
        let page = referrer.browser.send(form).await;
        assert_eq!(page.status, 403, "{name}: {}", page.describe());
        page.must_say(REFUSED);
    }
    let plain = referrer
        .browser
        .http()
        .post(referrer.browser.url(&form.action))
        .header("Origin", own)
        .header(CONTENT_TYPE, "text/plain")
        .body(format!(
            "csrf={token}&view_concern=x&ask_type=consultation&ask_questions=y"
        ));
    let page = referrer.browser.follow(plain, &form.action).await;
    assert!(matches!(page.status, 403 | 415), "{}", page.describe());
    assert_eq!(stand.rows().await.everything().await, before);
    referrer.browser.send(&form).await.must_be(200);
    assert_ne!(
        stand.rows().await.everything().await,
        before,
        "the real one is saved"
    );
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookie_is_told_so() {
    let stand = Stand::start(&Settings::default());
    let (kept, forgetful) = (stand.public(), stand.public());
    let page = kept.get(&format!("{FORM}/email")).await;
    let form = page
        .form("Email me a code")
        .fill("email", "sam.sample@council.test");
    let page = forgetful.send(&form).await;
    page.must_be(403)
        .must_say("Turn on cookies to use this form");
    assert_eq!(stand.rows().await.counts().await["hand_out"], 0);
}

#[tokio::test]
async fn a_strangers_cookie_opens_nobodys_draft() {
    let (stand, referrer, _) = stand_with_draft().await;
    assert!(referrer.browser.cookies().contains("__Host-draft="));
    let stranger = stand.public();
    let made_up = "__Host-draft=AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ; Path=/; Secure";
    for cookie in [
        made_up,
        "__Host-draft=x; Path=/; Secure",
        "__Host-visit=x~at=1; Path=/; Secure",
    ] {
        stranger.set_cookie(cookie);
        for path in [
            format!("{FORM}/request"),
            FORM.to_owned(),
            "/r/open".to_owned(),
        ] {
            let page = stranger.get(&path).await;
            assert!(page.status < 500, "{cookie}: {}", page.describe());
            page.must_not_say("Left as");
            assert_ne!(page.path, format!("{FORM}/request"), "{cookie}");
        }
    }
}
