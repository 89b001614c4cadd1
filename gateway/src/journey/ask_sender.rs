//! Asking the referrer for the answers that a form lacks, with a copy to the manager. Names questions, never an answer, and not more
//! often than once a day.

use jiff::{SignedDuration, Timestamp};

use super::{
    JourneyError, Keyholder, open_sent,
    rooms::{missing, new_id, outbox_letter, people},
};
use crate::{
    audit::Action,
    clock::london_day,
    credentials::mark,
    letters::{self, LetterKind, People, Reader, Stamp},
    referral::{Account, Id, OutboxLetter, Referral},
    store::{Event, StoreError},
};

/// How long nobody is asked again.
const PAUSE: SignedDuration = SignedDuration::from_hours(24);

/// Why nobody was asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// There is no such referral at the desk.
    #[error("there is no such referral")]
    NotThere,
    /// Every question has its answer.
    #[error("no answer is missing")]
    NothingMissing,
    /// There is no address to write to.
    #[error("there is no address to write to")]
    NoAddress,
    /// They were asked within a day.
    #[error("they were asked within a day")]
    Asked,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for AskError {
    fn from(error: StoreError) -> Self {
        Self::Journey(error.into())
    }
}

/// Queues the letter.
pub async fn ask(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    now: Timestamp,
) -> Result<(), AskError> {
    let found = keyholder.store.find_referral(id).await?;
    let referral = found
        .filter(|found| found.stage.is_with_the_hub())
        .ok_or(AskError::NotThere)?;
    let sent = open_sent(keyholder, &referral, referral.submission)
        .await?
        .sent;
    let missing = missing(&sent);
    if missing.is_empty() {
        return Err(AskError::NothingMissing);
    }
    let people = people(&sent);
    if people.referrer_address.is_empty() {
        return Err(AskError::NoAddress);
    }
    let earlier = keyholder.store.letters_of(id).await?;
    let asked = |letter: &OutboxLetter| {
        letter.kind == LetterKind::MissingAnswers.code()
            && now.duration_since(letter.made_at) < PAUSE
    };
    if earlier.iter().any(asked) {
        return Err(AskError::Asked);
    }
    let outgoing = letters_to_both(keyholder, &referral, &people, &missing, now)?;
    let event = Event::new(who.id.as_str(), Action::QuestionAsked, id.as_str())
        .with("answers", &missing.len());
    let once = mark(
        &keyholder.tag_key,
        "missing-answers",
        &[id.as_str().as_bytes()],
    );
    let once: [u8; 32] = once.try_into().unwrap_or_default();
    let tx = keyholder.store.begin().await?;
    // Two people who press at once: one asks.
    if !tx
        .count_answer(&once, &london_day(now).to_string(), 1)
        .await?
    {
        return Err(AskError::Asked);
    }
    for letter in &outgoing {
        tx.insert_letter(letter).await?;
    }
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

/// The letter to the referrer and its copy to the manager; none to whom there is no address of.
fn letters_to_both(
    keyholder: &Keyholder,
    referral: &Referral,
    people: &People,
    missing: &[String],
    now: Timestamp,
) -> Result<Vec<OutboxLetter>, JourneyError> {
    let about = Some((&referral.id, referral.recipient.as_str()));
    let mut outgoing = Vec::new();
    for reader in [Reader::Referrer, Reader::Manager] {
        let stamp = Stamp {
            id: new_id::<OutboxLetter>()?.as_str().to_owned(),
            at: now,
        };
        let subject = (referral.reference.as_str(), people);
        let letter = letters::missing_answers(&keyholder.hub, &stamp, subject, missing, reader);
        if !letter.to_address().is_empty() {
            let sealer = &keyholder.sealer;
            outgoing.push(outbox_letter(sealer, &letter, about, reader.code(), now)?);
        }
    }
    Ok(outgoing)
}
