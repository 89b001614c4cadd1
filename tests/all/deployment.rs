//! What `deploy/` ships keeps its promises.

use std::path::{Path, PathBuf};
use std::process::Command;

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("deploy")
}

/// SECURITY §6.1 asks for 1.5 at most on systemd's scale, where 10 is a service with no limits at all.
#[test]
fn the_systemd_unit_is_as_closed_as_promised() {
    let output = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--no-pager", "--threshold=15"])
        .arg(deploy().join("gateway.service"))
        .output()
        .expect("systemd-analyze is part of Debian");
    let said = String::from_utf8_lossy(&output.stdout);
    let verdict = said
        .lines()
        .rev()
        .find(|line| line.contains("exposure level"))
        .unwrap_or_default();
    assert!(
        output.status.success() && verdict.contains("gateway.service"),
        "{verdict}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
