//! `demo`: what `make run` starts. Its ready line is relied on by others, so its shape is held here exactly.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::gateway::{Account, Gateway, command, free_port, run};
use tests::one_time_code::totp_now;
use tests::people::{CODE, FORM, Referrer, mailbox};
use tests::stand::path;
use tests::visitor::Visitor;

fn demo(folder: &Path) -> std::process::Command {
    let [public, desk] = [free_port(), free_port()].map(|port| format!("127.0.0.1:{port}"));
    command(&[
        "demo",
        "--folder",
        path(folder),
        "--public",
        &public,
        "--desk",
        &desk,
    ])
}

#[test]
fn the_demonstration_is_ready_in_time_says_so_in_one_line_and_stops_on_ctrl_c() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("demonstration");
    let started = Instant::now();
    let mut child = demo(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    let taken = started.elapsed();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let keys: Vec<&String> = ready.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "ready", "public", "desk", "ca", "letters", "maildir", "accounts"
        ]
    );
    assert_eq!(ready["ready"], true);
    for site in ["public", "desk"] {
        assert!(
            ready[site].as_str().unwrap().starts_with("https://"),
            "{ready}"
        );
    }
    for place in ["ca", "letters", "maildir"] {
        let place = Path::new(ready[place].as_str().unwrap());
        assert!(place.is_absolute() && place.exists(), "{}", place.display());
    }
    let accounts = ready["accounts"].as_array().unwrap();
    assert!(!accounts.is_empty());
    for account in accounts {
        let keys: Vec<&String> = account.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["role", "name", "password", "totp_secret"]);
    }
    assert!(
        listens_on_loopback_only(child.id()),
        "it can be reached from elsewhere"
    );
    let interrupted = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupted.success());
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(0), "{status:?}");
    assert!(lines.next().is_none(), "standard output holds one line");
    // Five seconds are promised of the release build on a quiet machine; this is a debug build beside other tests.
    assert!(taken < Duration::from_secs(20), "{taken:?}");
}

/// Every listening socket of a process, by `/proc`.
fn listens_on_loopback_only(pid: u32) -> bool {
    let mut seen = 0;
    for (table, loopback) in [
        ("tcp", "0100007F"),
        ("tcp6", "00000000000000000000000001000000"),
    ] {
        let text = std::fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap();
        let own = inodes(pid);
        for line in text.lines().skip(1) {
            let parts: Vec<&str> = line.split_whitespace().collect();
            if parts[3] != "0A" || !own.contains(&parts[9].to_owned()) {
                continue;
            }
            seen += 1;
            if !parts[1].starts_with(loopback) {
                return false;
            }
        }
    }
    seen >= 3
}

fn inodes(pid: u32) -> Vec<String> {
    let files = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
    let links = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
    links
        .filter_map(|link| {
            Some(
                link.to_str()?
                    .strip_prefix("socket:[")?
                    .trim_end_matches(']')
                    .to_owned(),
            )
        })
        .collect()
}

#[test]
fn a_folder_that_is_not_a_demonstrations_and_an_open_address_are_refused() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("letter.txt"), "Somebody else’s.").unwrap();
    let output = run(&["demo", "--folder", path(home.path())], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert_eq!(
        std::fs::read_dir(home.path()).unwrap().count(),
        1,
        "nothing was written"
    );
    let folder = home.path().join("new");
    for flag in ["--public", "--desk"] {
        let output = run(
            &["demo", "--folder", path(&folder), flag, "0.0.0.0:8443"],
            "",
        );
        assert_eq!(output.status.code(), Some(1));
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(words.contains("loopback"), "{words}");
        assert!(!folder.exists());
    }
}

#[tokio::test]
async fn six_referrals_wait_in_the_demonstration_and_survive_its_end() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("demonstration");
    let gateway = Gateway::start(demo(&folder), &home.path().join("one.log"));
    let shown = queue(
        &gateway.ready.desk,
        gateway.ready.ca.as_deref().unwrap(),
        &gateway.ready.accounts[0],
    )
    .await;
    assert!(shown >= 2, "{shown} to screen");
    let public = Visitor::new(&gateway.ready.public, gateway.ready.ca.as_deref().unwrap());
    public.get("/").await.must_be(200).must_say("Demonstration");
    let referrer = Referrer::at(public, &mailbox("sam.sample"));
    let page = referrer.browser.get(&format!("{FORM}/email")).await;
    let form = page
        .form("Email me a code")
        .fill("email", &referrer.address);
    referrer.browser.send(&form).await.must_be(200);
    let letters = tests::letters::Letters::Folder(gateway.ready.letters.clone().unwrap());
    letters.wait_for(&referrer.address, CODE, 1).await.code();
    drop(gateway);
    let mut rows = tests::rows::Rows::open(&folder.join("gateway.db")).await;
    assert_eq!(rows.number("select count(*) from referral").await, 6);
    assert!(
        rows.number("select count(distinct stage) from referral")
            .await
            >= 4
    );
    let again = Gateway::start(demo(&folder), &home.path().join("two.log"));
    assert_eq!(
        rows.number("select count(*) from referral").await,
        6,
        "seeded once"
    );
    drop(again);
}

async fn queue(desk: &str, ca: &Path, account: &Account) -> usize {
    let browser = Visitor::new(desk, ca);
    let page = browser.get("/desk/sign-in").await;
    let form = page.form("Continue").fill("email", &account.name);
    let page = browser
        .send(&form.fill("password", &account.password))
        .await;
    let form = page.must_be(200).form("Continue");
    let page = browser
        .send(&form.fill("code", &totp_now(&account.totp_secret)))
        .await;
    assert_eq!(page.heading(), "Queue", "{}", page.describe());
    page.all("th a[href^='/desk/referrals/']").len()
}
