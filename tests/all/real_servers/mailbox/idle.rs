//! The server tells of new mail at once, and is not believed when it says nothing.

use std::process::Command;
use std::time::{Duration, Instant};

use tests::fault_proxy::FaultProxy;
use tests::servers::Servers;

use super::{Account, Hub, question, referral};

async fn taken_within(hub: &Hub, wanted: i64, within: Duration) -> Duration {
    let mut rows = hub.stand.rows().await;
    let begun = Instant::now();
    while rows
        .number("select count(*) from message where state = 'sorted'")
        .await
        < wanted
    {
        assert!(begun.elapsed() < within, "{}", hub.stand.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    begun.elapsed()
}

/// Sent by a mail program, over SMTP.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_that_arrives_by_smtp_is_there_long_before_the_next_poll() {
    let mut hub = Hub::looked_at(&Account {
        mailbox: "poll_minutes = 60",
        ..Account::default()
    });
    hub.stand.serve();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let message = hub.stand.path().join("message.eml");
    std::fs::write(&message, referral("1").bytes()).unwrap();
    let server = format!("localhost:{}", hub.servers.smtp.plain_port);
    let file = format!("@{}", message.display());
    let sent = Command::new("swaks")
        .args(["--server", &server, "--from", "max.specimen@council.test"])
        .args(["--to", &hub.address, "--data", &file, "--hide-all"])
        .status()
        .expect("swaks is installed by tests/servers/up");
    assert!(sent.success());
    taken_within(&hub, 2, Duration::from_secs(15)).await;
    // And again: the wait begins anew each time.
    hub.deliver(&question("2"));
    taken_within(&hub, 3, Duration::from_secs(15)).await;
    hub.stand.stop().await;
    hub.ledger_agrees("after two that were told of");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_went_silent_is_given_up() {
    let proxy = FaultProxy::start(Servers::from_env().imap.port).await;
    let mut hub = Hub::looked_at(&Account {
        port: Some(proxy.port),
        mailbox: "poll_seconds = 3",
        ..Account::default()
    });
    hub.stand.serve();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let connections = proxy.connections();
    proxy.silence();
    hub.deliver(&question("1"));
    taken_within(&hub, 2, Duration::from_secs(110)).await;
    assert!(proxy.connections() > connections);
    hub.stand.stop().await;
}

/// Of a folder that is clear only what is new is asked for; the server's count says when more has changed than that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_leaves_while_we_wait_is_noticed_though_only_new_ones_are_asked_for() {
    let mut hub = Hub::looked_at(&Account {
        mailbox: "poll_minutes = 60",
        ..Account::default()
    });
    hub.stand.serve();
    tokio::time::sleep(Duration::from_secs(2)).await;
    for (number, wanted) in [("1", 2), ("2", 3), ("3", 4)] {
        hub.deliver(&question(number));
        taken_within(&hub, wanted, Duration::from_secs(15)).await;
    }
    let second = [
        "expunge",
        "-u",
        &hub.address,
        "mailbox",
        "INBOX",
        "uid",
        "3",
    ];
    hub.doveadm(&second, b"");
    let mut rows = hub.stand.rows().await;
    let begun = Instant::now();
    let left = "select count(*) from mail_uid where uid = '0000000003' and present = 0";
    while rows.number(left).await == 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(15),
            "{}",
            hub.stand.log()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    hub.deliver(&question("4"));
    taken_within(&hub, 5, Duration::from_secs(15)).await;
    hub.stand.stop().await;
    hub.ledger_agrees("after one that left and one that came");
}
