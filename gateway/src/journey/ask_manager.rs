//! A manager named at the desk for a referral that came by email and that nobody could release: a new version of it with that manager,
//! and the letter that asks for the release. Releases nothing itself; whoever releases is never at the desk.

use std::collections::BTreeSet;

use intake_forms::{FormDefinition, RawAnswers};
use jiff::Timestamp;

use super::{
    JourneyError, Keyholder, open_sent,
    rooms::{
        ReferralKey, Seals, UNDO, Version, by_mail, can_undo, new_id, outbox_letter, people,
        seal_payload,
    },
};
use crate::{
    audit::Action,
    clock::london_day,
    letters::{self, Letter, LetterKind, People, Reader, Stamp},
    mail::{Trust, authors::is_address},
    referral::{
        Account, FromMail, Id, OutboxLetter, Payload, Referral, Sent, Stage, TaskKind,
        addition::once_a_version,
    },
    store::{Change, Event, StoreError},
};

const NAME: &str = "mgr_name";
const EMAIL: &str = "mgr_email";
/// Where a reader of the answers is told that these two were found.
const PLACE: &str = "named at the desk";

/// A mailed referral that waits for a manager: who sent it, so that its manager can be found out. Nothing about the child.
#[derive(Debug)]
pub struct Waits {
    /// The row.
    pub referral: Referral,
    /// Its two people, as far as the form names them.
    pub people: People,
    /// The manager's name, as the form gives it.
    pub manager: String,
    /// The referrer's telephone number, as the form gives it.
    pub phone: String,
    /// Who sent the message.
    pub sender: String,
    /// Whether that is proved.
    pub trust: Trust,
    /// When a manager was last asked to release it, if ever.
    pub asked_at: Option<Timestamp>,
}

/// What is wrong with a named manager. Said beside the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is no name.
    NoName,
    /// The name is longer than the form takes.
    LongName,
    /// The name is the referrer's own.
    ReferrersName,
    /// The address is not one of an organisation that may refer, or not of the referrer's.
    Address,
    /// The address is the referrer's own.
    ReferrersAddress,
    /// The address is the hub's or of somebody at the desk.
    HubsAddress,
}

/// Why no manager was asked.
#[derive(Debug, thiserror::Error)]
pub enum AskManagerError {
    /// There is no such referral, it did not come by email, or it does not wait for a manager.
    #[error("no such referral waits for a manager")]
    NotThere,
    /// Somebody was first.
    #[error("the referral was changed meanwhile")]
    Changed,
    /// The person can put it right.
    #[error("the manager cannot be asked")]
    Wrong(Vec<Wrong>),
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for AskManagerError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Changed,
            error => Self::Journey(error.into()),
        }
    }
}

/// Shows who sent a referral that waits, and records that it was looked at. None when it does not wait for a manager, or was not mailed.
pub async fn open(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    now: Timestamp,
) -> Result<Option<Waits>, JourneyError> {
    let Some((referral, sent, mail)) = waiting(keyholder, id).await? else {
        return Ok(None);
    };
    let letters = keyholder.store.letters_of(id).await?;
    let asked = letters
        .iter()
        .rev()
        .find(|letter| letter.kind == LetterKind::WaitingForManager.code());
    let event =
        Event::new(who.id.as_str(), Action::Viewed, id.as_str()).with("part", "who_sent_it");
    let tx = keyholder.store.begin().await?;
    tx.commit(now, &[event]).await?;
    Ok(Some(Waits {
        people: people(&sent),
        manager: text(&sent, NAME),
        phone: text(&sent, "ref_phone"),
        trust: trust(&mail),
        sender: mail.sender,
        asked_at: asked.map(|letter| letter.made_at),
        referral,
    }))
}

/// Writes the manager into a new version of the referral and asks them to release it.
pub async fn ask(
    keyholder: &Keyholder,
    who: &Account,
    (id, version): (&Id<Referral>, i32),
    (name, email): (&str, &str),
    now: Timestamp,
) -> Result<(), AskManagerError> {
    let found = waiting(keyholder, id).await?;
    let (referral, before, mail) = found.ok_or(AskManagerError::NotThere)?;
    // A manager who was asked before may have decided just now: that counts, and the worker carries it out.
    let once = once_a_version(referral.submission);
    let decided = keyholder.store.find_addition(id, &once).await?;
    if referral.version != version || decided.is_some() {
        return Err(AskManagerError::Changed);
    }
    let (name, email) = (name.trim(), email.trim().to_lowercase());
    let mut wrong = wrong_name(&before, name);
    wrong.extend(wrong_address(keyholder, &before, &email).await?);
    if !wrong.is_empty() {
        return Err(AskManagerError::Wrong(wrong));
    }
    let form = keyholder
        .forms
        .iter()
        .find(|form| form.id() == referral.form);
    let form = form.ok_or(JourneyError::Inconsistent("a referral's form"))?;
    let sent = with_manager(form, &referral, before, (name, &email));
    // The form has the last word on what it takes.
    if people(&sent).manager_address != email {
        return Err(AskManagerError::Wrong(vec![Wrong::Address]));
    }
    if text(&sent, NAME).is_empty() {
        return Err(AskManagerError::Wrong(vec![Wrong::LongName]));
    }
    let payload = sealed(keyholder, &referral, &sent, now).await?;
    let letters = letters(keyholder, &referral, &sent, &mail, now).await?;
    write(keyholder, who, &referral, (&payload, &letters), now).await
}

/// The referral with what was sent, when it came by email and waits for a manager.
async fn waiting(
    keyholder: &Keyholder,
    id: &Id<Referral>,
) -> Result<Option<(Referral, Sent, FromMail)>, JourneyError> {
    let found = keyholder.store.find_referral(id).await?;
    let Some(referral) = found.filter(|found| found.stage == Stage::AwaitingManager) else {
        return Ok(None);
    };
    let sent = open_sent(keyholder, &referral, referral.submission)
        .await?
        .sent;
    let mail = sent.mail.clone();
    Ok(mail.map(|mail| (referral, sent, mail)))
}

fn wrong_name(sent: &Sent, name: &str) -> Vec<Wrong> {
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_lowercase).collect() };
    if name.is_empty() {
        vec![Wrong::NoName]
    } else if words(name) == words(&text(sent, "ref_name")) {
        vec![Wrong::ReferrersName]
    } else {
        Vec::new()
    }
}

/// The same rules as the form's own, and nobody at the desk: they would release to themselves.
async fn wrong_address(
    keyholder: &Keyholder,
    sent: &Sent,
    email: &str,
) -> Result<Option<Wrong>, JourneyError> {
    let (addresses, referrer) = (&keyholder.addresses, sent.address.as_str());
    if !referrer.is_empty() && referrer.eq_ignore_ascii_case(email) {
        return Ok(Some(Wrong::ReferrersAddress));
    }
    let hub = keyholder.hub.email.eq_ignore_ascii_case(email);
    if hub || keyholder.store.find_account_of(email).await?.is_some() {
        return Ok(Some(Wrong::HubsAddress));
    }
    let allowed = if referrer.is_empty() {
        addresses.allows(email)
    } else {
        addresses.allows_pair(referrer, email)
    };
    Ok((!allowed || !is_address(email)).then_some(Wrong::Address))
}

/// What was sent, with this manager in it and nothing else changed.
fn with_manager(
    form: &FormDefinition,
    referral: &Referral,
    before: Sent,
    (name, email): (&str, &str),
) -> Sent {
    let mut answers: RawAnswers = before.answers.clone();
    for (question, value) in [(NAME, name), (EMAIL, email)] {
        let Some((section, _)) = form.question(question) else {
            continue;
        };
        let was = answers.section(&section.slug).cloned().unwrap_or_default();
        if let Ok(fields) = was.with(question, value) {
            answers.put(&section.slug, fields);
        }
    }
    let confirmed: BTreeSet<String> = form
        .declarations()
        .iter()
        .filter(|one| before.record.declarations.contains(&one.label))
        .map(|one| one.id.clone())
        .collect();
    let submission = form.receive_partly(&answers, &confirmed, london_day(referral.sent_at));
    let mail = before.mail.map(|mut mail| {
        for question in [NAME, EMAIL] {
            mail.found.insert(question.to_owned(), PLACE.to_owned());
        }
        mail
    });
    Sent {
        record: submission.record(),
        answers,
        mail,
        ..before
    }
}

async fn sealed(
    keyholder: &Keyholder,
    referral: &Referral,
    sent: &Sent,
    now: Timestamp,
) -> Result<Payload, JourneyError> {
    let seals = Seals {
        sealer: &keyholder.sealer,
        signer: &keyholder.signer,
        blobs: &keyholder.blobs,
    };
    let key = ReferralKey {
        id: &referral.id,
        recipient: &referral.recipient,
        wrap: &referral.wrap,
    };
    let version = Version {
        channel: "mailbox",
        submission: referral.submission + 1,
        sent,
        files: &keyholder.store.attachments_of(&referral.id).await?,
    };
    seal_payload(seals, key, version, now).await
}

/// To the manager; and to the referrer, when it is proved who sent the message. They wait as long as the filing can be undone.
async fn letters(
    keyholder: &Keyholder,
    referral: &Referral,
    sent: &Sent,
    mail: &FromMail,
    now: Timestamp,
) -> Result<Vec<OutboxLetter>, JourneyError> {
    let proved = trust(mail) == Trust::Verified;
    let people = named(people(sent), proved);
    let (hub, reference) = (&keyholder.hub, referral.reference.as_str());
    let stamp = || -> Result<Stamp, JourneyError> {
        Ok(Stamp {
            id: new_id::<OutboxLetter>()?.as_str().to_owned(),
            at: now,
        })
    };
    let asks = letters::waiting_for_manager(hub, &stamp()?, reference, &people);
    let mut all: Vec<(Letter, Reader)> = vec![(asks, Reader::Manager)];
    if let Some(by_mail) = by_mail(referral, sent)
        && proved
        && !people.referrer_address.is_empty()
    {
        let about = (reference, &people);
        let tells = letters::waits_for_release(hub, &stamp()?, about, &by_mail, true);
        all.push((tells, Reader::Referrer));
    }
    let next_at = posted_from(keyholder, mail, now).await?;
    let about = Some((&referral.id, referral.recipient.as_str()));
    let boxed = all.iter().map(|(letter, reader)| {
        let letter = outbox_letter(&keyholder.sealer, letter, about, reader.code(), now)?;
        Ok(OutboxLetter { next_at, ..letter })
    });
    boxed.collect()
}

/// A message that nobody vouches for chooses no word of what we write to others.
fn named(people: People, proved: bool) -> People {
    if proved {
        return people;
    }
    People {
        referrer_name: "Somebody".to_owned(),
        written_by: None,
        own_reference: None,
        ..people
    }
}

async fn posted_from(
    keyholder: &Keyholder,
    mail: &FromMail,
    now: Timestamp,
) -> Result<Timestamp, JourneyError> {
    let message = match Id::read(&mail.message) {
        Some(id) => keyholder.store.find_message(&id).await?,
        None => None,
    };
    let filed = message.and_then(|message| message.filed_at);
    Ok(filed
        .filter(|at| can_undo(*at, now))
        .map_or(now, |at| at + UNDO))
}

async fn write(
    keyholder: &Keyholder,
    who: &Account,
    referral: &Referral,
    (payload, letters): (&Payload, &[OutboxLetter]),
    now: Timestamp,
) -> Result<(), AskManagerError> {
    let id = &referral.id;
    let change = Change {
        // The message came when it came.
        sent: Some((payload.submission, referral.sent_at)),
        ..Change::default()
    };
    let event = Event::new(who.id.as_str(), Action::ManagerNamed, id.as_str())
        .with("submission", &payload.submission);
    let tx = keyholder.store.begin().await?;
    tx.move_referral(referral, &Stage::AwaitingManager, now, change)
        .await?;
    tx.insert_payload(payload).await?;
    for letter in letters {
        tx.insert_letter(letter).await?;
    }
    tx.end_task(TaskKind::NoManager, id.as_str(), now).await?;
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

fn trust(mail: &FromMail) -> Trust {
    Trust::read(&mail.trust).unwrap_or(Trust::NotVerified)
}

fn text(sent: &Sent, question: &str) -> String {
    let text = sent.record.answers.text(question);
    text.unwrap_or_default().to_owned()
}
