//! `postcodes import`: a published list of postcodes becomes the directory on this machine, with a bar that says how far it is. Fetches
//! nothing and sends nothing; one that fails replaces nothing.

use std::{
    io::{self, IsTerminal as _, Write},
    path::Path,
};

use anyhow::Context as _;
use serde_json::json;

use super::{Outcome, console::Console, line::PostcodesCommand};
use crate::{
    clock::{Clock, london_day},
    config::Config,
    postcodes::{Progress, import},
};

/// Cells of the bar.
const CELLS: u64 = 30;
/// Without a terminal a line stands at each of so many per cent.
const STEP: u64 = 10;

/// Carries it out.
pub(super) fn run(
    config: &Path,
    command: PostcodesCommand,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let PostcodesCommand::Import { file, into } = command;
    let into = match into {
        Some(into) => into,
        None => Config::read(config)?
            .screening
            .postcodes
            .context("screening.postcodes: not set: say there where the directory is to stand")?,
    };
    let today = london_day(clock.now());
    let mut bar = Bar {
        on_terminal: io::stderr().is_terminal(),
        shown: None,
    };
    let (_, errors) = console.writers();
    let made = import(&file, &into, today, |progress| bar.show(errors, progress));
    bar.end(errors);
    let imported = made.with_context(|| format!("{}: nothing was replaced", file.display()))?;
    let about = &imported.about;
    console.line(&json!({
        "directory": about.name,
        "postcodes": about.postcodes,
        "passed_over": imported.passed_over,
        "in_two_places": imported.in_two_places,
        "released": about.released,
        "licence": about.licence,
    }))?;
    console.say(&format!(
        "{}: {} postcodes. {} A gateway that runs reads it when it starts again.",
        about.name, about.postcodes, about.licence
    ))?;
    if imported.in_two_places > 0 {
        console.say(&format!(
            "Warning: {} of them stand twice in the list, in different places. Look whether it is damaged.",
            imported.in_two_places
        ))?;
    }
    if about.is_old(today) {
        console.say("Warning: this list is more than a year old.")?;
    }
    Ok(Outcome::Done)
}

/// How far it is: one line drawn again and again on a terminal, a few lines elsewhere.
struct Bar {
    on_terminal: bool,
    shown: Option<u64>,
}

impl Bar {
    fn show(&mut self, out: &mut (dyn Write + Send), progress: Progress) {
        let whole = progress.whole.max(1);
        let percent = (progress.done.min(whole) * 100) / whole;
        let percent = if self.on_terminal {
            percent
        } else {
            percent - percent % STEP
        };
        if self.shown == Some(percent) {
            return;
        }
        self.shown = Some(percent);
        let full = percent * CELLS / 100;
        let cells: String = (0..CELLS)
            .map(|cell| if cell < full { '#' } else { '.' })
            .collect();
        let end = if self.on_terminal { "\r" } else { "\n" };
        let line = format!(
            "[{cells}] {percent:3} %  {} postcodes{end}",
            progress.postcodes
        );
        // A bar that cannot be drawn is no reason to stop.
        drop(out.write_all(line.as_bytes()).and_then(|()| out.flush()));
    }

    fn end(&self, out: &mut (dyn Write + Send)) {
        if self.on_terminal && self.shown.is_some() {
            drop(writeln!(out));
        }
    }
}
