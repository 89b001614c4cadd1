//! What was written back about a referral after it was sent, as far as it was merged: files that count as sent, and words for a person.
//! Believed only with intake's signature, the hub's own mark and a line in the audit chain; a missing one is noticed too.

use super::{JourneyError, Keyholder, amend_mark};
use crate::{
    audit::Action,
    credentials::same_mark,
    letters::Reader,
    referral::{Addition, AdditionKind, Amended, Amendment, MadeAmendment, Referral, Sent},
    seal::{Label, Manifest, Purpose, ReferralIdentity, Sealed, SignedManifest, sha256_hex},
    store::AuditLine,
};

const FORGED: JourneyError = JourneyError::Inconsistent("an addition");

/// Verifies an addition's manifest and that it is about this referral, this version and these words.
pub(in super::super) fn verified_addition(
    keyholder: &Keyholder,
    referral: &Referral,
    addition: &Addition,
) -> Result<Manifest, JourneyError> {
    let signed = SignedManifest {
        bytes: addition.manifest.clone(),
        signature: addition.signature.clone(),
        node: addition.node.clone(),
    };
    let manifest = keyholder.verifier.verify(&signed)?;
    let sealed: Sealed<()> = Sealed::from_stored(addition.sealed.clone());
    let length = u64::try_from(sealed.bytes().len()).unwrap_or(u64::MAX);
    let fits = manifest.channel == addition.kind.code()
        && manifest.referral == referral.id.as_str()
        && manifest.recipient == referral.recipient
        && i64::from(manifest.submission) == i64::from(addition.submission)
        && manifest.hand_out_sha256 == Some(sha256_hex(addition.hand_out.as_str().as_bytes()))
        && manifest.lists(
            addition.id.as_str(),
            Purpose::Reply,
            &sealed.sha256(),
            length,
        );
    if fits {
        Ok(manifest)
    } else {
        Err(JourneyError::Inconsistent("an addition's manifest"))
    }
}

/// Opens an amendment and finds out who wrote it: the hub's mark in it says so.
pub(in super::super) fn open_amendment(
    keyholder: &Keyholder,
    (referral, key): (&Referral, &ReferralIdentity),
    addition: &Addition,
) -> Result<(Amendment, Reader), JourneyError> {
    let label = Label::of(Purpose::Reply, referral.id.as_str(), addition.id.as_str());
    let amended: Amended = key.open(&Sealed::from_stored(addition.sealed.clone()), &label)?;
    let wrote = |reader: &Reader| {
        let wanted = amend_mark(keyholder, &addition.hand_out, referral, *reader);
        same_mark(&wanted, &amended.proof)
    };
    let reader = [Reader::Referrer, Reader::Manager].into_iter().find(wrote);
    let reader = reader.ok_or(JourneyError::Inconsistent("an addition's hand-out"))?;
    if amended.what.kind() == addition.kind {
        Ok((amended.what, reader))
    } else {
        Err(JourneyError::Inconsistent("an addition's kind"))
    }
}

/// Takes the files that were added to one version into what was sent. Returns everything that was written back and merged, oldest
/// first, and the manifests that vouch for the files.
pub(super) async fn add(
    keyholder: &Keyholder,
    (referral, key): (&Referral, &ReferralIdentity),
    sent: &mut Sent,
) -> Result<(Vec<MadeAmendment>, Vec<Manifest>), JourneyError> {
    let mut merged = keyholder.store.additions_merged(&referral.id).await?;
    merged
        .retain(|addition| !matches!(addition.kind, AdditionKind::Word(_) | AdditionKind::Police));
    let lines = keyholder
        .store
        .audit_lines_of(referral.id.as_str(), Action::FilesAdded)
        .await?;
    let files = merged.iter().filter(|one| one.kind == AdditionKind::Files);
    if files.filter(|one| has_line(one, &lines)).count() != lines.len() {
        return Err(FORGED);
    }
    let (mut made, mut manifests) = (Vec::new(), Vec::new());
    for addition in merged {
        let manifest = verified_addition(keyholder, referral, &addition)?;
        let (what, by) = open_amendment(keyholder, (referral, key), &addition)?;
        if let Amendment::Files { files, .. } = &what
            && has_line(&addition, &lines)
        {
            sent.files.extend(files.iter().cloned());
            manifests.push(manifest);
        }
        made.push(MadeAmendment {
            what,
            by,
            made_at: addition.made_at,
        });
    }
    Ok((made, manifests))
}

fn has_line(addition: &Addition, lines: &[AuditLine]) -> bool {
    let digest = sha256_hex(&addition.manifest);
    lines
        .iter()
        .any(|line| line.entry.detail.get("manifest") == Some(&digest))
}
