//! `kill -9` at every fsync of one look at the mailbox (SECURITY F19): the next look finishes it; no message is lost, none becomes two
//! referrals, and nothing is marked before it has its outcome.

use std::process::Stdio;

use tests::gateway::command;
use tests::kill_sweep::KillSwitch;
use tests::mail_makes::{MAX, Mail, SAM, TRUST, form_text};
use tests::stand::{Settings, Stand, path};

const ACCOUNT: &str = "\n[[mailbox.account]]\nkind = \"maildir\"\nname = \"hub\"\npath = \"maildir\"\nafter = \"mark_seen\"\n";

/// A mailbox that was looked at once, with a referral, its copy and a question in it since.
fn prepared() -> Stand {
    let stand = Stand::set_up(&Settings::default().with(TRUST).with(ACCOUNT));
    let maildir = stand.path().join("maildir");
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(maildir.join(part)).unwrap();
    }
    stand.done(&["mailbox", "poll"]);
    let referral = Mail::new("1", MAX)
        .verified("council.test")
        .text(&form_text(&[]));
    let question = Mail::new("2", SAM).text("What do you offer?");
    for (name, mail) in [("1.a", &referral), ("2.b", &question), ("3.c", &referral)] {
        std::fs::write(maildir.join("new").join(name), mail.bytes()).unwrap();
    }
    stand
}

/// One look under the switch; whether it came to its end.
fn look(stand: &Stand, switch: &KillSwitch) -> bool {
    let config = stand.config();
    let mut poll = command(&["--config", path(&config), "mailbox", "poll"]);
    switch.guard(&mut poll);
    poll.stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

/// What must hold after the next look.
async fn holds(stand: &Stand, what: &str) {
    let mut rows = stand.rows().await;
    for marked in std::fs::read_dir(stand.path().join("maildir/cur")).unwrap() {
        let name = marked.unwrap().file_name().into_string().unwrap();
        let uid = name.split(':').next().unwrap().to_owned();
        let query = format!(
            "select count(*) from mail_uid join message on message.id = mail_uid.message where uid = '{uid}' and message.state = 'sorted'"
        );
        assert_eq!(
            rows.number(&query).await,
            1,
            "{what}: {name} was marked before it had its outcome"
        );
    }
    // The leases of a process that is gone end by themselves.
    rows.change("update mail_folder set leased_until = 0").await;
    rows.change("update message set leased_until = 0").await;
    stand.done(&["mailbox", "poll"]);
    stand.done(&["mailbox", "poll"]);
    for (query, wanted) in [
        ("select count(*) from mail_uid where state = 'settled'", 3),
        ("select count(distinct message) from mail_uid", 3),
        ("select count(*) from message", 3),
        ("select count(*) from message where state = 'sorted'", 3),
        (
            "select count(*) from message where outcome = 'duplicate'",
            1,
        ),
        ("select count(*) from referral", 1),
        ("select count(*) from payload", 1),
    ] {
        assert_eq!(rows.number(query).await, wanted, "{what}: {query}");
    }
    let files = std::fs::read_dir(stand.path().join("maildir/cur")).unwrap();
    assert_eq!(files.count(), 3, "{what}");
    let checked = stand.run(&["fsck"]);
    let words = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success(), "{what}: {words}");
}

#[tokio::test]
async fn a_look_that_dies_at_any_fsync_is_finished_by_the_next() {
    let prepared = prepared();
    let switch = KillSwitch::new();
    switch.count_from_here();
    let whole = prepared.copy();
    assert!(look(&whole, &switch), "it comes to its end");
    let syncs = switch.count();
    holds(&whole, "undisturbed").await;
    assert!(syncs > 5, "{syncs} syncs only");
    let mut died = 0;
    for (nth, moment) in KillSwitch::points(syncs) {
        let stand = prepared.copy();
        switch.arm(nth, moment);
        died += u32::from(!look(&stand, &switch));
        holds(&stand, &format!("at sync {nth} of {syncs}, {moment:?}")).await;
    }
    assert!(died >= syncs, "the switch killed {died} times only");
}
