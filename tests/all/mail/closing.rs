//! The closing of a day: the mailbox counted against the ledger, in the audit chain; with a message missing, and while a look goes on.

use std::collections::BTreeSet;

use gateway::journey::reconcile::reconcile;
use gateway::referral::TaskKind;
use gateway::worker::Polled;
use jiff::{SignedDuration, Timestamp};
use tests::house::House;
use tests::mail_makes::{Mail, SAM};
use tests::mail_rooms::InProcess;

const ACCOUNT: &str = "\n[[mailbox.account]]\nkind = \"maildir\"\nname = \"hub\"\npath = \"maildir\"\nafter = \"leave\"\n";

/// A Maildir that is looked at whenever a test says.
struct Post {
    house: House,
    rooms: InProcess,
}

impl Post {
    async fn new() -> Self {
        let mut house = House::build(None, ACCOUNT).await;
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(house.folder.path().join("maildir").join(part)).unwrap();
        }
        let rooms = InProcess::of(&mut house.gateway);
        Self { house, rooms }
    }

    fn deliver(&self, name: &str) {
        let mail = Mail::new(name, SAM).text("What do you offer?");
        let file = self.house.folder.path().join("maildir/new").join(name);
        std::fs::write(file, mail.bytes()).unwrap();
    }

    fn remove(&self, name: &str) {
        std::fs::remove_file(self.house.folder.path().join("maildir/new").join(name)).unwrap();
    }

    async fn look(&self, at: Timestamp) -> Polled {
        self.rooms.look_at(at).await.unwrap()
    }

    /// Each closed day: messages in the mailbox then, and missing.
    async fn days(&self) -> Vec<(String, i64, i64)> {
        let store = &self.house.gateway.keyholder.store;
        let days = store.days(jiff::civil::date(2026, 11, 1)).await.unwrap();
        let mut told: Vec<_> = days
            .iter()
            .map(|day| (day.day.to_string(), day.in_mailbox, day.missing))
            .collect();
        told.sort();
        told
    }
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_closed_a_quarter_of_an_hour_after_its_end_and_never_again() {
    let post = Post::new().await;
    post.look(at("2026-11-19T09:00:00Z")).await;
    post.deliver("1.a");
    post.look(at("2026-11-19T23:50:00Z")).await;
    post.deliver("2.b");
    post.look(at("2026-11-20T00:14:00Z")).await;
    assert_eq!(post.days().await, []);
    post.look(at("2026-11-20T00:16:00Z")).await;
    let closed = [("2026-11-19".to_owned(), 2, 0)];
    assert_eq!(post.days().await, closed);
    post.remove("1.a");
    post.look(at("2026-11-20T09:00:00Z")).await;
    assert_eq!(post.days().await, closed, "a closed day stays as it is");
    // Nobody looked for two days.
    post.look(at("2026-11-23T09:00:00Z")).await;
    let told = post.days().await;
    let days: Vec<&str> = told.iter().map(|(day, ..)| day.as_str()).collect();
    assert_eq!(
        days,
        ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"]
    );
    assert!(told.iter().all(|(_, _, missing)| *missing == 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_the_ledger_lacks_is_counted_as_missing_in_the_chain() {
    let post = Post::new().await;
    post.look(at("2026-11-19T09:00:00Z")).await;
    post.deliver("1.a");
    post.look(at("2026-11-19T12:00:00Z")).await;
    let server: BTreeSet<String> = ["1.a", "2.never-ours"].map(str::to_owned).into();
    let keyholder = &post.house.gateway.keyholder;
    let now = at("2026-11-20T00:20:00Z");
    let counted = reconcile(keyholder, &post.rooms.key, (0, &server), now)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            counted.server,
            counted.ledger,
            counted.missing,
            counted.closed
        ),
        (2, 1, 1, 1)
    );
    assert_eq!(post.days().await, [("2026-11-19".to_owned(), 2, 1)]);
    let again = reconcile(keyholder, &post.rooms.key, (0, &server), now)
        .await
        .unwrap();
    assert_eq!(again, None, "a day is closed once");
    // The next look takes it, and what the day said stays.
    post.deliver("2.never-ours");
    let polled = post.look(at("2026-11-20T00:30:00Z")).await;
    assert_eq!((polled.taken, polled.gone), (1, 0));
    assert_eq!(post.days().await, [("2026-11-19".to_owned(), 2, 1)]);
    let tasks = keyholder.store.tasks(true, 10).await.unwrap();
    assert!(tasks.iter().all(|task| task.kind != TaskKind::MissingUid));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_closes_while_a_look_goes_on_is_counted_whole() {
    let post = Post::new().await;
    post.look(at("2026-11-19T09:00:00Z")).await;
    for number in 0..30 {
        post.deliver(&format!("{number}.a"));
    }
    // The quarter of an hour is over while the messages are taken in; on a fast machine, just after.
    let begin = at("2026-11-20T00:15:00Z") - SignedDuration::from_millis(150);
    assert_eq!(post.look(begin).await.taken, 30);
    post.look(at("2026-11-20T00:15:01Z")).await;
    assert_eq!(post.days().await, [("2026-11-19".to_owned(), 30, 0)]);
    let store = &post.house.gateway.keyholder.store;
    let days = store.days(jiff::civil::date(2026, 11, 1)).await.unwrap();
    let arrived: i64 = days.iter().flat_map(|day| day.counts.values()).sum();
    assert_eq!(arrived, 0, "they arrived on the day after");
}
