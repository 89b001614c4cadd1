//! `gateway screen` against a second reading of the same rules, in Python: a hundred thousand generated lines, some of them wrong on purpose.

use std::{fs, path::Path, process::Command};

use tests::{gateway::run, stand::path};

const LINES: &str = "100000";
const SEED: &str = "20261122";

fn oracle(arguments: &[&str]) -> std::process::Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/screening.py");
    let output = Command::new("python3").arg(script).args(arguments).output();
    output.expect("python3 runs")
}

#[test]
fn a_hundred_thousand_lines_find_what_an_outside_oracle_says() {
    let folder = tempfile::tempdir().unwrap();
    let facts = oracle(&["generate", SEED, LINES]).stdout;
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = tests.join("../config/screening/lancashire-2020-01-01.toml");
    let csv = tests.join("cases/postcodes.csv");
    // The same list twice: as it is, and imported.
    let directory = folder.path().join("directory");
    let imported = run(
        &[
            "postcodes",
            "import",
            "--into",
            path(&directory),
            path(&csv),
        ],
        "",
    );
    assert_eq!(imported.status.code(), Some(0), "{imported:?}");
    let text = String::from_utf8(facts).unwrap();
    let screened = |postcodes: &Path, text: &str| {
        run(&["screen", "--postcodes", path(postcodes)], text).stdout
    };
    let verdicts = screened(&csv, &text);
    let (facts_file, verdicts_file) = (folder.path().join("facts"), folder.path().join("verdicts"));
    fs::write(&facts_file, &text).unwrap();
    fs::write(&verdicts_file, &verdicts).unwrap();
    let compared = oracle(&[
        "compare",
        path(&rules),
        path(&csv),
        path(&facts_file),
        path(&verdicts_file),
    ]);
    let words = String::from_utf8_lossy(&compared.stdout);
    assert!(
        compared.status.success(),
        "seed {SEED}: {words}{}",
        String::from_utf8_lossy(&compared.stderr)
    );
    assert!(words.contains("100000 agree"), "{words}");
    let few: String = text
        .lines()
        .take(5_000)
        .flat_map(|line| [line, "\n"])
        .collect();
    let imported = String::from_utf8(screened(&directory, &few)).unwrap();
    let named = imported.replace("Postcode list Jan 1980", "postcodes");
    let small = String::from_utf8(verdicts).unwrap();
    assert!(small.starts_with(&named), "an imported list finds the same");
}
