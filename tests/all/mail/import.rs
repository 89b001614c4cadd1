//! `mailbox import` as an operator types it: a line for each message in the order of the files, nothing lost, and the exit codes.

use std::fmt::Write as _;

use serde_json::Value;
use tests::mail_makes::{MAX, Mail, SAM, TRUST, form_text, words};
use tests::stand::{Settings, Stand, json_lines, path};

fn stand() -> Stand {
    Stand::set_up(&Settings::default().with(TRUST))
}

/// A message that is a referral, of a child of its own.
fn referral(number: u32) -> Vec<u8> {
    let number = (7_004_500 + number).to_string();
    Mail::new(&number, MAX)
        .verified("council.test")
        .text(&form_text(&[("LCS number", &number)]))
        .bytes()
}

fn question(number: u32) -> Vec<u8> {
    Mail::new(&format!("q{number}"), SAM)
        .text("What do you offer for younger children?")
        .bytes()
}

/// Writes files below the stand's folder, and gives the folder.
fn write(stand: &Stand, files: &[(&str, &[u8])]) -> std::path::PathBuf {
    let folder = stand.path().join("mail");
    for (name, bytes) in files {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    folder
}

/// `name outcome` of each line, with `!` behind one that has a reference.
fn told(lines: &[Value], folder: &std::path::Path) -> Vec<String> {
    lines
        .iter()
        .map(|line| {
            let source = line["source"].as_str().unwrap();
            let name = source.strip_prefix(path(folder)).unwrap_or(source);
            let mark = if line["reference"].is_string() {
                "!"
            } else {
                ""
            };
            format!("{name} {}{mark}", line["outcome"].as_str().unwrap())
        })
        .collect()
}

fn mbox(messages: &[Vec<u8>]) -> Vec<u8> {
    let mut all = Vec::new();
    for message in messages {
        all.extend_from_slice(b"From sam@council.test Thu Nov 19 10:00:00 2026\n");
        all.extend_from_slice(message);
        all.extend_from_slice(b"\n\n");
    }
    all
}

#[tokio::test]
async fn every_message_has_its_line_in_the_order_of_the_files() {
    let stand = stand();
    let two = mbox(&[question(3), referral(2)]);
    let folder = write(
        &stand,
        &[
            ("b.eml", &referral(1)),
            ("a.eml", &question(1)),
            ("c/all.mbox", &two),
            ("d/new/1.a.host", &question(4)),
            ("d/cur/2.b.host:2,S", &referral(5)),
            ("d/tmp/3.c.host", &question(6)),
            ("e.eml", b""),
            ("notes.txt", b"nothing but notes"),
        ],
    );
    let lines = stand.done(&["mailbox", "import", path(&folder)]);
    assert_eq!(
        told(&lines, &folder),
        [
            "/a.eml holding_pen",
            "/b.eml referral!",
            "/c/all.mbox#1 holding_pen",
            "/c/all.mbox#2 referral!",
            "/d/new/1.a.host holding_pen",
            "/d/cur/2.b.host:2,S referral!",
            "/e.eml unreadable",
        ]
    );
    let mut rows = stand.rows().await;
    assert_eq!(
        rows.number("select count(*) from message where state = 'sorted'")
            .await,
        7
    );
    assert_eq!(rows.number("select count(*) from referral").await, 3);
    assert_eq!(
        rows.number("select count(*) from letter").await,
        0,
        "old mail is not answered"
    );
    let fsck = stand.done(&["fsck"]);
    let last = fsck.last().unwrap();
    assert!(
        last["ok"] == true && last["messages"] == 7 && last["orphans"] == 0,
        "{last}"
    );
}

#[tokio::test]
async fn the_same_files_again_are_duplicates_that_name_the_first_ones_reference() {
    let stand = stand();
    let folder = write(&stand, &[("a.eml", &referral(1)), ("b.eml", &question(1))]);
    let first = stand.done(&["mailbox", "import", path(&folder)]);
    let again = stand.done(&["mailbox", "import", path(&folder)]);
    assert_eq!(
        told(&again, &folder),
        ["/a.eml duplicate!", "/b.eml duplicate"]
    );
    assert_eq!(first[0]["reference"], again[0]["reference"]);
    let mut rows = stand.rows().await;
    assert_eq!(rows.number("select count(*) from referral").await, 1);
    assert_eq!(
        rows.number("select count(*) from message").await,
        4,
        "each copy is kept"
    );
}

#[tokio::test]
async fn one_batch_that_holds_a_message_twice_makes_one_referral() {
    let stand = stand();
    let same = referral(1);
    let folder = write(
        &stand,
        &[("a.mbox", &mbox(&[same.clone(), same.clone(), same]))],
    );
    let lines = stand.done(&["mailbox", "import", path(&folder)]);
    let outcomes: Vec<&str> = lines
        .iter()
        .map(|line| line["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["referral", "duplicate", "duplicate"]);
    assert!(
        lines
            .iter()
            .all(|line| line["reference"] == lines[0]["reference"])
    );
}

#[tokio::test]
async fn a_source_that_cannot_be_read_is_told_and_the_rest_goes_on() {
    let stand = stand();
    let folder = write(&stand, &[("a.eml", &question(1)), ("b.eml", &question(2))]);
    let (first, missing, last) = (
        folder.join("a.eml"),
        folder.join("missing.eml"),
        folder.join("b.eml"),
    );
    let output = stand.run(&[
        "mailbox",
        "import",
        path(&first),
        path(&missing),
        path(&last),
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        told(&json_lines(&output), &folder),
        ["/a.eml holding_pen", "/b.eml holding_pen"]
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains("missing.eml: cannot be read"));
    assert_eq!(stand.run(&["mailbox", "import"]).status.code(), Some(2));
}

#[tokio::test]
async fn new_mail_is_answered_when_the_operator_says_so() {
    let stand = stand();
    let folder = write(&stand, &[("a.eml", &referral(1))]);
    stand.done(&["mailbox", "import", "--answer", path(&folder)]);
    let mut rows = stand.rows().await;
    assert!(rows.number("select count(*) from letter").await > 0);
    assert_eq!(
        rows.number("select count(*) from message where archive")
            .await,
        0
    );
}

#[tokio::test]
async fn more_messages_than_a_batch_come_out_in_order() {
    let stand = stand();
    let many: Vec<Vec<u8>> = (0..150).map(question).collect();
    let folder = write(&stand, &[("many.mbox", &mbox(&many))]);
    let lines = stand.done(&["mailbox", "import", path(&folder)]);
    let sources: Vec<String> = lines
        .iter()
        .map(|line| line["source"].as_str().unwrap().to_owned())
        .collect();
    let wanted: Vec<String> = (1..=150)
        .map(|number| format!("{}/many.mbox#{number}", folder.display()))
        .collect();
    assert_eq!(sources, wanted);
}

#[tokio::test]
async fn what_was_taken_in_and_not_sorted_is_sorted_by_the_next_process() {
    let stand = stand();
    let folder = write(&stand, &[("a.eml", &referral(1))]);
    stand.done(&["mailbox", "import", path(&folder)]);
    // As a process leaves it that ends between taking in and sorting.
    let mut rows = stand.rows().await;
    for statement in [
        "delete from referral",
        "delete from payload",
        "delete from draft",
        "delete from mail_link",
        "delete from mail_content",
        "delete from task",
        "delete from attachment",
        "update message set state = 'fetched', outcome = null, why = null, referral = null, sorted_at = null, leased_until = 0",
    ] {
        rows.change(statement).await;
    }
    let other = write(&stand, &[("b.eml", &question(1))]).join("b.eml");
    stand.done(&["mailbox", "import", path(&other)]);
    let mut settings = std::fs::read_to_string(stand.config()).unwrap();
    std::fs::create_dir_all(stand.path().join("maildir/new")).unwrap();
    std::fs::create_dir_all(stand.path().join("maildir/cur")).unwrap();
    settings.push_str(
        "\n[[mailbox.account]]\nkind = \"maildir\"\nname = \"hub\"\npath = \"maildir\"\n",
    );
    std::fs::write(stand.config(), settings).unwrap();
    stand.done(&["mailbox", "poll"]);
    assert_eq!(
        rows.number("select count(*) from message where outcome = 'referral'")
            .await,
        1
    );
    assert_eq!(rows.number("select count(*) from referral").await, 1);
}

#[tokio::test]
async fn a_line_that_begins_like_an_mbox_is_not_part_of_a_single_message() {
    let stand = stand();
    let mut message = b"From sam@council.test Thu Nov 19 10:00:00 2026\n".to_vec();
    message.extend(Mail::new("1", SAM).parts(&[words("Only words.")]).bytes());
    let folder = write(&stand, &[("a.eml", &message)]);
    let lines = stand.done(&["mailbox", "import", path(&folder)]);
    assert_eq!(told(&lines, &folder), ["/a.eml holding_pen"]);
}

/// A head that says which message it is, and ends with the next line.
fn head(id: &str) -> String {
    format!(
        "From: {SAM}\r\nDate: Mon, 02 Nov 2026 09:01:00 +0000\r\nMessage-ID: <{id}@council.test>\r\n"
    )
}

#[tokio::test]
async fn as_many_lines_as_messages_come_of_the_strangest_files() {
    let stand = stand();
    let many = |line: &str, times: usize| line.repeat(times).into_bytes();
    let with = |id: &str, rest: Vec<u8>| [head(id).into_bytes(), rest].concat();
    let inside = "Content-Type: message/rfc822\r\n\r\n";
    let mut nested = String::new();
    for at in 0..2_000 {
        let kind = "Content-Type: multipart/mixed; boundary=";
        write!(nested, "{kind}\"b{at}\"\r\n\r\n--b{at}\r\n").unwrap();
    }
    let quoted = b"From sam@council.test Thu Nov 19 10:00:00 2026\r\nSubject: a\r\n\r\nFrom the school:\r\n\r\nFrom sam@council.test, too.\r\n\r\n\
        From max@council.test Thu Nov 19 10:01:00 2026\r\nSubject: b\r\n\r\n\r\n";
    let folder = write(
        &stand,
        &[
            ("a b'\"$.EML", &question(1)),
            ("d/cur/2.b.host:2,S", &question(2)),
            ("dashes.eml", &with("dashes", many("\r\n--\r\n", 250_000))),
            ("headers.eml", &with("headers", many("X-A: b\r\n", 100_000))),
            (
                "large.eml",
                &with("large", many("\r\nA line of words.", 3_400_000)),
            ),
            ("line.eml", &with("line", many("X: aaaaaaaa", 200_000))),
            ("mbox", quoted),
            ("nested.eml", &with("nested", nested.into_bytes())),
            ("n/new/1750000000.M1.host", b""),
            ("nuls.eml", &with("nuls", many("\r\n\0\0\0", 1_000))),
            ("parts.eml", &with("parts", many(inside, 2_000))),
            ("zero.eml", b""),
        ],
    );
    for (link, to) in [
        ("link.eml", "zero.eml"),
        ("loop", "."),
        ("nowhere.eml", "x"),
    ] {
        std::os::unix::fs::symlink(to, folder.join(link)).unwrap();
    }
    let output = stand.run(&["mailbox", "import", path(&folder)]);
    tests::stand::must(&output);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        words.contains("3 files in the folders hold no mail"),
        "{words}"
    );
    assert_eq!(
        told(&json_lines(&output), &folder),
        [
            "/a b'\"$.EML holding_pen",
            "/d/cur/2.b.host:2,S holding_pen",
            "/dashes.eml unreadable",
            "/headers.eml unreadable",
            "/large.eml oversize",
            "/line.eml unreadable",
            "/mbox#1 holding_pen",
            "/mbox#2 holding_pen",
            "/n/new/1750000000.M1.host unreadable",
            "/nested.eml unreadable",
            "/nuls.eml holding_pen",
            "/parts.eml unreadable",
            "/zero.eml unreadable",
        ]
    );
    let mut rows = stand.rows().await;
    let died = "select count(*) from message where why in ('parser_died', 'out_of_time', 'too_many_tries')";
    assert_eq!(rows.number(died).await, 0);
    stand.done(&["fsck"]);
}
