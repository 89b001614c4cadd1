//! The kill switch itself: it counts what strace counts, and kills where it is told to.

use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::Command;

use tests::kill_sweep::{Calls, KillSwitch, Moment};

fn three_files(dir: &tempfile::TempDir) -> Vec<PathBuf> {
    let files: Vec<PathBuf> = ["a", "b", "c"]
        .iter()
        .map(|name| dir.path().join(name))
        .collect();
    for file in &files {
        std::fs::write(file, "x").unwrap();
    }
    files
}

#[test]
fn the_switch_counts_what_strace_counts() {
    let dir = tempfile::tempdir().unwrap();
    let switch = KillSwitch::new();
    let log = dir.path().join("strace.log");
    let mut command = Command::new("strace");
    command
        .args(["-f", "-e", "trace=fsync,fdatasync", "-o"])
        .arg(&log)
        .arg("sync")
        .args(three_files(&dir));
    switch.guard(&mut command);
    assert!(command.status().unwrap().success());
    let seen = std::fs::read_to_string(&log)
        .unwrap()
        .lines()
        .filter(|line| line.contains("sync("))
        .count();
    assert_eq!((switch.count(), seen), (3, 3));
}

#[test]
fn the_switch_kills_at_the_chosen_sync() {
    let dir = tempfile::tempdir().unwrap();
    let switch = KillSwitch::new();
    for (nth, moment) in KillSwitch::points(3) {
        switch.arm(nth, moment);
        let mut command = Command::new("sync");
        switch.guard(command.args(three_files(&dir)));
        assert_eq!(
            command.status().unwrap().signal(),
            Some(9),
            "at {nth}, {moment:?}"
        );
        assert_eq!(switch.count(), nth);
    }
    switch.arm(4, Moment::Before);
    let mut command = Command::new("sync");
    switch.guard(command.args(three_files(&dir)));
    assert!(command.status().unwrap().success(), "there is no fourth");
}

#[test]
fn the_switch_knows_each_class_of_calls() {
    for (calls, program, arguments) in [
        (Calls::Rename, "mv", ["a", "d"]),
        (Calls::Unlink, "rm", ["-f", "a"]),
        (Calls::Create, "touch", ["--", "d"]),
        (Calls::Write, "dd", ["if=a", "of=d"]),
    ] {
        let dir = tempfile::tempdir().unwrap();
        three_files(&dir);
        let switch = KillSwitch::new();
        let run = || {
            let mut command = Command::new(program);
            command.args(arguments).current_dir(dir.path());
            command.stderr(std::process::Stdio::null());
            switch.guard(&mut command);
            command.status().unwrap()
        };
        switch.arm_at(calls, 1, Moment::Before);
        assert_eq!(run().signal(), Some(9), "{calls:?}");
        assert!(dir.path().join("a").exists(), "{calls:?}: it was done");
        switch.arm_at(calls, 1, Moment::Full);
        assert_eq!(run().code(), Some(1), "{calls:?}: there is no space");
        switch.count_calls(calls);
        assert!(run().success());
        assert_eq!(switch.count(), 1, "{calls:?}");
    }
}
