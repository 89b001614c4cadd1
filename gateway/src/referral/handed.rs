//! What passes, sealed, between intake and the worker: drafts, submissions, requests and what a hand-out shows. Never stored in the clear.

use std::fmt;

use intake_forms::{RawAnswers, Record, ShownSection};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Asked, FromMail, MadeAmendment};

/// One attached file, as its sender named it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentFile {
    /// The attachment's id.
    pub id: String,
    /// Its cleaned name.
    pub name: String,
    /// Its kind in words, such as "PDF".
    pub kind: String,
    /// Length in bytes.
    pub bytes: u64,
}

/// A draft's content, sealed to the draft's own key.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct DraftContent {
    /// The proved work address.
    pub address: String,
    /// The answers so far.
    pub answers: RawAnswers,
    /// The files so far.
    pub files: Vec<SentFile>,
    /// Why the manager returned it, once it was.
    pub returned: Option<String>,
    /// The referral it will be: files and answers are sealed to the key signed here, never to one from a row alone.
    pub becomes: Becomes,
}

/// Intake's signed word for the referral that a draft becomes: its id, its public key and the digest of its wrapped key.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Becomes {
    /// A manifest, canonical.
    pub manifest: Vec<u8>,
    /// Ed25519 signature over it.
    pub signature: Vec<u8>,
    /// The node that signed.
    pub node: String,
}

/// A submission as it is sealed: the validated record, who sent it and which files belong to it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Sent {
    /// The validated answers, in codes and as shown.
    pub record: Record,
    /// What was typed, so that a returned referral opens again as it was.
    pub answers: RawAnswers,
    /// The referrer's proved address.
    pub address: String,
    /// The files.
    pub files: Vec<SentFile>,
    /// What is kept of the message that it came with; none for one that was sent from the form's pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<FromMail>,
}

/// What a browser asks the worker for, sealed to the hub.
#[derive(Clone, Serialize, Deserialize)]
pub struct Request {
    /// The address that claims to be its own.
    pub address: String,
    /// The form to begin.
    pub form: Option<String>,
    /// The reference to open.
    pub reference: Option<String>,
}

/// What a proved hand-out shows, sealed to one browser.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handed {
    /// The mailbox is proved; a draft may begin.
    Begin {
        /// The proved address.
        address: String,
        /// The form asked for.
        form: String,
    },
    /// The unsent drafts of the mailbox, the one that was used last first.
    Drafts(Vec<HandedDraft>),
    /// A sent referral.
    Referral(Box<HandedReferral>),
    /// The one question of a held referral, for the contact at the police.
    Question(HandedQuestion),
}

/// What the contact of a police hold may see: that the referral exists, and which form asks the question. Nothing about the child.
#[derive(Clone, Serialize, Deserialize)]
pub struct HandedQuestion {
    /// The referral's id.
    pub id: String,
    /// Its public key, from the verified manifest.
    pub recipient: String,
    /// Its reference.
    pub reference: String,
    /// The version of the submission.
    pub submission: i32,
    /// The form's id.
    pub form: String,
    /// The hub's mark that this hand-out may answer for this hold.
    pub proof: Vec<u8>,
}

/// One unsent draft, as its referrer knows it again: never by a child's name.
#[derive(Clone, Serialize, Deserialize)]
pub struct HandedDraft {
    /// The draft's identity, for the cookie.
    pub key: String,
    /// The form's id.
    pub form: String,
    /// The referrer's own reference, where it names no child.
    pub own_reference: Option<String>,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When it was last used.
    pub used_at: Timestamp,
    /// When it is deleted.
    pub ends_at: Timestamp,
}

/// A sent referral for its referrer or its manager.
#[derive(Clone, Serialize, Deserialize)]
pub struct HandedReferral {
    /// The referral's id.
    pub id: String,
    /// Its public key, from the verified manifest.
    pub recipient: String,
    /// Its reference.
    pub reference: String,
    /// The referrer's own reference.
    pub own_reference: Option<String>,
    /// `referrer` or `manager`.
    pub reader: String,
    /// How it comes to the hub.
    pub came_by: CameBy,
    /// The referrer's name.
    pub referrer: String,
    /// The manager's name.
    pub manager: String,
    /// The stage's code.
    pub stage: String,
    /// The version of the submission that is shown.
    pub submission: i32,
    /// When it was last sent.
    pub sent_at: Timestamp,
    /// When the hub received it.
    pub received_at: Option<Timestamp>,
    /// When the present stage began.
    pub stage_at: Timestamp,
    /// Who decided, once decided.
    pub decided_by: Option<String>,
    /// Manager, before deciding: the whole referral.
    pub sections: Vec<ShownSection>,
    /// Manager, before deciding: the files by name and size.
    pub files: Vec<SentFile>,
    /// Manager, after a return: what has changed, as section, question, before, now.
    pub changes: Vec<ShownChange>,
    /// Referrer, after a return: the key of the draft.
    pub draft: Option<String>,
    /// Referrer: why it was returned or not sent.
    pub why: Option<String>,
    /// Manager, before deciding: the hub's mark that this hand-out may decide on this version.
    pub proof: Vec<u8>,
    /// What this hand-out may amend; none when nothing can be amended any more.
    pub amend: Option<MayAmend>,
    /// What was written back after sending, oldest first.
    pub amended: Vec<HandedAmendment>,
}

/// How a referral comes to the hub: what its pages tell of its way goes by this.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameBy {
    /// Whether a manager releases it; nobody releases a school's.
    pub release: bool,
    /// Whether its form came to the hub's mailbox.
    pub mail: bool,
    /// Who wrote it down for the referrer; none where the referrer did.
    pub written_by: Option<String>,
}

/// What a hand-out may amend. Never holds an answer.
#[derive(Clone, Serialize, Deserialize)]
pub struct MayAmend {
    /// The hub's mark that it may.
    pub proof: Vec<u8>,
    /// The form's id.
    pub form: String,
    /// With the hub: the answers that may be corrected, by their places.
    pub places: Vec<HandedPlace>,
    /// The hub's open question.
    pub question: Option<HandedAsked>,
    /// With the hub: how many files there are.
    pub files: usize,
    /// Their length in all, in bytes.
    pub bytes: u64,
}

/// The hub's question, as it was put.
#[derive(Clone, Serialize, Deserialize)]
pub struct HandedAsked {
    /// Its id.
    pub id: String,
    /// What was asked.
    pub asked: Asked,
}

/// One answer of the form that was sent, by its place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedPlace {
    /// The question's id.
    pub question: String,
    /// The item of a repeated section, counted from 1.
    pub item: Option<usize>,
}

/// Something that was written back after sending, as its author knows it again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedAmendment {
    /// The code of its kind.
    pub kind: String,
    /// `referrer` or `manager`.
    pub by: String,
    /// When.
    pub made_at: Timestamp,
}

/// One answer that differs from the version the manager returned.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownChange {
    /// The question.
    pub label: String,
    /// The answer then; empty when there was none.
    pub before: String,
    /// The answer now; empty when it was taken out.
    pub now: String,
}

/// What the manager wrote back, sealed to the referral's key.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Answered {
    /// Words for the hub (release) or for the referrer (return, not sent).
    pub words: String,
    /// The manager confirmed that the request is recorded on LCS.
    pub recorded_on_lcs: bool,
    /// The mark that came with the hand-out.
    pub proof: Vec<u8>,
}

impl From<&MadeAmendment> for HandedAmendment {
    fn from(made: &MadeAmendment) -> Self {
        Self {
            kind: made.what.kind().code().to_owned(),
            by: made.by.code().to_owned(),
            made_at: made.made_at,
        }
    }
}

impl Sent {
    /// What changed from `before` to this, question by question in the order shown.
    pub fn changes_since(&self, before: &Self) -> Vec<ShownChange> {
        let (old, new) = (lines(&before.record), lines(&self.record));
        let changed = new.iter().filter_map(|(key, label, now)| {
            let then = old
                .iter()
                .find(|(old_key, ..)| old_key == key)
                .map_or("", |(_, _, value)| value);
            (then != now).then(|| ShownChange {
                label: label.clone(),
                before: then.to_owned(),
                now: now.clone(),
            })
        });
        let gone = old
            .iter()
            .filter(|(key, ..)| !new.iter().any(|(new_key, ..)| new_key == key));
        let gone = gone.map(|(_, label, then)| ShownChange {
            label: label.clone(),
            before: then.clone(),
            now: String::new(),
        });
        changed.chain(gone).collect()
    }
}

fn lines(record: &Record) -> Vec<(String, String, String)> {
    let all = record.shown.iter().flat_map(|section| {
        section.lines.iter().map(move |line| {
            let key = format!(
                "{}/{}/{}",
                section.slug,
                section.item.unwrap_or(0),
                line.question
            );
            let label = section.item.map_or_else(
                || line.label.clone(),
                |item| format!("{} ({item})", line.label),
            );
            (key, label, line.value.clone())
        })
    });
    all.collect()
}

macro_rules! hides_its_content {
    ($($kind:ident),*) => {
        $(impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($kind), "(…)"))
            }
        })*
    };
}

hides_its_content!(
    Becomes,
    SentFile,
    DraftContent,
    Sent,
    CameBy,
    Request,
    Handed,
    HandedDraft,
    HandedReferral,
    HandedQuestion,
    ShownChange,
    MayAmend,
    HandedAsked,
    HandedPlace,
    HandedAmendment,
    Answered
);
