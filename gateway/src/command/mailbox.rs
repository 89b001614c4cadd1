//! `mailbox`: mail from files, one look at every folder, and the ledger. One JSON line a message, a folder or a UID; decides nothing.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::bail;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use serde_json::{Value, json};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};

use super::{Outcome, console::Console, line::MailboxCommand};
use crate::{
    clock::{Clock, london},
    config::{AccountSection, Config},
    gateway::Gateway,
    journey::{JourneyError, Taken, sort::SortedLine, take_in::take_in},
    mailbox::{FetchedMail, FoundMail, Stopped, Walk},
    referral::{FolderKey, LedgerLine, Place},
    store::LedgerView,
    worker::{MailRooms, PollError, Polled, poll, sort_held, sort_left},
};

/// How long `poll` waits for a process that reads the same folder, or has ended while it did.
const WAIT: Duration = Duration::from_secs(75);
/// Lines of the ledger read at a time.
const PAGE: u64 = 1_000;

/// Runs one of the three.
pub(super) async fn run(
    config: Config,
    command: MailboxCommand,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    match command {
        MailboxCommand::Import { paths, answer } => {
            import(config, paths, answer, clock, console).await
        }
        MailboxCommand::Poll => poll_all(config, clock, console).await,
        MailboxCommand::Ledger {
            account,
            folder,
            day,
        } => ledger(&config, (account, folder, day), console).await,
    }
}

/// What becomes of a batch of files on its way: where each message came from, and the messages once they are durable.
enum Step {
    Taken(Vec<(String, Taken)>),
    /// These were not made durable.
    Lost(Vec<String>, JourneyError),
    Unreadable(String, std::io::Error),
    NotMail,
}

async fn import(
    config: Config,
    paths: Vec<PathBuf>,
    answer: bool,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let gateway = Gateway::build(config, clock.clone()).await?;
    let (steps, mut next) = mpsc::channel(2);
    let taking = tokio::spawn(take_files(gateway.clone(), paths, answer, steps));
    let (mut well, mut others) = (true, 0_u64);
    while let Some(step) = next.recv().await {
        match step {
            Step::Taken(batch) => {
                well &= sort_batch(&gateway, batch, clock, console).await?;
            }
            Step::Lost(sources, error) => {
                well = false;
                for source in sources {
                    console.say(&format!("{source}: could not be kept: {error}"))?;
                }
            }
            Step::Unreadable(source, error) => {
                well = false;
                console.say(&format!("{source}: cannot be read: {error}"))?;
            }
            Step::NotMail => others += 1,
        }
    }
    taking.await?;
    if others > 0 {
        console.say(&format!(
            "{others} files in the folders hold no mail and were left out; name one to have it taken all the same."
        ))?;
    }
    Ok(Outcome::done_if(well))
}

/// Reads files and takes their messages in, a batch ahead of the sorting.
async fn take_files(
    gateway: Gateway,
    paths: Vec<PathBuf>,
    answer: bool,
    steps: mpsc::Sender<Step>,
) {
    let (give, mut found) = mpsc::channel::<Vec<FoundMail>>(1);
    let largest = gateway.config.mailbox.largest();
    let walking = tokio::task::spawn_blocking(move || {
        let walk = Walk::new(largest, |batch| {
            give.blocking_send(batch).map_err(|_| Stopped)
        });
        walk.over(&paths)
    });
    while let Some(batch) = found.recv().await {
        let (mut sources, mut mails) = (Vec::new(), Vec::new());
        for one in batch {
            let step = match one {
                FoundMail::Mail { source, raw } => {
                    sources.push(source);
                    mails.push(FetchedMail {
                        uid: String::new(),
                        arrived_at: None,
                        archive: !answer,
                        raw,
                    });
                    continue;
                }
                FoundMail::Unreadable { source, error } => Step::Unreadable(source, error),
                FoundMail::NotMail { .. } => Step::NotMail,
            };
            if steps.send(step).await.is_err() {
                return;
            }
        }
        let (step, is_full) = keep(&gateway, sources, mails).await;
        if steps.send(step).await.is_err() || is_full {
            break;
        }
    }
    drop(found);
    drop(walking.await);
}

/// Makes a batch durable; and whether the disk is full.
async fn keep(gateway: &Gateway, sources: Vec<String>, mails: Vec<FetchedMail>) -> (Step, bool) {
    let now = gateway.clock.now();
    match take_in(&gateway.intake, &Place::Import, mails, now).await {
        Ok(taken) => (Step::Taken(sources.into_iter().zip(taken).collect()), false),
        Err(error) => {
            let is_full = error.is_full();
            (Step::Lost(sources, error), is_full)
        }
    }
}

/// Sorts a batch and writes its lines in the order of its messages. `false` when a message has no outcome yet.
async fn sort_batch(
    gateway: &Gateway,
    batch: Vec<(String, Taken)>,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<bool> {
    if batch.is_empty() {
        return Ok(true);
    }
    let sources: Vec<(String, String)> = batch
        .iter()
        .map(|(source, taken)| (source.clone(), taken.message.id.as_str().to_owned()))
        .collect();
    let taken = batch.into_iter().map(|(_, taken)| taken).collect();
    let lines = match sort_held(&gateway.keyholder, taken, clock).await {
        Ok(lines) => lines,
        Err(error) => {
            console.say(&format!("Sorting failed: {error}"))?;
            Vec::new()
        }
    };
    let mut well = true;
    for (source, id) in sources {
        let line = lines.iter().find(|line| line.message.as_str() == id);
        if let Some(line) = line {
            console.line(&sorted(&source, line))?;
        } else {
            well = false;
            console.say(&format!(
                "{source}: is kept and has no outcome yet; the gateway sorts it when it can"
            ))?;
        }
    }
    Ok(well)
}

fn sorted(source: &str, line: &SortedLine) -> Value {
    json!({
        "source": source,
        "outcome": line.outcome.code(),
        "reference": line.reference.as_ref().map(crate::referral::Reference::as_str),
    })
}

async fn poll_all(
    config: Config,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let gateway = Gateway::build(config, clock.clone()).await?;
    let accounts = gateway.config.mailbox.account.clone();
    if accounts.is_empty() {
        bail!("mailbox.account: none is set, so there is nothing to poll");
    }
    let rooms = MailRooms {
        intake: gateway.intake.clone(),
        keyholder: Arc::clone(&gateway.keyholder),
        clock: clock.clone(),
    };
    let mut well = true;
    for account in &accounts {
        for folder in account.folders() {
            let key = FolderKey {
                account: account.name().to_owned(),
                folder,
            };
            match poll_when_free(&rooms, account, &key).await {
                Ok(polled) => {
                    well &= polled.failed == 0;
                    console.line(&json!({
                        "account": key.account,
                        "folder": key.folder,
                        "uidvalidity": polled.validity,
                        "listed": polled.listed,
                        "taken": polled.taken,
                        "gone": polled.gone,
                        "failed": polled.failed,
                    }))?;
                }
                Err(error) => {
                    well = false;
                    console.say(&format!("{}/{}: {error}", key.account, key.folder))?;
                }
            }
        }
    }
    while sort_left(&gateway.keyholder, clock).await? > 0 {}
    Ok(Outcome::done_if(well))
}

/// Looks at a folder, after another process that looks at it now.
async fn poll_when_free(
    rooms: &MailRooms,
    account: &AccountSection,
    key: &FolderKey,
) -> Result<Polled, PollError> {
    let until = Instant::now() + WAIT;
    loop {
        match poll(rooms, account, key).await {
            Err(PollError::Held) if Instant::now() < until => {}
            other => return other,
        }
        sleep(Duration::from_millis(500)).await;
    }
}

async fn ledger(
    config: &Config,
    (account, folder, day): (Option<String>, Option<String>, Option<Date>),
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let store = super::store::open(config).await?;
    let view = LedgerView {
        account,
        folder,
        arrived: day.map(hours_of).transpose()?,
    };
    let mut after = None;
    loop {
        let lines = store.ledger_after(&view, after.as_ref(), PAGE).await?;
        let Some(last) = lines.last() else { break };
        after = Some(last.row.clone());
        let mut text = String::new();
        for line in &lines {
            text.push_str(&ledger_line(line).to_string());
            text.push('\n');
        }
        let (output, _) = console.writers();
        output.write_all(text.as_bytes())?;
        output.flush()?;
    }
    let [all, present, missing] = store.count_uids(&view).await?;
    store.close().await?;
    console.say(&format!(
        "{all} UIDs, {present} in the mailbox, {missing} missing"
    ))?;
    Ok(Outcome::Done)
}

fn ledger_line(line: &LedgerLine) -> Value {
    let row = &line.row;
    json!({
        "account": row.key.account,
        "folder": row.key.folder,
        "uidvalidity": row.validity,
        "uid": row.uid,
        "state": row.state.code(),
        "present": row.present,
        "arrived_at": row.arrived_at.map(|at| at.to_string()),
        "outcome": line.outcome,
        "why": line.why.as_ref().or(row.why.as_ref()),
        "reference": line.reference.as_ref().map(crate::referral::Reference::as_str),
        "at": row.changed_at.to_string(),
    })
}

/// The beginning and the end of a day in London.
fn hours_of(day: Date) -> anyhow::Result<(Timestamp, Timestamp)> {
    let begin = day.to_zoned(london())?;
    let end = begin.checked_add(1.day())?;
    Ok((begin.timestamp(), end.timestamp()))
}
