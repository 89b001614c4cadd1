//! Journeys in Debian's Chromium, driven by Playwright. Each is a module in `tests/browser/journeys`, run by node and
//! counted here; a journey without a test here fails `every_journey_is_run`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tests::gateway::{Account, Gateway, command};

/// The journeys that the tests below run.
const JOURNEYS: &[&str] = &[
    "rig",
    "referrer",
    "manager",
    "screener",
    "left-alone",
    "forms",
    "changed",
    "amended",
    "follow-ups",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("browser")
}

/// Runs one journey; `settings` is what it needs to know. `SHOTS=FOLDER` keeps its pictures.
fn run(name: &str, settings: &Value) {
    assert!(JOURNEYS.contains(&name), "add {name} to JOURNEYS");
    let modules = folder().join("node_modules/playwright-core");
    assert!(
        modules.is_dir(),
        "run `npm ci --ignore-scripts` in tests/browser, or `make test`"
    );
    let output = Command::new("node")
        .args(["run.mjs", name])
        .current_dir(folder())
        .env("JOURNEY", settings.to_string())
        .output()
        .expect("node is installed");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn every_journey_is_run() {
    let files = std::fs::read_dir(folder().join("journeys")).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut listed: Vec<String> = JOURNEYS.iter().map(|name| format!("{name}.mjs")).collect();
    listed.sort();
    assert_eq!(names, listed);
}

#[test]
fn the_rig_passes_good_pages_and_fails_bad_ones() {
    run("rig", &json!({}));
}

/// Runs one journey in a window of this width, with scripts or without, against a demonstration of its own, which ends with it.
fn walk(name: &str, width: u16, scripts: bool) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("demo");
    let place = place.to_str().unwrap();
    let any = "127.0.0.1:0";
    let demo = command(&["demo", "--folder", place, "--public", any, "--desk", any]);
    let gateway = Gateway::start(demo, &folder.path().join("gateway.log"));
    let ready = &gateway.ready;
    let account = |one: &Account| json!({ "name": one.name, "password": one.password, "totp_secret": one.totp_secret });
    let accounts: Vec<Value> = ready.accounts.iter().map(account).collect();
    run(
        name,
        &json!({
            "public": ready.public,
            "desk": ready.desk,
            "letters": ready.letters,
            "accounts": accounts,
            "run": { "width": width, "scripts": scripts },
        }),
    );
}

/// One journey at a desk, on a phone, and on a phone whose browser runs no script.
macro_rules! journeys {
    ($($module:ident: $name:literal),+ $(,)?) => {$(
        mod $module {
            #[test]
            fn at_a_desk() {
                super::walk($name, 1280, true);
            }

            #[test]
            fn on_a_phone() {
                super::walk($name, 375, true);
            }

            #[test]
            fn on_a_phone_without_scripts() {
                super::walk($name, 375, false);
            }
        }
    )+};
}

journeys! {
    a_referrer_sends_a_referral_past_every_mistake: "referrer",
    a_manager_returns_a_referral_and_releases_it_once: "manager",
    a_screener_reads_decides_and_sees_the_letters_go: "screener",
    a_draft_left_alone_is_found_again_or_gone: "left-alone",
    an_answer_is_corrected_and_a_referral_set_aside: "changed",
    follow_ups_are_shown_hidden_kept_and_refused: "follow-ups",
}

/// Changing what was sent: at a desk, and on a phone whose browser runs no script.
mod a_referrer_changes_what_was_sent {
    #[test]
    fn at_a_desk() {
        super::walk("amended", 1280, true);
    }

    #[test]
    fn on_a_phone_without_scripts() {
        super::walk("amended", 375, false);
    }
}

/// The other two forms: at a desk, and on a phone whose browser runs no script.
mod a_school_and_business_support_send_theirs {
    #[test]
    fn at_a_desk() {
        super::walk("forms", 1280, true);
    }

    #[test]
    fn on_a_phone_without_scripts() {
        super::walk("forms", 375, false);
    }
}
