//! What the verbs work with: [`Intake`] holds public keys only, [`Keyholder`] the hub's. Built once; decides nothing.

use std::sync::Arc;

use intake_forms::{FormDefinition, attachment::AttachmentPolicy};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use tokio::sync::{Semaphore, watch};

use crate::{
    blobs::{BlobError, Blobs},
    config::{Addresses, Drafts, Hub},
    credentials::TotpSecret,
    letters::{Letter, People},
    post::Post,
    random::{self, NoRandomness},
    referral::{Account, Draft, DraftContent, Id, LetterState, OutboxLetter, Payload, Referral, Sent},
    scan::Scanner,
    screening::{Directory, RuleBook},
    seal::{ManifestError, Label, Manifest, Opener, Purpose, ReferralIdentity, SealError, Sealed, Sealer, SignedManifest, Signer, To, Verifier, from_hex, hex},
    store::{Session, Store, StoreError, Unaudited},
};

/// The public side's rooms. Nothing here can read back what it has written.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The store.
    pub store: Store,
    /// The folder of sealed files.
    pub blobs: Blobs,
    /// Public keys.
    pub sealer: Sealer,
    /// Signs manifests.
    pub signer: Arc<Signer>,
    /// The forms.
    pub forms: Arc<Vec<FormDefinition>>,
    /// The hub's names and numbers.
    pub hub: Arc<Hub>,
    /// Whose mailboxes may refer.
    pub addresses: Arc<Addresses>,
    /// Drafts and public sessions.
    pub drafts: Drafts,
    /// What may be attached.
    pub policy: AttachmentPolicy,
    /// Whether attachments wait for a scanner.
    pub scans: bool,
    /// Wakes the worker.
    pub wake: Arc<watch::Sender<()>>,
}

/// The rooms that hold the hub's keys: the worker, the desk, and commands.
#[derive(Debug)]
pub struct Keyholder {
    /// The store.
    pub store: Store,
    /// The folder of sealed files.
    pub blobs: Blobs,
    /// Public keys.
    pub sealer: Sealer,
    /// The hub's identities.
    pub opener: Opener,
    /// Public keys of the intake nodes.
    pub verifier: Verifier,
    /// Key of the digests that find a draft by its address.
    pub tag_key: [u8; 32],
    /// The forms.
    pub forms: Arc<Vec<FormDefinition>>,
    /// The hub's names and numbers.
    pub hub: Arc<Hub>,
    /// Whose mailboxes may refer.
    pub addresses: Arc<Addresses>,
    /// Drafts and public sessions.
    pub drafts: Drafts,
    /// Rules versions.
    pub rules: RuleBook,
    /// Postcodes.
    pub directory: Directory,
    /// The post.
    pub post: Post,
    /// The scanner, when one is configured.
    pub scanner: Option<Scanner>,
    /// Minutes without use until a session of the desk ends.
    pub desk_idle_minutes: i64,
    /// Hours until a session of the desk ends whatever happens.
    pub desk_longest_hours: i64,
    /// Days until an invitation, printed only when set.
    pub invitation_days: Option<i64>,
    /// Wakes the worker.
    pub wake: Arc<watch::Sender<()>>,
}

/// A draft opened with the key in the cookie.
#[derive(Debug)]
pub struct OpenDraft {
    /// The row.
    pub draft: Draft,
    /// What is in it; empty once it is sent.
    pub content: DraftContent,
}

/// What a cookie opens.
#[derive(Debug)]
pub enum Opened {
    /// A draft, unsent or just sent.
    Draft(Box<OpenDraft>),
    /// It was not used for too long: a new code opens it again.
    Idle,
    /// There is none: deleted, or never was.
    Gone,
}

/// Why a verb could not do its work although nobody made a mistake.
#[derive(Debug, thiserror::Error)]
pub enum JourneyError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Sealing or opening.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A manifest does not count.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The folder of files.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The generator.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// Something stored does not fit together; the operator must look.
    #[error("{0} does not fit what is stored beside it")]
    Inconsistent(&'static str),
}

impl JourneyError {
    /// Whether somebody else was first.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Store(StoreError::Conflict))
    }
}

/// A new random id.
pub(super) fn new_id<Kind>() -> Result<Id<Kind>, NoRandomness> {
    Ok(Id::from_random(random::bytes()?))
}

/// How long the steps before a session may take.
pub(super) const HALF_A_SESSION: SignedDuration = SignedDuration::from_mins(10);

/// Passwords are hashed two at once: each takes 19 MiB and a processor.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Does slow work with a password, away from the threads that answer requests.
pub(super) async fn at_a_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JourneyError> {
    let turn = TURNS
        .acquire()
        .await
        .map_err(|_| JourneyError::Inconsistent("a turn"))?;
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| JourneyError::Inconsistent("a password"))?;
    drop(turn);
    Ok(done)
}

/// A new session before its second proof, and the token that only the browser gets.
pub(super) fn new_session(
    account: &Id<Account>,
    now: Timestamp,
    ends_at: Timestamp,
) -> Result<(String, Session), JourneyError> {
    let token: [u8; 32] = random::bytes()?;
    let session = Session {
        digest: Sha256::digest(token).into(),
        account: account.clone(),
        proved: false,
        warned: String::new(),
        set_up: None,
        made_at: now,
        seen_at: now,
        ends_at,
    };
    Ok((hex(&token), session))
}

/// What is stored of a token; none when it has not the shape of one.
pub(super) fn token_digest(token: &str) -> Option<[u8; 32]> {
    let bytes: [u8; 32] = from_hex(token)?;
    Some(Sha256::digest(bytes).into())
}

/// Seals an account's second proof to the hub.
pub(super) fn seal_totp(
    keyholder: &Keyholder,
    account: &Id<Account>,
    secret: &TotpSecret,
    now: Timestamp,
) -> Result<Vec<u8>, JourneyError> {
    let label = Label::own(Purpose::Secret, account.as_str());
    let sealed = keyholder
        .sealer
        .seal(To::Hub, &label, now, &hex(secret.bytes()))?;
    Ok(sealed.into_bytes())
}

/// Opens an account's second proof.
pub(super) fn open_totp(
    keyholder: &Keyholder,
    account: &Account,
) -> Result<TotpSecret, JourneyError> {
    const WHAT: JourneyError = JourneyError::Inconsistent("a second proof");
    let sealed: Sealed<String> = Sealed::from_stored(account.totp.clone().ok_or(WHAT)?);
    let label = Label::own(Purpose::Secret, account.id.as_str());
    let text = keyholder.opener.open(&sealed, &label)?;
    from_hex(&text).map(TotpSecret::new).ok_or(WHAT)
}

/// Seals a letter about a referral to the referral's key, ready for the outbox.
pub(super) fn outbox_letter(
    sealer: &Sealer,
    letter: &Letter,
    about: Option<(&Id<Referral>, &str)>,
    reader: &str,
    now: Timestamp,
) -> Result<OutboxLetter, JourneyError> {
    let id = Id::read(letter.id()).ok_or(JourneyError::Inconsistent("a letter's id"))?;
    let (to, label) = match about {
        Some((referral, recipient)) => (To::Key(recipient), Label::of(Purpose::Letter, referral.as_str(), letter.id())),
        None => (To::Hub, Label::own(Purpose::Letter, letter.id())),
    };
    Ok(OutboxLetter {
        id,
        referral: about.map(|(referral, _)| referral.clone()),
        kind: letter.kind().code().to_owned(),
        reader: reader.to_owned(),
        sealed: sealer.seal(to, &label, now, letter)?.into_bytes(),
        state: LetterState::Queued,
        attempts: 0,
        next_at: now,
        lease: 0,
        why: None,
        made_at: now,
        changed_at: now,
    })
}

/// The label of a draft's content.
pub(super) fn draft_label(id: &str) -> Label {
    Label::of(Purpose::Draft, id, "content")
}

/// Saves a draft's content over the version it was opened at.
pub(super) async fn save_draft(intake: &Intake, open: &OpenDraft, now: Timestamp) -> Result<(), JourneyError> {
    let draft = &open.draft;
    let sealed = intake.sealer.seal(To::Key(&draft.recipient), &draft_label(&draft.id), now, &open.content)?;
    let tx = intake.store.begin().await?;
    tx.save_draft(&draft.id, draft.version, sealed.into_bytes(), now).await?;
    Ok(tx.commit_unaudited(Unaudited::Draft).await?)
}

/// The two people of a submission.
pub(super) fn people(sent: &Sent) -> People {
    let text = |id: &str| sent.record.answers.text(id).unwrap_or_default().to_owned();
    People {
        referrer_name: text("ref_name"),
        referrer_address: sent.address.clone(),
        manager_name: text("mgr_name"),
        manager_address: text("mgr_email"),
        own_reference: Some(text("ref_own")).filter(|own| !own.is_empty()),
    }
}

/// Verifies a payload's manifest and that it is about this referral.
pub(super) fn verified(keyholder: &Keyholder, referral: &Referral, payload: &Payload) -> Result<Manifest, JourneyError> {
    let signed = SignedManifest {
        bytes: payload.manifest.clone(),
        signature: payload.signature.clone(),
        node: payload.node.clone(),
    };
    let manifest = keyholder.verifier.verify(&signed)?;
    let fits = manifest.referral == referral.id.as_str()
        && manifest.recipient == referral.recipient
        && i64::from(manifest.submission) == i64::from(payload.submission)
        && manifest.wrap_sha256 == crate::seal::sha256_hex(&referral.wrap);
    if fits { Ok(manifest) } else { Err(JourneyError::Inconsistent("a manifest")) }
}

/// Unwraps a referral's key.
pub(super) fn identity(keyholder: &Keyholder, referral: &Referral) -> Result<ReferralIdentity, JourneyError> {
    Ok(keyholder.opener.unwrap_referral(&referral.wrap, referral.id.as_str(), &referral.recipient)?)
}

/// Opens one version of a submission, after its manifest and digest were checked.
pub async fn open_sent(
    keyholder: &Keyholder,
    referral: &Referral,
    submission: i32,
) -> Result<(ReferralIdentity, Sent), JourneyError> {
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
    let sent = identity.open(&sealed, &Label::of(Purpose::Payload, referral.id.as_str(), item))?;
    Ok((identity, sent))
}
