//! Letters about a referral to its two people, ready for the outbox. Whoever has no address gets none: a person tells them.

use jiff::Timestamp;

use super::{JourneyError, Keyholder, new_id, outbox_letter};
use crate::{
    clock::london_day,
    letters::{self, Letter, People, Reader, Stamp},
    referral::{OutboxLetter, Referral},
};

/// A letter to one of the two; none where the form names no address.
pub(in super::super) fn letter_to(
    keyholder: &Keyholder,
    referral: &Referral,
    reader: Reader,
    now: Timestamp,
    write: impl Fn(&Stamp) -> Letter,
) -> Result<Option<OutboxLetter>, JourneyError> {
    let stamp = Stamp {
        id: new_id::<OutboxLetter>()?.as_str().to_owned(),
        at: now,
    };
    let letter = write(&stamp);
    if letter.to_address().is_empty() {
        return Ok(None);
    }
    let about = Some((&referral.id, referral.recipient.as_str()));
    outbox_letter(&keyholder.sealer, &letter, about, reader.code(), now).map(Some)
}

/// A letter to each of the two.
pub(in super::super) fn letters_to_both(
    keyholder: &Keyholder,
    referral: &Referral,
    now: Timestamp,
    write: impl Fn(&Stamp, Reader) -> Letter,
) -> Result<Vec<OutboxLetter>, JourneyError> {
    let both = [Reader::Referrer, Reader::Manager].into_iter();
    let letters = both.map(|reader| {
        letter_to(keyholder, referral, reader, now, |stamp| {
            write(stamp, reader)
        })
        .transpose()
    });
    letters.flatten().collect()
}

/// The reminder to the manager, and the word to the referrer that it went.
pub(in super::super) fn reminder_letters(
    keyholder: &Keyholder,
    referral: &Referral,
    people: &People,
    now: Timestamp,
) -> Result<Vec<OutboxLetter>, JourneyError> {
    let (hub, reference) = (&keyholder.hub, referral.reference.as_str());
    letters_to_both(keyholder, referral, now, |stamp, reader| match reader {
        Reader::Manager => {
            let since = london_day(referral.sent_at);
            letters::still_waiting(hub, stamp, (reference, people), since)
        }
        Reader::Referrer => letters::manager_reminded(hub, stamp, reference, people),
    })
}
