//! Receiving a referral: validated, sealed, signed and stored in one transaction, with a letter to each of its two people.
//! Sent twice, it is one referral. Nothing here can open what it has stored.

use std::collections::BTreeSet;

use intake_forms::{FormDefinition, Problem, Problems, Submission};
use jiff::Timestamp;

use super::{
    Intake, JourneyError, OpenDraft,
    rooms::{new_id, outbox_letter, people},
};
use crate::{
    clock::london_day,
    letters::{self, Reader, Stamp},
    random,
    referral::{
        Attachment, Draft, DraftState, OutboxLetter, Payload, Reference, Referral, Sent, Stage,
    },
    seal::{Item, Label, Manifest, Purpose, Sealed, To, sha256_hex},
    store::{Change, StoreError, Unaudited},
};

/// How often a new reference is drawn when one is taken.
const DRAWS: usize = 8;

/// Why a draft was not sent.
#[derive(Debug)]
pub enum ReceiveError {
    /// The person can put it right.
    Problems(Problems),
    /// We could not.
    Journey(JourneyError),
}

impl<E: Into<JourneyError>> From<E> for ReceiveError {
    fn from(error: E) -> Self {
        Self::Journey(error.into())
    }
}

/// Sends a draft. `confirmed` are the declarations that were ticked. Only after this returns is anything acknowledged.
pub async fn receive(
    intake: &Intake,
    open: &OpenDraft,
    form: &FormDefinition,
    confirmed: &BTreeSet<String>,
    now: Timestamp,
) -> Result<Reference, ReceiveError> {
    if let DraftState::Sent(reference) = &open.draft.state {
        return Ok(reference.clone());
    }
    let submission = form
        .validate(&open.content.answers, confirmed, london_day(now))
        .map_err(ReceiveError::Problems)?;
    check_people(intake, open, &submission).map_err(ReceiveError::Problems)?;
    let sent = Sent {
        record: submission.record(),
        answers: open.content.answers.clone(),
        address: open.content.address.clone(),
        files: open.content.files.clone(),
    };
    for _ in 0..DRAWS {
        let failed = match store(intake, &open.draft, &sent, now).await {
            Ok(reference) => return Ok(reference),
            Err(failed) => failed,
        };
        // Whatever failed: when the draft was sent, saved or deleted meanwhile, that is why.
        if let Some(reference) = sent_meanwhile(intake, &open.draft).await? {
            return Ok(reference);
        }
        if !failed.is_conflict() {
            return Err(failed.into());
        }
    }
    Err(JourneyError::Store(StoreError::Conflict).into())
}

/// The manager's mailbox is a different one that may release, and what letters repeat names no child.
fn check_people(
    intake: &Intake,
    open: &OpenDraft,
    submission: &Submission,
) -> Result<(), Problems> {
    let answers = submission.answers();
    let manager = answers.text("mgr_email").unwrap_or_default();
    let mut problems: Vec<Problem> = manager_problem(intake, &open.content.address, manager)
        .into_iter()
        .collect();
    let names: Vec<String> = ["ch_first", "ch_last"]
        .iter()
        .filter_map(|id| answers.text(id))
        .map(str::to_owned)
        .collect();
    let born = answers.date("ch_dob").map(|(day, _)| day);
    let forbidden = letters::forbidden(&names, born, &[]);
    if !letters::unsuitable(answers.text("ref_own").unwrap_or_default(), &forbidden).is_empty() {
        let message = "Take the child’s name or date of birth out of your own reference: it is printed in letters";
        problems.push(Problem::new("ref_own", "ref_own", message));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Problems::from(problems))
    }
}

/// What is wrong with a manager's address, if anything.
pub fn manager_problem(intake: &Intake, referrer: &str, manager: &str) -> Option<Problem> {
    let message = if manager.eq_ignore_ascii_case(referrer) {
        "Your manager’s email address must be different from yours"
    } else if !intake.addresses.allows_pair(referrer, manager) {
        "Your manager’s email address must be a work address at your organisation"
    } else {
        return None;
    };
    Some(Problem::new("mgr_email", "mgr_email", message))
}

async fn sent_meanwhile(intake: &Intake, draft: &Draft) -> Result<Option<Reference>, JourneyError> {
    let found = intake.store.find_draft(&draft.id).await?;
    let Some(found) = found else {
        return Err(JourneyError::Store(StoreError::Conflict));
    };
    match found.state {
        DraftState::Sent(reference) => Ok(Some(reference)),
        DraftState::Open if found.version == draft.version => Ok(None),
        DraftState::Open => Err(JourneyError::Store(StoreError::Conflict)),
    }
}

async fn store(
    intake: &Intake,
    draft: &Draft,
    sent: &Sent,
    now: Timestamp,
) -> Result<Reference, JourneyError> {
    let before = intake.store.find_referral(&draft.referral).await?;
    let submission = before
        .as_ref()
        .map_or(1, |referral| referral.submission + 1);
    let reference = match &before {
        Some(referral) => referral.reference.clone(),
        None => Reference::from_random(random::bytes()?),
    };
    let payload = seal_payload(intake, draft, sent, submission, now).await?;
    let letters = letters(intake, draft, sent, &reference, now)?;
    let tx = intake.store.begin().await?;
    match before {
        Some(referral) => {
            let stage = referral
                .stage
                .clone()
                .send_again()
                .map_err(|_| JourneyError::Store(StoreError::Conflict))?;
            let change = Change {
                sent: Some((submission, now)),
                ..Change::default()
            };
            tx.move_referral(&referral, &stage, now, change).await?;
        }
        None => {
            tx.insert_referral(&new_referral(draft, &reference, now))
                .await?;
        }
    }
    tx.insert_payload(&payload).await?;
    for letter in &letters {
        tx.insert_letter(letter).await?;
    }
    tx.send_draft(&draft.id, draft.version, &reference).await?;
    tx.commit_unaudited(Unaudited::Intake).await?;
    intake.wake.send_replace(());
    Ok(reference)
}

fn new_referral(draft: &Draft, reference: &Reference, now: Timestamp) -> Referral {
    Referral {
        id: draft.referral.clone(),
        reference: reference.clone(),
        form: draft.form.clone(),
        recipient: draft.referral_recipient.clone(),
        wrap: draft.referral_wrap.clone(),
        stage: Stage::AwaitingManager,
        version: 1,
        submission: 1,
        sent_at: now,
        received_at: None,
        stage_at: now,
        read_first: false,
        desk_line: None,
    }
}

async fn seal_payload(
    intake: &Intake,
    draft: &Draft,
    sent: &Sent,
    submission: i32,
    now: Timestamp,
) -> Result<Payload, JourneyError> {
    let item = submission.to_string();
    let label = Label::of(Purpose::Payload, draft.referral.as_str(), item.as_str());
    let sealed = intake
        .sealer
        .seal(To::Key(&draft.referral_recipient), &label, now, sent)?;
    let mut items = vec![listed(&item, Purpose::Payload, &sealed)];
    for file in intake.store.attachments_of(&draft.referral).await? {
        if sent
            .files
            .iter()
            .any(|listed| listed.id == file.id.as_str())
        {
            if intake.blobs.length(file.id.as_str()).await? != file.length {
                return Err(JourneyError::Inconsistent("a sealed file"));
            }
            items.extend(file_items(&file));
        }
    }
    let files = items
        .iter()
        .filter(|item| item.purpose == Purpose::Blob)
        .count();
    if files != sent.files.len() {
        return Err(JourneyError::Inconsistent("a list of files"));
    }
    let manifest = Manifest {
        channel: "web".to_owned(),
        hand_out_sha256: None,
        items,
        node: intake.signer.node().to_owned(),
        received_at: now,
        recipient: draft.referral_recipient.clone(),
        referral: draft.referral.as_str().to_owned(),
        seq: u64::try_from(now.as_microsecond()).unwrap_or_default(),
        submission: u32::try_from(submission).unwrap_or_default(),
        v: Manifest::V,
        wrap_sha256: Some(sha256_hex(&draft.referral_wrap)),
    };
    let signed = intake.signer.sign(&manifest)?;
    Ok(Payload {
        referral: draft.referral.clone(),
        submission,
        sealed: sealed.into_bytes(),
        manifest: signed.bytes,
        signature: signed.signature,
        node: signed.node,
        admitted: false,
        made_at: now,
    })
}

fn listed<T>(item: &str, purpose: Purpose, sealed: &Sealed<T>) -> Item {
    Item {
        item: item.to_owned(),
        len: u64::try_from(sealed.bytes().len()).unwrap_or(u64::MAX),
        purpose,
        sha256: sealed.sha256(),
    }
}

fn file_items(file: &Attachment) -> [Item; 2] {
    let header: Sealed<()> = Sealed::from_stored(file.header.clone());
    let blob = Item {
        item: file.id.as_str().to_owned(),
        len: file.length,
        purpose: Purpose::Blob,
        sha256: crate::seal::hex(&file.sha256),
    };
    [blob, listed(file.id.as_str(), Purpose::BlobHeader, &header)]
}

fn letters(
    intake: &Intake,
    draft: &Draft,
    sent: &Sent,
    reference: &Reference,
    now: Timestamp,
) -> Result<[OutboxLetter; 2], JourneyError> {
    let people = people(sent);
    let about = Some((&draft.referral, draft.referral_recipient.as_str()));
    let stamp = |id: crate::referral::Id<OutboxLetter>| Stamp {
        id: id.as_str().to_owned(),
        at: now,
    };
    let to_manager =
        letters::waiting_for_manager(&intake.hub, &stamp(new_id()?), reference.as_str(), &people);
    let to_referrer =
        letters::sent_to_manager(&intake.hub, &stamp(new_id()?), reference.as_str(), &people);
    Ok([
        outbox_letter(
            &intake.sealer,
            &to_manager,
            about,
            Reader::Manager.code(),
            now,
        )?,
        outbox_letter(
            &intake.sealer,
            &to_referrer,
            about,
            Reader::Referrer.code(),
            now,
        )?,
    ])
}
