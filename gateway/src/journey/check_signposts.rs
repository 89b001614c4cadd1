//! Places of help that nobody checked for half a year: one task each, ended once somebody has. Shows and hides nothing itself.

use jiff::Timestamp;

use super::{JourneyError, Keyholder, rooms::new_task};
use crate::{clock::london_day, referral::TaskKind, store::Unaudited};

/// Open tasks looked through; more than a hub has signposts.
const MOST: u64 = 500;

/// Raises and ends the tasks, as of now.
pub async fn check_signposts(keyholder: &Keyholder, now: Timestamp) -> Result<(), JourneyError> {
    let today = london_day(now);
    let open = keyholder.store.tasks(true, MOST).await?;
    let raised = |id: &str| {
        let mut tasks = open.iter();
        tasks.any(|task| task.kind == TaskKind::StaleSignpost && task.subject == id)
    };
    let posts = keyholder.hub.signposts.iter();
    let changed: Vec<_> = posts
        .filter(|post| post.is_stale(today) != raised(&post.id))
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let tx = keyholder.store.begin().await?;
    for post in changed {
        if post.is_stale(today) {
            tx.insert_task(&new_task(TaskKind::StaleSignpost, &post.id, now)?)
                .await?;
        } else {
            tx.end_task(TaskKind::StaleSignpost, &post.id, now).await?;
        }
    }
    Ok(tx.commit_unaudited(Unaudited::Configured).await?)
}
