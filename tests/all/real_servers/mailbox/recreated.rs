//! A mailbox that is made again under us: everything in it has a new UID, and nothing is taken for new.

use super::{Account, Hub, question, referral};

#[tokio::test]
async fn a_mailbox_that_was_made_again_makes_no_second_referral_and_no_letter() {
    let hub = Hub::looked_at(&Account {
        folder: Some("Referrals"),
        ..Account::default()
    });
    let mails = [referral("1"), question("2")];
    for mail in &mails {
        hub.deliver(mail);
    }
    let before = hub.poll()["uidvalidity"].as_i64().unwrap();
    let mut rows = hub.stand.rows().await;
    let letters = rows.number("select count(*) from letter").await;
    assert!(letters > 0);

    hub.doveadm(&["mailbox", "delete", "-u", &hub.address, &hub.folder], b"");
    // UIDVALIDITY is the second in which a folder was made.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    hub.doveadm(&["mailbox", "create", "-u", &hub.address, &hub.folder], b"");
    for mail in &mails {
        hub.deliver(mail);
    }
    let polled = hub.poll();
    assert_ne!(polled["uidvalidity"].as_i64().unwrap(), before);
    assert_eq!((&polled["taken"], &polled["gone"]), (&2.into(), &0.into()));
    for (query, wanted) in [
        ("select count(*) from referral", 1),
        ("select count(*) from letter", letters),
        (
            "select count(*) from message where outcome = 'duplicate'",
            2,
        ),
        (
            "select count(*) from task where kind = 'validity_changed' and done_at is null",
            1,
        ),
        ("select count(*) from task where kind = 'missing_uid'", 0),
    ] {
        assert_eq!(rows.number(query).await, wanted, "{query}");
    }
    hub.ledger_agrees("of the new mailbox");
    assert_eq!(hub.poll()["taken"], 0);
}
