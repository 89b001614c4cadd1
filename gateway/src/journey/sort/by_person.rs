//! A person at the desk files a message as a new referral. It is made as sorting would make it, out of the form in the message or out
//! of an empty one; filing never releases: only the manager's own proved message does. Its letters wait until the filing
//! can no longer be undone.

use intake_forms::Fields;
use jiff::Timestamp;

use super::{
    super::{
        FileError, JourneyError, Keyholder,
        rooms::{
            Taken, UNDO, fileable, filed_event, look_at_sender, new_id, outbox_letter, people,
        },
    },
    facts,
    files::InHand,
    letters::{self, Because, Outgoing},
    prepare::{self, Sorted},
    raw, referral, write,
};
use crate::{
    clock::london_day,
    letters::{Reader, Stamp, waiting_for_manager},
    mail::{Decided, Facts, FormReading, FoundForm, NewOne, Outcome, ReadMessage, Why},
    mailbox::OpenMessage,
    referral::{Account, Id, MailMessage, OutboxLetter, Reference},
    store::Filed,
};

/// What a person says about the new referral.
#[derive(Clone, Copy, Debug)]
pub struct NewByPerson<'a> {
    /// The manager's address, for a message that names none.
    pub manager: Option<&'a str>,
    /// Whether the person says that a manager has agreed: then the manager's own proved message is with the hub at once.
    pub agreed: bool,
}

/// Files a message as a new referral, and says its reference; of several, the first.
pub async fn file_as_new(
    keyholder: &Keyholder,
    who: &Account,
    shown: (&Id<MailMessage>, i32),
    new: NewByPerson<'_>,
    now: Timestamp,
) -> Result<Reference, FileError> {
    let message = fileable(keyholder, shown).await?;
    if !message.whole {
        return Err(FileError::NotRead);
    }
    if keyholder
        .rules
        .in_force_on(london_day(message.arrived_at))
        .is_none()
    {
        return Err(FileError::BeforeRules);
    }
    let taken = Taken {
        message: message.clone(),
        raw: None,
    };
    let raw = raw::bytes(keyholder, &taken).await?;
    let (mut open, mut read) = opened(keyholder, &message, &raw).await?;
    if read.forms.is_empty() {
        let manager = new.manager.ok_or(FileError::Manager)?;
        read.forms.push(empty_form(keyholder, manager)?);
    }
    let mut facts = facts::facts(keyholder, &message, &read, &raw::Tags::default()).await?;
    // A person looks at it now, however old it is.
    facts.archive = false;
    if new.manager.is_some() && facts.people.iter().all(|people| people.manager.is_none()) {
        return Err(FileError::Manager);
    }
    let decided = decided(&read, &facts, new.agreed);
    let mut hand = InHand {
        message: &message,
        raw: &raw,
        read: &read,
        open: open.as_mut(),
        now,
    };
    let mut sorted = Sorted::new(&message, Outcome::Referral, Why::FiledByPerson);
    plan(keyholder, &mut hand, &facts, &decided, &mut sorted).await?;
    drop(open);
    let because = Because {
        read: &read,
        facts: &facts,
        decided: &decided,
    };
    follow(keyholder, &because, &mut sorted, now)?;
    let choice = if new.agreed { "new_agreed" } else { "new" };
    kept(keyholder, who, sorted, choice, now).await
}

/// The message in a child's hands, and what it read. One that could not be read before is not tried again: nothing is read of it, and
/// its bytes become a file of the referral as they are.
async fn opened(
    keyholder: &Keyholder,
    message: &MailMessage,
    raw: &[u8],
) -> Result<(Option<OpenMessage>, ReadMessage), FileError> {
    if raw.is_empty() {
        return Err(FileError::NotRead);
    }
    if message.outcome.as_deref() == Some(Outcome::Unreadable.code()) {
        return Ok((None, ReadMessage::default()));
    }
    let parsed = keyholder.parsers.read(raw).await;
    let open = parsed.map_err(|_| FileError::NotRead)?;
    let mut read = open.read().clone();
    look_at_sender(keyholder, message, raw, &mut read).await?;
    Ok((Some(open), read))
}

/// Makes the files durable and writes everything, or nothing: files whose rows were certainly not written are removed.
async fn kept(
    keyholder: &Keyholder,
    who: &Account,
    sorted: Sorted,
    choice: &str,
    now: Timestamp,
) -> Result<Reference, FileError> {
    let mut batch = [sorted];
    prepare::finish(keyholder, &mut batch, now).await?;
    let [sorted] = &batch;
    let written = store(keyholder, who, sorted, choice, now).await;
    let lost = match &written {
        Err(FileError::Changed) => true,
        Err(FileError::Journey(error)) => error.is_conflict(),
        _ => false,
    };
    if lost {
        prepare::discard(keyholder, &batch).await;
        return Err(FileError::Changed);
    }
    keyholder.wake.send_replace(());
    written
}

/// The form that a message without one becomes: nothing is answered but who the manager is.
fn empty_form(keyholder: &Keyholder, manager: &str) -> Result<FoundForm, FileError> {
    const MANAGER: &str = "mgr_email";
    let form = keyholder
        .forms
        .first()
        .ok_or(JourneyError::Inconsistent("the forms"))?;
    let mut reading = FormReading {
        form: form.id().to_owned(),
        ..FormReading::default()
    };
    reading
        .beside
        .insert(MANAGER.to_owned(), manager.to_owned());
    if let Some((section, _)) = form.question(MANAGER) {
        let fields = Fields::bounded([(MANAGER, manager)]).map_err(|_| FileError::Manager)?;
        reading.answers.put(&section.slug, fields);
    }
    Ok(FoundForm {
        path: String::new(),
        inside: None,
        reading,
    })
}

/// One new referral a form. What nobody says a manager has agreed to waits for the manager, whoever sent it.
fn decided(read: &ReadMessage, facts: &Facts, agreed: bool) -> Decided {
    let forms = read.forms.iter().enumerate();
    let referrals = forms.map(|(place, form)| {
        let one = crate::mail::outcome::new_one(read, facts, place, form);
        NewOne {
            released: one.released && agreed,
            ..one
        }
    });
    Decided {
        referrals: referrals.collect(),
        ..Decided::plain(Outcome::Referral, Why::FiledByPerson)
    }
}

async fn plan(
    keyholder: &Keyholder,
    hand: &mut InHand<'_>,
    facts: &Facts,
    decided: &Decided,
    sorted: &mut Sorted,
) -> Result<(), FileError> {
    let own = hand.message.as_referral();
    let own = own.ok_or(JourneyError::Inconsistent("a message's id"))?;
    // A message that was a referral before, until that was undone, has used up its key.
    let fresh = keyholder.store.find_referral(&own).await?.is_none();
    let read = hand.read;
    for one in &decided.referrals {
        let others = read.forms.iter().enumerate();
        let others: Vec<&str> = others
            .filter(|(place, _)| *place != one.form)
            .map(|(_, form)| form.path.as_str())
            .collect();
        let first = fresh && sorted.new.is_empty();
        let planned = referral::plan(keyholder, hand, facts, (first, *one), others).await?;
        sorted.new.extend(planned);
    }
    if sorted.new.is_empty() {
        return Err(FileError::NotRead);
    }
    Ok(())
}

/// The letters and tasks. The manager is asked whoever sent the message: this is no answer to it.
fn follow(
    keyholder: &Keyholder,
    because: &Because<'_>,
    sorted: &mut Sorted,
    now: Timestamp,
) -> Result<(), FileError> {
    let new = std::mem::take(&mut sorted.new);
    for planned in &new {
        let mut letters = letters::about_referral(keyholder, because, planned, now)?;
        let asked = letters
            .iter()
            .any(|out| out.letter.reader == Reader::Manager.code());
        if !asked && !planned.released && planned.people.manager.is_some() {
            letters.push(to_manager(keyholder, planned, now)?);
        }
        for outgoing in &mut letters {
            outgoing.letter.next_at = now + UNDO;
        }
        for kind in prepare::tasks_of(because, planned, &letters) {
            sorted.raise(kind, Some(&planned.referral.id), now)?;
        }
        sorted.letters.extend(letters);
    }
    sorted.reference = new
        .first()
        .map(|planned| planned.referral.reference.clone());
    sorted.new = new;
    Ok(())
}

fn to_manager(
    keyholder: &Keyholder,
    planned: &referral::Planned,
    now: Timestamp,
) -> Result<Outgoing, JourneyError> {
    let row = &planned.referral;
    let stamp = Stamp {
        id: new_id::<OutboxLetter>()?.as_str().to_owned(),
        at: now,
    };
    let people = people(&planned.sent);
    let letter = waiting_for_manager(&keyholder.hub, &stamp, row.reference.as_str(), &people);
    let about = Some((&row.id, row.recipient.as_str()));
    let reader = Reader::Manager.code();
    Ok(Outgoing {
        letter: outbox_letter(&keyholder.sealer, &letter, about, reader, now)?,
        because_of: letter.to_address().to_lowercase(),
        once_a_day: false,
        proved: true,
    })
}

async fn store(
    keyholder: &Keyholder,
    who: &Account,
    sorted: &Sorted,
    choice: &str,
    now: Timestamp,
) -> Result<Reference, FileError> {
    let message = &sorted.message;
    let reference = sorted.reference.clone();
    let reference = reference.ok_or(JourneyError::Inconsistent("a reference"))?;
    let tx = keyholder.store.begin().await?;
    let filed = Filed {
        outcome: sorted.outcome.code(),
        why: sorted.why.code(),
        referral: sorted.new.first().map(|planned| &planned.referral.id),
        by: Some((&who.id, now)),
    };
    tx.file_message(message, &filed).await?;
    let one = std::slice::from_ref(sorted);
    let mut events = write::store(&tx, one).await?;
    for task in &sorted.tasks {
        tx.insert_task(task).await?;
    }
    write::post(keyholder, &tx, one, now).await?;
    events.push(filed_event(who, message, choice));
    tx.commit(now, &events).await?;
    Ok(reference)
}
