//! Carrying out what the manager wrote down: only the mailbox named as manager's moves a referral to the hub.

use jiff::Timestamp;

use super::{
    super::{
        JourneyError, Keyholder, OpenedSent, open_sent,
        rooms::{by_mail, new_id, outbox_letter, people, release_mark},
    },
    reopen::reopen,
};
use crate::{
    audit::Action,
    credentials::same_mark,
    letters::{self, Letter, People, Reader, Stamp},
    referral::{Addition, Answered, ManagersWord, OutboxLetter, Referral, Sent, Stage},
    seal::{Label, Purpose, Sealed, sha256_hex},
    store::{Change, Event},
};

/// Carries out the manager's decision on one version.
pub(super) async fn decide(
    keyholder: &Keyholder,
    referral: Referral,
    addition: Addition,
    word: ManagersWord,
    now: Timestamp,
) -> Result<(), JourneyError> {
    if addition.submission != referral.submission {
        return Err(JourneyError::Inconsistent("an addition's version"));
    }
    let OpenedSent { key, sent, .. } = open_sent(keyholder, &referral, addition.submission).await?;
    let label = Label::of(Purpose::Reply, referral.id.as_str(), addition.id.as_str());
    let answered: Answered = key.open(&Sealed::from_stored(addition.sealed.clone()), &label)?;
    is_the_managers(keyholder, &referral, &addition, &answered)?;
    let stage = referral.stage.clone();
    let moved = match word {
        ManagersWord::Release => stage.release(),
        ManagersWord::Return => stage.give_back(),
        ManagersWord::NotSend => stage.not_send(),
    };
    let Ok(stage) = moved else {
        return too_late(keyholder, &referral, &addition, now).await;
    };
    let letters = letters(keyholder, &referral, &sent, (&addition, word), now)?;
    let received_at = (word == ManagersWord::Release).then_some(addition.made_at);
    let tx = keyholder.store.begin().await?;
    tx.merge_addition(&addition.id).await?;
    tx.move_referral(
        &referral,
        &stage,
        addition.made_at,
        Change {
            received_at,
            ..Change::default()
        },
    )
    .await?;
    for letter in &letters {
        tx.insert_letter(letter).await?;
    }
    if word == ManagersWord::Release {
        tx.scan_at_once(&referral.id, now).await?;
    }
    if stage == Stage::Returned {
        reopen(keyholder, &tx, &referral, sent, Some(answered.words), now).await?;
    }
    tx.commit(now, &[event(&referral, &addition, word)]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

/// The referrer withdrew it a moment before: nothing moves, and the manager gets that letter.
async fn too_late(
    keyholder: &Keyholder,
    referral: &Referral,
    addition: &Addition,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let event = Event::new("manager", Action::SetAside, referral.id.as_str())
        .with("addition", &addition.id)
        .with("hand_out", &addition.hand_out)
        .with("manifest", &sha256_hex(&addition.manifest))
        .with("why", "too_late");
    let tx = keyholder.store.begin().await?;
    tx.merge_addition(&addition.id).await?;
    Ok(tx.commit(now, &[event]).await?)
}

fn event(referral: &Referral, addition: &Addition, word: ManagersWord) -> Event {
    let action = match word {
        ManagersWord::Release => Action::Released,
        ManagersWord::Return => Action::Returned,
        ManagersWord::NotSend => Action::NotSent,
    };
    Event::new("manager", action, referral.id.as_str())
        .with("submission", &addition.submission)
        .with("hand_out", &addition.hand_out)
        .with("manifest", &sha256_hex(&addition.manifest))
}

/// The manager's hand-out carried the worker's own mark for this version; the row itself may be long gone.
fn is_the_managers(
    keyholder: &Keyholder,
    referral: &Referral,
    addition: &Addition,
    answered: &Answered,
) -> Result<(), JourneyError> {
    let wanted = release_mark(keyholder, &addition.hand_out, referral, addition.submission);
    if same_mark(&wanted, &answered.proof) {
        Ok(())
    } else {
        Err(JourneyError::Inconsistent("an addition's hand-out"))
    }
}

fn letters(
    keyholder: &Keyholder,
    referral: &Referral,
    sent: &Sent,
    (addition, word): (&Addition, ManagersWord),
    now: Timestamp,
) -> Result<Vec<OutboxLetter>, JourneyError> {
    let people: People = people(sent);
    let (hub, reference) = (&keyholder.hub, referral.reference.as_str());
    let stamp = || -> Result<Stamp, JourneyError> {
        Ok(Stamp {
            id: new_id::<OutboxLetter>()?.as_str().to_owned(),
            at: now,
        })
    };
    let received = |reader| -> Result<Letter, JourneyError> {
        let (stamp, at) = (stamp()?, addition.made_at);
        Ok(match by_mail(referral, sent) {
            Some(mail) => {
                let about = (reference, &people);
                letters::acknowledgement_by_mail(hub, &stamp, about, at, &mail, reader)
            }
            None => letters::acknowledgement(hub, &stamp, reference, &people, at, reader),
        })
    };
    let letters: Vec<(Letter, Option<Reader>)> = match word {
        ManagersWord::Release => vec![
            (received(Reader::Referrer)?, Some(Reader::Referrer)),
            (received(Reader::Manager)?, Some(Reader::Manager)),
            (letters::hub_notice(hub, &stamp()?), None),
        ],
        ManagersWord::Return => vec![(
            letters::returned(hub, &stamp()?, reference, &people),
            Some(Reader::Referrer),
        )],
        ManagersWord::NotSend => vec![(
            letters::not_sent(hub, &stamp()?, reference, &people),
            Some(Reader::Referrer),
        )],
    };
    let about = (&referral.id, referral.recipient.as_str());
    // A form that came by email may name nobody to write to.
    let addressed = letters
        .iter()
        .filter(|(letter, _)| !letter.to_address().is_empty());
    let boxed = addressed.map(|(letter, reader)| match reader {
        Some(reader) => outbox_letter(&keyholder.sealer, letter, Some(about), reader.code(), now),
        None => outbox_letter(&keyholder.sealer, letter, None, "hub", now),
    });
    boxed.collect()
}
