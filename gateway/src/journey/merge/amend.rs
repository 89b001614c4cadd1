//! Taking in what the referrer or the manager wrote back after sending. What comes too late or does not fit the form changes nothing:
//! it is kept, and a person is told. Never releases or decides.

use jiff::Timestamp;

use super::{
    super::{
        JourneyError, Keyholder, OpenedSent, open_sent,
        rooms::{new_task, open_amendment},
    },
    corrections, early, withdraw,
};
use crate::{
    audit::Action,
    letters::Reader,
    referral::{Addition, Amendment, Id, Referral, Sent, SentFile, Task, TaskKind},
    seal::{Manifest, Purpose, Sealed, hex, sha256_hex},
    store::{Event, Tx},
};

/// An addition with everything about it open.
pub(super) struct Open {
    pub(super) referral: Referral,
    pub(super) sent: Sent,
    pub(super) addition: Addition,
    pub(super) by: Reader,
}

impl Open {
    /// The audit line of what became of it.
    pub(super) fn event(&self, action: Action) -> Event {
        Event::new(self.by.code(), action, self.referral.id.as_str())
            .with("addition", &self.addition.id)
            .with("hand_out", &self.addition.hand_out)
            .with("manifest", &sha256_hex(&self.addition.manifest))
    }
}

/// Carries out one amendment.
pub(super) async fn amend(
    keyholder: &Keyholder,
    referral: Referral,
    addition: Addition,
    manifest: &Manifest,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let OpenedSent { key, sent, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let (what, by) = open_amendment(keyholder, (&referral, &key), &addition)?;
    let open = Open {
        referral,
        sent,
        addition,
        by,
    };
    match what {
        Amendment::Correct { answers, why } => {
            corrections::correct(keyholder, open, &answers, why, now).await
        }
        Amendment::Answer { asked, answers, .. } => {
            corrections::answer(keyholder, open, (&asked, &answers), now).await
        }
        Amendment::Files { files, .. } => add_files(keyholder, open, &files, manifest, now).await,
        Amendment::Withdraw { reason, .. } => {
            withdraw::withdraw(keyholder, open, reason, now).await
        }
        Amendment::TakeBack => early::take_back(keyholder, open, now).await,
        Amendment::Remind => early::remind(keyholder, open, now).await,
    }
}

/// Keeps an amendment that changes nothing. What a person should read raises a task.
pub(super) async fn set_aside(
    keyholder: &Keyholder,
    open: &Open,
    why: &'static str,
    needs_a_person: bool,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let event = open.event(Action::SetAside).with("why", why);
    let tx = keyholder.store.begin().await?;
    tx.merge_addition(&open.addition.id).await?;
    if needs_a_person && open.referral.stage.is_with_the_hub() {
        let task = task(TaskKind::SetAside, &open.referral.id, Some(why), now)?;
        tx.insert_task(&task).await?;
    }
    Ok(tx.commit(now, &[event]).await?)
}

/// The task that has a person look at what is new.
pub(super) fn task(
    kind: TaskKind,
    referral: &Id<Referral>,
    why: Option<&str>,
    now: Timestamp,
) -> Result<Task, JourneyError> {
    Ok(Task {
        referral: Some(referral.clone()),
        why: why.map(str::to_owned),
        ..new_task(kind, referral.as_str(), now)?
    })
}

/// Marks the addition merged and has a person read what is new.
pub(super) async fn tell(
    tx: &Tx,
    open: &Open,
    what: &'static str,
    now: Timestamp,
) -> Result<(), JourneyError> {
    tx.merge_addition(&open.addition.id).await?;
    let task = task(TaskKind::Amended, &open.referral.id, Some(what), now)?;
    Ok(tx.insert_task(&task).await?)
}

/// Files: those that the signed manifest lists, whole.
async fn add_files(
    keyholder: &Keyholder,
    open: Open,
    files: &[SentFile],
    manifest: &Manifest,
    now: Timestamp,
) -> Result<(), JourneyError> {
    const WHAT: JourneyError = JourneyError::Inconsistent("an addition's files");
    let rows = keyholder.store.attachments_of(&open.referral.id).await?;
    for file in files {
        let row = rows
            .iter()
            .find(|row| row.id.as_str() == file.id)
            .ok_or(WHAT)?;
        let header: Sealed<()> = Sealed::from_stored(row.header.clone());
        let length = u64::try_from(header.bytes().len()).unwrap_or(u64::MAX);
        let listed = manifest.lists(&file.id, Purpose::Blob, &hex(&row.sha256), row.length)
            && manifest.lists(&file.id, Purpose::BlobHeader, &header.sha256(), length);
        if !listed || keyholder.blobs.length(&file.id).await? != row.length {
            return Err(WHAT);
        }
    }
    if !open.referral.stage.is_with_the_hub() {
        return set_aside(keyholder, &open, "too_late", true, now).await;
    }
    let event = open.event(Action::FilesAdded).with("files", &files.len());
    let tx = keyholder.store.begin().await?;
    tell(&tx, &open, "files", now).await?;
    tx.scan_at_once(&open.referral.id, now).await?;
    Ok(tx.commit(now, &[event]).await?)
}
