//! Rules files as an operator meets them: checked whole, each fault named with its file, key and reason, and nothing starts with one.

use std::{fs, path::Path};

use gateway::{config::Config, gateway::Gateway};
use tests::house::{House, settings, write_keys};

/// A configuration whose rules folder holds these files; what `check-config` says of it.
fn checked(files: &[(&str, String)]) -> Vec<(String, String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules");
    fs::create_dir(&rules).unwrap();
    for (name, text) in files {
        fs::write(rules.join(name), text).unwrap();
    }
    write_keys(&folder.path().join("keys"));
    let config = folder.path().join("gateway.toml");
    fs::write(&config, with_rules(&settings(folder.path(), None), &rules)).unwrap();
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let arguments = [
        "gateway",
        "--config",
        config.to_str().unwrap(),
        "check-config",
    ];
    let code = gateway::command::run(arguments, &b""[..], &mut output, &mut errors);
    let lines = String::from_utf8(output).unwrap();
    let found: Vec<(String, String, String)> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &serde_json::Value| line["ok"] == false)
        .filter(|line| line["file"].as_str().unwrap().contains("/rules"))
        .map(|line| {
            let text = |key: &str| line[key].as_str().unwrap().to_owned();
            let file = text("file");
            let name = file.rsplit('/').next().unwrap().to_owned();
            (name, text("key"), text("reason"))
        })
        .collect();
    if !found.is_empty() {
        assert_eq!(
            format!("{code:?}"),
            format!("{:?}", std::process::ExitCode::FAILURE)
        );
    }
    found
}

fn with_rules(settings: &str, folder: &Path) -> String {
    let lines = settings.lines().map(|line| {
        if line.trim_start().starts_with("folder") && line.contains("/screening\"") {
            format!("folder = \"{}\"", folder.display())
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn shipped() -> String {
    include_str!("../../../config/screening/lancashire-2020-01-01.toml").to_owned()
}

fn changed(from: &str, to: &str) -> String {
    let text = shipped();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn every_fault_of_the_rules_is_named_with_its_file_its_key_and_a_reason() {
    let twice = "[[areas]]\ncode = \"E10000017\"\nname = \"Lancashire\"\n\n[[areas]]\ncode = \"E10000017\"\nname = \"Lancashire\"\n";
    let empty = shipped().split("[[areas]]").next().unwrap().replacen(
        "in_force_from",
        "areas = []\nin_force_from",
        1,
    );
    let once = "[[areas]]\ncode = \"E10000017\"\nname = \"Lancashire\"\n";
    let ended = format!("{once}valid_to = 2019-12-31\n");
    let cases = [
        (
            changed("to = 17", "to = 7"),
            "age.from",
            "older than age.to",
        ),
        (empty, "areas", "at least one area"),
        (changed(once, twice), "areas[1].code", "same days"),
        (changed(once, &ended), "areas[0].valid_to", "never count"),
        (
            changed(
                "consultation_only_below = 10",
                "consultation_only_below = 131",
            ),
            "consultation_only_below",
            "130 years",
        ),
        (
            changed("window_months = 12", "window_months = 0"),
            "window_months",
            "1200",
        ),
        (
            changed("window_months", "windows"),
            "windows",
            "unknown field",
        ),
    ];
    for (text, key, reason) in cases {
        let found = checked(&[("lancashire-2020-01-01.toml", text)]);
        assert_eq!(found.len(), 1, "{key}: {found:?}");
        let (file, at, why) = &found[0];
        assert_eq!(file, "lancashire-2020-01-01.toml");
        assert!(at.contains(key) || why.contains(key), "{key}: {found:?}");
        assert!(why.contains(reason), "{key}: {found:?}");
    }
    assert!(checked(&[("lancashire-2020-01-01.toml", shipped())]).is_empty());
}

#[test]
fn files_that_do_not_go_together_are_named_and_all_wrong_ones_at_once() {
    let same_day = checked(&[("a.toml", shipped()), ("b.toml", shipped())]);
    assert_eq!(same_day.len(), 1);
    assert_eq!(same_day[0].0, "b.toml");
    assert_eq!(same_day[0].1, "in_force_from");
    assert!(same_day[0].2.contains("the same day as in a"));
    let later = shipped().replacen(
        "in_force_from = 2020-01-01",
        "in_force_from = 2027-01-01\nfollows = \"gone\"",
        1,
    );
    let missing = checked(&[("a.toml", shipped()), ("later.toml", later)]);
    assert_eq!(
        (missing[0].0.as_str(), missing[0].1.as_str()),
        ("later.toml", "follows")
    );
    let both = checked(&[
        ("a.toml", changed("to = 17", "to = 7")),
        ("b.toml", "in_force_from = ".to_owned()),
    ]);
    let files: Vec<&str> = both.iter().map(|(file, ..)| file.as_str()).collect();
    assert_eq!(files, ["a.toml", "b.toml"]);
    let none = checked(&[]);
    assert_eq!(none.len(), 1);
    assert!(none[0].2.contains("no *.toml file"), "{none:?}");
}

#[tokio::test]
async fn nothing_starts_with_rules_that_contradict_each_other() {
    let house = House::on_sqlite().await;
    let rules = house.folder.path().join("rules");
    fs::create_dir(&rules).unwrap();
    for name in ["a.toml", "b.toml"] {
        fs::write(rules.join(name), shipped()).unwrap();
    }
    let config = house.folder.path().join("gateway.toml");
    let text = with_rules(&fs::read_to_string(&config).unwrap(), &rules);
    fs::write(&config, text).unwrap();
    let built = Gateway::build(Config::read(&config).unwrap(), house.gateway.clock.clone()).await;
    let error = built.map(drop).unwrap_err().to_string();
    assert!(error.contains("b.toml: in_force_from"), "{error}");
}
