//! Admitting a submission: intake's signed manifest is verified and enters the one audit chain. A forged one never does.

use jiff::Timestamp;

use super::{JourneyError, Keyholder, rooms::verified};
use crate::{audit::Action, referral::Payload, seal::sha256_hex, store::Event};

/// Admits one version of a submission.
pub async fn admit(
    keyholder: &Keyholder,
    payload: Payload,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let referral = keyholder.store.find_referral(&payload.referral).await?;
    let referral = referral.ok_or(JourneyError::Inconsistent("a submission"))?;
    let manifest = verified(keyholder, &referral, &payload)?;
    let event = Event::new("intake", Action::Admitted, referral.id.as_str())
        .with("submission", &payload.submission)
        .with("node", &manifest.node)
        .with("manifest", &sha256_hex(&payload.manifest))
        .with("items", &manifest.items.len());
    let tx = keyholder.store.begin().await?;
    tx.admit_payload(&referral.id, payload.submission).await?;
    Ok(tx.commit(now, &[event]).await?)
}
