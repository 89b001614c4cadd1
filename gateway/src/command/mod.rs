//! Commands: translate a command line into one journey verb. Decide nothing. Machine output is JSON lines, people's words go to the
//! other writer; exit codes are 0 done, 1 refused or failed, 2 usage.

mod account;
mod audit;
mod check_config;
mod console;
mod copy;
mod data_checks;
mod demo;
mod doctor;
mod expiry;
mod forms;
mod fsck;
mod gauges;
mod holidays;
mod keys;
mod line;
mod mail_checks;
mod mailbox;
mod open;
mod parse_mail;
mod postcodes;
mod replay;
mod routes;
pub mod screen;
mod serve;
mod store;

use std::{
    ffi::OsString,
    io::{BufReader, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser as _;

use console::{Console, begin_log};
use line::{AccountCommand, AuditCommand, Command, KeysCommand, Line};

use crate::{
    clock::Clock,
    config::{Config, read_text, rules},
    gateway::directory,
    postcodes::Postcodes,
    screening::{RuleBook, Rules},
};

/// Where the configuration is when nobody says otherwise.
const CONFIG: &str = "/etc/gateway/gateway.toml";
/// Threads that wait for disks at once, so that a thousand uploads do not become hundreds of them.
const BLOCKING: usize = 64;
/// The rules that the executable carries.
const SHIPPED_RULES: (&str, &str) = (
    "lancashire-2020-01-01",
    include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../config/screening/lancashire-2020-01-01.toml"
    )),
);

/// Whether a command did what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    Refused,
}

impl Outcome {
    fn done_if(done: bool) -> Self {
        if done { Self::Done } else { Self::Refused }
    }
}

/// Runs one command line to its end.
pub fn run<Arguments>(
    arguments: Arguments,
    input: impl Read,
    output: &mut (dyn Write + Send),
    errors: &mut (dyn Write + Send),
) -> ExitCode
where
    Arguments: IntoIterator,
    Arguments::Item: Into<OsString> + Clone,
{
    let mut console = Console::new(output, errors);
    let line = match Line::try_parse_from(arguments) {
        Ok(line) => line,
        Err(error) => return console.usage(&error),
    };
    match carry_out(line, input, &mut console) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::FAILURE,
        Err(error) => console.failed(&error),
    }
}

fn carry_out(line: Line, input: impl Read, console: &mut Console<'_>) -> anyhow::Result<Outcome> {
    let Line {
        config,
        log,
        command,
    } = line;
    if let Command::Screen { rules, postcodes } = &command {
        return screen_lines(
            input,
            console,
            [rules.as_deref(), postcodes.as_deref(), config.as_deref()],
        );
    }
    if let Command::ParseMail { trial } = command {
        return Ok(parse_mail::run(trial, input, console));
    }
    if let Command::Routes { json } = command {
        return routes::run(config.as_deref(), json, console);
    }
    if let Command::Due { from, working_days } = command {
        return holidays::due(config.as_deref(), from, working_days, console);
    }
    if let Command::Holidays(command) = command {
        let file = config.unwrap_or_else(|| PathBuf::from(CONFIG));
        return holidays::import(&file, command, &Clock::system(), console);
    }
    if let Command::Postcodes(command) = command {
        let file = config.unwrap_or_else(|| PathBuf::from(CONFIG));
        return postcodes::run(&file, command, &Clock::system(), console);
    }
    if let Command::Forms(command) = command {
        return forms::run(command, config.as_deref(), console);
    }
    let file = config.unwrap_or_else(|| PathBuf::from(CONFIG));
    begin_log(&log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING)
        .build()?;
    runtime.block_on(dispatch(command, &file, console))
}

async fn dispatch(
    command: Command,
    file: &Path,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let clock = Clock::system();
    match command {
        Command::Serve => serve::run(file, &clock, console).await,
        Command::Demo {
            folder,
            public,
            desk,
        } => demo::run(&folder, [public, desk], &clock, console).await,
        Command::CheckConfig => check_config::run(file, console),
        Command::Doctor => doctor::run(file, &clock, console).await,
        Command::Migrate => store::migrate(&Config::read(file)?, console).await,
        Command::Keys(command) => keys_made_or_listed(command, file, &clock, console),
        Command::Account(AccountCommand::New { email, name, role }) => {
            account::new(
                &Config::read(file)?,
                (&email, &name, role.into()),
                clock.now(),
                console,
            )
            .await
        }
        Command::Account(AccountCommand::Reset { email }) => {
            account::reset(&Config::read(file)?, &email, clock.now(), console).await
        }
        Command::Open { reference, into } => {
            open::run(Config::read(file)?, &reference, &into, &clock, console).await
        }
        Command::Audit(AuditCommand::Verify) => audit::verify(&Config::read(file)?, console).await,
        Command::Audit(AuditCommand::Export) => audit::export(&Config::read(file)?, console).await,
        Command::Backup { folder } => {
            copy::backup(&Config::read(file)?, &folder, clock.now(), console).await
        }
        Command::Restore { folder } => {
            copy::restore(&Config::read(file)?, &folder, clock.now(), console).await
        }
        Command::Mailbox(command) => {
            mailbox::run(Config::read(file)?, command, &clock, console).await
        }
        Command::Replay { of } => replay::run(Config::read(file)?, &of, &clock, console).await,
        Command::Fsck => fsck::run(Config::read(file)?, &clock, console).await,
        // Answered before, without a log and a runtime.
        Command::Screen { .. }
        | Command::Routes { .. }
        | Command::Due { .. }
        | Command::Holidays(_)
        | Command::Postcodes(_)
        | Command::Forms(_)
        | Command::ParseMail { .. } => Ok(Outcome::Refused),
    }
}

/// `keys`: the folder is given, or for a list the configuration's.
fn keys_made_or_listed(
    command: KeysCommand,
    file: &Path,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    match command {
        KeysCommand::New {
            folder,
            recovery_out,
            node,
        } => {
            let places = keys::Places::new(folder, recovery_out);
            keys::new(&places, &node, clock.now(), console)
        }
        KeysCommand::List { folder } => {
            let folder =
                folder.map_or_else(|| Config::read(file).map(|config| config.keys.folder), Ok)?;
            keys::list(&folder, console)
        }
    }
}

/// `screen`: the rules of a file, of the configuration, or the shipped ones.
fn screen_lines(
    input: impl Read,
    console: &mut Console<'_>,
    [rules_file, postcodes, config]: [Option<&Path>; 3],
) -> anyhow::Result<Outcome> {
    let config = config.map(Config::read).transpose()?;
    let book = match (rules_file, &config) {
        (Some(file), _) => RuleBook::single(read_rules(file)?),
        (None, Some(config)) => rules(config)?,
        (None, None) => {
            let (name, text) = SHIPPED_RULES;
            RuleBook::new(vec![Rules::read(name, text)?])?
        }
    };
    let directory = match (postcodes, &config) {
        (Some(file), _) => read_postcodes(file)?,
        (None, Some(config)) => directory(config)?,
        (None, None) => Postcodes::None,
    };
    let input = BufReader::with_capacity(64 * 1024, input);
    let (output, errors) = console.writers();
    Ok(Outcome::done_if(screen::run(
        input, output, errors, &book, &directory,
    )?))
}

fn read_rules(file: &Path) -> anyhow::Result<Rules> {
    let text = read_text(file)?;
    let stem = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    Rules::read(stem, &text)
        .map_err(|error| crate::config::ConfigError::new(file, &error.key, error.reason).into())
}

fn read_postcodes(file: &Path) -> anyhow::Result<Postcodes> {
    Postcodes::open(file).map_err(|error| crate::config::ConfigError::new(file, "", error).into())
}

#[cfg(test)]
mod tests;
