//! Writing an addition down: sealed to the referral's own key and signed, for the worker to merge. Never opens what was sent before.

use jiff::Timestamp;
use serde::Serialize;

use super::{Intake, JourneyError, new_id};
use crate::{
    referral::{Addition, ManagersWord, HandOut, HandedReferral, Id, Referral},
    seal::{Item, Label, Manifest, Purpose, To, sha256_hex},
};

/// Who adds to what: the hand-out that opened the referral, and what it showed.
#[derive(Clone, Copy)]
pub(in super::super) struct Adds<'a> {
    pub(in super::super) hand_out: &'a Id<HandOut>,
    pub(in super::super) handed: &'a HandedReferral,
}

impl Adds<'_> {
    /// The referral that is added to.
    pub(in super::super) fn referral(&self) -> Result<Id<Referral>, JourneyError> {
        Id::read(&self.handed.id).ok_or(JourneyError::Inconsistent("a hand-out"))
    }
}

/// An addition of this kind with these words, ready to be stored. `files` are the sealed files that came with it.
pub(in super::super) fn addition(
    intake: &Intake,
    adds: Adds<'_>,
    (kind, once): (ManagersWord, String),
    words: &impl Serialize,
    files: Vec<Item>,
    now: Timestamp,
) -> Result<Addition, JourneyError> {
    let (referral, handed) = (adds.referral()?, adds.handed);
    let id: Id<Addition> = new_id()?;
    let label = Label::of(Purpose::Reply, referral.as_str(), id.as_str());
    let sealed = intake
        .sealer
        .seal(To::Key(&handed.recipient), &label, now, words)?;
    let mut items = vec![Item {
        item: id.as_str().to_owned(),
        len: u64::try_from(sealed.bytes().len()).unwrap_or(u64::MAX),
        purpose: Purpose::Reply,
        sha256: sealed.sha256(),
    }];
    items.extend(files);
    let manifest = Manifest {
        channel: kind.code().to_owned(),
        hand_out_sha256: Some(sha256_hex(adds.hand_out.as_str().as_bytes())),
        items,
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
    Ok(Addition {
        id,
        referral,
        submission: handed.submission,
        once,
        kind,
        hand_out: adds.hand_out.clone(),
        sealed: sealed.into_bytes(),
        manifest: signed.bytes,
        signature: signed.signature,
        node: signed.node,
        made_at: now,
    })
}
