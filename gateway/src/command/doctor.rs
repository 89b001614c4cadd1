//! `doctor`: tries everything that the configuration names, one JSON line a check. Writes one small file and removes it; sends no letter.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{
    Outcome, check_config,
    console::Console,
    data_checks::{holiday_table, postcode_directory},
    expiry, keys,
    mail_checks::{imap, mail_trust, mailbox_read, maildirs, parser},
};
use crate::{
    blobs::Blobs,
    clock::{Clock, london},
    config::{Config, PostSection, read_text},
    gateway::{key_files, post, recipients, scanner},
    post::Post,
    random,
    referral::{Attachment, Id, LetterState},
    seal::{HubIdentities, Opener},
    store::Store,
};

/// A certificate that ends sooner than this is told in time.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);
/// A letter that has waited longer than this is told.
const WAITED: SignedDuration = SignedDuration::from_hours(1);
/// Key files that nobody but the gateway's user may read.
const SECRETS: [&str; 4] = [
    key_files::HUB_IDENTITY,
    key_files::SIGNING,
    key_files::INDEX,
    key_files::FORMS,
];

/// What a check found.
pub(super) enum Found {
    Good(String),
    Warning(String),
    Bad(String),
}

impl<E: Into<anyhow::Error>> From<E> for Found {
    fn from(error: E) -> Self {
        Self::Bad(super::console::words(&error.into()))
    }
}

/// Runs every check; the exit code is 1 when one fails.
pub(super) async fn run(
    file: &Path,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let config = match Config::read(file) {
        Ok(config) => config,
        Err(problem) => {
            told(console, "config", &Found::Bad(problem.to_string()))?;
            return Ok(Outcome::Refused);
        }
    };
    let now = clock.now();
    let checks = [
        ("config", settings(&config, file)),
        ("key_modes", modes(&config.keys.folder)),
        (
            "keys",
            probe(&config.keys.folder, now).unwrap_or_else(|found| found),
        ),
        (
            "database",
            database(&config).await.unwrap_or_else(|found| found),
        ),
        (
            "letters",
            letters(&config, now).await.unwrap_or_else(|found| found),
        ),
        ("blobs", blobs(&config).await.unwrap_or_else(|found| found)),
        ("smtp", smtp(&config).await.unwrap_or_else(|found| found)),
        ("clamd", clamd(&config).await.unwrap_or_else(|found| found)),
        ("holidays", holiday_table(&config, now)),
        ("postcodes", postcode_directory(&config, now)),
        ("maildir", maildirs(&config)),
        ("imap", imap(&config).await),
        (
            "parser",
            parser(&config).await.unwrap_or_else(|found| found),
        ),
        ("mail_trust", mail_trust(&config)),
        (
            "mailbox_read",
            mailbox_read(&config, now)
                .await
                .unwrap_or_else(|found| found),
        ),
        (
            "tls_public",
            tls(&config.public.certificate, now).unwrap_or_else(|found| found),
        ),
        (
            "tls_desk",
            tls(&config.desk.certificate, now).unwrap_or_else(|found| found),
        ),
    ];
    let mut well = true;
    for (check, found) in &checks {
        well &= told(console, check, found)?;
    }
    Ok(Outcome::done_if(well))
}

fn told(console: &mut Console<'_>, check: &str, found: &Found) -> anyhow::Result<bool> {
    let (ok, detail) = match found {
        Found::Good(detail) => (true, detail),
        Found::Warning(detail) => {
            console.say(&format!("Warning: {check}: {detail}"))?;
            (true, detail)
        }
        Found::Bad(detail) => {
            console.say(&format!("Failed: {check}: {detail}"))?;
            (false, detail)
        }
    };
    console.line(&json!({ "check": check, "ok": ok, "detail": detail }))?;
    Ok(ok)
}

fn settings(config: &Config, file: &Path) -> Found {
    let problems: Vec<String> = check_config::problems(config, file)
        .iter()
        .map(ToString::to_string)
        .collect();
    if problems.is_empty() {
        Found::Good("in order".to_owned())
    } else {
        Found::Bad(problems.join("; "))
    }
}

fn modes(folder: &Path) -> Found {
    let open: Vec<String> = SECRETS
        .iter()
        .filter_map(|name| {
            keys::too_open(&folder.join(name)).map(|mode| format!("{name} has mode {mode:04o}"))
        })
        .collect();
    if open.is_empty() {
        Found::Good("secret key files are their owner’s alone".to_owned())
    } else {
        Found::Bad(format!("{}; must be 0400 or 0600", open.join(", ")))
    }
}

fn probe(folder: &Path, now: Timestamp) -> Result<Found, Found> {
    let recipients = recipients(folder)?;
    let opener = Opener::new(HubIdentities::read(&read_text(
        &folder.join(key_files::HUB_IDENTITY),
    )?)?);
    let unopened = opener.unopened(&recipients.probe(now)?).len();
    if unopened > 0 {
        return Err(Found::Bad(format!(
            "hub.identity does not open what is sealed to {unopened} of hub.recipients"
        )));
    }
    let (hub, recovery) = (recipients.hub().len(), recipients.recovery().len());
    let words = format!(
        "{hub} hub keys open what is sealed to them; {recovery} recovery keys, which cannot be tried here"
    );
    Ok(if recovery < 2 {
        Found::Warning(words)
    } else {
        Found::Good(words)
    })
}

async fn database(config: &Config) -> Result<Found, Found> {
    let store = Store::open(&config.store_url()?).await?;
    let missing = store.missing_migrations().await?;
    store.close().await?;
    Ok(match missing {
        0 => Found::Good("answers, is set as it must be and up to date".to_owned()),
        missing => Found::Bad(format!("lacks {missing} migrations: run `gateway migrate`")),
    })
}

async fn letters(config: &Config, now: Timestamp) -> Result<Found, Found> {
    let store = super::store::open(config).await?;
    let waiting = store.letters_waiting_since(now - WAITED).await?;
    let uncertain = store.count_letters(LetterState::Uncertain).await?;
    let refused = store.count_letters(LetterState::Refused).await?;
    store.close().await?;
    let words = format!(
        "{waiting} have waited for more than an hour, {uncertain} are uncertain, {refused} were refused"
    );
    Ok(if waiting + uncertain + refused > 0 {
        Found::Warning(words)
    } else {
        Found::Good(words)
    })
}

async fn blobs(config: &Config) -> Result<Found, Found> {
    let blobs = Blobs::in_folder(config.blobs.folder.clone()).await?;
    let id: Id<Attachment> = Id::from_random(random::bytes()?);
    blobs.write(id.as_str(), &[0; 4096])?.commit().await?;
    let length = blobs.length(id.as_str()).await?;
    blobs.remove(id.as_str()).await?;
    let whole = length == 4096;
    Ok(if whole {
        Found::Good("a file was written, made durable and removed".to_owned())
    } else {
        Found::Bad("a file came back changed".to_owned())
    })
}

async fn smtp(config: &Config) -> Result<Found, Found> {
    if let PostSection::Folder { folder } = &config.post {
        return Ok(Found::Warning(format!(
            "letters are written into {}, not sent",
            folder.display()
        )));
    }
    Post::new(&post(config))?.try_out().await?;
    Ok(Found::Good(
        "the relay answers, encrypts and lets us in".to_owned(),
    ))
}

async fn clamd(config: &Config) -> Result<Found, Found> {
    Ok(match scanner(config)? {
        None => {
            Found::Warning("not set: attachments are not scanned, and the desk says so".to_owned())
        }
        Some(scanner) if scanner.answers().await => Found::Good("answers".to_owned()),
        Some(_) => Found::Bad("does not answer".to_owned()),
    })
}

fn tls(chain: &Path, now: Timestamp) -> Result<Found, Found> {
    let certificates = check_config::certificates(chain)?;
    let ends = certificates.first().and_then(|own| expiry::ends_at(own));
    let Some(ends) = ends else {
        return Err(Found::Bad("its end cannot be read".to_owned()));
    };
    let words = format!("ends on {}", ends.to_zoned(london()).strftime("%-d %B %Y"));
    Ok(match ends.duration_since(now) {
        left if left <= SignedDuration::ZERO => Found::Bad(format!("{words}: it has ended")),
        left if left < SOON => Found::Warning(format!("{words}: renew it")),
        _ => Found::Good(words),
    })
}
