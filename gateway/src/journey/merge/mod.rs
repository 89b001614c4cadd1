//! Carrying out what was written back about a referral through a hand-out: the manager's word, and what is amended after sending.
//! Nothing counts that intake did not sign for and a proved mailbox did not write.

mod amend;
mod corrections;
mod early;
mod police;
mod reopen;
mod withdraw;
mod word;

use jiff::Timestamp;

use super::{JourneyError, Keyholder, rooms::verified_addition};
use crate::referral::{Addition, AdditionKind};

/// Merges one addition.
pub async fn merge(
    keyholder: &Keyholder,
    addition: Addition,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let referral = keyholder.store.find_referral(&addition.referral).await?;
    let referral = referral.ok_or(JourneyError::Inconsistent("an addition"))?;
    let manifest = verified_addition(keyholder, &referral, &addition)?;
    match addition.kind {
        AdditionKind::Word(word) => word::decide(keyholder, referral, addition, word, now).await,
        AdditionKind::Police => police::answer(keyholder, referral, addition, now).await,
        _ => amend::amend(keyholder, referral, addition, &manifest, now).await,
    }
}
