//! Expiring what has an end: drafts with their files, ended hand-outs and sessions, posted code letters. A sent referral is never
//! touched, and no draft is destroyed by a clock that cannot be believed.

use jiff::{SignedDuration, Timestamp};

use super::{Doubt, JourneyError, Keyholder, rooms::doubt};
use crate::{
    audit::Action,
    clock::london_day,
    referral::DraftState,
    store::{Event, StoreError, Unaudited},
};

/// How long a posted code letter is kept, to be looked at when one did not arrive.
const NOTICES: SignedDuration = SignedDuration::from_hours(24);
/// How long it is known how many letters answered a sender; they are counted by the day and the hour.
const COUNTS: SignedDuration = SignedDuration::from_hours(31 * 24);
/// How long an unfinished upload may take.
const UPLOADS: SignedDuration = SignedDuration::from_hours(1);
/// Drafts a round.
const BATCH: u64 = 50;

/// Expires everything whose end has come. `last_round` is when this process last did so. A doubt about the clock leaves drafts and
/// their files alone, and is given back; what lives for minutes ends all the same.
pub async fn expire(
    keyholder: &Keyholder,
    last_round: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Doubt>, JourneyError> {
    let doubt = doubt(keyholder, last_round, now).await?;
    let tx = keyholder.store.begin().await?;
    tx.delete_ended_hand_outs(now).await?;
    tx.delete_ended_sessions(now).await?;
    tx.delete_old_notices(now - NOTICES).await?;
    let held = SignedDuration::from_mins(keyholder.drafts.idle_minutes);
    tx.empty_sent_drafts(now - held).await?;
    tx.forget_answers(&london_day(now - COUNTS).to_string())
        .await?;
    tx.commit_unaudited(Unaudited::Session).await?;
    if doubt.is_none() {
        keyholder.blobs.sweep_unfinished(now - UPLOADS).await?;
        drafts(keyholder, now).await?;
    }
    Ok(doubt)
}

async fn drafts(keyholder: &Keyholder, now: Timestamp) -> Result<(), JourneyError> {
    for draft in keyholder.store.drafts_to_expire(now, BATCH).await? {
        let became_a_referral = keyholder
            .store
            .find_referral(&draft.referral)
            .await?
            .is_some();
        let unsent = draft.state == DraftState::Open && !became_a_referral;
        let files = if unsent {
            keyholder.store.attachments_of(&draft.referral).await?
        } else {
            Vec::new()
        };
        let tx = keyholder.store.begin().await?;
        match tx.delete_draft(&draft.id, draft.version).await {
            Ok(()) => {}
            Err(StoreError::Conflict) => continue,
            Err(error) => return Err(error.into()),
        }
        for file in &files {
            tx.remove_attachment(&file.id).await?;
        }
        let event = Event::new("worker", Action::DraftExpired, draft.referral.as_str())
            .with("files", &files.len());
        tx.commit(now, &if unsent { vec![event] } else { Vec::new() })
            .await?;
        for file in &files {
            keyholder.blobs.remove(file.id.as_str()).await?;
        }
    }
    Ok(())
}
