//! Opening the decision on a referral. Decides nothing.

use super::{JourneyError, Keyholder};
use crate::{
    referral::{Decision, Referral, StoredDecision},
    seal::{Label, Purpose, ReferralIdentity, Sealed},
};

/// The decision, once recorded.
pub(in super::super) async fn open_decision(
    keyholder: &Keyholder,
    referral: &Referral,
    key: &ReferralIdentity,
) -> Result<Option<(StoredDecision, Decision)>, JourneyError> {
    let Some(stored) = keyholder.store.decision_of(&referral.id).await? else {
        return Ok(None);
    };
    let label = Label::of(Purpose::Rationale, referral.id.as_str(), stored.id.as_str());
    let decision = key.open(&Sealed::from_stored(stored.sealed.clone()), &label)?;
    Ok(Some((stored, decision)))
}
