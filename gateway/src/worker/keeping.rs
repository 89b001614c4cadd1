//! Keeping a folder's lease while something takes long. Decides nothing: a lease that is lost is found lost when something is written.

use std::{pin::pin, time::Duration};

use tokio::{select, time::interval};

use super::mail_rounds::MailRooms;
use crate::{
    journey::take_in::HELD,
    referral::FolderLease,
    store::{StoreError, Unaudited},
};

/// How often the lease is renewed.
const RENEW: Duration = Duration::from_secs(20);

/// Does slow work, and keeps the folder meanwhile. A lease that cannot be kept is lost: what is written under it is refused then.
pub(super) async fn keeping<T>(
    rooms: &MailRooms,
    lease: &FolderLease,
    work: impl Future<Output = T> + Send,
) -> T {
    let mut work = pin!(work);
    let mut beat = interval(RENEW);
    beat.tick().await;
    loop {
        select! {
            done = &mut work => return done,
            _ = beat.tick() => {
                if let Err(error) = renew(rooms, lease).await {
                    tracing::warn!(%error, "the lease of a folder could not be renewed");
                }
            }
        }
    }
}

async fn renew(rooms: &MailRooms, lease: &FolderLease) -> Result<(), StoreError> {
    let tx = rooms.keyholder.store.begin().await?;
    tx.renew_folder(lease, rooms.clock.now() + HELD).await?;
    tx.commit_unaudited(Unaudited::Lease).await
}
