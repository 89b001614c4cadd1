//! Carrying out what the manager wrote down: only the mailbox named as manager's moves a referral to the hub.

use jiff::{SignedDuration, Timestamp};

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{by_mail, draft_label, new_id, outbox_letter, people, release_mark},
};
use crate::{
    audit::Action,
    credentials::same_mark,
    letters::{self, Letter, People, Reader, Stamp},
    referral::{
        Addition, AdditionKind, Answered, Becomes, DraftContent, OutboxLetter, Referral, Sent,
        Stage,
    },
    seal::{Label, Purpose, ReferralIdentity, Sealed, SignedManifest, To, sha256_hex},
    store::{Change, Event, Tx},
};

/// Merges one addition.
pub async fn merge(
    keyholder: &Keyholder,
    addition: Addition,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let referral = keyholder.store.find_referral(&addition.referral).await?;
    let referral = referral.ok_or(JourneyError::Inconsistent("an addition"))?;
    verify(keyholder, &referral, &addition)?;
    let OpenedSent { key, sent, .. } = open_sent(keyholder, &referral, addition.submission).await?;
    let answered = open_words(&key, &referral, &addition)?;
    is_the_managers(keyholder, &referral, &addition, &answered)?;
    let stage = referral.stage.clone();
    let moved = match addition.kind {
        AdditionKind::Release => stage.release(),
        AdditionKind::Return => stage.give_back(),
        AdditionKind::NotSend => stage.not_send(),
    };
    let Ok(stage) = moved else {
        return Err(JourneyError::Inconsistent("an addition's stage"));
    };
    let letters = letters(keyholder, &referral, &sent, &addition, now)?;
    let received_at = (addition.kind == AdditionKind::Release).then_some(addition.made_at);
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
    if addition.kind == AdditionKind::Release {
        tx.scan_at_once(&referral.id, now).await?;
    }
    if stage == Stage::Returned {
        reopen(keyholder, &tx, &referral, sent, answered.words, now).await?;
    }
    tx.commit(now, &[event(&referral, &addition)]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

fn event(referral: &Referral, addition: &Addition) -> Event {
    let action = match addition.kind {
        AdditionKind::Release => Action::Released,
        AdditionKind::Return => Action::Returned,
        AdditionKind::NotSend => Action::NotSent,
    };
    Event::new("manager", action, referral.id.as_str())
        .with("submission", &addition.submission)
        .with("hand_out", &addition.hand_out)
        .with("manifest", &sha256_hex(&addition.manifest))
}

fn verify(
    keyholder: &Keyholder,
    referral: &Referral,
    addition: &Addition,
) -> Result<(), JourneyError> {
    let signed = SignedManifest {
        bytes: addition.manifest.clone(),
        signature: addition.signature.clone(),
        node: addition.node.clone(),
    };
    let manifest = keyholder.verifier.verify(&signed)?;
    let sealed: Sealed<Answered> = Sealed::from_stored(addition.sealed.clone());
    let length = u64::try_from(sealed.bytes().len()).unwrap_or(u64::MAX);
    let fits = manifest.channel == addition.kind.code()
        && manifest.referral == referral.id.as_str()
        && manifest.recipient == referral.recipient
        && i64::from(manifest.submission) == i64::from(addition.submission)
        && addition.submission == referral.submission
        && manifest.hand_out_sha256 == Some(sha256_hex(addition.hand_out.as_str().as_bytes()))
        && manifest.lists(
            addition.id.as_str(),
            Purpose::Reply,
            &sealed.sha256(),
            length,
        );
    if fits {
        Ok(())
    } else {
        Err(JourneyError::Inconsistent("an addition's manifest"))
    }
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

fn open_words(
    key: &ReferralIdentity,
    referral: &Referral,
    addition: &Addition,
) -> Result<Answered, JourneyError> {
    let label = Label::of(Purpose::Reply, referral.id.as_str(), addition.id.as_str());
    Ok(key.open(&Sealed::from_stored(addition.sealed.clone()), &label)?)
}

fn letters(
    keyholder: &Keyholder,
    referral: &Referral,
    sent: &Sent,
    addition: &Addition,
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
    let letters: Vec<(Letter, Option<Reader>)> = match addition.kind {
        AdditionKind::Release => vec![
            (received(Reader::Referrer)?, Some(Reader::Referrer)),
            (received(Reader::Manager)?, Some(Reader::Manager)),
            (letters::hub_notice(hub, &stamp()?), None),
        ],
        AdditionKind::Return => vec![(
            letters::returned(hub, &stamp()?, reference, &people),
            Some(Reader::Referrer),
        )],
        AdditionKind::NotSend => vec![(
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

/// Puts the answers back into the referrer's draft, sealed to the draft's own key.
async fn reopen(
    keyholder: &Keyholder,
    tx: &Tx,
    referral: &Referral,
    sent: Sent,
    why: String,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let draft = keyholder.store.draft_of_referral(&referral.id).await?;
    let draft = draft.ok_or(JourneyError::Inconsistent("a returned referral's draft"))?;
    let payload = keyholder
        .store
        .find_payload(&referral.id, referral.submission)
        .await?
        .ok_or(JourneyError::Inconsistent("a submission"))?;
    let content = DraftContent {
        address: sent.address,
        answers: sent.answers,
        files: sent.files,
        returned: Some(why),
        becomes: Becomes {
            manifest: payload.manifest,
            signature: payload.signature,
            node: payload.node,
        },
    };
    let sealed = keyholder.sealer.seal(
        To::Key(&draft.recipient),
        &draft_label(&draft.id),
        now,
        &content,
    )?;
    let until = now + SignedDuration::from_hours(24 * keyholder.drafts.days);
    Ok(tx
        .reopen_draft(&referral.id, sealed.into_bytes(), until)
        .await?)
}
