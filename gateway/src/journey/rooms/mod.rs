//! What the verbs work with: [`Intake`] holds public keys only, [`Keyholder`] the hub's. Built once; decides nothing.

mod added;
mod adding;
mod amendable;
mod boxed;
mod checks;
mod clock_events;
mod corrected;
mod decided;
mod doubt;
mod drafts;
mod filing;
mod holding;
mod message;
mod opening;
mod people;
mod pinned;
mod questions;
mod refusals;
mod screening;
mod sessions;
mod storing;
mod taken;
mod together;
mod uploading;

use std::sync::Arc;

use intake_forms::{Answers, FormDefinition, attachment::AttachmentPolicy};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::{
    blobs::{BlobError, Blobs},
    config::{Addresses, Drafts, Hub, MailboxSection},
    letters::{self, ByMail, Letter},
    mailbox::{Parsers, SenderCheck},
    pathway::Holidays,
    post::Post,
    postcodes::{Postcodes, PostcodesError},
    random::{self, NoRandomness},
    referral::{
        Draft, DraftContent, Id, LetterState, OutboxLetter, Referral, Sent, Task, TaskKind,
    },
    scan::Scanner,
    screening::RuleBook,
    seal::{Label, ManifestError, Opener, Purpose, SealError, Sealer, Signer, To, Verifier},
    store::{Store, StoreError},
};

pub(super) use added::{open_amendment, verified_addition};
pub(super) use adding::{Adds, addition};
pub(super) use amendable::may_amend;
pub(super) use boxed::{letter_to, letters_to_both, reminder_letters};
pub use checks::{CheckCounts, CheckOutcome};
pub(super) use clock_events::{clock_events, new_clock_event};
pub(super) use corrected::new_corrections;
pub(super) use decided::open_decision;
pub use doubt::Doubt;
pub(super) use doubt::doubt;
pub(super) use drafts::{becomes, draft_label, kept_until, open_content, save_draft};
pub use filing::FileError;
pub(super) use filing::{UNDO, can_undo, fileable, filed_event};
pub(super) use holding::{CONTACT, contact_letter, held_for, open_holds, seal_end, seal_hold};
pub(super) use message::{look_at_sender, message_bytes, open_reading, trust_rule};
pub use opening::{OpenedSent, open_sent};
pub(super) use opening::{
    amend_mark, code_mark, hold_mark, identity, open_header, release_mark, verified,
};
pub(super) use people::{STAND_INS, WRITTEN_BY, manager_address, people};
pub(super) use pinned::{pin, pins};
pub(super) use questions::{next_at, open_asked, question_letters, reminder};
pub use refusals::RefusalCounts;
pub(super) use screening::{Ready, again as screened_again, first, open_screened, verdict, write};
pub(super) use sessions::{
    HALF_A_SESSION, at_a_turn, new_session, open_totp, seal_totp, token_digest,
};
pub(super) use storing::{ReferralKey, Seals, Version, file_items, new_referral, seal_payload};
pub use taken::Taken;
pub(super) use together::together;
pub use uploading::AttachError;
pub(super) use uploading::{Arrived, attachment_row, receive_file};

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
    /// Public keys of the intake nodes.
    pub verifier: Arc<Verifier>,
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
    /// Bank holidays.
    pub holidays: Arc<Holidays>,
    /// How often the pre-check gave each answer.
    pub checks: CheckCounts,
    /// Counts what answers were refused for.
    pub refusals: RefusalCounts,
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
    /// Signs what the worker takes out of the mailbox.
    pub signer: Arc<Signer>,
    /// Public keys of the intake nodes.
    pub verifier: Arc<Verifier>,
    /// What may be attached.
    pub policy: AttachmentPolicy,
    /// Settings of the mailbox.
    pub mail: Arc<MailboxSection>,
    /// The children that read mail; none is started before the first message.
    pub parsers: Parsers,
    /// Looks at senders, when the settings want that done here.
    pub sender_check: Option<SenderCheck>,
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
    pub directory: Postcodes,
    /// Bank holidays.
    pub holidays: Arc<Holidays>,
    /// Whether a pause stops the AIM clock.
    pub aim_clock_pauses: bool,
    /// Working days within which the hub wants a referral decided.
    pub screening_days: u32,
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
#[derive(Clone, Debug)]
pub struct OpenDraft {
    /// The row, without its sealed content.
    pub draft: Draft,
    /// What is in it; empty some time after it was sent.
    pub content: DraftContent,
}

impl OpenDraft {
    /// Whether nothing is in it any more: it was sent some time ago. Every other one has a proved address.
    pub fn is_emptied(&self) -> bool {
        self.content.address.is_empty()
    }
}

/// What a cookie opens.
#[derive(Debug)]
pub enum Opened {
    /// A draft, unsent or just sent.
    Draft(Box<OpenDraft>),
    /// It was not used for too long: a new code opens it again. What was just typed may still be saved; nothing of it is shown.
    Idle(Box<OpenDraft>),
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
    /// The postcode directory.
    #[error(transparent)]
    Postcodes(#[from] PostcodesError),
    /// The generator.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// Something stored does not fit together; the operator must look.
    #[error("{0} does not fit what is stored beside it")]
    Inconsistent(&'static str),
}

impl JourneyError {
    /// Whether it lies with the database or the disk, and may pass by itself.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Store(StoreError::Unavailable(_))
                | Self::Blob(BlobError::Full | BlobError::Unavailable(_))
                | Self::Postcodes(PostcodesError::Disk(_))
        )
    }

    /// Whether the disk is full: take nothing more in.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Blob(error) => matches!(error, BlobError::Full),
            Self::Store(error) => error.is_full(),
            Self::Seal(error) => error.is_full(),
            _ => false,
        }
    }

    /// Whether somebody else was first.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Store(StoreError::Conflict))
    }
}

/// A new random id.
pub(super) fn new_id<Kind>() -> Result<Id<Kind>, NoRandomness> {
    Ok(Id::from_random(random::bytes()?))
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
        Some((referral, recipient)) => (
            To::Key(recipient),
            Label::of(Purpose::Letter, referral.as_str(), letter.id()),
        ),
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

/// What neither a letter nor a list may repeat of the child: the names and the date of birth.
pub(super) fn child_words(answers: &Answers) -> Vec<String> {
    let names: Vec<String> = ["ch_first", "ch_last", "ch_known_as"]
        .iter()
        .filter_map(|id| answers.text(id))
        .map(str::to_owned)
        .collect();
    let born = answers.date("ch_dob").map(|(day, _)| day);
    letters::forbidden(&names, born, &[])
}

/// What must not stand in a letter about this child: all that, and where the child lives.
pub(super) fn forbidden(sent: &Sent) -> Vec<String> {
    let answers = &sent.record.answers;
    let postcode = answers.text("addr_postcode").map(str::to_owned);
    let mut words = child_words(answers);
    words.extend(letters::forbidden(&[], None, postcode.as_slice()));
    words
}

/// What letters say of a referral that came by email; none for one that did not.
pub(super) fn by_mail(referral: &Referral, sent: &Sent) -> Option<ByMail> {
    sent.mail.as_ref()?;
    Some(ByMail {
        arrived_at: referral.sent_at,
        missing: missing(sent),
    })
}

/// What the form calls the questions that have no answer, each once; declarations are for the manager, not for a letter.
pub(super) fn missing(sent: &Sent) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for missing in &sent.record.missing {
        if missing.essential && !labels.contains(&missing.label) {
            labels.push(missing.label.clone());
        }
    }
    labels
}

/// A task that is raised now.
pub(super) fn new_task(
    kind: TaskKind,
    subject: &str,
    now: Timestamp,
) -> Result<Task, NoRandomness> {
    Ok(Task {
        id: new_id()?,
        kind,
        subject: subject.to_owned(),
        referral: None,
        message: None,
        letter: None,
        why: None,
        raised_at: now,
        done_at: None,
        done_by: None,
    })
}
