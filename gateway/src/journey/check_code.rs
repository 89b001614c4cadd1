//! Checking a typed code, and sealing what it opens to the browser that typed it. Five tries; one purpose; never a link.

use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{
        CONTACT, child_words, code_mark, held_for, hold_mark, may_amend, open_content, people,
        release_mark,
    },
};
use crate::{
    audit::Action,
    clock::london_day,
    credentials::{address_tag, same_mark},
    letters::{self, Reader},
    referral::{
        Addition, AdditionKind, Answered, CameBy, Draft, HandOut, HandOutState, Handed,
        HandedAmendment, HandedDraft, HandedQuestion, HandedReferral, Id, ManagersWord,
        Purpose as Opens, Reference, Referral, Request, Sent, Stage, addition::once_a_version,
        hand_out::TRIES,
    },
    seal::{BrowserIdentity, Label, Purpose, ReferralIdentity, Sealed, To},
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
        Opens::OpenDraft => (drafts(keyholder, &tag, now).await?, None),
        Opens::OpenReferral => sent_referral(keyholder, &typed.id, &request).await?,
        Opens::AnswerHold => question(keyholder, &typed.id, &request).await?,
    };
    let reader = match &handed {
        Handed::Referral(handed) => Some(handed.reader.clone()),
        Handed::Question(_) => Some(CONTACT.to_owned()),
        _ => None,
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

async fn drafts(keyholder: &Keyholder, tag: &[u8], now: Timestamp) -> Result<Handed, JourneyError> {
    let most = keyholder.drafts.most_of_one_mailbox;
    let found = keyholder.store.find_drafts_of(tag, now, most).await?;
    let mut handed = Vec::with_capacity(found.len());
    for draft in found {
        let key = keyholder
            .opener
            .unwrap_draft(&draft.wrap, &draft.id, &draft.recipient)?;
        handed.push(HandedDraft {
            own_reference: own_reference(keyholder, &key, &draft, now)?,
            key: key.cookie().expose_secret().to_owned(),
            form: draft.form,
            begun_at: draft.made_at,
            used_at: draft.touched_at,
            ends_at: draft.expires_at,
        });
    }
    Ok(Handed::Drafts(handed))
}

/// The referrer's own reference, unless it holds what a letter may not.
fn own_reference(
    keyholder: &Keyholder,
    key: &BrowserIdentity,
    draft: &Draft,
    now: Timestamp,
) -> Result<Option<String>, JourneyError> {
    let mut forms = keyholder.forms.iter();
    let Some(form) = forms.find(|form| form.id() == draft.form) else {
        return Ok(None);
    };
    let content = open_content(&keyholder.verifier, key, draft, draft.content.clone())?;
    let placed = form.placed(content.answers);
    let answers = form.answers(&placed, london_day(now));
    let own = answers.text("ref_own").unwrap_or_default();
    let fits = letters::unsuitable(own, &child_words(&answers)).is_empty();
    Ok((fits && !own.is_empty()).then(|| own.to_owned()))
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
    let opened = open_sent(keyholder, &referral, referral.submission).await?;
    let people = people(&opened.sent);
    let is_manager = people
        .manager_address
        .eq_ignore_ascii_case(&request.address);
    let reader = if is_manager {
        Reader::Manager
    } else {
        Reader::Referrer
    };
    let amend = may_amend(keyholder, hand_out, (&referral, reader), &opened).await?;
    let amended = opened.amendments.iter().map(HandedAmendment::from);
    let amended = amended.collect();
    let OpenedSent { key, sent, .. } = opened;
    let mut handed = HandedReferral {
        id: referral.id.as_str().to_owned(),
        recipient: referral.recipient.clone(),
        reference: referral.reference.as_str().to_owned(),
        own_reference: people.own_reference,
        reader: reader.code().to_owned(),
        came_by: came_by(keyholder, &referral, &sent, people.written_by),
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
        amend,
        amended,
    };
    if is_manager && handed.came_by.release && referral.stage == Stage::AwaitingManager {
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

/// Whether a manager releases it: as the form was when it was sent, and while it waits as the form is now, for it never waits for nobody.
fn came_by(
    keyholder: &Keyholder,
    referral: &Referral,
    sent: &Sent,
    written_by: Option<String>,
) -> CameBy {
    let mut forms = keyholder.forms.iter();
    let waits = referral.stage == Stage::AwaitingManager;
    let now = forms.any(|form| form.id() == referral.form && form.manager_releases());
    CameBy {
        release: sent.record.release || (waits && now),
        mail: sent.mail.is_some(),
        written_by,
    }
}

/// The question of a held referral: nothing of what was sent.
async fn question(
    keyholder: &Keyholder,
    hand_out: &Id<HandOut>,
    request: &Request,
) -> Result<(Handed, Option<Referral>), JourneyError> {
    let found = held_for(keyholder, request).await?;
    let (referral, hold) = found.ok_or(JourneyError::Inconsistent("a hold"))?;
    let handed = HandedQuestion {
        id: referral.id.as_str().to_owned(),
        recipient: referral.recipient.clone(),
        reference: referral.reference.as_str().to_owned(),
        submission: referral.submission,
        form: referral.form.clone(),
        proof: hold_mark(keyholder, hand_out, &referral, hold),
    };
    Ok((Handed::Question(handed), Some(referral)))
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
        .find_addition(&referral.id, &once_a_version(referral.submission))
        .await?
    else {
        return Ok(None);
    };
    let Addition {
        id, sealed, kind, ..
    } = addition;
    if !matches!(
        kind,
        AdditionKind::Word(ManagersWord::Return | ManagersWord::NotSend)
    ) {
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
