//! The tasks of the desk: what a rule must not decide. One that was looked at is marked as done, by whom and when.

use jiff::Timestamp;

use super::{JourneyError, Keyholder};
use crate::{
    audit::Action,
    referral::{Account, Id, Referral, Task},
    store::Event,
};

/// Open tasks on the page; the oldest come first.
const MOST: u64 = 200;

/// One task with the referral it is about.
#[derive(Debug)]
pub struct OpenTask {
    /// The task.
    pub task: Task,
    /// The referral; of one that is not with the hub only its reference may be shown.
    pub referral: Option<Referral>,
}

/// The open tasks, oldest first.
pub async fn open(keyholder: &Keyholder) -> Result<Vec<OpenTask>, JourneyError> {
    let mut open = Vec::new();
    for task in keyholder.store.tasks(true, MOST).await? {
        let referral = match &task.referral {
            Some(id) => keyholder.store.find_referral(id).await?,
            None => None,
        };
        open.push(OpenTask { task, referral });
    }
    Ok(open)
}

/// Marks a task as done. `Conflict` when somebody else had done it.
pub async fn finish(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Task>,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let found = keyholder.store.find_task(id).await?;
    let task = found.ok_or(JourneyError::Inconsistent("a task"))?;
    let about = task.referral.as_ref().map(Id::as_str);
    let about = about.or(task.message.as_ref().map(Id::as_str));
    let event = Event::new(
        who.id.as_str(),
        Action::TaskDone,
        about.unwrap_or(id.as_str()),
    )
    .with("task", id)
    .with("kind", task.kind.code());
    let tx = keyholder.store.begin().await?;
    tx.finish_task(id, &who.id, now).await?;
    Ok(tx.commit(now, &[event]).await?)
}
