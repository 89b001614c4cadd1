//! Thousands of messages with some among them that are made to harm: each has its line and its own outcome, and memory does not grow
//! with their number.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use tests::gateway::command;
use tests::mail_makes::{
    MAX, Mail, SAM, TRUST, file, form_text, forwarded, locked_zip, part, words,
};
use tests::stand::{Settings, Stand, path};

/// Messages in all.
const ALL: u32 = 5_000;
/// Every so many of them is made to harm.
const POISON: u32 = 100;
/// Every so many of them is a referral.
const REFERRAL: u32 = 50;

/// A message made to harm, of one of seven kinds, and what becomes of it.
fn poison(number: u32) -> (Mail, &'static str) {
    let mail = Mail::new(&format!("p{number}"), SAM);
    match (number / POISON) % 7 {
        // Deeper than any parser is asked to go.
        0 => {
            let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(20_000);
            (mail.of("message/rfc822", nested), "unreadable")
        }
        // As deep as it may be.
        1 => {
            let deep = (0..60).fold(b"Subject: in\r\n\r\nin".to_vec(), |inner, _| {
                [b"Content-Type: message/rfc822\r\n\r\n".to_vec(), inner].concat()
            });
            (mail.parts(&[forwarded(&deep)]), "holding_pen")
        }
        // A head that never ends.
        2 => (
            mail.head("X-Long", &"a".repeat(2 * 1024 * 1024)),
            "unreadable",
        ),
        // Thousands of parts.
        3 => (mail.parts(&vec![words("x"); 4_000]), "holding_pen"),
        // A megabyte of tags that nobody closes.
        4 => (
            mail.of("text/html", "<div><table><tr><td>".repeat(50_000)),
            "holding_pen",
        ),
        // What says that it is a zip, and is locked.
        5 => (
            mail.parts(&[file(
                "application/zip",
                "a.zip",
                &locked_zip(&[("a", b"b")]),
            )]),
            "holding_pen",
        ),
        // Letters that are none.
        _ => (
            mail.parts(&[part(
                &[
                    ("Content-Type", "text/plain; charset=utf-7"),
                    ("Content-Transfer-Encoding", "base64"),
                ],
                "=\u{0}/".repeat(100_000),
            )]),
            "holding_pen",
        ),
    }
}

/// A message, and what becomes of it.
fn message(number: u32) -> (Vec<u8>, &'static str) {
    if number % POISON == POISON - 1 {
        let (mail, outcome) = poison(number);
        return (mail.bytes(), outcome);
    }
    if number.is_multiple_of(REFERRAL) {
        let of = (7_100_000 + number).to_string();
        let form = form_text(&[("LCS number", &of)]);
        let mail = Mail::new(&of, MAX).verified("council.test").text(&form);
        return (mail.bytes(), "referral");
    }
    let mail = Mail::new(&format!("q{number}"), SAM);
    (mail.text("What do you offer?").bytes(), "holding_pen")
}

/// Resident memory of a process and of its children, in KiB.
fn resident(process: u32) -> u64 {
    let of = |process: u32| -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    let mut all = of(process).unwrap_or(0);
    let threads = std::fs::read_dir(format!("/proc/{process}/task"));
    for thread in threads.into_iter().flatten().filter_map(Result::ok) {
        let children = std::fs::read_to_string(thread.path().join("children"));
        for child in children.unwrap_or_default().split_whitespace() {
            all += child.parse().ok().and_then(of).unwrap_or(0);
        }
    }
    all
}

#[tokio::test]
async fn poison_among_thousands_of_messages_harms_nobody_and_memory_stays_flat() {
    let stand = Stand::set_up(&Settings::default().with(TRUST));
    let folder = stand.path().join("mail");
    std::fs::create_dir_all(&folder).unwrap();
    let mut wanted = BTreeMap::new();
    for number in 0..ALL {
        let (bytes, outcome) = message(number);
        let place = folder.join(format!("{number:05}.eml"));
        std::fs::write(&place, bytes).unwrap();
        wanted.insert(path(&place).to_owned(), outcome);
    }
    let config = stand.config();
    let mut import = command(&[
        "--config",
        path(&config),
        "mailbox",
        "import",
        path(&folder),
    ])
    .stdin(Stdio::null())
    .stdout(Stdio::piped())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let lines = BufReader::new(import.stdout.take().unwrap()).lines();
    let mut most = [0_u64; 2];
    let mut told = 0;
    for (line, (source, outcome)) in lines.map(Result::unwrap).zip(&wanted) {
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            (line["source"].as_str(), line["outcome"].as_str()),
            (Some(source.as_str()), Some(*outcome))
        );
        told += 1;
        if told % 50 == 0 {
            let half = &mut most[usize::from(told > wanted.len() / 2)];
            *half = (*half).max(resident(import.id()));
        }
    }
    assert_eq!(told, wanted.len());
    assert!(import.wait().unwrap().success());
    let [first, second] = most;
    assert!(first > 10_000, "{first} KiB: it was not seen");
    assert!(
        second * 10 <= first * 13,
        "{first} KiB at most in the first half, {second} KiB in the second"
    );
    let mut rows = stand.rows().await;
    for (query, count) in [
        ("select count(*) from message where state = 'sorted'", ALL),
        ("select count(*) from referral", ALL / REFERRAL),
        (
            "select count(*) from message where why in ('parser_died', 'out_of_time')",
            0,
        ),
    ] {
        assert_eq!(rows.number(query).await, i64::from(count), "{query}");
    }
}
