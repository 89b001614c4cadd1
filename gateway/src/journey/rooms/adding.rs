//! Writing an addition down: sealed to the referral's own key and signed, for the worker to merge. Never opens what was sent before.

use jiff::Timestamp;
use serde::Serialize;

use super::{Intake, JourneyError, new_id};
use crate::{
    referral::{Addition, AdditionKind, HandOut, HandedQuestion, HandedReferral, Id, Referral},
    seal::{Item, Label, Manifest, Purpose, To, sha256_hex},
};

/// Who adds to what: the hand-out that opened the referral, and what it said of it.
#[derive(Clone, Copy)]
pub(in super::super) struct Adds<'a> {
    hand_out: &'a Id<HandOut>,
    referral: &'a str,
    recipient: &'a str,
    submission: i32,
}

impl<'a> Adds<'a> {
    /// To the referral that its referrer or its manager has open.
    pub(in super::super) fn to(hand_out: &'a Id<HandOut>, handed: &'a HandedReferral) -> Self {
        Self {
            hand_out,
            referral: &handed.id,
            recipient: &handed.recipient,
            submission: handed.submission,
        }
    }

    /// To a held referral whose one question is open.
    pub(in super::super) fn to_hold(hand_out: &'a Id<HandOut>, handed: &'a HandedQuestion) -> Self {
        Self {
            hand_out,
            referral: &handed.id,
            recipient: &handed.recipient,
            submission: handed.submission,
        }
    }

    /// The referral that is added to.
    pub(in super::super) fn referral(&self) -> Result<Id<Referral>, JourneyError> {
        Id::read(self.referral).ok_or(JourneyError::Inconsistent("a hand-out"))
    }
}

/// An addition of this kind with these words, ready to be stored. `files` are the sealed files that came with it.
pub(in super::super) fn addition(
    intake: &Intake,
    adds: Adds<'_>,
    (kind, once): (AdditionKind, String),
    words: &impl Serialize,
    files: Vec<Item>,
    now: Timestamp,
) -> Result<Addition, JourneyError> {
    let referral = adds.referral()?;
    let id: Id<Addition> = new_id()?;
    let label = Label::of(Purpose::Reply, referral.as_str(), id.as_str());
    let sealed = intake
        .sealer
        .seal(To::Key(adds.recipient), &label, now, words)?;
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
        recipient: adds.recipient.to_owned(),
        referral: referral.as_str().to_owned(),
        seq: u64::try_from(now.as_microsecond()).unwrap_or_default(),
        submission: u32::try_from(adds.submission).unwrap_or_default(),
        v: Manifest::V,
        wrap_sha256: None,
    };
    let signed = intake.signer.sign(&manifest)?;
    Ok(Addition {
        id,
        referral,
        submission: adds.submission,
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
