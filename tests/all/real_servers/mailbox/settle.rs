//! What the settings ask for a sorted message is done to it, and to no other.

use tests::mail_makes::{Mail, SAM};

use super::{Account, Hub, question, referral};

#[tokio::test]
async fn sorted_messages_are_marked_as_read_and_others_are_not() {
    let hub = Hub::looked_at(&Account {
        after: "mark_seen",
        mailbox: "largest_mib = 1",
        ..Account::default()
    });
    hub.deliver(&referral("1"));
    hub.deliver(
        &Mail::new("2", SAM).text(&"A line of a message that is too large.\r\n".repeat(40_000)),
    );
    hub.poll();
    let seen = |what: &str| {
        let found = hub.doveadm(
            &["search", "-u", &hub.address, "mailbox", "INBOX", what],
            b"",
        );
        found.lines().count()
    };
    assert_eq!((seen("seen"), seen("unseen")), (1, 1));
    let lines = hub.ledger();
    let large = lines.iter().find(|line| line["outcome"] == "oversize");
    assert_eq!(large.unwrap()["state"], "settled");
    let mut rows = hub.stand.rows().await;
    assert_eq!(
        rows.number("select max(length) < 100000 from message")
            .await,
        1,
        "it was not fetched whole"
    );
    hub.ledger_agrees("with a large one");
}

#[tokio::test]
async fn sorted_messages_are_moved_once() {
    let hub = Hub::looked_at(&Account {
        after: "move",
        more: "move_to = \"Done\"",
        ..Account::default()
    });
    assert_eq!(hub.counted_in("Done"), 1);
    hub.deliver(&referral("1"));
    hub.deliver(&question("2"));
    hub.poll();
    hub.poll();
    assert_eq!((hub.counted_in("INBOX"), hub.counted_in("Done")), (0, 3));
    assert!(hub.ledger().iter().all(|line| line["present"] == false));
}

#[tokio::test]
async fn what_somebody_else_marked_as_deleted_is_not_removed() {
    let hub = Hub::looked_at(&Account {
        after: "delete",
        mailbox: "largest_mib = 1",
        ..Account::default()
    });
    hub.deliver(
        &Mail::new("1", SAM).text(&"A line of a message that is too large.\r\n".repeat(40_000)),
    );
    hub.poll();
    hub.doveadm(
        &[
            "flags",
            "add",
            "-u",
            &hub.address,
            "\\Deleted",
            "mailbox",
            "INBOX",
            "all",
        ],
        b"",
    );
    hub.deliver(&question("2"));
    hub.poll();
    assert_eq!(hub.counted_in("INBOX"), 1, "the large one stays");
    hub.ledger_agrees("after a deletion");
}
