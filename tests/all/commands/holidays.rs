//! `gateway due` against the worked examples, and `gateway holidays import`: what it merges, and that it refuses before it replaces.

use std::path::Path;

use serde_json::{Value, json};
use tests::{
    gateway::run,
    stand::{Settings, Stand, json_lines, path},
};

const SHIPPED: &str = include_str!("../../../config/holidays/england-and-wales.toml");

#[test]
fn due_agrees_with_every_worked_example() {
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/working-days.jsonl"),
    )
    .unwrap();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let days = case["working_days"].to_string();
        let from = case["from"].as_str().unwrap();
        let output = run(&["due", "--from", from, "--working-days", &days], "");
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(
            String::from_utf8(output.stdout).unwrap().trim_end(),
            case["due"].as_str().unwrap(),
            "{line}"
        );
        assert!(output.stderr.is_empty(), "{line}");
    }
}

#[test]
fn a_date_past_the_table_is_printed_with_a_warning() {
    let output = run(&["due", "--from", "2028-12-01", "--working-days", "45"], "");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.starts_with(b"2029-"));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(
        words.contains("provisional") && words.contains("2028-12-31"),
        "{words}"
    );
    for wrong in [
        ["2026-02-30", "45"],
        ["yesterday", "45"],
        ["20260202", "45"],
        ["2026-02-02T10:00", "45"],
        ["2026-02-02", "-1"],
    ] {
        let [from, days] = wrong;
        let output = run(&["due", "--from", from, "--working-days", days], "");
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
    let before = run(&["due", "--from", "1999-01-01", "--working-days", "1"], "");
    let words = String::from_utf8(before.stderr).unwrap();
    assert!(words.contains("known from"), "{words}");
    let end = run(&["due", "--from", "9999-12-30", "--working-days", "5"], "");
    assert_eq!(end.status.code(), Some(1));
    assert!(end.stdout.is_empty());
}

/// The list of gov.uk with the shipped days of 2026 and 2027, `May Day` of 2027 on another day.
fn list(may_day: &str) -> String {
    let mut events = Vec::new();
    for day in SHIPPED.split("[[day]]").skip(1) {
        let of = |key: &str| {
            let line = day.lines().find(|line| line.starts_with(key)).unwrap();
            line.split(" = ")
                .nth(1)
                .unwrap()
                .trim_matches('"')
                .to_owned()
        };
        let on = of("on").replace("2027-05-03", may_day);
        if on.starts_with("2026") || on.starts_with("2027") {
            events.push(json!({"title": of("name"), "date": on, "notes": "", "bunting": true}));
        }
    }
    json!({"england-and-wales": {"division": "england-and-wales", "events": events}}).to_string()
}

#[test]
fn the_list_of_gov_uk_is_merged_and_a_damaged_one_changes_nothing() {
    let stand = Stand::set_up(&Settings::default());
    let feed = stand.path().join("bank-holidays.json");
    let import = || stand.run(&["holidays", "import", path(&feed)]);
    std::fs::write(&feed, list("2027-05-07")).unwrap();
    let unset = import();
    assert_eq!(unset.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unset.stderr).contains("pathway.holidays"));

    let table = stand.path().join("holidays.toml");
    let config = std::fs::read_to_string(stand.config()).unwrap();
    std::fs::write(
        stand.config(),
        format!("{config}\n[pathway]\nholidays = \"holidays.toml\"\n"),
    )
    .unwrap();
    let missing = stand.run(&["check-config"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("holidays.toml"));

    let imported = import();
    assert_eq!(imported.status.code(), Some(0), "{imported:?}");
    assert_eq!(
        json_lines(&imported),
        [json!({"known_to": "2028-12-31", "added": ["2027-05-07"], "gone": ["2027-05-03"]})]
    );
    let kept = std::fs::read_to_string(&table).unwrap();
    assert!(kept.contains("2019-01-01") && kept.contains("2027-05-07"));
    let due = stand.run(&["due", "--from", "2027-05-06", "--working-days", "1"]);
    assert_eq!(due.stdout, b"2027-05-10\n", "{due:?}");
    assert_eq!(stand.run(&["check-config"]).status.code(), Some(0));

    let whole = list("2027-05-03");
    for damaged in [
        whole.get(..whole.len() / 2).unwrap(),
        "",
        "{}",
        &list("2027-13-03"),
    ] {
        std::fs::write(&feed, damaged).unwrap();
        assert_eq!(import().status.code(), Some(1), "{damaged}");
        assert_eq!(std::fs::read_to_string(&table).unwrap(), kept);
    }
    std::fs::write(&table, kept.get(..kept.len() - 20).unwrap()).unwrap();
    assert_eq!(stand.run(&["check-config"]).status.code(), Some(1));
}
