//! Giving an unreleased referral back to its referrer: its answers go back into the draft that it was sent from.

use jiff::{SignedDuration, Timestamp};

use super::super::{JourneyError, Keyholder, rooms::draft_label};
use crate::{
    referral::{Becomes, DraftContent, Referral, Sent},
    seal::To,
    store::Tx,
};

/// Puts the answers back into the referrer's draft, sealed to the draft's own key.
pub(super) async fn reopen(
    keyholder: &Keyholder,
    tx: &Tx,
    referral: &Referral,
    sent: Sent,
    why: Option<String>,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let draft = keyholder.store.draft_of_referral(&referral.id).await?;
    let draft = draft.ok_or(JourneyError::Inconsistent("a returned referral's draft"))?;
    let payload = keyholder
        .store
        .find_payload(&referral.id, referral.submission)
        .await?
        .ok_or(JourneyError::Inconsistent("a submission"))?;
    let content = DraftContent {
        address: sent.address,
        answers: sent.answers,
        files: sent.files,
        returned: why,
        becomes: Becomes {
            manifest: payload.manifest,
            signature: payload.signature,
            node: payload.node,
        },
    };
    let sealed = keyholder.sealer.seal(
        To::Key(&draft.recipient),
        &draft_label(&draft.id),
        now,
        &content,
    )?;
    let until = now + SignedDuration::from_hours(24 * keyholder.drafts.days);
    Ok(tx
        .reopen_draft(&referral.id, sealed.into_bytes(), until)
        .await?)
}
