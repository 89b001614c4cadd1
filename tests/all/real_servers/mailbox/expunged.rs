//! A message that was listed and removed before it was ours is missing, and a person is told.

use tests::fault_proxy::{Fault, FaultProxy};
use tests::mail_makes::{Mail, SAM};
use tests::servers::Servers;

use super::{Account, Hub, question};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_was_removed_before_it_was_ours_is_missing() {
    let proxy = FaultProxy::start(Servers::from_env().imap.port).await;
    let hub = Hub::looked_at(&Account {
        port: Some(proxy.port),
        ..Account::default()
    });
    let large = "A line of a message that takes a while to come over.\r\n".repeat(10_000);
    hub.deliver(&Mail::new("1", SAM).text(&large));
    proxy.set(Fault::CutAfter(100_000));
    assert!(!hub.try_poll());
    proxy.set(Fault::None);
    let failed = hub.ledger();
    let failed = failed.iter().find(|line| line["uid"] == "0000000002");
    assert_eq!(failed.unwrap()["state"], "failed");
    hub.doveadm(
        &["expunge", "-u", &hub.address, "mailbox", "INBOX", "all"],
        b"",
    );
    hub.deliver(&question("2"));
    let polled = hub.poll();
    assert_eq!((&polled["taken"], &polled["gone"]), (&1.into(), &1.into()));
    let lines = hub.ledger();
    let gone = lines.iter().find(|line| line["uid"] == "0000000002");
    assert_eq!(gone.unwrap()["state"], "gone");
    let told = hub.stand.run(&["mailbox", "ledger"]);
    let words = String::from_utf8(told.stderr).unwrap();
    assert!(words.contains("1 in the mailbox, 1 missing"), "{words}");
    let mut rows = hub.stand.rows().await;
    let tasks = "select count(*) from task where kind = 'missing_uid' and done_at is null";
    assert_eq!(rows.number(tasks).await, 1);
    hub.ledger_agrees("with one missing");
}
