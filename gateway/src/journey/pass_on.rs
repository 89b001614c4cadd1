//! Passing on to the hub what nobody has to release: a school's referral, once it is admitted to the chain. The referrer and the head get
//! the acknowledgement, the child's social worker a note. A form that a manager releases never goes this way.

use jiff::Timestamp;

use super::{
    JourneyError, Keyholder, open_sent,
    rooms::{new_id, outbox_letter, people},
};
use crate::{
    audit::Action,
    letters::{self, Letter, Reader, Stamp},
    referral::{OutboxLetter, Referral, Sent},
    store::{Change, Event},
};

/// Reader of the note in rows: the child's social worker.
const SOCIAL_WORKER: &str = "social_worker";

/// The forms that nobody releases, by their ids.
pub fn forms(keyholder: &Keyholder) -> Vec<String> {
    let forms = keyholder.forms.iter();
    let without = forms.filter(|form| !form.manager_releases());
    without.map(|form| form.id().to_owned()).collect()
}

/// Passes on one referral that waits for nobody. One whose submission is not admitted yet is left for the next round.
pub async fn pass_on(
    keyholder: &Keyholder,
    referral: Referral,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let store = &keyholder.store;
    let payload = store
        .find_payload(&referral.id, referral.submission)
        .await?
        .ok_or(JourneyError::Inconsistent("a submission"))?;
    if !payload.admitted {
        return Ok(());
    }
    let sent = open_sent(keyholder, &referral, referral.submission)
        .await?
        .sent;
    // The row alone does not say which form it is, nor the form of the day whether a manager had to release it: the signed
    // submission does.
    let is_of = |forms: &[String]| forms.contains(&sent.record.form);
    if sent.record.release || !is_of(&forms(keyholder)) || sent.record.form != referral.form {
        return Err(JourneyError::Inconsistent("a referral's form"));
    }
    let stage = referral.stage.clone().release();
    let stage = stage.map_err(|_| JourneyError::Inconsistent("a referral's stage"))?;
    let letters = letters(keyholder, &referral, &sent, now)?;
    let change = Change {
        received_at: Some(referral.sent_at),
        ..Change::default()
    };
    let event = Event::new("worker", Action::PassedOn, referral.id.as_str())
        .with("submission", &referral.submission);
    let tx = store.begin().await?;
    tx.move_referral(&referral, &stage, now, change).await?;
    for letter in &letters {
        tx.insert_letter(letter).await?;
    }
    tx.scan_at_once(&referral.id, now).await?;
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

fn letters(
    keyholder: &Keyholder,
    referral: &Referral,
    sent: &Sent,
    now: Timestamp,
) -> Result<Vec<OutboxLetter>, JourneyError> {
    let (people, hub) = (people(sent), &keyholder.hub);
    let reference = referral.reference.as_str();
    let stamp = || -> Result<Stamp, JourneyError> {
        Ok(Stamp {
            id: new_id::<OutboxLetter>()?.as_str().to_owned(),
            at: now,
        })
    };
    let mut written: Vec<(Letter, &str)> = Vec::new();
    for reader in [Reader::Referrer, Reader::Manager] {
        let at = referral.sent_at;
        let letter = letters::acknowledgement(hub, &stamp()?, reference, &people, at, reader);
        written.push((letter, reader.code()));
    }
    // The school typed this address: a letter that names nobody goes to work mailboxes only.
    let known = people.social_worker.as_ref();
    if known.is_some_and(|(_, address)| keyholder.addresses.allows(address)) {
        let note = letters::school_has_referred(hub, &stamp()?, reference, &people);
        written.extend(note.map(|note| (note, SOCIAL_WORKER)));
    }
    let about = Some((&referral.id, referral.recipient.as_str()));
    written
        .iter()
        .map(|(letter, reader)| outbox_letter(&keyholder.sealer, letter, about, reader, now))
        .collect()
}
