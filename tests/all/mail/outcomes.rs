//! What a command makes of a folder of messages: one line a message, in order, with its outcome.

use std::{collections::BTreeMap, fs, process::Output};

use serde_json::Value;
use tests::{
    gateway::run,
    house::House,
    mail_makes::TRUST,
    stand::{json_lines, path},
};

/// A house whose receiving server is believed.
pub(crate) async fn house() -> House {
    House::build(None, TRUST).await
}

/// Imports messages, each in a file named in order; the lines by their names.
pub(crate) fn import(house: &House, mails: &[(String, Vec<u8>)]) -> BTreeMap<String, Value> {
    let folder = house.folder.path().join("import");
    fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in mails {
        fs::write(folder.join(format!("{name}.eml")), bytes).unwrap();
    }
    let output = command(house, &["mailbox", "import", path(&folder)]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = json_lines(&output);
    assert_eq!(lines.len(), mails.len(), "a line for each message");
    fs::remove_dir_all(&folder).unwrap();
    let name = |line: &Value| {
        let source = line["source"].as_str().unwrap();
        let name = source.rsplit('/').next().unwrap();
        name.trim_end_matches(".eml").to_owned()
    };
    lines
        .iter()
        .map(|line| (name(line), line.clone()))
        .collect()
}

/// Runs a command with the house's settings.
pub(crate) fn command(house: &House, arguments: &[&str]) -> Output {
    let config = house.folder.path().join("gateway.toml");
    let mut all = vec!["--config", path(&config)];
    all.extend(arguments);
    run(&all, "")
}

/// A message's outcome and, when it has one, its reference.
pub(crate) fn outcome(lines: &BTreeMap<String, Value>, name: &str) -> (String, Option<String>) {
    let line = lines
        .get(name)
        .unwrap_or_else(|| panic!("no line for {name}"));
    let reference = line["reference"].as_str().map(str::to_owned);
    (line["outcome"].as_str().unwrap().to_owned(), reference)
}
