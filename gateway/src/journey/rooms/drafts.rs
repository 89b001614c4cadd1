//! A draft's content under the key in the browser's cookie. Saved only over the version it was opened at.

use jiff::{SignedDuration, Timestamp};

use super::{Intake, JourneyError, OpenDraft};
use crate::{
    referral::{Becomes, Draft, DraftContent, Id, Referral},
    seal::{
        BrowserIdentity, Label, Manifest, NewKey, Purpose, Sealed, SignedManifest, To, Verifier,
        sha256_hex,
    },
    store::Unaudited,
};

/// Intake's word for the referral that a new draft becomes.
pub(in super::super) fn becomes(
    intake: &Intake,
    referral: &Id<Referral>,
    key: &NewKey,
    now: Timestamp,
) -> Result<Becomes, JourneyError> {
    let signed = intake.signer.sign(&Manifest {
        channel: "draft".to_owned(),
        hand_out_sha256: None,
        items: Vec::new(),
        node: intake.signer.node().to_owned(),
        received_at: now,
        recipient: key.recipient.clone(),
        referral: referral.as_str().to_owned(),
        seq: u64::try_from(now.as_microsecond()).unwrap_or_default(),
        submission: 0,
        v: Manifest::V,
        wrap_sha256: Some(key.wrap_sha256.clone()),
    })?;
    Ok(Becomes {
        manifest: signed.bytes,
        signature: signed.signature,
        node: signed.node,
    })
}

/// Opens a draft's content, `sealed`, and refuses a row whose keys are not the ones that intake signed for.
pub(in super::super) fn open_content(
    verifier: &Verifier,
    key: &BrowserIdentity,
    draft: &Draft,
    sealed: Vec<u8>,
) -> Result<DraftContent, JourneyError> {
    let sealed = Sealed::from_stored(sealed);
    let content: DraftContent = key.open(&sealed, &draft_label(&draft.id))?;
    let signed = SignedManifest {
        bytes: content.becomes.manifest.clone(),
        signature: content.becomes.signature.clone(),
        node: content.becomes.node.clone(),
    };
    let manifest = verifier.verify(&signed)?;
    let fits = draft.recipient == key.recipient()
        && manifest.referral == draft.referral.as_str()
        && manifest.recipient == draft.referral_recipient
        && manifest.wrap_sha256 == Some(sha256_hex(&draft.referral_wrap));
    if fits {
        Ok(content)
    } else {
        Err(JourneyError::Inconsistent("a draft's key"))
    }
}

/// The label of a draft's content.
pub(in super::super) fn draft_label(id: &str) -> Label {
    Label::of(Purpose::Draft, id, "content")
}

/// Until when a draft saved at `now` is kept.
pub(in super::super) fn kept_until(intake: &Intake, now: Timestamp) -> Timestamp {
    now + SignedDuration::from_hours(24 * intake.drafts.days)
}

/// Saves a draft's content over the version it was opened at.
pub(in super::super) async fn save_draft(
    intake: &Intake,
    open: &OpenDraft,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let draft = &open.draft;
    let sealed = intake.sealer.seal(
        To::Key(&draft.recipient),
        &draft_label(&draft.id),
        now,
        &open.content,
    )?;
    let tx = intake.store.begin().await?;
    tx.save_draft(
        &draft.id,
        draft.version,
        sealed.into_bytes(),
        (now, kept_until(intake, now)),
    )
    .await?;
    Ok(tx.commit_unaudited(Unaudited::Draft).await?)
}
