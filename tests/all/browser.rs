//! Journeys in Debian's Chromium, driven by Playwright. Each is a module in `tests/browser/journeys`, run by node and
//! counted here; a journey without a test here fails `every_journey_is_run`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// The journeys that the tests below run.
const JOURNEYS: &[&str] = &["rig"];

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
