//! The mailbox as it fills, and its ledger: what is there before us is old, everything has its line, and only what is sorted is marked.

use serde_json::{Value, json};
use std::path::PathBuf;
use tests::mail_makes::{MAX, Mail, SAM, TRUST, form_text};
use tests::stand::{Settings, Stand};

/// A stand with a Maildir.
struct Post {
    stand: Stand,
    maildir: PathBuf,
}

impl Post {
    fn new(after: &str) -> Self {
        let account = format!(
            "\n[[mailbox.account]]\nkind = \"maildir\"\nname = \"hub\"\npath = \"maildir\"\nafter = \"{after}\"\n"
        );
        let stand = Stand::set_up(&Settings::default().with(TRUST).with(&account));
        let maildir = stand.path().join("maildir");
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(maildir.join(part)).unwrap();
        }
        Self { stand, maildir }
    }

    /// Delivers as a server does: whole, by a rename.
    fn deliver(&self, name: &str, mail: &Mail) {
        let unfinished = self.maildir.join("tmp").join(name);
        std::fs::write(&unfinished, mail.bytes()).unwrap();
        std::fs::rename(unfinished, self.maildir.join("new").join(name)).unwrap();
    }

    fn poll(&self) -> Value {
        let lines = self.stand.done(&["mailbox", "poll"]);
        assert_eq!(lines.len(), 1);
        lines[0].clone()
    }

    fn ledger(&self) -> Vec<Value> {
        self.stand.done(&["mailbox", "ledger"])
    }

    fn files(&self, part: &str) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.maildir.join(part))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn referral(id: &str) -> Mail {
    Mail::new(id, MAX)
        .verified("council.test")
        .text(&form_text(&[]))
}

fn question(id: &str) -> Mail {
    Mail::new(id, SAM)
        .verified("council.test")
        .text("What do you offer?")
}

#[tokio::test]
async fn mail_that_was_there_before_us_is_taken_in_and_not_answered() {
    let post = Post::new("leave");
    post.deliver("1.old.host", &referral("1"));
    let polled = post.poll();
    assert_eq!(
        polled,
        json!({"account": "hub", "folder": "INBOX", "uidvalidity": 0, "listed": 1, "taken": 1, "gone": 0, "failed": 0})
    );
    let mut rows = post.stand.rows().await;
    assert_eq!(
        rows.number("select count(*) from message where archive")
            .await,
        1
    );
    assert_eq!(rows.number("select count(*) from letter").await, 0);
    post.deliver("2.new.host", &question("2"));
    assert_eq!(post.poll()["taken"], 1);
    assert_eq!(
        rows.number("select count(*) from message where archive")
            .await,
        1
    );
    assert_eq!(post.poll()["taken"], 0, "nothing is taken twice");
}

#[tokio::test]
async fn the_ledger_has_a_line_for_every_message_with_its_outcome_and_when() {
    let post = Post::new("leave");
    post.poll();
    post.deliver("1.a.host", &referral("1"));
    post.deliver("2.b.host", &question("2"));
    post.poll();
    let lines = post.ledger();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["uid"], &lines[0]["state"], &lines[0]["outcome"]),
        (&json!("1.a.host"), &json!("settled"), &json!("referral"))
    );
    assert!(lines[0]["reference"].is_string() && lines[0]["at"].is_string());
    assert_eq!(lines[1]["outcome"], "holding_pen");
    assert_eq!(lines[1]["reference"], Value::Null);
    assert!(
        lines
            .iter()
            .all(|line| line["present"] == true && line["uidvalidity"] == 0)
    );
    let told = post.stand.run(&["mailbox", "ledger", "--account", "hub"]);
    let words = String::from_utf8(told.stderr).unwrap();
    assert!(
        words.contains("2 UIDs, 2 in the mailbox, 0 missing"),
        "{words}"
    );
    let other = post.stand.done(&["mailbox", "ledger", "--folder", "Other"]);
    assert!(other.is_empty());
}

#[tokio::test]
async fn only_sorted_messages_are_marked_and_marked_ones_are_known_again() {
    let post = Post::new("mark_seen");
    post.poll();
    post.deliver("1.a.host", &question("1"));
    post.deliver("2.b.host", &Mail::new("2", SAM).of("text/plain", ""));
    std::fs::write(post.maildir.join("new/3.c.host"), "").unwrap();
    post.poll();
    assert_eq!(
        post.files("new"),
        ["3.c.host"],
        "what cannot be read stays as it was"
    );
    assert_eq!(post.files("cur"), ["1.a.host:2,S", "2.b.host:2,S"]);
    let polled = post.poll();
    assert_eq!(
        (&polled["listed"], &polled["taken"]),
        (&json!(3), &json!(0))
    );
    assert_eq!(post.ledger().len(), 3);
}

#[tokio::test]
async fn what_was_deleted_by_us_or_a_person_is_not_missing() {
    let post = Post::new("delete");
    post.poll();
    post.deliver("1.a.host", &question("1"));
    post.poll();
    assert!(post.files("new").is_empty() && post.files("cur").is_empty());
    let lines = post.ledger();
    assert_eq!(
        (&lines[0]["state"], &lines[0]["present"]),
        (&json!("settled"), &json!(false))
    );
    let mut rows = post.stand.rows().await;
    assert_eq!(
        rows.number("select count(*) from task where kind = 'missing_uid'")
            .await,
        0
    );

    let kept = Post::new("leave");
    kept.poll();
    kept.deliver("1.a.host", &question("1"));
    kept.poll();
    std::fs::remove_file(kept.maildir.join("new/1.a.host")).unwrap();
    kept.poll();
    assert_eq!(kept.ledger()[0]["present"], false);
    assert_eq!(kept.poll()["gone"], 0);
}

#[tokio::test]
async fn a_message_that_was_seen_and_removed_before_it_was_ours_is_missing_and_told() {
    let post = Post::new("leave");
    post.poll();
    let mut rows = post.stand.rows().await;
    // As a look leaves it that could not fetch what it had listed.
    rows.change(
        "insert into mail_uid (account, folder, validity, uid, state, attempts, next_at, present, seen_at, changed_at)
         values ('hub', 'INBOX', 0, '1.a.host', 'failed', 1, 0, 1, 0, 0)",
    )
    .await;
    assert_eq!(post.poll()["gone"], 1);
    let line = &post.ledger()[0];
    assert_eq!(
        (&line["state"], &line["present"]),
        (&json!("gone"), &json!(false))
    );
    assert_eq!(
        rows.text("select subject from task where kind = 'missing_uid' and done_at is null")
            .await,
        "hub/INBOX 1.a.host"
    );
    // It comes back: nothing is lost after all.
    post.deliver("1.a.host", &question("1"));
    assert_eq!(post.poll()["taken"], 1);
    assert_eq!(post.ledger()[0]["state"], "settled");
}

#[tokio::test]
async fn a_mailbox_that_cannot_be_read_is_told_and_the_exit_code_says_so() {
    let post = Post::new("leave");
    post.poll();
    std::fs::remove_dir_all(post.maildir.join("new")).unwrap();
    let output = post.stand.run(&["mailbox", "poll"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("hub/INBOX"));
}

#[tokio::test]
async fn a_running_gateway_takes_in_what_arrives_and_a_copy_holds_all_of_it() {
    let mut post = Post::new("mark_seen");
    let text = std::fs::read_to_string(post.stand.config()).unwrap();
    std::fs::write(
        post.stand.config(),
        text.replace(
            "[mailbox.trust]",
            "[mailbox]\npoll_seconds = 1\n[mailbox.trust]",
        ),
    )
    .unwrap();
    post.stand.serve();
    let mut rows = post.stand.rows().await;
    let folder = "select count(*) from mail_folder where last_good_at is not null";
    wait_for(&mut rows, folder, 1).await;
    post.deliver("1.a.host", &referral("1"));
    let waiting = "select count(*) from referral where stage = 'waiting'";
    wait_for(&mut rows, waiting, 1).await;
    wait_for(
        &mut rows,
        "select count(*) from mail_uid where state = 'settled'",
        1,
    )
    .await;
    assert_eq!(post.files("cur"), ["1.a.host:2,S"]);
    post.stand.stop().await;
    let copy = post.stand.path().join("copy");
    post.stand.done(&["backup", tests::stand::path(&copy)]);
    let copied = tests::rows::Rows::open(&copy.join("rows.db")).await;
    let mut copied = copied;
    // A message is known again by its content, and by its Message-ID.
    for (table, rows) in [
        ("message", 1),
        ("mail_uid", 1),
        ("mail_folder", 1),
        ("mail_content", 2),
        ("mail_link", 1),
    ] {
        let count = format!("select count(*) from {table}");
        assert_eq!(copied.number(&count).await, rows, "{table}");
    }
    let blob = rows.text("select blob from message").await;
    let kept = tests::stand::files_below(&copy.join("files"));
    assert!(kept.iter().any(|file| file.ends_with(&blob)), "{kept:?}");
}

async fn wait_for(rows: &mut tests::rows::Rows, query: &str, wanted: i64) {
    for _ in 0..300 {
        if rows.number(query).await == wanted {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{query}: {}", rows.number(query).await);
}
