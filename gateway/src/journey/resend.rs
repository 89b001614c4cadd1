//! Sending a letter again that a person has looked at: same words, same Message-ID.

use jiff::Timestamp;

use super::{JourneyError, Keyholder};
use crate::{
    audit::Action,
    referral::{Account, Id, OutboxLetter, Referral},
    store::Event,
};

/// Queues an uncertain, refused or bounced letter of this referral again. `Conflict` when it is none of these.
pub async fn resend(
    keyholder: &Keyholder,
    who: &Account,
    referral: &Id<Referral>,
    letter: &Id<OutboxLetter>,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let found = keyholder.store.find_letter(letter).await?;
    if found.and_then(|found| found.referral).as_ref() != Some(referral) {
        return Err(JourneyError::Inconsistent("a letter"));
    }
    let event =
        Event::new(who.id.as_str(), Action::LetterResent, referral.as_str()).with("letter", letter);
    let tx = keyholder.store.begin().await?;
    tx.queue_letter_again(letter, now).await?;
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}
