//! Attaching a file: streamed, sealed and fsynced as it arrives; it can be removed before sending, never read back.

use std::fmt;

use bytes::Bytes;
use futures::Stream;
use intake_forms::attachment::{FileProblem, clean_name, size};
use jiff::Timestamp;

pub use super::rooms::AttachError;
use super::{
    Intake, JourneyError, OpenDraft,
    rooms::{Arrived, attachment_row, draft_label, kept_until, open_content, receive_file},
};
use crate::{
    referral::{Attachment, DraftState, Id, SentFile},
    seal::{BlobHeader, BrowserIdentity, To},
    store::{StoreError, Unaudited},
};

/// How often a file's entry is tried again when another page of the same draft was saved meanwhile.
const ROUNDS: usize = 20;

/// Takes one file of an upload; `open` then lists it. Returns the name it is listed under. A file that is refused leaves nothing behind,
/// and one whose last byte has arrived is kept whole or not at all, whether or not its client still waits.
pub async fn attach<E: fmt::Debug>(
    intake: &Intake,
    open: &mut OpenDraft,
    key: &BrowserIdentity,
    name: &str,
    bytes: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
    now: Timestamp,
) -> Result<String, AttachError> {
    let name = clean_name(name);
    let kind = intake
        .policy
        .check_name(&name)
        .map_err(AttachError::Problem)?;
    intake
        .policy
        .check_count(open.content.files.len(), 1)
        .map_err(AttachError::Problem)?;
    let already = open.content.files.iter().map(|file| file.bytes).sum();
    let recipient = &open.draft.referral_recipient;
    let arrived = receive_file(intake, (recipient, already), (&name, kind), bytes).await?;
    // A task of its own: a client that closes now ends its request, and this must not stop between the blob and its row.
    let (intake, before, key) = (intake.clone(), open.clone(), key.clone());
    let kept = tokio::spawn(async move { keep(&intake, before, &key, arrived, now).await });
    *open = kept
        .await
        .map_err(|_| JourneyError::Inconsistent("an upload"))??;
    Ok(name)
}

/// The last step: the blob becomes durable, then its row. What is certainly not wanted is removed again.
async fn keep(
    intake: &Intake,
    open: OpenDraft,
    key: &BrowserIdentity,
    arrived: Arrived,
    now: Timestamp,
) -> Result<OpenDraft, AttachError> {
    let Arrived {
        blob,
        id,
        header,
        file,
    } = arrived;
    blob.commit().await?;
    let recorded = record(intake, open, key, (&id, header, file), now).await;
    let certainly_not = match &recorded {
        Err(AttachError::Problem(_)) => true,
        Err(AttachError::Journey(error)) => error.is_conflict(),
        Ok(_) => false,
    };
    if certainly_not {
        intake.blobs.remove(id.as_str()).await?;
    }
    recorded
}

/// Writes the row and the draft's entry together. Another page saved meanwhile is not overwritten: the entry is added to it.
async fn record(
    intake: &Intake,
    mut open: OpenDraft,
    key: &BrowserIdentity,
    (id, header, file): (&Id<Attachment>, BlobHeader, SentFile),
    now: Timestamp,
) -> Result<OpenDraft, AttachError> {
    let key_of = (&open.draft.referral, open.draft.referral_recipient.as_str());
    let attachment = attachment_row(intake, key_of, id, &header, now)?;
    for _ in 0..ROUNDS {
        let outcome = change_files(intake, open, now, Some(&attachment), None, |files| {
            intake.policy.check_count(files.len(), 1)?;
            let already = files.iter().map(|listed| listed.bytes).sum();
            intake.policy.check_size(&file.name, file.bytes, already)?;
            files.push(file.clone());
            Ok(())
        })
        .await;
        match outcome {
            Err(AttachError::Journey(error)) if error.is_conflict() => {
                open = unsent(intake, key).await?;
            }
            other => return other,
        }
    }
    Err(JourneyError::Store(StoreError::Conflict).into())
}

/// Removes a file before sending. One that an earlier, returned version listed stays behind that version's signature.
pub async fn remove(
    intake: &Intake,
    key: &BrowserIdentity,
    id: &Id<Attachment>,
    now: Timestamp,
) -> Result<(), AttachError> {
    // A draft from a backup may list a file that was removed while the backup was made: it has no row.
    let file = intake.store.find_attachment(id).await?;
    let sent = match &file {
        Some(file) => intake.store.find_referral(&file.referral).await?,
        None => None,
    };
    let was_sent = file
        .as_ref()
        .zip(sent)
        .is_some_and(|(file, referral)| file.made_at <= referral.sent_at);
    let row = if was_sent { None } else { Some(id) };
    let open = unsent(intake, key).await?;
    change_files(intake, open, now, None, row, |files| {
        let before = files.len();
        files.retain(|file| file.id != id.as_str());
        if files.len() == before {
            return Err(FileProblem::NoneChosen);
        }
        Ok(())
    })
    .await?;
    if file.is_some() && !was_sent {
        intake.blobs.remove(id.as_str()).await?;
    }
    Ok(())
}

/// The draft as it is now, which must not have been sent.
async fn unsent(intake: &Intake, key: &BrowserIdentity) -> Result<OpenDraft, AttachError> {
    let mut draft = intake
        .store
        .find_draft(&key.draft_id())
        .await?
        .ok_or(JourneyError::Inconsistent("a draft"))?;
    if draft.state != DraftState::Open {
        return Err(JourneyError::Store(StoreError::Conflict).into());
    }
    let sealed = std::mem::take(&mut draft.content);
    let content = open_content(&intake.verifier, key, &draft, sealed)?;
    Ok(OpenDraft { draft, content })
}

/// Changes what the draft lists, over the version that it was opened at, and gives it as it is then.
async fn change_files(
    intake: &Intake,
    open: OpenDraft,
    now: Timestamp,
    add: Option<&Attachment>,
    remove: Option<&Id<Attachment>>,
    change: impl Fn(&mut Vec<SentFile>) -> Result<(), FileProblem> + Send,
) -> Result<OpenDraft, AttachError> {
    let OpenDraft {
        mut draft,
        mut content,
    } = open;
    change(&mut content.files).map_err(AttachError::Problem)?;
    let label = draft_label(&draft.id);
    let sealed = intake
        .sealer
        .seal(To::Key(&draft.recipient), &label, now, &content)?;
    let until = kept_until(intake, now);
    let tx = intake.store.begin().await?;
    if let Some(attachment) = add {
        tx.insert_attachment(attachment).await?;
    }
    if let Some(id) = remove {
        tx.remove_attachment(id).await?;
    }
    tx.save_draft(&draft.id, draft.version, sealed.into_bytes(), (now, until))
        .await?;
    tx.commit_unaudited(Unaudited::Draft).await?;
    draft.version += 1;
    (draft.touched_at, draft.expires_at, draft.warned_at) = (now, until, None);
    Ok(OpenDraft { draft, content })
}

/// How much may be attached in all, in words.
pub fn limits(intake: &Intake) -> (String, String, usize) {
    (
        size(intake.policy.max_file_bytes),
        size(intake.policy.max_total_bytes),
        intake.policy.max_files,
    )
}
