//! What must hold after a day in which everything goes wrong: the ledger and Dovecot count the same, no message is lost, and none is there
//! twice.

use std::collections::{BTreeMap, BTreeSet};

use gateway::clock::Clock;
use gateway::config::Config;
use gateway::gateway::Gateway;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tests::house::install_crypto;
use tests::mail_rooms::InProcess;

use super::Hub;
use super::troubled::{Day, TROUBLES, Uid};

/// How often each trouble comes, in an order that the seed gives.
const TIMES: usize = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ledger_equals_dovecots_own_count_after_a_day_of_injected_faults() {
    install_crypto();
    let mut day = Day::begin().await;
    let mut broke = BTreeMap::new();
    for _ in 0..TIMES {
        let mut left = TROUBLES.to_vec();
        while !left.is_empty() {
            let next = day.roll(left.len());
            let trouble = left.remove(next);
            let broken = day.comes(trouble);
            *broke.entry(format!("{trouble:?}")).or_insert(0) += u32::from(broken);
            day.time_passes();
            day.note();
        }
    }
    assert!(
        broke.values().filter(|times| **times > 0).count() > 9,
        "{broke:?}"
    );
    day.comes_to_rest();
    let there = day.note();
    let ledger = day.hub.ledger();
    every_uid_has_its_line(&day, &there, &ledger);
    every_message_is_there_once(&day, &there, &ledger);
    all_count_the_same(&day, &there, &ledger).await;
    day.hub.stand.done(&["fsck"]);
    day.hub.stand.done(&["audit", "verify"]);
}

fn uid_of(line: &Value) -> Uid {
    let uid = line["uid"].as_str().unwrap().to_owned();
    (line["uidvalidity"].as_i64().unwrap(), uid)
}

/// The lines that say that a message is there are those of what is there; every other line is of a UID that there was.
fn every_uid_has_its_line(day: &Day, there: &BTreeMap<Uid, String>, ledger: &[Value]) {
    let present = ledger.iter().filter(|line| line["present"] == true);
    let present: BTreeSet<Uid> = present
        .inspect(|line| assert_eq!(line["state"], "settled", "{line}"))
        .inspect(|line| assert!(line["outcome"].is_string(), "{line}"))
        .map(uid_of)
        .collect();
    assert_eq!(present, there.keys().cloned().collect());
    for line in ledger {
        assert!(day.given.contains_key(&uid_of(line)), "{line}");
    }
    let all: BTreeSet<Uid> = ledger.iter().map(uid_of).collect();
    assert_eq!(all.len(), ledger.len(), "no UID has two lines");
}

/// Of each message one is no copy, however often it was there; one that nobody took away is there.
fn every_message_is_there_once(day: &Day, there: &BTreeMap<Uid, String>, ledger: &[Value]) {
    let mut first: BTreeMap<&str, u32> = BTreeMap::new();
    let mut seen: BTreeSet<&str> = there.values().map(String::as_str).collect();
    for line in ledger.iter().filter(|line| line["outcome"].is_string()) {
        let id = day.given[&uid_of(line)].as_str();
        seen.insert(id);
        *first.entry(id).or_default() += u32::from(line["outcome"] != "duplicate");
    }
    for id in &seen {
        assert_eq!(first.get(id), Some(&1), "{id}");
    }
    let referrals = seen.iter().filter(|id| day.put[**id].1).count();
    let number = |query: &str| day.sql(query).parse::<usize>().unwrap();
    assert!(referrals > 10, "{referrals} referrals only");
    assert_eq!(number("select count(*) from referral"), referrals);
    assert_eq!(
        number("select count(*) from message where outcome = 'referral'"),
        referrals
    );
    let twice = "select count(*) from (select 1 from letter where referral is not null group by referral, kind, reader having count(*) > 1) x";
    assert_eq!(number(twice), 0, "nobody is written to twice");
    let tasks = "select count(*) from task where kind = 'missing_uid'";
    let gone = ledger.iter().filter(|line| line["state"] == "gone").count();
    assert_eq!(number(tasks), gone, "each that is missing is a task");
}

/// The day is closed by a look after midnight; what the audit chain says of it.
async fn closed(hub: &Hub) -> Value {
    let config = Config::read(&hub.stand.config()).unwrap();
    let mut gateway = Gateway::build(config, Clock::system()).await.unwrap();
    let rooms = InProcess::of(&mut gateway);
    let tomorrow: Timestamp = Clock::system().now() + SignedDuration::from_hours(25);
    rooms.look_at(tomorrow).await.unwrap();
    let lines = hub.stand.done(&["audit", "export"]);
    let mut lines = lines.into_iter();
    let line = lines.rfind(|line| line["action"] == "mailbox_reconciled");
    line.expect("the day was closed")["detail"].clone()
}

/// Dovecot twice, the ledger's last line, and the audit chain.
async fn all_count_the_same(day: &Day, there: &BTreeMap<Uid, String>, ledger: &[Value]) {
    let hub = &day.hub;
    let search = hub.doveadm(
        &["search", "-u", &hub.address, "mailbox", "INBOX", "all"],
        b"",
    );
    let count = there.len();
    assert_eq!(u64::try_from(count).unwrap(), hub.counted_in("INBOX"));
    assert_eq!(search.lines().count(), count);
    let gone = ledger.iter().filter(|line| line["state"] == "gone").count();
    let told = hub.stand.run(&["mailbox", "ledger"]);
    let words = String::from_utf8(told.stderr).unwrap();
    let said = format!(
        "{} UIDs, {count} in the mailbox, {gone} missing",
        ledger.len()
    );
    assert!(words.contains(&said), "{said}: {words}");
    let validity = day.validity();
    let gone_here = ledger
        .iter()
        .filter(|line| line["state"] == "gone" && line["uidvalidity"] == validity);
    let chain = closed(hub).await;
    for (name, wanted) in [
        ("server", count),
        ("ledger", count),
        ("missing", gone_here.count()),
    ] {
        assert_eq!(chain[name], wanted.to_string(), "{name}: {chain}");
    }
    assert_eq!(chain["uidvalidity"], validity.to_string());
}
