//! G12: verdicts a second on one core: the rules alone in this process, and `gateway screen` from facts as JSON lines to verdicts as
//! JSON lines, tied to one core. The postcodes come from a directory that was imported, read in place.

use std::fs::{self, File};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use gateway::config::read_text;
use gateway::postcodes::Postcodes;
use gateway::screening::{Facts, Rules, screen};
use tests::gateway::executable;

use crate::Bench;
use crate::ratio::{Limit, Pairs};

/// What is asked: verdicts a second.
const GOAL: f64 = 200_000.0;
/// Lines that the command screens.
const LINES: usize = 400_000;
/// How long the rules alone are measured.
const SPAN: Duration = Duration::from_millis(500);
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

pub(crate) fn run(bench: &Bench) -> Result<()> {
    let folder = bench.folder.path().join("g12");
    fs::create_dir_all(&folder)?;
    let directory = folder.join("postcodes");
    let cases = Path::new(ROOT).join("tests/cases");
    let imported = Command::new(executable())
        .args(["postcodes", "import", "--into"])
        .arg(&directory)
        .arg(cases.join("postcodes.csv"))
        .output()?;
    ensure!(imported.status.success(), "the directory was not imported");
    let lines = lines(&read_text(&cases.join("screening.jsonl"))?)?;
    let facts = folder.join("facts.jsonl");
    let text: String = lines
        .iter()
        .cycle()
        .take(LINES)
        .flat_map(|line| [line.as_str(), "\n"])
        .collect();
    fs::write(&facts, text)?;
    let pairs = |name| Pairs {
        name,
        unit: "verdicts/s",
        limit: Limit::AtLeast(1.0),
        figures: Vec::new(),
    };
    let mut rules_alone = pairs("G12 screening, the rules alone, against 200,000");
    let mut command = pairs("G12 screening, JSON lines in and out, against 200,000");
    for _ in 0..bench.pairs {
        rules_alone
            .figures
            .push((in_process(&lines, &directory)?, GOAL));
        command
            .figures
            .push((by_command(&facts, &directory)?, GOAL));
    }
    rules_alone.print();
    command.print();
    Ok(())
}

/// The facts of the worked examples that are not refused.
fn lines(cases: &str) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for case in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(case)?;
        let facts = case.get("facts").context("facts")?.to_string();
        if Facts::from_line(&facts).is_ok() {
            lines.push(facts);
        }
    }
    Ok(lines)
}

#[expect(clippy::cast_precision_loss, reason = "a rate, not a count")]
fn in_process(lines: &[String], directory: &Path) -> Result<f64> {
    let rules = Path::new(ROOT).join("config/screening/lancashire-2020-01-01.toml");
    let rules = Rules::read("lancashire-2020-01-01", &read_text(&rules)?)?;
    let postcodes = Postcodes::open(directory)?;
    let facts: Vec<Facts> = lines
        .iter()
        .filter_map(|line| Facts::from_line(line).ok())
        .collect();
    let (mut done, begun) = (0_u64, Instant::now());
    while begun.elapsed() < SPAN {
        for facts in &facts {
            let around = postcodes.around(facts.postcode.as_deref())?;
            black_box(screen(black_box(facts), &rules, &around));
            done += 1;
        }
    }
    Ok(done as f64 / begun.elapsed().as_secs_f64())
}

#[expect(clippy::cast_precision_loss, reason = "a rate, not a count")]
fn by_command(facts: &Path, directory: &Path) -> Result<f64> {
    let begun = Instant::now();
    let status = Command::new("taskset")
        .args(["-c", "0"])
        .arg(executable())
        .arg("screen")
        .arg("--postcodes")
        .arg(directory)
        .stdin(File::open(facts)?)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    ensure!(
        status.code().is_some_and(|code| code < 2),
        "screen did not run"
    );
    Ok(LINES as f64 / begun.elapsed().as_secs_f64())
}
