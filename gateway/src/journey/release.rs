//! Writing down what the manager decided: sealed, signed, once for each version that was read. The worker carries it out.

use jiff::Timestamp;

use super::{Intake, JourneyError, rooms::new_id};
use crate::{
    referral::{Addition, AdditionKind, Answered, HandOut, HandedReferral, Id, Referral},
    seal::{Item, Label, Manifest, Purpose, To, sha256_hex},
    store::{StoreError, Unaudited},
};

/// What became of the manager's press of the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It counts.
    Now(AdditionKind),
    /// This version had been decided before, and how.
    Before(AdditionKind, Timestamp),
}

/// Writes down the decision of the manager who opened `handed` through `hand_out`.
pub async fn write_down(
    intake: &Intake,
    hand_out: &Id<HandOut>,
    handed: &HandedReferral,
    kind: AdditionKind,
    answered: &Answered,
    now: Timestamp,
) -> Result<Written, JourneyError> {
    let referral: Id<Referral> =
        Id::read(&handed.id).ok_or(JourneyError::Inconsistent("a hand-out"))?;
    if handed.proof.is_empty() {
        return Err(JourneyError::Inconsistent("a hand-out that may not decide"));
    }
    let answered = Answered {
        proof: handed.proof.clone(),
        ..answered.clone()
    };
    let id: Id<Addition> = new_id()?;
    let label = Label::of(Purpose::Reply, referral.as_str(), id.as_str());
    let sealed = intake
        .sealer
        .seal(To::Key(&handed.recipient), &label, now, &answered)?;
    let manifest = Manifest {
        channel: kind.code().to_owned(),
        hand_out_sha256: Some(sha256_hex(hand_out.as_str().as_bytes())),
        items: vec![Item {
            item: id.as_str().to_owned(),
            len: u64::try_from(sealed.bytes().len()).unwrap_or(u64::MAX),
            purpose: Purpose::Reply,
            sha256: sealed.sha256(),
        }],
        node: intake.signer.node().to_owned(),
        received_at: now,
        recipient: handed.recipient.clone(),
        referral: referral.as_str().to_owned(),
        seq: u64::try_from(now.as_microsecond()).unwrap_or_default(),
        submission: u32::try_from(handed.submission).unwrap_or_default(),
        v: Manifest::V,
        wrap_sha256: None,
    };
    let signed = intake.signer.sign(&manifest)?;
    let addition = Addition {
        id,
        referral: referral.clone(),
        submission: handed.submission,
        kind,
        hand_out: hand_out.clone(),
        sealed: sealed.into_bytes(),
        manifest: signed.bytes,
        signature: signed.signature,
        node: signed.node,
        made_at: now,
    };
    let tx = intake.store.begin().await?;
    match tx.insert_addition(&addition).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            drop(tx);
            return before(intake, &referral, handed.submission).await;
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit_unaudited(Unaudited::Intake).await?;
    intake.wake.send_replace(());
    Ok(Written::Now(kind))
}

/// What was decided on this version, if anything.
pub async fn decided(
    intake: &Intake,
    handed: &HandedReferral,
) -> Result<Option<Written>, JourneyError> {
    let referral: Id<Referral> =
        Id::read(&handed.id).ok_or(JourneyError::Inconsistent("a hand-out"))?;
    let found = intake
        .store
        .find_addition(&referral, handed.submission)
        .await?;
    Ok(found.map(|addition| Written::Before(addition.kind, addition.made_at)))
}

async fn before(
    intake: &Intake,
    referral: &Id<Referral>,
    submission: i32,
) -> Result<Written, JourneyError> {
    let found = intake.store.find_addition(referral, submission).await?;
    let addition = found.ok_or(JourneyError::Inconsistent("an addition"))?;
    Ok(Written::Before(addition.kind, addition.made_at))
}
