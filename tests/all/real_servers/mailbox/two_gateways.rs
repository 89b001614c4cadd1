//! Two gateways on one mailbox and one database: each message is taken once, while mail arrives and while one of them is killed.

use std::time::{Duration, Instant};

use tests::gateway::Gateway;
use tests::servers::Servers;

use super::{Account, Hub, question, referral};

/// Messages that are there when both begin.
const BEFORE: i64 = 400;
/// Messages that arrive while both work.
const MEANWHILE: i64 = 98;

#[tokio::test]
async fn two_gateways_take_each_message_once() {
    let servers = Servers::from_env();
    let database = servers.fresh_database();
    let mut hub = Hub::looked_at(&Account {
        after: "move",
        more: "move_to = \"Done\"",
        mailbox: "poll_seconds = 1",
        store: Some(&database.url),
        ..Account::default()
    });
    for number in 0..BEFORE {
        let name = format!("before-{number}");
        hub.drop_in(&name, &question(&name).bytes());
    }
    hub.deliver(&referral("r"));
    hub.stand.serve();
    let config = hub.stand.config();
    let mut second = Gateway::serve(&config);
    for number in 0..MEANWHILE {
        let name = format!("meanwhile-{number}");
        hub.drop_in(&name, &question(&name).bytes());
        // As fast as a busy server delivers, not as fast as a disk takes it.
        tokio::time::sleep(Duration::from_millis(20)).await;
        if number == MEANWHILE / 2 {
            second.kill_9();
            second = Gateway::serve(&config);
        }
    }
    let count = |query: &str| -> i64 { servers.sql(&database.name, query).parse().unwrap() };
    let all = 1 + BEFORE + 1 + MEANWHILE;
    // A folder that the killed one held is free after a minute.
    let until = Instant::now() + Duration::from_secs(150);
    while count("select count(*) from mail_uid where state = 'settled'") < all {
        assert!(
            Instant::now() < until,
            "not all are settled:\n{}",
            hub.stand.log()
        );
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    for (query, wanted) in [
        ("select count(*) from mail_uid", all),
        ("select count(distinct message) from mail_uid", all),
        ("select count(*) from message", all),
        (
            "select count(*) from message where outcome = 'duplicate'",
            0,
        ),
        ("select count(*) from message where outcome = 'referral'", 1),
        ("select count(*) from referral", 1),
        ("select count(*) from task where kind = 'missing_uid'", 0),
    ] {
        assert_eq!(count(query), wanted, "{query}");
    }
    assert_eq!(hub.counted_in("INBOX"), 0);
    assert_eq!(i64::try_from(hub.counted_in("Done")).unwrap(), all);
    drop(second);
    hub.stand.stop().await;
}
