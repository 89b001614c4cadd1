//! `due` and `holidays import`: working days for a person at a prompt, and the list of gov.uk merged into the hub's table. Fetches
//! nothing from anywhere; the table is replaced whole or not at all.

use std::{fs, io::Write as _, path::Path};

use anyhow::Context as _;
use jiff::civil::Date;
use serde_json::json;

use super::{Outcome, console::Console, line::HolidaysCommand};
use crate::{
    clock::{Clock, london_day},
    config::{Config, read_text},
    gateway::{self, shipped_holidays},
    pathway::{Holidays, merge},
};

/// What the head of a table that was imported says.
const HEAD: &str = "# Bank holidays in England and Wales, kept by `gateway holidays import`. Do not write in it: the next import replaces it.\n\n";

/// Prints the day that is `working_days` after `from`.
pub(super) fn due(
    config: Option<&Path>,
    from: Date,
    working_days: u32,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let table = match config {
        Some(file) => gateway::holidays(&Config::read(file)?)?,
        None => shipped_holidays()?,
    };
    let due = table.due(from, working_days);
    anyhow::ensure!(due.on < Date::MAX, "the calendar ends before that day");
    let (output, _) = console.writers();
    writeln!(output, "{}", due.on)?;
    if due.provisional {
        console.say(&format!(
            "Warning: provisional. Bank holidays are known from {} to {} only.",
            table.known_from(),
            table.known_to()
        ))?;
    }
    Ok(Outcome::Done)
}

/// Merges the list of gov.uk into the table that the configuration names, which begins as the shipped one.
pub(super) fn import(
    config: &Path,
    command: HolidaysCommand,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let HolidaysCommand::Import { file } = command;
    let settings = Config::read(config)?;
    let into = settings
        .pathway
        .holidays
        .as_ref()
        .context("pathway.holidays: not set: say there where the table is to stand")?;
    let table = if into.exists() {
        gateway::holidays(&settings)?
    } else {
        shipped_holidays()?
    };
    let merged = merge(&table, &read_text(&file)?, london_day(clock.now()))
        .with_context(|| format!("{}: nothing was changed", file.display()))?;
    replace(into, &merged.table)?;
    console.line(&json!({
        "known_to": merged.table.known_to(),
        "added": merged.added,
        "gone": merged.gone,
    }))?;
    console.say(&format!(
        "{} days came in, {} to come are gone. Bank holidays are known to {}. A gateway that runs reads the table when it starts again.",
        merged.added.len(),
        merged.gone.len(),
        merged.table.known_to()
    ))?;
    Ok(Outcome::Done)
}

/// Writes the table beside the old one, durable, and puts it in its place.
fn replace(into: &Path, table: &Holidays) -> anyhow::Result<()> {
    let folder = into
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let beside = into.with_extension("new");
    let mut file = fs::File::create(&beside).with_context(|| format!("{}", beside.display()))?;
    file.write_all(format!("{HEAD}{table}").as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, into).with_context(|| format!("{}", into.display()))?;
    Ok(fs::File::open(folder)?.sync_all()?)
}
