//! Attachments and the scanner: what it knows is locked for everybody, what it has not seen needs a second step (F25).

use std::time::{Duration, Instant};

use tests::gateway::free_port;
use tests::page::Page;
use tests::people::{Screener, at_desk, referred};
use tests::servers::Servers;
use tests::stand::{Settings, Stand};

async fn attachments(toni: &Screener, reference: &str, until_said: &str) -> Page {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let page = toni.browser.get(&at_desk(reference, "/attachments")).await;
        let scans = page.must_be(200).all("td[data-l=Scan]");
        if scans.iter().any(|scan| scan.contains(until_said)) {
            return page;
        }
        assert!(Instant::now() < until, "{}", page.describe());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn opened(stand: &Stand, files: &[(&str, &str, &[u8])]) -> (Screener, String) {
    let sent = referred(stand, &[], files).await;
    let toni = Screener::new(stand, "Toni Trial").await;
    toni.open(&sent.reference).await;
    (toni, sent.reference)
}

/// Every address under which the one file could be asked for.
async fn doors(stand: &Stand, reference: &str) -> Vec<String> {
    let id = stand.rows().await.text("select id from attachment").await;
    let door = |below: &str| at_desk(reference, &format!("/attachments/{id}{below}"));
    vec![door(""), door("/unscanned")]
}

#[tokio::test]
async fn a_file_that_the_scanner_knows_is_locked_for_everybody() {
    let servers = Servers::from_env();
    let stand = Stand::start(&Settings::default().clamd(servers.clamd.port));
    let bad = std::fs::read(&servers.clamd.known_bad).unwrap();
    let (toni, reference) = opened(&stand, &[("notes.txt", "text/plain", &bad)]).await;
    let page = attachments(&toni, &reference, "Threat found").await;
    page.must_say("Locked")
        .must_not_say("Download without a scan");
    for door in doors(&stand, &reference).await {
        let page = toni.browser.get(&door).await;
        assert_ne!(page.bytes, bad, "{door}");
        assert!(page.header("content-disposition").is_empty(), "{door}");
    }
    let token = page.attributes("input[name=csrf]", "value")[0].clone();
    let door = doors(&stand, &reference).await.remove(1);
    let post = toni
        .browser
        .http()
        .post(toni.browser.url(&door))
        .header("Origin", toni.browser.origin());
    let post = post.form(&[("csrf", token.as_str()), ("confirm", "yes")]);
    let page = toni.browser.follow(post, &door).await;
    assert_ne!(page.bytes, bad, "by the second step neither");
    assert!(page.header("content-disposition").is_empty());
}

#[tokio::test]
async fn a_clean_file_is_downloaded_and_recorded() {
    let servers = Servers::from_env();
    let stand = Stand::start(&Settings::default().clamd(servers.clamd.port));
    let words = b"Notes of a meeting.";
    let (toni, reference) = opened(&stand, &[("notes.txt", "text/plain", words)]).await;
    let page = attachments(&toni, &reference, "No known threat found").await;
    let file = toni.browser.click(&page, "Download").await;
    assert_eq!(file.must_be(200).bytes, words);
    let downloads = "select count(*) from audit where action = 'attachment_downloaded'";
    assert_eq!(stand.rows().await.number(downloads).await, 1);
}

#[tokio::test]
async fn while_the_scanner_is_down_a_file_waits_and_is_never_called_clean() {
    let servers = Servers::from_env();
    let mut stand = Stand::start(&Settings::default().clamd(free_port()));
    let (mut toni, reference) = opened(&stand, &[("notes.txt", "text/plain", b"Notes.")]).await;
    let page = attachments(&toni, &reference, "Waiting for the scanner").await;
    let scan = page.first("td[data-l=Scan]");
    assert!(!scan.contains("No known threat"), "{scan}");
    let page = toni.browser.click(&page, "Download without a scan").await;
    page.must_be(200)
        .must_say("Download a file that has not been scanned?");
    stand.stop().await;
    let config = std::fs::read_to_string(stand.config()).unwrap();
    let line = config
        .lines()
        .find(|line| line.starts_with("clamd"))
        .unwrap()
        .to_owned();
    let up = format!("clamd = \"127.0.0.1:{}\"", servers.clamd.port);
    std::fs::write(stand.config(), config.replace(&line, &up)).unwrap();
    stand
        .rows()
        .await
        .change("update attachment set scan_next_at = 0")
        .await;
    stand.serve();
    toni.browser = toni.browser.moved_to(stand.desk_origin());
    let page = attachments(&toni, &reference, "No known threat found").await;
    assert_eq!(toni.browser.click(&page, "Download").await.bytes, b"Notes.");
}

#[tokio::test]
async fn without_a_scanner_a_download_needs_a_second_step() {
    let stand = Stand::start(&Settings::default());
    let (toni, reference) = opened(&stand, &[("notes.txt", "text/plain", b"Notes.")]).await;
    let page = attachments(&toni, &reference, "Not scanned").await;
    for door in doors(&stand, &reference).await {
        let page = toni.browser.get(&door).await;
        assert!(page.header("content-disposition").is_empty(), "{door}");
    }
    let page = toni.browser.click(&page, "Download without a scan").await;
    page.must_be(200)
        .must_say("Download a file that has not been scanned?");
    let form = page.form("Download it");
    toni.browser.send(&form).await.must_be(422);
    let words = "I need this file for the referral, I expected it, and I will open it only on a machine that checks files";
    let form = form.choose("Before you download it", words);
    let file = toni.browser.send(&form).await;
    assert_eq!(file.must_be(200).bytes, b"Notes.");
    assert!(file.header("content-disposition").starts_with("attachment"));
}
