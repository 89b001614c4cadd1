//! Opening what was sent: the manifest first, then the key, then the words. Nothing is believed that intake did not sign for.

use super::{JourneyError, Keyholder, added::add, corrected::correct};
use crate::{
    credentials::{mark, read_code},
    letters::Reader,
    referral::{Attachment, HandOut, Id, MadeAmendment, MadeCorrection, Payload, Referral, Sent},
    seal::{
        BlobHeader, Label, Manifest, Purpose, ReferralIdentity, Sealed, SignedManifest, hex,
        sha256_hex,
    },
};

/// Verifies a payload's manifest and that it is about this referral.
pub(in super::super) fn verified(
    keyholder: &Keyholder,
    referral: &Referral,
    payload: &Payload,
) -> Result<Manifest, JourneyError> {
    let signed = SignedManifest {
        bytes: payload.manifest.clone(),
        signature: payload.signature.clone(),
        node: payload.node.clone(),
    };
    let manifest = keyholder.verifier.verify(&signed)?;
    let fits = manifest.referral == referral.id.as_str()
        && manifest.recipient == referral.recipient
        && i64::from(manifest.submission) == i64::from(payload.submission)
        && manifest.wrap_sha256 == Some(sha256_hex(&referral.wrap));
    if fits {
        Ok(manifest)
    } else {
        Err(JourneyError::Inconsistent("a manifest"))
    }
}

/// Unwraps a referral's key.
pub(in super::super) fn identity(
    keyholder: &Keyholder,
    referral: &Referral,
) -> Result<ReferralIdentity, JourneyError> {
    Ok(keyholder.opener.unwrap_referral(
        &referral.wrap,
        referral.id.as_str(),
        &referral.recipient,
    )?)
}

/// One version of a submission, opened.
#[derive(Debug)]
pub struct OpenedSent {
    /// The referral's key.
    pub key: ReferralIdentity,
    /// What was sent, with every correction in it: the answers that count.
    pub sent: Sent,
    /// The corrections, in their order.
    pub corrections: Vec<MadeCorrection>,
    /// What was written back after sending, in its order; its files are among the sent ones.
    pub amendments: Vec<MadeAmendment>,
    /// The verified manifests that vouch for files: the submission's first.
    manifests: Vec<Manifest>,
}

impl OpenedSent {
    /// Whether a stored file is the one that the manifest signs for and the submission names.
    pub fn vouches_for(&self, file: &Attachment) -> bool {
        let header: Sealed<()> = Sealed::from_stored(file.header.clone());
        let length = u64::try_from(header.bytes().len()).unwrap_or(u64::MAX);
        let id = file.id.as_str();
        self.sent.files.iter().any(|listed| listed.id == id)
            && self.manifests.iter().any(|manifest| {
                manifest.lists(id, Purpose::Blob, &hex(&file.sha256), file.length)
                    && manifest.lists(id, Purpose::BlobHeader, &header.sha256(), length)
            })
    }
}

/// Opens the header of a stored file, after the signed manifest vouched for the file and the header for its digest.
pub(in super::super) fn open_header(
    opened: &OpenedSent,
    referral: &Referral,
    file: &Attachment,
) -> Result<BlobHeader, JourneyError> {
    const WHAT: JourneyError = JourneyError::Inconsistent("an attachment");
    if !opened.vouches_for(file) {
        return Err(WHAT);
    }
    let label = Label::of(Purpose::BlobHeader, referral.id.as_str(), file.id.as_str());
    let header: BlobHeader = opened
        .key
        .open(&Sealed::from_stored(file.header.clone()), &label)?;
    if header.digest.ct_sha256 == hex(&file.sha256) {
        Ok(header)
    } else {
        Err(WHAT)
    }
}

/// The worker's mark over a code and everything it is good for.
pub(in super::super) fn code_mark(
    keyholder: &Keyholder,
    hand_out: &HandOut,
    code: &str,
) -> Vec<u8> {
    let code = read_code(code).unwrap_or_default();
    let request = sha256_hex(&hand_out.request);
    let parts = [
        hand_out.id.as_str(),
        hand_out.purpose.code(),
        &hand_out.recipient,
        &request,
        &code,
    ];
    mark(&keyholder.tag_key, "code", &parts.map(str::as_bytes))
}

/// The worker's mark that a hand-out is the manager's and may decide on one version of a submission.
pub(in super::super) fn release_mark(
    keyholder: &Keyholder,
    hand_out: &Id<HandOut>,
    referral: &Referral,
    submission: i32,
) -> Vec<u8> {
    let version = submission.to_string();
    let parts = [hand_out.as_str(), referral.id.as_str(), &version];
    mark(&keyholder.tag_key, "release", &parts.map(str::as_bytes))
}

/// The worker's mark that a hand-out is this reader's and may amend what was sent.
pub(in super::super) fn amend_mark(
    keyholder: &Keyholder,
    hand_out: &Id<HandOut>,
    referral: &Referral,
    reader: Reader,
) -> Vec<u8> {
    let parts = [hand_out.as_str(), referral.id.as_str(), reader.code()];
    mark(&keyholder.tag_key, "amend", &parts.map(str::as_bytes))
}

/// The worker's mark that a hand-out is the contact's of a police hold, and may answer for this one.
pub(in super::super) fn hold_mark(
    keyholder: &Keyholder,
    hand_out: &Id<HandOut>,
    referral: &Referral,
    hold: i32,
) -> Vec<u8> {
    let ordinal = hold.to_string();
    let parts = [hand_out.as_str(), referral.id.as_str(), &ordinal];
    mark(&keyholder.tag_key, "answer-hold", &parts.map(str::as_bytes))
}

/// Opens one version of a submission, after its manifest and digest were checked, with its corrections.
pub async fn open_sent(
    keyholder: &Keyholder,
    referral: &Referral,
    submission: i32,
) -> Result<OpenedSent, JourneyError> {
    let payload = keyholder
        .store
        .find_payload(&referral.id, submission)
        .await?
        .ok_or(JourneyError::Inconsistent("a submission"))?;
    let manifest = verified(keyholder, referral, &payload)?;
    let sealed: Sealed<Sent> = Sealed::from_stored(payload.sealed);
    let length = u64::try_from(sealed.bytes().len()).unwrap_or(u64::MAX);
    let item = submission.to_string();
    if !manifest.lists(&item, Purpose::Payload, &sealed.sha256(), length) {
        return Err(JourneyError::Inconsistent("a submission's digest"));
    }
    let identity = identity(keyholder, referral)?;
    let mut sent = identity.open(
        &sealed,
        &Label::of(Purpose::Payload, referral.id.as_str(), item),
    )?;
    let corrections = correct(keyholder, (referral, &identity), submission, &mut sent).await?;
    let (amendments, files) = add(keyholder, (referral, &identity), &mut sent).await?;
    Ok(OpenedSent {
        key: identity,
        sent,
        corrections,
        amendments,
        manifests: [vec![manifest], files].concat(),
    })
}
