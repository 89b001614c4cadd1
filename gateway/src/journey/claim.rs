//! Taking a referral, and letting it go. Two screeners at once: one wins, the other is told who.

use jiff::Timestamp;

use super::{JourneyError, Keyholder};
use crate::{
    audit::Action,
    referral::{Account, Id, Referral, Stage},
    store::{Change, Event, StoreError},
};

/// Why a referral was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// Somebody else has it, since when.
    #[error("somebody else has claimed it")]
    Lost {
        /// Their name.
        by: String,
        /// Since.
        at: Timestamp,
    },
    /// There is no such referral, or it is not at a stage where this can be done.
    #[error("there is no such referral to claim")]
    NotThere,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for ClaimError {
    fn from(error: StoreError) -> Self {
        Self::Journey(error.into())
    }
}

/// Takes a referral that waits. Taking one's own again changes nothing.
pub async fn claim(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    now: Timestamp,
) -> Result<(), ClaimError> {
    let referral = with_the_hub(keyholder, id).await?;
    if let Stage::Claimed(by) = &referral.stage {
        return if *by == who.id {
            Ok(())
        } else {
            Err(lost(keyholder, by, referral.stage_at).await?)
        };
    }
    let stage = referral
        .stage
        .clone()
        .claim(who.id.clone())
        .map_err(|_| ClaimError::NotThere)?;
    let event = Event::new(who.id.as_str(), Action::Claimed, id.as_str());
    let tx = keyholder.store.begin().await?;
    match tx
        .move_referral(&referral, &stage, now, Change::default())
        .await
    {
        Ok(()) => Ok(tx.commit(now, &[event]).await?),
        Err(StoreError::Conflict) => {
            tx.give_way().await?;
            let newer = with_the_hub(keyholder, id).await?;
            match &newer.stage {
                Stage::Claimed(by) => Err(lost(keyholder, by, newer.stage_at).await?),
                _ => Err(ClaimError::NotThere),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Puts a referral back for anybody to take.
pub async fn let_go(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    now: Timestamp,
) -> Result<(), ClaimError> {
    let referral = with_the_hub(keyholder, id).await?;
    let stage = referral
        .stage
        .clone()
        .let_go(&who.id)
        .map_err(|_| ClaimError::NotThere)?;
    let event = Event::new(who.id.as_str(), Action::Unclaimed, id.as_str());
    let tx = keyholder.store.begin().await?;
    tx.move_referral(&referral, &stage, now, Change::default())
        .await?;
    Ok(tx.commit(now, &[event]).await?)
}

async fn with_the_hub(keyholder: &Keyholder, id: &Id<Referral>) -> Result<Referral, ClaimError> {
    let found = keyholder.store.find_referral(id).await?;
    found
        .filter(|referral| referral.stage.is_with_the_hub())
        .ok_or(ClaimError::NotThere)
}

async fn lost(
    keyholder: &Keyholder,
    by: &Id<Account>,
    at: Timestamp,
) -> Result<ClaimError, ClaimError> {
    let account = keyholder.store.find_account(by).await?;
    Ok(ClaimError::Lost {
        by: account.map(|account| account.name).unwrap_or_default(),
        at,
    })
}
