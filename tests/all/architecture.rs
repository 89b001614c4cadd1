//! Holds the direction rules of the design over the product's sources, with one list of exceptions, and holds the checker
//! itself to bad and good snippets.

use std::fs;
use std::path::{Path, PathBuf};

use tests::architecture::{Finding, MOST_LINES, Rule, check};

/// Exceptions: file, rule, reason. Starts empty, and a stale entry fails.
const EXCEPTIONS: &[(&str, Rule, &str)] = &[];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

fn product() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for folder in ["gateway/src", "intake-forms/src"] {
        sources(&root().join(folder), &mut paths);
    }
    let relative = |path: &Path| {
        path.strip_prefix(root())
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
    };
    paths
        .iter()
        .map(|path| (relative(path), fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn the_sources_keep_the_direction_rules() {
    let files = product();
    assert!(
        files.len() > 10,
        "the sources are not where this test looks"
    );
    let findings: Vec<Finding> = files
        .iter()
        .flat_map(|(file, text)| check(file, text))
        .collect();
    let excused = |finding: &&Finding| {
        EXCEPTIONS
            .iter()
            .any(|(file, rule, _)| *file == finding.file && *rule == finding.rule)
    };
    let left: Vec<String> = findings
        .iter()
        .filter(|finding| !excused(finding))
        .map(|one| format!("{}:{}: {:?}: {}", one.file, one.line, one.rule, one.words))
        .collect();
    assert!(
        left.is_empty(),
        "{} findings:\n{}",
        left.len(),
        left.join("\n")
    );
    for (file, rule, reason) in EXCEPTIONS {
        assert!(
            !reason.is_empty()
                && findings
                    .iter()
                    .any(|one| one.file == *file && one.rule == *rule),
            "a stale exception: {file} {rule:?}"
        );
    }
}

#[test]
fn no_source_of_the_tests_is_too_long_or_mute() {
    let mut paths = Vec::new();
    sources(&root().join("tests/src"), &mut paths);
    sources(&root().join("tests/all"), &mut paths);
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("//!"),
            "{} does not begin with `//!`",
            path.display()
        );
        assert!(
            text.lines().count() <= MOST_LINES,
            "{} is too long",
            path.display()
        );
    }
}

/// One bad file for each rule, and the line that is at fault.
const BAD: &[(&str, &str, Rule, usize)] = &[
    (
        "gateway/src/store/outbox.rs",
        "//! x\nuse crate::journey::decide;",
        Rule::ImportsGoDown,
        2,
    ),
    (
        "gateway/src/journey/claim.rs",
        "//! x\n\nuse crate::web::desk;",
        Rule::ImportsGoDown,
        3,
    ),
    (
        "gateway/src/referral/stage.rs",
        "//! x\nfn f(x: &crate::store::Store) {}",
        Rule::ImportsGoDown,
        2,
    ),
    (
        "gateway/src/journey/claim.rs",
        "//! x\nuse crate::journey::decide::decide;",
        Rule::JourneysNeverMeet,
        2,
    ),
    (
        "gateway/src/seal/mod.rs",
        "//! x\nuse crate::{audit::Event, store::Store};",
        Rule::AdaptersNeverMeet,
        2,
    ),
    (
        "gateway/src/seal/mod.rs",
        "//! x\nuse crate::{\n    audit::Event,\n    post::Post,\n};",
        Rule::AdaptersNeverMeet,
        2,
    ),
    (
        "gateway/src/web/desk/queue.rs",
        "//! x\nuse crate::store::entity::referral;",
        Rule::RowsStayInStore,
        2,
    ),
    (
        "gateway/src/journey/view.rs",
        "//! x\nuse age::Decryptor;",
        Rule::OneOwner,
        2,
    ),
    (
        "gateway/src/journey/view.rs",
        "//! x\nfn f() -> sea_orm::DbErr {}",
        Rule::OneOwner,
        2,
    ),
    (
        "gateway/src/worker/mod.rs",
        "//! x\nlet now = jiff::Timestamp::now();",
        Rule::OneOwner,
        2,
    ),
    (
        "gateway/src/web/mod.rs",
        "//! x\nlet x = std::env::var_os(X);",
        Rule::OneOwner,
        2,
    ),
    (
        "gateway/src/letters/decline.rs",
        "//! x\nuse tokio::fs;",
        Rule::PureIsPure,
        2,
    ),
    (
        "intake-forms/src/answers.rs",
        "//! x\nuse std::fs::File;",
        Rule::PureIsPure,
        2,
    ),
    (
        "gateway/src/web/mod.rs",
        "use std::fmt;",
        Rule::SaysWhatItIsFor,
        1,
    ),
    (
        "gateway/src/web/helpers.rs",
        "//! x",
        Rule::SpeakingNames,
        1,
    ),
    ("gateway/src/common/mod.rs", "//! x", Rule::SpeakingNames, 1),
];

/// The checker must name the rule and the line, and nothing else.
#[test]
fn the_checker_finds_each_kind_of_fault() {
    for (file, text, rule, line) in BAD {
        let found = check(file, text);
        assert!(
            found.len() == 1 && found[0].rule == *rule && found[0].line == *line,
            "{file} {text:?}: {found:?}"
        );
    }
    let long = format!("//! x\n{}", "\n".repeat(MOST_LINES));
    assert_eq!(
        check("gateway/src/web/mod.rs", &long)[0].rule,
        Rule::ShortFiles
    );
}

/// What looks like a fault and is none.
#[test]
fn the_checker_leaves_good_code_alone() {
    let cases: &[(&str, &str)] = &[
        (
            "gateway/src/journey/decide.rs",
            "//! x\nuse crate::{audit, seal::Sealer, store::{Store, Tx}};\nuse crate::journey::decide::Inner;",
        ),
        (
            "gateway/src/web/desk/queue.rs",
            "//! x\nuse axum::Router;\nuse crate::journey::{claim, decide};",
        ),
        (
            "gateway/src/web/mod.rs",
            "//! Not age::x, nor sea_orm.\nlet s = \"use crate::store::entity\"; // lettre::Message\nlet age = 3; let stage::B = age;",
        ),
        (
            "gateway/src/seal/mod.rs",
            "//! x\nuse age::x25519;\nuse crate::seal::Sealed;",
        ),
        (
            "gateway/src/store/mod.rs",
            "//! x\n/* axum::Router */ use sea_orm::entity::prelude::*;\nuse crate::store::entity::referral;",
        ),
        ("gateway/src/main.rs", "//! x\nuse gateway::command;"),
        (
            "gateway/src/referral/id.rs",
            "//! x\n#[cfg(test)]\nmod tests {\n    use tokio::fs;\n}",
        ),
        ("gateway/src/screening/tests.rs", "//! x\nuse std::fs;"),
        (
            "gateway/src/config/mod.rs",
            "//! x\nlet language = toml::Value::from(1); let x = std::env::vars();",
        ),
    ];
    for (file, text) in cases {
        let found = check(file, text);
        assert!(found.is_empty(), "{file} {text:?}: {found:?}");
    }
}
