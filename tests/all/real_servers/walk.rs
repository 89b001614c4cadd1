//! The whole path by HTTP over real servers, on both databases: from a proved mailbox to a decision in two inboxes.

use tests::letters::Letters;
use tests::mailbox::Letter;
use tests::people::{Referrer, reference};
use tests::people::{Screener, Sent, at_desk, mailbox, release};
use tests::servers::Servers;
use tests::stand::{Settings, Stand};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";
const RATIONALE: &str = "The safety plan you describe is in place. We think this is best taken forward within the child’s plan.";
///
const RESPONSIBLE: &str = "stays the lead agency for this child";

#[tokio::test]
async fn a_referral_reaches_its_decision_in_two_inboxes() {
    let servers = Servers::from_env();
    walk(Settings::default().over(&servers).clamd(servers.clamd.port)).await;
}

#[tokio::test]
async fn a_referral_reaches_its_decision_in_two_inboxes_on_postgres() {
    let servers = Servers::from_env();
    let database = servers.fresh_database();
    let settings = Settings::default().over(&servers).clamd(servers.clamd.port);
    walk(settings.store(&database.url)).await;
}

async fn walk(settings: Settings) {
    let mut stand = Stand::start(&settings);
    let sent = sent_with_files(&stand).await;
    let asked = stand
        .letters
        .wait_for(&sent.manager, &sent.reference, 1)
        .await;
    asked.must_say(&sent.reference).must_say("TS-041");
    drop(release(&stand, &sent.reference, &sent.manager).await);
    for address in [&sent.referrer.address, &sent.manager] {
        let letter = stand
            .letters
            .wait_for(address, "we have received it", 1)
            .await;
        letter.must_say(RESPONSIBLE).must_say("CALL 999 NOW");
    }
    let toni = Screener::new(&stand, "Toni Trial").await;
    let page = toni.open(&sent.reference).await;
    for criterion in ["Age", "Recency", "Residence", "Police"] {
        page.must_say(criterion);
    }
    page.must_not_say("Robin").must_say("TS-041");
    toni.claim(&sent.reference).await.must_be(200);
    downloads_are_byte_for_byte(&toni, &sent.reference).await;
    let page = toni.decline(&sent.reference, RATIONALE).await;
    page.must_be(200).must_say("Declined");
    decision_is_in_both_inboxes(&stand, &sent).await;
    let page = toni
        .browser
        .get(&at_desk(&sent.reference, "/decision"))
        .await;
    page.must_say("Relayed")
        .must_say("Both letters are relayed.");
    stand.stop().await;
    stand.done(&["audit", "verify"]);
    stand.done(&["fsck"]);
}

async fn sent_with_files(stand: &Stand) -> Sent {
    let (referrer, manager) = (Referrer::new(stand), mailbox("max.specimen"));
    referrer.begin(stand).await;
    referrer.fill(&manager, &[]).await;
    let page = referrer
        .attach(&[
            ("Robin plan.pdf", "application/pdf", PDF),
            ("notes.txt", "text/plain", b"Notes of a meeting."),
        ])
        .await;
    page.must_be(200).must_say("2 files have been added");
    let form = referrer.ready_to_send().await;
    let reference = reference(&referrer.browser.send(&form).await);
    Sent {
        reference,
        referrer,
        manager,
    }
}

/// Both files, once the scanner has looked.
async fn downloads_are_byte_for_byte(toni: &Screener, reference: &str) {
    let path = at_desk(reference, "/attachments");
    let mut page = toni.browser.get(&path).await;
    for _ in 0..200 {
        let scans = page.all("td[data-l=Scan]");
        if scans
            .iter()
            .all(|scan| scan.contains("No known threat found"))
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        page = toni.browser.get(&path).await;
    }
    page.must_say("No known threat found").must_not_say("Robin");
    let links = page.attributes("td a.govuk-link", "href");
    assert_eq!(links.len(), 2, "{}", page.describe());
    let mut got = Vec::new();
    for link in links {
        let file = toni.browser.get(&link).await;
        file.must_be(200);
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert!(
            !file.header("content-disposition").contains("Robin"),
            "names are shown on asking only"
        );
        assert_eq!(
            file.header("content-security-policy"),
            "sandbox; default-src 'none'"
        );
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        got.push(file.bytes);
    }
    assert!(got.contains(&PDF.to_vec()) && got.contains(&b"Notes of a meeting.".to_vec()));
}

async fn decision_is_in_both_inboxes(stand: &Stand, sent: &Sent) {
    let mut ids = Vec::new();
    for address in [&sent.referrer.address, &sent.manager] {
        let letter = stand.letters.wait_for(address, "our decision", 1).await;
        assert_eq!(
            letter.subject,
            format!("Referral {}: our decision", sent.reference)
        );
        assert_eq!(
            letter.to,
            std::slice::from_ref(address),
            "one recipient a message"
        );
        for words in [
            RATIONALE,
            RESPONSIBLE,
            "CALL 999 NOW",
            "01632 960100",
            "01632 960101",
            "TS-041",
            "Toni Trial",
        ] {
            letter.must_say(words);
        }
        names_no_child(&letter);
        assert!(letter.html.contains("lang=\"en\"") && letter.html.contains("TS-041"));
        assert!(letter.message_id.contains('@'));
        ids.push(letter.message_id);
        assert_eq!(stand.letters.count(address, "our decision").await, 1);
    }
    assert_ne!(ids[0], ids[1]);
    let Letters::Imap(_) = &stand.letters else {
        panic!("the letters come by IMAP")
    };
}

fn names_no_child(letter: &Letter) {
    let child = tests::answers::section("child", &[]);
    let year = child
        .iter()
        .find(|(name, _)| *name == "ch_dob-year")
        .unwrap()
        .1
        .clone();
    let raw = String::from_utf8_lossy(&letter.raw).into_owned();
    for private in ["Robin", "0000123", "ZP1", "Invented Street", &year] {
        for part in [&letter.subject, &letter.text, &letter.html, &raw] {
            assert!(!part.contains(private), "{private} stands in the letter");
        }
    }
}
