//! Checking a typed code, and sealing what it opens to the browser that typed it. Five tries; one purpose; never a link.

use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{code_mark, people, release_mark},
};
use crate::{
    audit::Action,
    credentials::{address_tag, same_mark},
    referral::{
        Addition, AdditionKind, Answered, HandOut, HandOutState, Handed, HandedReferral, Id,
        Purpose as Opens, Reference, Referral, Request, Sent, Stage, hand_out::TRIES,
    },
    seal::{Label, Purpose, ReferralIdentity, Sealed, To},
    store::{Event, Unaudited},
};

/// Looks at one typed code.
pub async fn check(
    keyholder: &Keyholder,
    typed: HandOut,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let (Some(code), Some(given)) = (typed.code.clone(), typed.typed.clone()) else {
        return Err(JourneyError::Inconsistent("a hand-out"));
    };
    let id = typed.id.clone();
    let label = Label::own(Purpose::Code, format!("typed-{id}"));
    let given: String = keyholder.opener.open(&Sealed::from_stored(given), &label)?;
    if !same_mark(&code, &code_mark(keyholder, &typed, &given)) {
        let state = if typed.tries >= TRIES {
            HandOutState::Spent
        } else {
            HandOutState::CodeMade
        };
        let tx = keyholder.store.begin().await?;
        tx.save_hand_out(&HandOut {
            state,
            typed: None,
            ..typed
        })
        .await?;
        return Ok(tx.commit_unaudited(Unaudited::HandOut).await?);
    }
    prove(keyholder, typed, now).await
}

async fn prove(keyholder: &Keyholder, typed: HandOut, now: Timestamp) -> Result<(), JourneyError> {
    let label = Label::own(Purpose::Request, typed.id.as_str());
    let request: Request = keyholder
        .opener
        .open(&Sealed::from_stored(typed.request.clone()), &label)?;
    let tag = address_tag(&keyholder.tag_key, &request.address);
    let (handed, referral) = match typed.purpose {
        Opens::Begin => (begin(&request), None),
        Opens::OpenDraft => (draft(keyholder, &tag, now).await?, None),
        Opens::OpenReferral => sent_referral(keyholder, &typed.id, &request).await?,
    };
    let reader = if let Handed::Referral(handed) = &handed {
        Some(handed.reader.clone())
    } else {
        None
    };
    let label = Label::own(Purpose::HandOut, typed.id.as_str());
    let view = keyholder
        .sealer
        .seal(To::Key(&typed.recipient), &label, now, &handed)?
        .into_bytes();
    let events: Vec<Event> = referral
        .iter()
        .map(|referral| {
            Event::new(
                reader.as_deref().unwrap_or_default(),
                Action::HandOutOpened,
                referral.id.as_str(),
            )
            .with("hand_out", &typed.id)
        })
        .collect();
    let proved = HandOut {
        state: HandOutState::Proved,
        code: None,
        typed: None,
        view: Some(view),
        address_tag: Some(tag),
        referral: referral.map(|referral| referral.id),
        reader,
        expires_at: now + SignedDuration::from_mins(keyholder.drafts.idle_minutes),
        ..typed
    };
    let tx = keyholder.store.begin().await?;
    tx.save_hand_out(&proved).await?;
    Ok(tx.commit(now, &events).await?)
}

fn begin(request: &Request) -> Handed {
    Handed::Begin {
        address: request.address.clone(),
        form: request.form.clone().unwrap_or_default(),
    }
}

async fn draft(keyholder: &Keyholder, tag: &[u8], now: Timestamp) -> Result<Handed, JourneyError> {
    let draft = keyholder
        .store
        .find_draft_of(tag, now)
        .await?
        .ok_or(JourneyError::Inconsistent("a draft"))?;
    let key = keyholder
        .opener
        .unwrap_draft(&draft.wrap, &draft.id, &draft.recipient)?;
    Ok(Handed::Draft {
        key: key.cookie().expose_secret().to_owned(),
        form: draft.form,
    })
}

async fn sent_referral(
    keyholder: &Keyholder,
    hand_out: &Id<HandOut>,
    request: &Request,
) -> Result<(Handed, Option<Referral>), JourneyError> {
    let reference = request
        .reference
        .as_deref()
        .and_then(|text| Reference::read(text).ok());
    let reference = reference.ok_or(JourneyError::Inconsistent("a reference"))?;
    let referral = keyholder.store.find_by_reference(&reference).await?;
    let referral = referral.ok_or(JourneyError::Inconsistent("a reference"))?;
    let OpenedSent { key, sent, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let people = people(&sent);
    let is_manager = people
        .manager_address
        .eq_ignore_ascii_case(&request.address);
    let mut handed = HandedReferral {
        id: referral.id.as_str().to_owned(),
        recipient: referral.recipient.clone(),
        reference: referral.reference.as_str().to_owned(),
        own_reference: people.own_reference,
        reader: if is_manager { "manager" } else { "referrer" }.to_owned(),
        referrer: people.referrer_name,
        manager: people.manager_name,
        stage: referral.stage.code().to_owned(),
        submission: referral.submission,
        sent_at: referral.sent_at,
        received_at: referral.received_at,
        stage_at: referral.stage_at,
        decided_by: decided_by(keyholder, &referral).await?,
        sections: Vec::new(),
        files: Vec::new(),
        changes: Vec::new(),
        draft: None,
        why: None,
        proof: Vec::new(),
    };
    if is_manager && referral.stage == Stage::AwaitingManager {
        handed.changes = changes(keyholder, &referral, &sent).await?;
        handed.proof = release_mark(keyholder, hand_out, &referral, referral.submission);
        handed.sections = sent.record.shown;
        handed.files = sent.files;
    } else if !is_manager && matches!(referral.stage, Stage::Returned | Stage::NotSent) {
        handed.why = why(keyholder, &referral, &key).await?;
        handed.draft = draft_key(keyholder, &referral).await?;
    }
    Ok((Handed::Referral(Box::new(handed)), Some(referral)))
}

async fn decided_by(
    keyholder: &Keyholder,
    referral: &Referral,
) -> Result<Option<String>, JourneyError> {
    let Some(decision) = keyholder.store.decision_of(&referral.id).await? else {
        return Ok(None);
    };
    Ok(keyholder
        .store
        .find_account(&decision.by)
        .await?
        .map(|account| account.name))
}

async fn changes(
    keyholder: &Keyholder,
    referral: &Referral,
    now: &Sent,
) -> Result<Vec<crate::referral::ShownChange>, JourneyError> {
    if referral.submission < 2 {
        return Ok(Vec::new());
    }
    let before = open_sent(keyholder, referral, referral.submission - 1).await?;
    Ok(now.changes_since(&before.sent))
}

async fn why(
    keyholder: &Keyholder,
    referral: &Referral,
    key: &ReferralIdentity,
) -> Result<Option<String>, JourneyError> {
    let Some(addition) = keyholder
        .store
        .find_addition(&referral.id, referral.submission)
        .await?
    else {
        return Ok(None);
    };
    let Addition {
        id, sealed, kind, ..
    } = addition;
    if kind == AdditionKind::Release {
        return Ok(None);
    }
    let label = Label::of(Purpose::Reply, referral.id.as_str(), id.as_str());
    let answered: Answered = key.open(&Sealed::from_stored(sealed), &label)?;
    Ok(Some(answered.words))
}

async fn draft_key(
    keyholder: &Keyholder,
    referral: &Referral,
) -> Result<Option<String>, JourneyError> {
    if referral.stage != Stage::Returned {
        return Ok(None);
    }
    let Some(draft) = keyholder.store.draft_of_referral(&referral.id).await? else {
        return Ok(None);
    };
    let key = keyholder
        .opener
        .unwrap_draft(&draft.wrap, &draft.id, &draft.recipient)?;
    Ok(Some(key.cookie().expose_secret().to_owned()))
}
