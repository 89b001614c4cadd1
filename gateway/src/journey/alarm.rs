//! The alarm of a mailbox that is not read: a task at the desk, and once in each silence a letter to the hub that names nothing.

use jiff::{SignedDuration, Timestamp};

use super::{
    JourneyError, Keyholder,
    rooms::{new_id, new_task, outbox_letter},
};
use crate::{
    clock::london_day,
    credentials::mark,
    letters::{self, Stamp},
    referral::{FolderKey, OutboxLetter, TaskKind},
    store::Unaudited,
};

/// Raises the alarm when a folder has not been read well for longer than the settings allow. Raising it again changes nothing.
pub async fn raise(
    keyholder: &Keyholder,
    key: &FolderKey,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let folder = keyholder.store.folder(key).await?;
    let since = folder.map_or(now, |folder| folder.last_good_at.unwrap_or(folder.first_at));
    let most = SignedDuration::from_mins(keyholder.mail.alarm_minutes);
    if now.duration_since(since) < most {
        return Ok(());
    }
    let subject = subject(key);
    let letter = letter(keyholder, now)?;
    // A silence is known by when it began.
    let began = since.as_microsecond().to_be_bytes();
    let once = mark(
        &keyholder.tag_key,
        "mailbox-silent",
        &[subject.as_bytes(), &began],
    );
    let once: [u8; 32] = once.try_into().unwrap_or_default();
    let day = london_day(since).to_string();
    let tx = keyholder.store.begin().await?;
    tx.insert_task(&new_task(TaskKind::MailboxSilent, &subject, now)?)
        .await?;
    if tx.count_answers(&once, &day, (1, 1)).await? == 1 {
        tx.insert_letter(&letter).await?;
    }
    tx.commit_unaudited(Unaudited::Ledger).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

/// What a task about a folder is about.
pub fn subject(key: &FolderKey) -> String {
    format!("{}/{}", key.account, key.folder)
}

fn letter(keyholder: &Keyholder, now: Timestamp) -> Result<OutboxLetter, JourneyError> {
    let stamp = Stamp {
        id: new_id::<OutboxLetter>()?.as_str().to_owned(),
        at: now,
    };
    let letter = letters::hub_notice(&keyholder.hub, &stamp);
    outbox_letter(&keyholder.sealer, &letter, None, "hub", now)
}
