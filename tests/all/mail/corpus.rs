//! The messages that mail-parser is tested with, found in its source, with either end of line: as many lines as files, none lost, and
//! exit code 0.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tests::stand::{Settings, Stand, files_below, path};

/// Where the source of mail-parser is.
fn source() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success());
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let package = packages.find(|package| package["name"] == "mail-parser");
    let manifest = package.unwrap()["manifest_path"].as_str().unwrap();
    Path::new(manifest).parent().unwrap().to_owned()
}

/// With one end of line throughout.
fn with_ends(bytes: &[u8], end: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let ended = lines.flat_map(|line| match line.strip_suffix(b"\n") {
        Some(line) => [line.strip_suffix(b"\r").unwrap_or(line), end],
        None => [line, b""],
    });
    ended.flatten().copied().collect()
}

#[tokio::test]
async fn every_message_of_the_parsers_own_collection_has_its_line() {
    let stand = Stand::set_up(&Settings::default());
    let folder = stand.path().join("mail");
    let mut wanted = BTreeSet::new();
    for file in files_below(&source().join("resources/eml")) {
        if file.extension().is_none_or(|end| end != "eml") {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        let kind = file.parent().unwrap().file_name().unwrap();
        for (name, end) in [("lf", &b"\n"[..]), ("crlf", b"\r\n")] {
            let place = folder.join(name).join(kind);
            std::fs::create_dir_all(&place).unwrap();
            let place = place.join(file.file_name().unwrap());
            std::fs::write(&place, with_ends(&bytes, end)).unwrap();
            wanted.insert(path(&place).to_owned());
        }
    }
    assert!(wanted.len() > 200, "{} messages only", wanted.len());
    let lines = stand.done(&["mailbox", "import", path(&folder)]);
    let told: BTreeSet<String> = lines
        .iter()
        .map(|line| line["source"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(lines.len(), wanted.len());
    assert_eq!(told, wanted);
    let unread: Vec<&Value> = lines
        .iter()
        .filter(|line| line["outcome"] == "unreadable")
        .collect();
    assert!(unread.is_empty(), "{unread:?}");
    let mut rows = stand.rows().await;
    let died = "select count(*) from message where why in ('parser_died', 'out_of_time', 'too_many_tries')";
    assert_eq!(rows.number(died).await, 0);
    stand.done(&["fsck"]);
}
