//! Commands as an operator types them, against new folders.

use std::path::Path;

use crate::{
    gateway::{key_files, recipients},
    seal::{HubIdentities, Opener, Signer, Verifier},
};

/// What one command line gave: the exit code as `Debug` shows it, JSON lines, words.
struct Ran {
    code: String,
    lines: Vec<serde_json::Value>,
    words: String,
}

fn ran(arguments: &[&str], input: &str) -> Ran {
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let all = ["gateway"].iter().chain(arguments);
    let code = super::run(all, input.as_bytes(), &mut output, &mut errors);
    let text = String::from_utf8(output).unwrap();
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    Ran {
        code: format!("{code:?}"),
        lines,
        words: String::from_utf8(errors).unwrap(),
    }
}

const DONE: &str = "ExitCode(unix_exit_status(0))";
const REFUSED: &str = "ExitCode(unix_exit_status(1))";
const USAGE: &str = "ExitCode(unix_exit_status(2))";

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn new_keys_read_back_and_are_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (keys, offline) = (folder.path().join("keys"), folder.path().join("offline"));
    let arguments = [
        "keys",
        "new",
        "--folder",
        keys.to_str().unwrap(),
        "--recovery-out",
        offline.to_str().unwrap(),
    ];
    let made = ran(&arguments, "");
    assert_eq!(made.code, DONE, "{}", made.words);
    let public = recipients(&keys).unwrap();
    assert_eq!((public.hub().len(), public.recovery().len()), (1, 2));
    assert_eq!(made.lines[0]["hub"][0], public.hub()[0]);
    let opener =
        Opener::new(HubIdentities::read(&text(&keys.join(key_files::HUB_IDENTITY))).unwrap());
    let now = crate::clock::Clock::system().now();
    assert!(opener.unopened(&public.probe(now).unwrap()).is_empty());
    let signer = Signer::read(&text(&keys.join(key_files::SIGNING))).unwrap();
    assert!(text(&keys.join(key_files::VERIFY)).contains(&signer.verify_line()));
    Verifier::read(&text(&keys.join(key_files::VERIFY))).unwrap();
    for number in 1..=2 {
        let recovery =
            HubIdentities::read(&text(&offline.join(format!("recovery-{number}.identity"))))
                .unwrap();
        assert!(public.recovery().contains(&recovery.recipients()[0]));
        assert!(!keys.join(format!("recovery-{number}.identity")).exists());
    }
    for (name, open) in [
        (key_files::HUB_IDENTITY, false),
        (key_files::FORMS, false),
        (key_files::VERIFY, true),
    ] {
        assert_eq!(
            super::keys::too_open(&keys.join(name)).is_some(),
            open,
            "{name}"
        );
    }
    let before = text(&keys.join(key_files::HUB_IDENTITY));
    let again = ran(&arguments, "");
    assert_eq!(again.code, REFUSED);
    assert!(again.words.contains("never overwritten"));
    assert_eq!(text(&keys.join(key_files::HUB_IDENTITY)), before);
    assert!(!made.words.contains("AGE-SECRET-KEY") && made.lines.len() == 1);
}

#[test]
fn a_configuration_that_is_wrong_names_file_key_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.toml");
    let example = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../deploy/gateway.toml"
    ));
    let name = file.to_str().unwrap().to_owned();
    for (from, to, wanted) in [
        (
            "idle_minutes = 15",
            "idle_minutes = \"soon\"",
            "desk.idle_minutes: ",
        ),
        (
            "idle_minutes = 15",
            "idle_minuets = 15",
            "unknown field `idle_minuets`",
        ),
        (
            "origin = \"https://refer",
            "origin = \"http://refer",
            "public.origin: must begin with https://",
        ),
        (
            "listen = \"127.0.0.1:9400\"",
            "listen = \"0.0.0.0:9400\"",
            "probes.listen: must be a loopback address",
        ),
        ("[hub]", "[hub", ""),
    ] {
        assert!(example.contains(from), "{from}");
        std::fs::write(&file, example.replace(from, to)).unwrap();
        let checked = ran(&["check-config", "--config", &name], "");
        assert_eq!(checked.code, REFUSED, "{to}");
        assert_eq!(checked.words.lines().count(), 1, "{}", checked.words);
        assert!(
            checked.words.starts_with(&format!("{name}: ")),
            "{}",
            checked.words
        );
        assert!(
            checked.words.contains(wanted),
            "{wanted} not in {}",
            checked.words
        );
    }
    let missing = ran(&["check-config", "--config", "/nowhere/gateway.toml"], "");
    assert!(
        missing
            .words
            .starts_with("/nowhere/gateway.toml: cannot be read")
    );
}

#[test]
fn the_example_lacks_nothing_but_the_files_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.toml");
    std::fs::write(
        &file,
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../deploy/gateway.toml"
        )),
    )
    .unwrap();
    let checked = ran(&["check-config", "--config", file.to_str().unwrap()], "");
    assert_eq!(checked.code, REFUSED);
    for line in checked.words.lines() {
        assert!(
            line.ends_with("(os error 2)") || line.contains("cannot be read"),
            "{line}"
        );
    }
}

#[test]
fn a_wrong_command_line_is_usage_and_help_is_done() {
    assert_eq!(ran(&["nonsense"], "").code, USAGE);
    assert_eq!(ran(&["open"], "").code, USAGE);
    assert_eq!(ran(&["--help"], "").code, DONE);
    assert_eq!(ran(&["--version"], "").code, DONE);
}

#[test]
fn screen_uses_the_shipped_rules_and_refuses_a_bad_line() {
    let good = ran(
        &["screen"],
        "{\"id\":\"a\",\"received_on\":\"2026-11-22\"}\n",
    );
    assert_eq!(good.code, DONE, "{}", good.words);
    assert_eq!(good.lines[0]["rules"], "lancashire-2020-01-01");
    assert_eq!(ran(&["screen"], "{\"id\":\"a\"}\n").code, REFUSED);
    let none = ran(&["screen", "--rules", "/nowhere.toml"], "");
    assert_eq!(none.code, REFUSED);
    assert!(none.words.starts_with("/nowhere.toml: "), "{}", none.words);
}

#[test]
fn a_demonstration_is_for_this_machine_only() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("demonstration");
    for option in ["--public", "--desk"] {
        let refused = ran(
            &[
                "demo",
                "--folder",
                place.to_str().unwrap(),
                option,
                "0.0.0.0:0",
            ],
            "",
        );
        assert_eq!(refused.code, REFUSED);
        assert!(
            refused.words.contains("is not a loopback address"),
            "{}",
            refused.words
        );
    }
    assert!(!place.exists());
}

#[test]
fn the_route_manifest_is_one_json_line_a_route() {
    let listed = ran(&["routes", "--json"], "");
    assert_eq!(listed.code, DONE, "{}", listed.words);
    for (path, audience) in [
        ("/", "public"),
        ("/desk/queue", "desk"),
        ("/healthz", "probe"),
    ] {
        assert!(
            listed
                .lines
                .iter()
                .any(|line| line["path"] == path && line["audience"] == audience),
            "{path}"
        );
    }
    for line in &listed.lines {
        assert_eq!(
            line["state_change"] == true,
            line["csrf"] == "token-bound",
            "{line}"
        );
    }
}

#[test]
fn the_empty_form_is_written_and_read_back_without_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("form.docx");
    let path = file.to_str().unwrap();
    let written = ran(
        &["forms", "blank", "--form", "social-worker", "-o", path],
        "",
    );
    assert_eq!(written.code, DONE, "{}", written.words);
    assert_eq!(written.lines[0]["form"], "social-worker");
    let read = ran(&["forms", "read", path], "");
    assert_eq!(read.code, DONE, "{}", read.words);
    assert_eq!(read.lines[0]["form"], "social-worker");
    assert_eq!(read.lines[0]["version"], written.lines[0]["version"]);
    for (key, empty) in [
        ("answers", "{}"),
        ("found", "{}"),
        ("unread", "[]"),
        ("problems", "[]"),
    ] {
        assert_eq!(read.lines[0][key].to_string(), empty, "{key}");
    }
    assert_eq!(
        ran(&["forms", "blank", "--form", "nobody", "-o", path], "").code,
        REFUSED
    );
    assert_eq!(ran(&["forms", "blank"], "").code, USAGE);
}

#[test]
fn a_file_that_cannot_be_read_at_all_is_refused_with_the_reason_and_one_without_a_form_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("form.docx");
    for (bytes, code, reason) in [
        (&b"PK\x03\x04 cut short"[..], REFUSED, "damaged"),
        (b"\x00\x01", REFUSED, "other_kind"),
        (b"Nothing of a form.", DONE, "no_form"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let read = ran(&["forms", "read", file.to_str().unwrap()], "");
        assert_eq!(
            (read.code.as_str(), &read.lines[0]["problems"][0]["reason"]),
            (code, &reason.into())
        );
    }
    let missing = ran(&["forms", "read", "/nowhere/form.docx"], "");
    assert_eq!((missing.code.as_str(), missing.lines.len()), (REFUSED, 0));
}

#[test]
fn a_hundred_megabytes_are_refused_whatever_they_begin_with_and_no_more_than_a_form_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for begins in [
        &b"PK\x03\x04"[..],
        b"%PDF-1.7\n",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"Name",
    ] {
        let file = folder.path().join("form.docx");
        std::fs::write(&file, begins).unwrap();
        let open = std::fs::File::options().write(true).open(&file).unwrap();
        open.set_len(100 * 1024 * 1024).unwrap();
        let read = ran(&["forms", "read", file.to_str().unwrap()], "");
        assert_eq!(
            (read.code.as_str(), &read.lines[0]["problems"][0]["reason"]),
            (REFUSED, &"too_large".into())
        );
    }
}
