//! Screening received referrals: each opened, checked by the rules of its day, sealed again with the verdict. Plain text lives only in this call.
//! One that cannot be screened is passed on all the same: it waits at the desk, on top, and a person must check it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{Ready, first, pin, together, verdict, write},
};
use crate::{
    clock::london_day,
    letters::Limits,
    referral::{Referral, Screened},
    screening::Verdict,
};

/// Screens referrals at `Received`, written together where that goes. What became of each, in their order.
pub async fn screen(
    keyholder: &Keyholder,
    referrals: Vec<Referral>,
    now: Timestamp,
) -> Vec<Result<(), JourneyError>> {
    let mut ready = Vec::with_capacity(referrals.len());
    let mut pinned = BTreeSet::new();
    for referral in referrals {
        ready.push(screened(keyholder, referral, &mut pinned, now).await);
    }
    together(&keyholder.store, ready, write, now).await
}

/// `pinned` names the versions of the rules whose text is known to be written down.
async fn screened(
    keyholder: &Keyholder,
    referral: Referral,
    pinned: &mut BTreeSet<String>,
    now: Timestamp,
) -> Result<Ready, JourneyError> {
    let OpenedSent { sent, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let screened = verdict(keyholder, &referral, &sent)?;
    if !pinned.contains(screened.verdict.rules()) {
        pin(keyholder, screened.verdict.rules(), now).await?;
        pinned.insert(screened.verdict.rules().to_owned());
    }
    first(keyholder, referral, &screened, Some(&sent), now)
}

/// Passes on a referral whose screening keeps failing: raised, with a verdict in which nothing is known. What can be read of it is
/// shown; one that does not open at all is passed on too, so that a person finds out.
pub async fn pass_unscreened(
    keyholder: &Keyholder,
    referral: Referral,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let sent = match open_sent(keyholder, &referral, referral.submission).await {
        Ok(opened) => Some(opened.sent),
        Err(error) if error.may_pass() => return Err(error),
        Err(_) => None,
    };
    let received_on = london_day(referral.received_at.unwrap_or(referral.stage_at));
    let rules = keyholder.rules.in_force_on(received_on);
    let rules = rules.or_else(|| keyholder.rules.versions().first());
    let rules = rules.ok_or(JourneyError::Inconsistent("the rules"))?;
    let looked_at = || "This was not checked by rule: a person at the hub looked at it.".to_owned();
    let screened = Screened {
        place: None,
        facts: Value::Null,
        verdict: Verdict::not_screened(referral.reference.as_str()),
        changes: Vec::new(),
        evidence: [looked_at(), looked_at(), looked_at(), looked_at()],
        received_on,
        window_start: rules.window_start(received_on),
        limits: Limits::of(rules),
    };
    let ready = first(keyholder, referral, &screened, sent.as_ref(), now);
    let became = together(&keyholder.store, vec![ready], write, now).await;
    became.into_iter().collect()
}
