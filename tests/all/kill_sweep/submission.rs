//! `kill -9` at every fsync of a submission (SECURITY F1, F2): what was acknowledged is there and opens; what was not can be sent
//! again, and yields one referral.

use std::path::{Path, PathBuf};

use tests::form::Form;
use tests::gateway::{Gateway, command};
use tests::kill_sweep::KillSwitch;
use tests::page::Page;
use tests::people::{Referrer, mailbox, reference};
use tests::stand::{Settings, Stand, files_below, path};
use tests::visitor::Visitor;

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";

/// A draft that lacks nothing but its last press, in a folder where nothing runs.
struct Prepared {
    stand: Stand,
    browser: Visitor,
    form: Form,
    paper: Vec<u8>,
}

async fn prepared() -> Prepared {
    let mut stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    referrer.fill(&mailbox("max.specimen"), &[]).await;
    let paper = [PDF, "Facts. ".repeat(20_000).as_bytes()].concat();
    referrer
        .attach(&[("plan.pdf", "application/pdf", &paper)])
        .await
        .must_be(200);
    let form = referrer.ready_to_send().await;
    stand.stop().await;
    Prepared {
        stand,
        browser: referrer.browser,
        form,
        paper,
    }
}

/// Starts a copy under the switch.
fn guarded(stand: &mut Stand, switch: &KillSwitch) {
    let config = stand.config();
    let mut serve = command(&["--config", path(&config), "serve"]);
    switch.guard(&mut serve);
    let log = stand.path().join("guarded.log");
    stand.started(Gateway::start(serve, &log));
}

/// Presses "send"; the page, if one came.
async fn press(prepared: &Prepared, stand: &Stand, form: &Form) -> Option<Page> {
    let browser = prepared.browser.moved_to(stand.public_origin());
    let response = browser.request(form).send().await.ok()?;
    let status = response.status();
    if status.is_redirection() {
        let page = Referrer::at(browser, "").browser;
        // The acknowledgement is the redirect to the confirmation; the process may be dead before that page is asked for.
        let location = response
            .headers()
            .get("location")?
            .to_str()
            .ok()?
            .to_owned();
        return Some(confirmed(&page, &location).await);
    }
    panic!("the send was answered with {status}");
}

async fn confirmed(browser: &Visitor, location: &str) -> Page {
    let response = browser.http().get(browser.url(location)).send().await;
    let (status, body) = match response {
        Ok(response) => (
            response.status().as_u16(),
            response.text().await.unwrap_or_default(),
        ),
        Err(_) => (0, String::new()),
    };
    Page {
        status,
        path: location.to_owned(),
        headers: reqwest::header::HeaderMap::new(),
        bytes: body.clone().into_bytes(),
        body,
        redirects: vec![303],
    }
}

/// What must hold after the process has come back: one referral, whole.
async fn holds(prepared: &Prepared, stand: &mut Stand, acknowledged: bool, what: &str) {
    let mut rows = stand.rows().await;
    let stored = rows.number("select count(*) from referral").await;
    assert!(stored <= 1, "{what}: {stored} referrals");
    assert!(
        !acknowledged || stored == 1,
        "{what}: it was acknowledged and is not there"
    );
    let browser = prepared.browser.moved_to(stand.public_origin());
    let page = browser.send(&prepared.form).await;
    let sent = reference(&page);
    assert_eq!(
        rows.number("select count(*) from referral").await,
        1,
        "{what}"
    );
    assert_eq!(
        rows.number("select count(*) from payload").await,
        1,
        "{what}"
    );
    assert_eq!(
        rows.text("select reference from referral").await,
        sent,
        "{what}"
    );
    stand.stop().await;
    let opened = stand.path().join("opened");
    stand.done(&["open", &sent, "--into", path(&opened)]);
    assert_eq!(
        std::fs::read(only_pdf(&opened)).unwrap(),
        prepared.paper,
        "{what}"
    );
    let record = std::fs::read_to_string(opened.join("referral.json")).unwrap();
    assert!(record.contains("Facts as they were told."), "{what}");
    let checked = stand.run(&["fsck"]);
    assert!(
        checked.status.success(),
        "{what}: {}",
        String::from_utf8_lossy(&checked.stdout)
    );
    stand.done(&["audit", "verify"]);
}

fn only_pdf(folder: &Path) -> PathBuf {
    let mut found = files_below(folder);
    found.retain(|file| file.extension().is_some_and(|end| end == "pdf"));
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[tokio::test]
async fn a_submission_that_dies_at_any_fsync_is_there_or_can_be_sent_again_and_is_one() {
    let prepared = prepared().await;
    let switch = KillSwitch::new();
    let syncs = {
        let mut stand = prepared.stand.copy();
        guarded(&mut stand, &switch);
        switch.count_from_here();
        let page = press(&prepared, &stand, &prepared.form)
            .await
            .expect("it answers");
        let syncs = switch.count();
        assert_eq!(reference(&page).len(), 9);
        syncs
    };
    assert!(
        syncs >= 1,
        "a submission is made durable before it is acknowledged"
    );
    let (mut died, mut acknowledged) = (0, 0);
    for (nth, moment) in KillSwitch::points(syncs) {
        let what = format!("at sync {nth} of {syncs}, {moment:?}");
        let mut stand = prepared.stand.copy();
        guarded(&mut stand, &switch);
        switch.arm(nth, moment);
        let page = press(&prepared, &stand, &prepared.form).await;
        let mut process = stand.gateway.take().expect("it was started");
        if process.wait_for_end(std::time::Duration::from_secs(5)) {
            died += 1;
        }
        process.kill_9();
        acknowledged += u32::from(page.is_some());
        stand.serve();
        holds(&prepared, &mut stand, page.is_some(), &what).await;
    }
    assert!(died >= syncs, "the switch killed {died} times only");
    assert!(
        acknowledged < 2 * syncs,
        "not one death came before the answer"
    );
}

#[tokio::test]
async fn an_upload_that_dies_at_any_fsync_leaves_no_row_without_its_file() {
    let mut stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let page = referrer
        .browser
        .get("/refer/social-worker/attachments")
        .await;
    let form = page
        .form("Upload")
        .attach("files", "plan.pdf", "application/pdf", PDF)
        .press("Upload");
    stand.stop().await;
    let switch = KillSwitch::new();
    let syncs = {
        let mut copy = stand.copy();
        guarded(&mut copy, &switch);
        switch.count_from_here();
        let browser = referrer.browser.moved_to(copy.public_origin());
        browser
            .send(&form)
            .await
            .must_be(200)
            .must_say("plan.pdf has been added");
        switch.count()
    };
    for (nth, moment) in KillSwitch::points(syncs) {
        let what = format!("at sync {nth} of {syncs}, {moment:?}");
        let mut copy = stand.copy();
        guarded(&mut copy, &switch);
        switch.arm(nth, moment);
        let browser = referrer.browser.moved_to(copy.public_origin());
        let acknowledged = browser.request(&form).send().await.is_ok();
        copy.gateway.take().expect("it was started").kill_9();
        copy.serve();
        let browser = referrer.browser.moved_to(copy.public_origin());
        let page = browser.get("/refer/social-worker/attachments").await;
        let listed = page.must_be(200).text().contains("plan.pdf");
        assert!(
            listed || !acknowledged,
            "{what}: acknowledged and not listed"
        );
        let rows = copy
            .rows()
            .await
            .number("select count(*) from attachment")
            .await;
        assert_eq!(rows == 1, listed, "{what}: row and list differ");
        assert!(
            usize::try_from(rows).unwrap() <= copy.blobs().len(),
            "{what}: a row without its file"
        );
        copy.stop().await;
        let checked = copy.run(&["fsck"]);
        assert!(
            checked.status.success(),
            "{what}: {}",
            String::from_utf8_lossy(&checked.stdout)
        );
    }
}
