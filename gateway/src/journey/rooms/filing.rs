//! What filing a message by a person shares: which messages may be filed, and how that is recorded so that it can be undone.

use jiff::{SignedDuration, Timestamp};

use super::{JourneyError, Keyholder};
use crate::{
    audit::Action,
    mail::{NoAnswer, Outcome},
    referral::{Account, Id, MailMessage, MessageState},
    store::{Event, StoreError},
};

/// How long a filing can be undone; as long its letters wait.
pub(in super::super) const UNDO: SignedDuration = SignedDuration::from_mins(30);

/// Why a message was not filed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is no such message, or it does not wait for a person.
    #[error("there is no such message to file")]
    NotThere,
    /// Somebody filed it meanwhile, or undid that; or it is too late.
    #[error("the message was changed meanwhile")]
    Changed,
    /// It cannot be read on this machine, so that nothing can be taken out of it.
    #[error("the message cannot be read")]
    NotRead,
    /// There are no criteria for the day on which it arrived.
    #[error("there were no criteria yet when the message arrived")]
    BeforeRules,
    /// The manager's address is not one of an organisation that may refer, or is the referrer's own.
    #[error("the manager's address does not count")]
    Manager,
    /// There is no referral with this reference at the desk.
    #[error("there is no such referral")]
    NoSuchReferral,
    /// Nothing may be sent to its sender.
    #[error("nothing may be sent to the sender")]
    MayNotTell(NoAnswer),
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for FileError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Changed,
            error => Self::Journey(error.into()),
        }
    }
}

/// The message, when it waits for a person and is as it was shown.
pub(in super::super) async fn fileable(
    keyholder: &Keyholder,
    (id, version): (&Id<MailMessage>, i32),
) -> Result<MailMessage, FileError> {
    let found = keyholder.store.find_message(id).await?;
    let message = found
        .filter(|found| found.state == MessageState::Sorted)
        .ok_or(FileError::NotThere)?;
    if message.version != version || message.filed_by.is_some() {
        return Err(FileError::Changed);
    }
    let outcome = message.outcome.as_deref().and_then(Outcome::read);
    if outcome.is_some_and(Outcome::waits) {
        Ok(message)
    } else {
        Err(FileError::NotThere)
    }
}

/// The audit line of a filing: what it was before stands in it, so that it can be undone.
pub(in super::super) fn filed_event(who: &Account, message: &MailMessage, choice: &str) -> Event {
    Event::new(who.id.as_str(), Action::MessageFiled, message.id.as_str())
        .with("choice", choice)
        .with("was", message.outcome.as_deref().unwrap_or_default())
        .with("was_why", message.why.as_deref().unwrap_or_default())
}

/// Whether what was filed at `at` can still be undone at `now`.
pub(in super::super) fn can_undo(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) < UNDO
}
