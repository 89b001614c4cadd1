//! Admitting a submission: intake's signed manifest is verified and enters the one audit chain. A forged one never does.

use futures::{FutureExt as _, future::BoxFuture};
use jiff::Timestamp;

use super::{
    JourneyError, Keyholder,
    rooms::{together, verified},
};
use crate::{
    audit::Action,
    referral::Payload,
    seal::sha256_hex,
    store::{Event, StoreError, Tx},
};

/// Admits versions of submissions, together where that goes. What became of each, in their order.
pub async fn admit(
    keyholder: &Keyholder,
    payloads: Vec<Payload>,
    now: Timestamp,
) -> Vec<Result<(), JourneyError>> {
    let mut ready = Vec::with_capacity(payloads.len());
    for payload in payloads {
        ready.push(believed(keyholder, payload).await);
    }
    together(&keyholder.store, ready, write, now).await
}

/// A submission that our intake signed for, with its line of the chain.
struct Believed {
    payload: Payload,
    event: Event,
}

async fn believed(keyholder: &Keyholder, payload: Payload) -> Result<Believed, JourneyError> {
    let referral = keyholder.store.find_referral(&payload.referral).await?;
    let referral = referral.ok_or(JourneyError::Inconsistent("a submission"))?;
    let manifest = verified(keyholder, &referral, &payload)?;
    let event = Event::new("intake", Action::Admitted, referral.id.as_str())
        .with("submission", &payload.submission)
        .with("node", &manifest.node)
        .with("manifest", &sha256_hex(&payload.manifest))
        .with("items", &manifest.items.len());
    Ok(Believed { payload, event })
}

fn write<'a>(
    tx: &'a Tx,
    believed: &'a Believed,
    _now: Timestamp,
) -> BoxFuture<'a, Result<Event, StoreError>> {
    let Believed { payload, event } = believed;
    async {
        tx.admit_payload(&payload.referral, payload.submission)
            .await?;
        Ok(event.clone())
    }
    .boxed()
}
