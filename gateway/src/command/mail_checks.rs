//! What `doctor` tries of the mailbox: its folders, whom it believes, when it was last read. Reads only.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::doctor::Found;
use crate::{
    config::{AccountSection, After, Config, TrustSection},
    gateway::parsers,
    mailbox::{Landlock, try_out},
};

/// Every Maildir has its three folders, and can be changed where the settings ask for it.
pub(super) fn maildirs(config: &Config) -> Found {
    let mut told = Vec::new();
    for account in &config.mailbox.account {
        let AccountSection::Maildir { name, path, after } = account else {
            continue;
        };
        for part in ["new", "cur", "tmp"] {
            if let Err(error) = std::fs::read_dir(path.join(part)) {
                return Found::Bad(format!("{name}: {part}: {error}"));
            }
        }
        if *after != After::Leave && is_read_only(path) {
            return Found::Bad(format!(
                "{name}: messages cannot be marked or removed there"
            ));
        }
        told.push(format!("{name} is there"));
    }
    if told.is_empty() {
        return Found::Good("not set".to_owned());
    }
    Found::Good(told.join(", "))
}

/// Every server lets us in and opens each folder; what it cannot do is told.
pub(super) async fn imap(config: &Config) -> Found {
    let (mut told, mut lacks) = (Vec::new(), Vec::new());
    for account in &config.mailbox.account {
        let AccountSection::Imap(imap) = account else {
            continue;
        };
        let name = &imap.name;
        let can = match try_out(imap).await {
            Ok(can) => can,
            Err(error) => return Found::Bad(format!("{name}: {error}")),
        };
        told.push(format!("{name} lets us in"));
        if !can.idle {
            lacks.push(format!(
                "{name} does not tell of new mail at once: it is looked at every {} minutes",
                config.mailbox.poll_minutes
            ));
        }
        let copies = imap.after == After::Move && !can.moves;
        if copies {
            lacks.push(format!(
                "{name} cannot move a message: it is copied, then removed"
            ));
        }
        if (copies || imap.after == After::Delete) && !can.removes_one {
            lacks.push(format!(
                "{name} cannot remove single messages: they are only marked as deleted"
            ));
        }
    }
    if told.is_empty() {
        return Found::Good("not set".to_owned());
    }
    if lacks.is_empty() {
        Found::Good(told.join(", "))
    } else {
        Found::Warning(lacks.join("; "))
    }
}

fn is_read_only(path: &Path) -> bool {
    ["new", "cur"].iter().any(|part| {
        std::fs::metadata(path.join(part)).is_ok_and(|meta| meta.permissions().readonly())
    })
}

/// A child that reads messages starts, and is shut in as the settings want it.
pub(super) async fn parser(config: &Config) -> Result<Found, Found> {
    let parsers = parsers(config)?;
    let Ok((ready, _)) = parsers.check().await else {
        let words = "no process that reads messages could be started and shut in; messages are kept and wait";
        return Ok(if config.mailbox.account.is_empty() {
            Found::Warning(words.to_owned())
        } else {
            Found::Bad(words.to_owned())
        });
    };
    let abi = ready.abi;
    Ok(match ready.landlock {
        Landlock::Full => Found::Good(format!("starts and is shut in (landlock {abi})")),
        Landlock::Partly => Found::Warning(format!(
            "starts; landlock {abi} of this kernel shuts it in only partly, the filter of system calls does the rest"
        )),
        Landlock::Not => Found::Warning(
            "starts; this kernel has no landlock, only the filter of system calls shuts it in"
                .to_owned(),
        ),
    })
}

/// Whose word about a sender counts.
pub(super) fn mail_trust(config: &Config) -> Found {
    let mailbox = &config.mailbox;
    if mailbox.account.is_empty() {
        return Found::Good("no mailbox is set".to_owned());
    }
    match &mailbox.trust {
        TrustSection {
            authserv_id: Some(id),
            ..
        } => Found::Good(format!("what {id} says of a sender counts")),
        trust if trust.exchange_online => Found::Good(
            "what Exchange Online says of a sender counts: the topmost header".to_owned(),
        ),
        trust if trust.here => Found::Good(match &trust.received_by {
            Some(server) => format!(
                "signatures are looked at here, and the address that {server} wrote down"
            ),
            None => "signatures are looked at here".to_owned(),
        }),
        _ => Found::Warning(
            "nobody’s word about a sender counts: no sender is verified, and every referral by email waits for its manager"
                .to_owned(),
        ),
    }
}

/// When each folder was last read well.
pub(super) async fn mailbox_read(config: &Config, now: Timestamp) -> Result<Found, Found> {
    if config.mailbox.account.is_empty() {
        return Ok(Found::Good("no mailbox is set".to_owned()));
    }
    let store = super::store::open(config).await?;
    let folders = store.folders().await?;
    store.close().await?;
    let most = SignedDuration::from_mins(config.mailbox.alarm_minutes);
    for account in &config.mailbox.account {
        for name in account.folders() {
            let found = folders
                .iter()
                .find(|folder| folder.key.account == account.name() && folder.key.folder == name);
            let read = found.and_then(|folder| folder.last_good_at);
            let Some(read) = read else {
                return Ok(Found::Warning(format!(
                    "{}/{name} was never read",
                    account.name()
                )));
            };
            if now.duration_since(read) > most {
                return Ok(Found::Warning(format!(
                    "{}/{name} was last read well at {read}",
                    account.name()
                )));
            }
        }
    }
    Ok(Found::Good("every folder was read lately".to_owned()))
}
