//! Two people at the desk at once: one wins, the other is told by name, and there is one decision with one letter each (F27).

use tests::people::{Screener, at_desk, referred};
use tests::stand::{Settings, Stand};

#[tokio::test]
async fn of_two_screeners_who_claim_at_once_one_wins_and_the_other_is_told() {
    let stand = Stand::start(&Settings::default());
    let sent = referred(&stand, &[], &[]).await;
    let toni = Screener::new(&stand, "Toni Trial").await;
    let asha = Screener::new(&stand, "Asha Demo").await;
    let forms = [
        toni.open(&sent.reference).await.form("Claim"),
        asha.open(&sent.reference).await.form("Claim"),
    ];
    let (one, two) = tokio::join!(toni.browser.send(&forms[0]), asha.browser.send(&forms[1]));
    let (winner, loser, name) = if one.status == 200 {
        (&one, &two, "Toni Trial")
    } else {
        (&two, &one, "Asha Demo")
    };
    winner.must_be(200);
    loser.must_be(409);
    assert_eq!(loser.heading(), format!("{name} claimed this a moment ago"));
    loser.must_say("Nothing of yours was saved and nothing was changed.");
    let claims = "select count(*) from audit where action = 'claimed'";
    assert_eq!(stand.rows().await.number(claims).await, 1);
}

#[tokio::test]
async fn a_decision_recorded_in_two_tabs_is_one_decision_with_one_letter_each() {
    let stand = Stand::start(&Settings::default());
    let sent = referred(&stand, &[], &[]).await;
    let toni = Screener::new(&stand, "Toni Trial").await;
    toni.claim(&sent.reference).await.must_be(200);
    let page = toni
        .check(
            &sent.reference,
            "This is best taken forward within the plan.",
        )
        .await;
    let form = page
        .form("Record the decision and send both letters")
        .press("Record the decision and send both letters");
    let (tab, other) = (toni.browser.tab(), toni.browser.tab());
    let (one, two) = tokio::join!(tab.send(&form), other.send(&form));
    for page in [&one, &two] {
        assert!(matches!(page.status, 200 | 409), "{}", page.describe());
    }
    assert!(one.status == 200 || two.status == 200);
    let counts = stand.rows().await.counts().await;
    assert_eq!(counts["decision"], 1);
    for address in [&sent.referrer.address, &sent.manager] {
        stand.letters.wait_for(address, "our decision", 1).await;
        assert_eq!(stand.letters.count(address, "our decision").await, 1);
    }
    let again = toni.browser.send(&form).await;
    assert!(matches!(again.status, 200 | 409), "{}", again.describe());
    assert_eq!(stand.rows().await.counts().await["decision"], 1);
}

#[tokio::test]
async fn a_decision_without_its_words_is_sent_back_and_nothing_is_recorded() {
    let stand = Stand::start(&Settings::default());
    let sent = referred(&stand, &[], &[]).await;
    let toni = Screener::new(&stand, "Toni Trial").await;
    toni.claim(&sent.reference).await.must_be(200);
    let page = toni.browser.get(&at_desk(&sent.reference, "/decide")).await;
    let page = toni
        .browser
        .send(&page.form("Continue").choose("outcome", "decline"))
        .await;
    let form = page.form("Check both letters");
    let empty = toni.browser.send(&form).await;
    empty
        .must_be(422)
        .must_object("Write the rationale: it goes to the referrer and the manager")
        .must_object("Choose a reason");
    let long = form
        .clone()
        .fill("reason", "other")
        .fill("rationale", &"é".repeat(4_001));
    let long = toni.browser.send(&long).await;
    long.must_be(422)
        .must_object("The rationale must be 4,000 characters or fewer");
    assert!(
        long.body.contains(&"é".repeat(4_001)),
        "what was typed is kept"
    );
    let naming = form
        .fill("reason", "other")
        .fill("rationale", "Robin needs something else.");
    let page = toni.browser.send(&naming).await;
    assert!(
        !page.problems().is_empty(),
        "a letter never names the child: {}",
        page.describe()
    );
    assert_eq!(stand.rows().await.counts().await["decision"], 0);
}

#[tokio::test]
async fn wrong_sign_ins_all_look_alike_and_a_used_code_does_not_work_again() {
    let stand = Stand::start(&Settings::default());
    let mut toni = Screener::new(&stand, "Toni Trial").await;
    let mut texts = Vec::new();
    for email in [toni.email.clone(), "nobody@exampleshire.test".to_owned()] {
        let browser = stand.desk();
        let page = browser.get("/desk/sign-in").await;
        let form = page.form("Continue").fill("email", &email);
        let page = browser
            .send(&form.fill("password", "not the password at all"))
            .await;
        page.must_be(422);
        texts.push((page.text(), page.problems()));
    }
    assert_eq!(texts[0], texts[1]);
    let page = toni.sign_in(&stand).await;
    assert_eq!(page.heading(), "Queue", "{}", page.describe());
    let page = toni.sign_in(&stand).await;
    assert_eq!(
        page.heading(),
        "Confirm it is you",
        "the same code twice: {}",
        page.describe()
    );
    page.must_be(422);
    let queue = toni.browser.get("/desk/queue").await;
    queue.must_say("Sign in to the referral desk");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let stand = Stand::start(&Settings::default());
    let toni = Screener::new(&stand, "Toni Trial").await;
    let cookies = toni.browser.cookies();
    let stolen = cookies
        .split("; ")
        .find(|cookie| cookie.starts_with("__Host-desk="))
        .unwrap();
    let stolen = format!("{stolen}; Path=/; Secure");
    let page = toni.browser.get("/desk/queue").await;
    let page = toni.browser.send(&page.form("Sign out")).await;
    page.must_be(200);
    let thief = stand.desk();
    thief.set_cookie(&stolen);
    thief
        .get("/desk/queue")
        .await
        .must_say("Sign in to the referral desk");
}
