//! The same thing twice, from two tabs or by an impatient finger: once is once, and neither tab loses what the other saved.

use futures::future::join_all;
use tests::answers::{incident, ordinary, today};
use tests::people::{FORM, Referrer, mailbox, reference, sent};
use tests::stand::{Settings, Stand};

#[tokio::test]
async fn a_referral_sent_from_four_tabs_at_once_is_one_referral() {
    let stand = Stand::start(&Settings::default());
    let (referrer, manager) = (Referrer::new(&stand), mailbox("max.specimen"));
    referrer.begin(&stand).await;
    referrer.fill(&manager, &[]).await;
    let form = referrer.ready_to_send().await;
    let tabs = (0..4).map(|_| {
        let (tab, form) = (referrer.browser.tab(), form.clone());
        async move { reference(&tab.send(&form).await) }
    });
    let references = join_all(tabs).await;
    assert!(
        references.iter().all(|one| *one == references[0]),
        "{references:?}"
    );
    let again = reference(&referrer.browser.send(&form).await);
    assert_eq!(
        again, references[0],
        "and once more from a page that was kept"
    );
    let counts = stand.rows().await.counts().await;
    assert_eq!((counts["referral"], counts["payload"]), (1, 1));
    stand.letters.wait_for(&manager, &again, 1).await;
    assert_eq!(stand.letters.count(&manager, &again).await, 1);
    let kept = referrer.browser.get(FORM).await;
    assert_eq!(
        reference(&kept),
        again,
        "the sections lead to the confirmation"
    );
}

#[tokio::test]
async fn two_tabs_that_save_different_sections_at_once_both_keep_what_they_saved() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let sections: Vec<_> = ordinary(&mailbox("max.specimen"), &[], today())
        .into_iter()
        .filter(|page| page.path == page.slug)
        .collect();
    for pair in sections.chunks(2) {
        let saves = pair.iter().map(|told| {
            let tab = Referrer::at(referrer.browser.tab(), &referrer.address);
            async move { tab.save(&told.path, &told.fields).await }
        });
        for page in join_all(saves).await {
            assert!(page.problems().is_empty(), "{}", page.describe());
            page.must_be(200);
        }
    }
    for told in &sections {
        let slug = &told.slug;
        let page = referrer.browser.get(&format!("{FORM}/{slug}")).await;
        let held = page.must_be(200).form("Continue").pairs();
        for (name, value) in &told.fields {
            let holds = held
                .iter()
                .any(|(field, held)| field == name && held == value);
            assert!(holds, "{slug}: {name} should be {value}: {held:?}");
        }
    }
}

#[tokio::test]
async fn the_same_incident_sent_twice_is_one_incident() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let page = referrer.browser.get(&format!("{FORM}/incidents/new")).await;
    let mut form = page.must_be(200).form("Continue");
    for (name, value) in incident() {
        form = form.answer(&name, &value);
    }
    let both = [referrer.browser.tab(), referrer.browser.tab()];
    for page in join_all(both.iter().map(|tab| tab.send(&form))).await {
        page.must_be(200).must_say("You have added 1 incident");
    }
}

#[tokio::test]
async fn a_manager_who_decides_in_two_tabs_decides_once() {
    let stand = Stand::start(&Settings::default());
    let sent = sent(&stand, &[], &[]).await;
    let browser = stand.public();
    let page = tests::people::open_referral(&browser, &stand, &sent.reference, &sent.manager).await;
    let form = page.form("Confirm");
    let releases = form
        .clone()
        .choose("choice", "release")
        .choose("lcs", "This request is recorded on LCS, or will be today");
    let returns = form
        .choose("choice", "return")
        .fill("change", "Please add the date of the plan.");
    let (tab, other) = (browser.tab(), browser.tab());
    let (one, two) = tokio::join!(tab.send(&releases), other.send(&returns));
    one.must_be(200);
    two.must_be(200);
    let counts = stand.rows().await.counts().await;
    assert_eq!(
        counts["addition"],
        1,
        "{} / {}",
        one.describe(),
        two.describe()
    );
    let page = browser.send(&releases).await;
    page.must_be(200);
    assert_eq!(stand.rows().await.counts().await["addition"], 1);
}

#[tokio::test]
async fn a_draft_that_was_deleted_on_another_computer_is_not_sent_and_the_page_says_so() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    referrer.fill(&mailbox("max.specimen"), &[]).await;
    let paper: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";
    referrer
        .attach(&[("plan.pdf", "application/pdf", paper)])
        .await
        .must_be(200);
    let form = referrer.ready_to_send().await;
    let (sends, deletes) = (referrer.browser.clone(), stand.public());
    for cookie in referrer.browser.cookies().split("; ") {
        deletes.set_cookie(&format!("{cookie}; Path=/; Secure"));
    }
    let page = deletes.get(&format!("{FORM}/delete")).await;
    let confirm = page.must_be(200).form("Delete this referral");
    let gone = deletes.send(&confirm).await;
    gone.must_be(200).must_say("You have deleted the referral");
    let lost = sends.send(&form).await;
    lost.must_say("This referral has been deleted")
        .must_not_say("Sent to your manager");
    let counts = stand.rows().await.counts().await;
    assert_eq!((counts["referral"], counts["draft"]), (0, 0));
}

#[tokio::test]
async fn a_draft_that_another_tab_sent_is_not_deleted_and_the_page_shows_its_reference() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    referrer.fill(&mailbox("max.specimen"), &[]).await;
    let page = referrer.browser.get(&format!("{FORM}/delete")).await;
    let confirm = page.must_be(200).form("Delete this referral");
    let sent = referrer.send().await;
    let page = referrer.browser.send(&confirm).await;
    assert_eq!(reference(&page), sent);
    let counts = stand.rows().await.counts().await;
    assert_eq!((counts["referral"], counts["payload"]), (1, 1));
}
