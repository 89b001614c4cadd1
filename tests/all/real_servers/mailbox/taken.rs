//! What arrives is taken in, sorted, and only then marked; what was there before us is old.

use serde_json::json;

use super::{Account, Hub, question, referral, write_secret};

#[tokio::test]
async fn old_mail_gets_its_lines_and_no_letter() {
    let hub = Hub::new(&Account::default());
    hub.deliver(&referral("1"));
    hub.deliver(&question("2"));
    let polled = hub.poll();
    assert_eq!(
        (&polled["listed"], &polled["taken"], &polled["failed"]),
        (&json!(2), &json!(2), &json!(0))
    );
    assert!(polled["uidvalidity"].as_i64().unwrap() > 0);
    let mut rows = hub.stand.rows().await;
    let archived = "select count(*) from message where archive";
    assert_eq!(rows.number(archived).await, 2);
    assert_eq!(rows.number("select count(*) from letter").await, 0);
    hub.deliver(&question("3"));
    assert_eq!(hub.poll()["taken"], 1);
    assert_eq!(rows.number(archived).await, 2, "what comes later is new");
    assert_eq!(hub.poll()["taken"], 0, "nothing is taken twice");
    hub.ledger_agrees("with old mail");
}

#[tokio::test]
async fn a_message_has_its_outcome_and_the_time_at_which_it_arrived() {
    let hub = Hub::looked_at(&Account::default());
    hub.deliver(&referral("1"));
    hub.deliver(&question("2"));
    hub.poll();
    let lines = hub.ledger();
    let new: Vec<_> = lines
        .iter()
        .filter(|line| line["present"] == true)
        .collect();
    assert_eq!(new.len(), 2);
    assert_eq!(
        (&new[0]["uid"], &new[0]["state"], &new[0]["outcome"]),
        (&json!("0000000002"), &json!("settled"), &json!("referral"))
    );
    assert!(new[0]["reference"].is_string());
    assert_eq!(new[1]["outcome"], "holding_pen");
    let mut rows = hub.stand.rows().await;
    let late = "select count(*) from message where origin = 'imap' and arrived_at < made_at";
    assert_eq!(rows.number(late).await, 3, "the server's time counts");
    hub.ledger_agrees("of two messages");
    hub.stand.done(&["fsck"]);
    hub.stand.done(&["audit", "verify"]);
}

#[tokio::test]
async fn several_groups_of_messages_and_folders_with_any_name_are_taken() {
    let hub = Hub::looked_at(&Account {
        folder: Some("Tom & Jérôme"),
        ..Account::default()
    });
    for number in 0..70 {
        hub.deliver(&question(&number.to_string()));
    }
    let polled = hub.poll();
    assert_eq!(
        (&polled["listed"], &polled["taken"]),
        (&json!(70), &json!(70))
    );
    hub.ledger_agrees("of seventy");
}

#[tokio::test]
async fn doctor_tries_the_mailbox() {
    let hub = Hub::new(&Account::default());
    let lines = hub.stand.done(&["doctor"]);
    let imap = lines.iter().find(|line| line["check"] == "imap").unwrap();
    assert_eq!(imap["ok"], true, "{imap}");
    write_secret(&hub.stand, "mailbox.password", "another");
    let told = hub.stand.run(&["doctor"]);
    let words = String::from_utf8(told.stderr).unwrap();
    assert!(words.contains("Failed: imap: hub"), "{words}");
    assert!(!words.contains("another"), "{words}");
}

#[tokio::test]
async fn the_most_talkative_log_tells_no_password_and_no_message() {
    let hub = Hub::new(&Account::default());
    hub.deliver(&question("1"));
    let told = hub.stand.run(&["--log", "trace", "mailbox", "poll"]);
    assert!(told.status.success());
    let words = String::from_utf8_lossy(&told.stderr);
    assert!(words.len() > 1_000, "it was talkative: {words}");
    for secret in [hub.servers.imap.password.as_str(), "What do you offer"] {
        assert!(!words.contains(secret), "{secret} stands in the log");
    }
}
