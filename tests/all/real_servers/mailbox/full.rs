//! The disk is full from any write of a look on: what cannot be kept stays in the mailbox, the gateway says so, and the next look takes
//! it once there is space.

use std::process::Stdio;

use tests::gateway::command;
use tests::kill_sweep::{Calls, KillSwitch, Moment};
use tests::stand::path;

use super::filled::Filled;

/// Every so many writes the disk is full: one look more for each.
const STEP: usize = 3;

#[tokio::test]
async fn what_a_full_disk_cannot_keep_stays_in_the_mailbox() {
    let mut filled = Filled::new(None).await;
    let switch = KillSwitch::new();
    let config = filled.hub.stand.config();
    let (mut stayed, mut told) = (0, 0);
    for nth in (1..1_000).step_by(STEP) {
        let what = format!("full from write {nth} on");
        filled.deliver(nth % 2 == 1);
        switch.arm_at(Calls::Write, nth, Moment::Full);
        let mut poll = command(&["--config", path(&config), "mailbox", "poll"]);
        switch.guard(&mut poll);
        let output = poll.stdin(Stdio::null()).output().unwrap();
        let words = String::from_utf8_lossy(&output.stderr);
        filled.nothing_moved_early(&what).await;
        stayed += filled.files("");
        if filled.files("") > 0 {
            assert!(!output.status.success(), "{what}: it says that all is well");
            assert!(!words.is_empty(), "{what}: it says nothing");
            told += u32::from(words.contains("no room left"));
        }
        filled.look_on().await;
        filled.holds(&what).await;
        if switch.count() < nth {
            assert!(stayed > 3, "{stayed} stayed only");
            assert!(told > 3, "of {stayed}, {told} were told why");
            filled.holds_to_the_end().await;
            return;
        }
    }
    panic!("it has no end");
}
