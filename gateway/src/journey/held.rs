//! Showing the holding pen, and one message to a person. Opening a message or a part of it is recorded first; nothing that the message
//! refers to is ever fetched. A message that became a referral shows its words at the referral only, once the hub has it.

use jiff::Timestamp;

use super::{
    JourneyError, Keyholder, open_sent,
    rooms::{can_undo, look_at_sender, message_bytes, open_reading, people, trust_rule},
};
use crate::{
    audit::Action,
    mail::{Outcome, ReadMessage, Trust, Why, authors, trust::trust},
    referral::{Account, Id, MailMessage, MessageState, Reference, Referral},
    scan::ScanOutcome,
    store::{Event, HeldAfter, StoreError},
};

/// One line of the pen.
#[derive(Debug)]
pub struct HeldRow {
    /// The message.
    pub message: MailMessage,
    /// What was read in it; none for one that could not be read.
    pub read: Option<ReadMessage>,
    /// Whether its sender is proved.
    pub trust: Trust,
}

/// One page of the pen.
#[derive(Debug)]
pub struct Pen {
    /// Oldest first.
    pub rows: Vec<HeldRow>,
    /// Where the next page begins.
    pub next: Option<HeldAfter>,
    /// How many wait, and how many of the old mail.
    pub counts: [u64; 2],
    /// When every folder had been read well; none when there is no mailbox, or one of its folders never was.
    pub read_at: Option<Timestamp>,
    /// Whether there is a mailbox at all.
    pub mailbox: bool,
    /// Whether it has not been read for longer than the settings allow.
    pub silent: bool,
}

/// A message on somebody's desk.
#[derive(Debug)]
pub struct HeldMessage {
    /// The row.
    pub message: MailMessage,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub why: Option<Why>,
    /// What was read in it; none when it could not be read, or may not be shown here.
    pub read: Option<ReadMessage>,
    /// Whether its words and parts may be shown here at all.
    pub shown: bool,
    /// Whether its sender is proved.
    pub trust: Trust,
    /// The referral it became or belongs to.
    pub referral: Option<Referral>,
    /// Who filed it, by name, and when.
    pub filed: Option<(String, Timestamp)>,
    /// Whether that can be undone.
    pub can_undo: bool,
}

/// Which bytes of a message are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it, as it came.
    Original,
    /// One part, by its place in the list, from 1.
    Part(usize),
}

/// Why a part was not opened.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// There is none like that.
    #[error("there is no such part")]
    NotThere,
    /// The scanner found a threat in it.
    #[error("the part is locked")]
    Locked,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for PartError {
    fn from(error: StoreError) -> Self {
        Self::Journey(error.into())
    }
}

/// One page of the pen, of every day or of the old mail.
pub async fn list(
    keyholder: &Keyholder,
    archive: bool,
    after: Option<&HeldAfter>,
    now: Timestamp,
) -> Result<Pen, JourneyError> {
    let store = &keyholder.store;
    let page = store.held(archive, after).await?;
    let rows = page
        .rows
        .into_iter()
        .map(|message| {
            let read = open_reading(keyholder, &message)
                .inspect_err(
                    |_| tracing::error!(message = %message.id, "what was read does not open"),
                )
                .unwrap_or_default();
            HeldRow {
                trust: trust_of(keyholder, read.as_ref()),
                message,
                read,
            }
        })
        .collect();
    let folders = store.folders().await?;
    let mailbox = !keyholder.mail.account.is_empty();
    let times: Option<Vec<Timestamp>> = folders.iter().map(|folder| folder.last_good_at).collect();
    let read_at = times.and_then(|times| times.into_iter().min());
    let longest = jiff::SignedDuration::from_mins(keyholder.mail.alarm_minutes);
    Ok(Pen {
        rows,
        next: page.next,
        counts: [
            store.count_held(false).await?,
            store.count_held(true).await?,
        ],
        silent: mailbox && read_at.is_none_or(|at| now.duration_since(at) > longest),
        read_at,
        mailbox,
    })
}

/// Opens a message for `who`, and records it. None when there is none, or it has no outcome yet.
pub async fn open(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<MailMessage>,
    now: Timestamp,
) -> Result<Option<HeldMessage>, JourneyError> {
    let Some((message, outcome)) = sorted(keyholder, id).await? else {
        return Ok(None);
    };
    let shown = is_shown(outcome);
    let read = if shown {
        read(keyholder, &message).await?
    } else {
        None
    };
    let referral = match &message.referral {
        Some(id) => keyholder.store.find_referral(id).await?,
        None => None,
    };
    let filed = match (&message.filed_by, message.filed_at) {
        (Some(by), Some(at)) => {
            let account = keyholder.store.find_account(by).await?;
            Some((account.map(|account| account.name).unwrap_or_default(), at))
        }
        _ => None,
    };
    let event = Event::new(who.id.as_str(), Action::MessageRead, id.as_str())
        .with("outcome", outcome.code());
    let tx = keyholder.store.begin().await?;
    tx.commit(now, &[event]).await?;
    Ok(Some(HeldMessage {
        outcome,
        why: message.why.as_deref().and_then(Why::read),
        trust: trust_of(keyholder, read.as_ref()),
        shown,
        read,
        referral,
        can_undo: filed.as_ref().is_some_and(|(_, at)| can_undo(*at, now)),
        filed,
        message,
    }))
}

/// The bytes of a message or of one part, with the name that its sender gave it. The scanner, when there is one, looks at them first.
pub async fn part(
    keyholder: &Keyholder,
    who: &Account,
    (id, wanted): (&Id<MailMessage>, Wanted),
    now: Timestamp,
) -> Result<(String, Vec<u8>), PartError> {
    let found = sorted(keyholder, id).await?;
    let (message, _) = found
        .filter(|(_, outcome)| is_shown(*outcome))
        .ok_or(PartError::NotThere)?;
    let raw = message_bytes(keyholder, &message).await?;
    let (name, bytes) = match wanted {
        Wanted::Original => ("message.eml".to_owned(), raw),
        Wanted::Part(number) => taken_out(keyholder, &raw, number).await?,
    };
    let scan = match &keyholder.scanner {
        None => "not_scanned",
        Some(scanner) => match scanner.scan(bytes.as_slice()).await {
            ScanOutcome::Threat { .. } => return Err(PartError::Locked),
            ScanOutcome::NoThreatFound => "no_threat",
            _ => "cannot_scan",
        },
    };
    let part = match wanted {
        Wanted::Original => "original".to_owned(),
        Wanted::Part(number) => number.to_string(),
    };
    let event = Event::new(who.id.as_str(), Action::AttachmentDownloaded, id.as_str())
        .with("part", &part)
        .with("scan", scan);
    let tx = keyholder.store.begin().await?;
    tx.commit(now, &[event]).await?;
    Ok((name, bytes))
}

/// Whether no form in a message could name its manager, so that the manager's address is asked for before it is a new referral.
pub async fn names_no_manager(
    keyholder: &Keyholder,
    id: &Id<MailMessage>,
) -> Result<bool, JourneyError> {
    let found = keyholder.store.find_message(id).await?;
    let read = match &found {
        Some(message) => open_reading(keyholder, message)?,
        None => None,
    };
    Ok(read.is_none_or(|read| read.forms.is_empty()))
}

/// Whether a message's sender is the referrer or the manager of a referral; none when the desk has no such referral.
pub async fn is_part_of(
    keyholder: &Keyholder,
    id: &Id<MailMessage>,
    reference: &Reference,
) -> Result<Option<bool>, JourneyError> {
    let found = keyholder.store.find_by_reference(reference).await?;
    let Some(referral) = found.filter(|found| found.stage.is_with_the_hub()) else {
        return Ok(None);
    };
    let message = keyholder.store.find_message(id).await?;
    let read = match &message {
        Some(message) => open_reading(keyholder, message)?,
        None => None,
    };
    let sender = read.as_ref().and_then(authors::sender);
    let Some(sender) = sender.map(|from| from.address.as_str()) else {
        return Ok(Some(false));
    };
    let opened = open_sent(keyholder, &referral, referral.submission).await?;
    let people = people(&opened.sent);
    let both = [people.referrer_address, people.manager_address];
    Ok(Some(
        both.iter().any(|one| one.eq_ignore_ascii_case(sender)),
    ))
}

async fn sorted(
    keyholder: &Keyholder,
    id: &Id<MailMessage>,
) -> Result<Option<(MailMessage, Outcome)>, JourneyError> {
    let found = keyholder.store.find_message(id).await?;
    let Some(message) = found.filter(|found| found.state == MessageState::Sorted) else {
        return Ok(None);
    };
    let outcome = message.outcome.as_deref().and_then(Outcome::read);
    let outcome = outcome.ok_or(JourneyError::Inconsistent("a message's outcome"))?;
    Ok(Some((message, outcome)))
}

/// Whether a message's words are shown here: those of a referral stand at the referral, and only once the hub has it.
fn is_shown(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Referral | Outcome::Duplicate)
}

/// What was read in it: kept, or read again now.
async fn read(
    keyholder: &Keyholder,
    message: &MailMessage,
) -> Result<Option<ReadMessage>, JourneyError> {
    if let Some(read) = open_reading(keyholder, message)? {
        return Ok(Some(read));
    }
    if message.outcome.as_deref() == Some(Outcome::Unreadable.code()) {
        return Ok(None);
    }
    let raw = message_bytes(keyholder, message).await?;
    let Ok(open) = keyholder.parsers.read(&raw).await else {
        return Ok(None);
    };
    let mut read = open.read().clone();
    drop(open);
    look_at_sender(keyholder, message, &raw, &mut read).await?;
    Ok(Some(read))
}

async fn taken_out(
    keyholder: &Keyholder,
    raw: &[u8],
    number: usize,
) -> Result<(String, Vec<u8>), PartError> {
    let open = keyholder.parsers.read(raw).await;
    let mut open = open.map_err(|_| PartError::NotThere)?;
    let place = number.checked_sub(1).ok_or(PartError::NotThere)?;
    let part = open.read().parts.get(place).ok_or(PartError::NotThere)?;
    let (name, path) = (part.name.clone(), part.path.clone());
    let mut bytes = Vec::new();
    open.part(&path, &mut bytes)
        .await
        .map_err(|_| PartError::NotThere)?;
    Ok((name, bytes))
}

fn trust_of(keyholder: &Keyholder, read: Option<&ReadMessage>) -> Trust {
    read.map_or(Trust::NotVerified, |read| {
        trust(read, &trust_rule(&keyholder.mail.trust))
    })
}
