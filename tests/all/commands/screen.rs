//! `gateway screen` against the worked examples.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::gateway::run;
use tests::stand::{json_lines, path};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("cases")
        .join(name)
}

fn examples() -> Vec<(Value, Value)> {
    let text = std::fs::read_to_string(case("screening.jsonl")).unwrap();
    let read = |line: &str| -> (Value, Value) {
        let mut line: Value = serde_json::from_str(line).unwrap();
        (line["facts"].take(), line["verdict"].take())
    };
    text.lines().map(read).collect()
}

/// The examples name a refused line's fields; the command says what is wrong with each as well.
fn fields_of(problems: &Value) -> Value {
    let problems = problems.as_array().cloned().unwrap_or_default();
    assert!(
        problems
            .iter()
            .all(|problem| problem["problem"].is_string())
    );
    problems
        .iter()
        .map(|problem| problem["field"].clone())
        .collect()
}

#[test]
fn screen_gives_the_verdict_of_every_worked_example() {
    let examples = examples();
    let facts: Vec<String> = examples
        .iter()
        .map(|(facts, _)| facts.to_string())
        .collect();
    let postcodes = case("postcodes.csv");
    let output = run(
        &["screen", "--postcodes", path(&postcodes)],
        &(facts.join("\n") + "\n"),
    );
    let refused = examples
        .iter()
        .any(|(_, verdict)| verdict.get("offer").is_none());
    assert_eq!(
        output.status.code(),
        Some(i32::from(refused)),
        "a refused line is told by the exit code"
    );
    let verdicts = json_lines(&output);
    assert_eq!(verdicts.len(), examples.len());
    assert!(verdicts.len() >= 50);
    for (verdict, (facts, expected)) in verdicts.iter().zip(&examples) {
        for (key, value) in expected.as_object().unwrap() {
            let found = if key == "problems" {
                fields_of(&verdict[key])
            } else {
                verdict[key].clone()
            };
            assert_eq!(&found, value, "{key} of {facts}");
        }
    }
}

#[test]
fn a_line_that_cannot_be_screened_is_answered_in_its_place_and_the_exit_code_says_so() {
    let (facts, expected) = examples().into_iter().next().unwrap();
    let input = format!("{facts}\nnot json\n{{}}\n{facts}\n");
    let postcodes = case("postcodes.csv");
    let output = run(&["screen", "--postcodes", path(&postcodes)], &input);
    assert_eq!(output.status.code(), Some(1));
    let lines = json_lines(&output);
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["offer"], expected["offer"]);
    assert_eq!(lines[3], lines[0]);
    assert!(lines[1].get("offer").is_none(), "{}", lines[1]);
}

#[test]
fn a_command_line_that_makes_no_sense_is_exit_code_2_and_help_is_0() {
    for arguments in [&["nonsense"][..], &[], &["screen", "--nonsense"], &["open"]] {
        assert_eq!(run(arguments, "").status.code(), Some(2), "{arguments:?}");
    }
    let help = run(&["--help"], "");
    assert_eq!(help.status.code(), Some(0));
    assert!(
        String::from_utf8(help.stdout)
            .unwrap()
            .contains("check-config")
    );
    let missing = run(&["screen", "--postcodes", "/nowhere.csv"], "");
    assert_eq!(missing.status.code(), Some(1));
    let words = String::from_utf8(missing.stderr).unwrap();
    assert!(words.contains("/nowhere.csv"), "{words}");
}
