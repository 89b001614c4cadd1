//! `kill -9` at every call of one look at a mailbox in Dovecot that changes or says anything: each write (torn in half), each new file,
//! name and removal, each word to the server. The next look finishes it; nothing is lost, and nothing is there twice.

use std::process::{Command, Stdio};

use tests::gateway::command;
use tests::kill_sweep::{Calls, KillSwitch, Moment};
use tests::stand::path;

use super::filled::Filled;

/// More calls than any look makes.
const TOO_MANY: u32 = 1_000;

/// A look, not yet begun.
fn look(filled: &Filled, switch: &KillSwitch) -> Command {
    let config = filled.hub.stand.config();
    let mut poll = command(&["--config", path(&config), "mailbox", "poll"]);
    switch.guard(&mut poll);
    poll.stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    poll
}

/// Dies at each call of a class until there is none left; how often it died.
async fn sweep(calls: Calls, moment: Moment) -> u32 {
    let mut filled = Filled::new(None).await;
    let switch = KillSwitch::new();
    for nth in 1..TOO_MANY {
        let what = format!("{calls:?} {nth}, {moment:?}");
        filled.deliver(nth % 2 == 1);
        switch.arm_at(calls, nth, moment);
        let whole = look(&filled, &switch).status().unwrap().success();
        filled.nothing_moved_early(&what).await;
        filled.look_on().await;
        filled.holds(&what).await;
        if whole {
            filled.holds_to_the_end().await;
            return nth - 1;
        }
    }
    panic!("it has no end");
}

#[tokio::test]
async fn a_look_that_dies_at_any_sync_is_finished_by_the_next() {
    let died = sweep(Calls::Sync, Moment::After).await;
    assert!(died > 10, "{died} times only");
}

#[tokio::test]
async fn a_look_that_dies_with_any_write_half_done_is_finished_by_the_next() {
    let died = sweep(Calls::Write, Moment::Half).await;
    assert!(died > 30, "{died} times only");
}

#[tokio::test]
async fn a_look_that_dies_at_any_word_to_the_server_is_finished_by_the_next() {
    let died = sweep(Calls::Send, Moment::Half).await;
    assert!(died > 5, "{died} times only");
}

#[tokio::test]
async fn a_look_that_dies_at_any_new_file_name_or_removal_is_finished_by_the_next() {
    let mut died = 0;
    for calls in [Calls::Create, Calls::Rename, Calls::Unlink] {
        died += sweep(calls, Moment::Before).await;
    }
    assert!(died > 3, "{died} times only");
}
