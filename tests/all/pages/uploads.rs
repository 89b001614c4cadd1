//! Files that cannot be taken: each is named, the good ones of its batch are kept, and no part of a bad one stays on the disk.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use tests::people::{FORM, Referrer};
use tests::stand::{Settings, Stand};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";

/// Rows of attachments, sealed files on the disk.
async fn kept(stand: &Stand) -> (i64, usize) {
    let rows = stand.rows().await.counts().await;
    (rows["attachment"], stand.blobs().len())
}

#[tokio::test]
async fn each_file_that_cannot_be_taken_is_named_and_the_good_ones_are_kept() {
    let settings = Settings::default().with("[uploads]\nfile_mib = 1\ntotal_mib = 2\nfiles = 4\n");
    let stand = Stand::start(&settings);
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let large = vec![b'a'; (1 << 20) + 1];
    let page = referrer
        .attach(&[
            ("plan.pdf", "application/pdf", PDF),
            ("empty.txt", "text/plain", b""),
            ("large.txt", "text/plain", &large),
            ("program.exe", "application/octet-stream", b"MZ"),
            ("picture.png", "image/png", b"MZ this is no picture"),
            ("notes.txt", "text/plain", b"Notes of a meeting."),
        ])
        .await;
    page.must_be(422);
    for problem in [
        "large.txt is larger than 1 MB",
        "empty.txt is empty",
        "program.exe is not a type we can take. Use PDF, Word, OpenDocument, text, saved email, JPG, PNG or HEIC",
        "“picture.png” is not really a PNG picture. Check that it is the right file, or save it again as a PNG picture",
    ] {
        page.must_object(problem);
    }
    page.must_say("plan.pdf").must_say("notes.txt");
    page.must_say("Files added: 2");
    assert_eq!(
        kept(&stand).await,
        (2, 2),
        "nothing of a refused file stays"
    );
    let page = referrer.attach(&[]).await;
    page.must_be(422).must_object("Choose a file");
}

#[tokio::test]
async fn the_forty_first_file_is_refused_and_forty_are_kept() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let names: Vec<String> = (1..=41)
        .map(|number| format!("note {number}.txt"))
        .collect();
    let files: Vec<(&str, &str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), "text/plain", name.as_bytes()))
        .collect();
    let page = referrer.attach(&files).await;
    page.must_be(422).must_object("You cannot add more files");
    page.must_say("Files added: 40").must_not_say("note 41.txt");
    assert_eq!(kept(&stand).await, (40, 40));
}

#[tokio::test]
async fn a_broken_upload_is_a_plain_page_or_message_and_stores_nothing() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let page = referrer.browser.get(&format!("{FORM}/attachments")).await;
    let token = page.attributes("input[name=csrf]", "value")[0].clone();
    let head = format!(
        "--B\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--B\r\n\
         Content-Disposition: form-data; name=\"files\"; filename=\"plan.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
    );
    let whole = [head.as_bytes(), PDF].concat();
    let unclosed = whole.clone();
    let half_a_boundary = [&whole[..], b"\r\n--"].concat();
    let no_parts = b"--C\r\nnothing of the kind".to_vec();
    stand.settled().await;
    let before = stand.rows().await.everything().await;
    let cases = [
        ("unclosed", unclosed, "multipart/form-data; boundary=B"),
        ("cut", half_a_boundary, "multipart/form-data; boundary=B"),
        ("no parts", no_parts, "multipart/form-data; boundary=B"),
        ("no boundary", whole.clone(), "multipart/form-data"),
        ("not multipart", whole, "text/plain"),
    ];
    for (name, body, kind) in cases {
        let path = format!("{FORM}/attachments");
        let post = referrer.browser.http().post(referrer.browser.url(&path));
        let post = post.header("Origin", referrer.browser.origin());
        let post = post.header(CONTENT_TYPE, kind).body(body);
        let page = referrer.browser.follow(post, &path).await;
        assert!(
            (400..500).contains(&page.status),
            "{name}: {}",
            page.describe()
        );
        assert!(
            page.headers.contains_key("content-security-policy"),
            "{name}"
        );
        assert!(!page.heading().is_empty(), "{name}: {}", page.describe());
        assert_eq!(kept(&stand).await, (0, 0), "{name}");
    }
    let pieces = [
        Ok(bytes::Bytes::from(head)),
        Ok(bytes::Bytes::from_static(PDF)),
        Err(std::io::Error::other("the connection is lost")),
    ];
    let path = format!("{FORM}/attachments");
    let post = referrer.browser.http().post(referrer.browser.url(&path));
    let lost = post
        .header("Origin", referrer.browser.origin())
        .header(CONTENT_TYPE, "multipart/form-data; boundary=B")
        .body(reqwest::Body::wrap_stream(futures::stream::iter(pieces)));
    assert!(lost.send().await.is_err());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(kept(&stand).await, (0, 0), "a lost connection");
    assert_eq!(stand.rows().await.everything().await, before);
    let page = referrer
        .attach(&[("plan.pdf", "application/pdf", PDF)])
        .await;
    page.must_be(200).must_say("plan.pdf has been added");
}

#[tokio::test]
async fn a_body_beyond_every_limit_is_answered_and_stores_nothing() {
    let settings = Settings::default().with("[uploads]\nfile_mib = 1\ntotal_mib = 1\nfiles = 4\n");
    let stand = Stand::start(&settings);
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let huge = vec![b'a'; 9 << 20];
    let page = referrer.attach(&[("huge.txt", "text/plain", &huge)]).await;
    assert!(matches!(page.status, 413 | 422), "{}", page.describe());
    assert!(
        page.text().contains("1 MB"),
        "the limit is named: {}",
        page.describe()
    );
    assert_eq!(kept(&stand).await, (0, 0));
    let page = referrer.browser.get("/refer/social-worker/request").await;
    let form = page
        .form("Continue")
        .fill("view_concern", &"a".repeat(600_000));
    let page = referrer.browser.send(&form).await;
    page.must_be(413).must_say("That was too large to send");
}

#[tokio::test]
async fn a_removed_file_is_gone_from_the_disk() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let page = referrer
        .attach(&[("plan.pdf", "application/pdf", PDF)])
        .await;
    assert_eq!(kept(&stand).await, (1, 1));
    let page = referrer.browser.click(&page, "Remove").await;
    let page = referrer
        .browser
        .send(&page.must_be(200).form("Remove"))
        .await;
    page.must_be(200).must_say("No files added.");
    assert_eq!(kept(&stand).await, (0, 0));
}

#[tokio::test]
async fn an_upload_that_would_use_the_last_room_is_refused_plainly_and_nothing_is_lost() {
    let settings = Settings::default().with("[uploads]\nkeep_free_mib = 1000000000\n");
    let stand = Stand::start(&settings);
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let large = vec![b'a'; 4 << 20];
    let page = referrer
        .attach(&[
            ("plan.pdf", "application/pdf", PDF),
            ("large.txt", "text/plain", &large),
        ])
        .await;
    page.must_be(503)
        .must_say("Pages you saved before it are safe");
    assert!(!page.header("retry-after").is_empty());
    assert_eq!(kept(&stand).await, (0, 0));
    let page = referrer.browser.get(&format!("{FORM}/attachments")).await;
    page.must_be(200).must_say("No files added.");
    let probes = &stand.gateway.as_ref().unwrap().ready.probes;
    let ready = reqwest::get(format!("{probes}/readyz")).await.unwrap();
    assert_eq!(ready.status().as_u16(), 503);
    let words = ready.text().await.unwrap();
    assert!(words.contains("uploads are refused"), "{words}");
}
