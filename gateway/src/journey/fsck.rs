//! Checking what the store promises: every referral opens and is what intake signed, every attachment is there and whole, every
//! decision has its letters, the audit chain holds. Reads only; says ids and never an answer.

use std::{collections::BTreeSet, fmt};

use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use super::{JourneyError, Keyholder, OpenedSent, open_sent};
use crate::{
    referral::{Attachment, Id, MailMessage, Referral, SealedFile},
    seal::{BlobHeader, Label, Purpose, Sealed, SignedManifest, hex, sha256_hex},
};

/// Rows read at a time.
const BATCH: u64 = 200;

/// A promise of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// A submission is signed by a known node, opens, and is what was signed.
    Submission,
    /// An attachment's row, header and sealed file agree.
    Attachment,
    /// A decision has a letter to each of its two people.
    Letters,
    /// A message of the mailbox is what our node signed for, its sealed file is whole, and what it became is there.
    Message,
    /// The audit chain holds.
    Audit,
}

impl Promise {
    /// The word in the output.
    pub fn code(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::Attachment => "attachment",
            Self::Letters => "letters",
            Self::Message => "message",
            Self::Audit => "audit",
        }
    }
}

/// A promise that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub promise: Promise,
    /// The id of the row, or the number of the audit line.
    pub object: String,
    /// How.
    pub why: String,
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Referrals.
    pub referrals: u64,
    /// Versions of submissions.
    pub submissions: u64,
    /// Attachments, of drafts as well.
    pub attachments: u64,
    /// Messages of the mailbox.
    pub messages: u64,
    /// Decisions.
    pub decisions: u64,
    /// Audit lines.
    pub audit_lines: u64,
    /// Sealed files that no row names: left by an upload that was broken off, and harmless.
    pub orphans: u64,
    /// Everything that is broken.
    pub broken: Vec<Broken>,
}

impl Checked {
    fn broke(&mut self, promise: Promise, object: impl fmt::Display, why: impl fmt::Display) {
        self.broken.push(Broken {
            promise,
            object: object.to_string(),
            why: why.to_string(),
        });
    }
}

/// Checks everything. Only a store that does not answer is an error; what is broken is in the result.
pub async fn fsck(keyholder: &Keyholder) -> Result<Checked, JourneyError> {
    let mut checked = Checked::default();
    let mut after: Option<Id<Referral>> = None;
    loop {
        let batch = keyholder
            .store
            .referrals_after(after.as_ref(), BATCH)
            .await?;
        let Some(last) = batch.last() else { break };
        after = Some(last.id.clone());
        for referral in &batch {
            checked.referrals += 1;
            submissions(keyholder, referral, &mut checked).await?;
            decision(keyholder, referral, &mut checked).await?;
        }
    }
    let mut named = attachments(keyholder, &mut checked).await?;
    messages(keyholder, &mut named, &mut checked).await?;
    orphans(keyholder, &named, &mut checked).await?;
    match keyholder.store.verify_audit().await? {
        Ok((lines, _)) => checked.audit_lines = lines,
        Err(bad) => checked.broke(Promise::Audit, bad.seq, bad),
    }
    Ok(checked)
}

async fn submissions(
    keyholder: &Keyholder,
    referral: &Referral,
    checked: &mut Checked,
) -> Result<(), JourneyError> {
    for submission in 1..=referral.submission {
        checked.submissions += 1;
        let opened = match open_sent(keyholder, referral, submission).await {
            Ok(opened) => opened,
            Err(JourneyError::Store(error)) => return Err(error.into()),
            Err(error) => {
                checked.broke(Promise::Submission, &referral.id, error);
                continue;
            }
        };
        if submission == referral.submission {
            headers(keyholder, referral, &opened, checked).await?;
        }
    }
    Ok(())
}

/// Every file of the newest submission has a row, whose header opens and which the manifest lists.
async fn headers(
    keyholder: &Keyholder,
    referral: &Referral,
    opened: &OpenedSent,
    checked: &mut Checked,
) -> Result<(), JourneyError> {
    let rows = keyholder.store.attachments_of(&referral.id).await?;
    for file in &opened.sent.files {
        let Some(row) = rows.iter().find(|row| row.id.as_str() == file.id) else {
            checked.broke(Promise::Attachment, &file.id, "its row is missing");
            continue;
        };
        if !opened.vouches_for(row) {
            checked.broke(Promise::Attachment, &file.id, "it is not what was signed");
        }
        let sealed: Sealed<BlobHeader> = Sealed::from_stored(row.header.clone());
        let label = Label::of(Purpose::BlobHeader, referral.id.as_str(), file.id.as_str());
        if opened.key.open(&sealed, &label).is_err() {
            checked.broke(Promise::Attachment, &file.id, "its header does not open");
        }
    }
    Ok(())
}

async fn decision(
    keyholder: &Keyholder,
    referral: &Referral,
    checked: &mut Checked,
) -> Result<(), JourneyError> {
    let decision = keyholder.store.decision_of(&referral.id).await?;
    if decision.is_some() != referral.stage.is_decided() {
        checked.broke(
            Promise::Letters,
            &referral.id,
            "its stage and its decision differ",
        );
    }
    let Some(decision) = decision else {
        return Ok(());
    };
    checked.decisions += 1;
    let letters = keyholder.store.letters_of(&referral.id).await?;
    for reader in ["referrer", "manager"] {
        let written = letters
            .iter()
            .any(|letter| letter.reader == reader && letter.made_at >= decision.made_at);
        if !written {
            checked.broke(
                Promise::Letters,
                &referral.id,
                format_args!("the {reader}’s letter is missing"),
            );
        }
    }
    Ok(())
}

async fn attachments(
    keyholder: &Keyholder,
    checked: &mut Checked,
) -> Result<BTreeSet<String>, JourneyError> {
    let mut named = BTreeSet::new();
    let mut after: Option<Id<Attachment>> = None;
    loop {
        let batch = keyholder
            .store
            .attachments_after(after.as_ref(), BATCH)
            .await?;
        let Some(last) = batch.last() else {
            return Ok(named);
        };
        after = Some(last.id.clone());
        for file in &batch {
            checked.attachments += 1;
            if let Err(why) = whole(keyholder, &file.file()).await {
                checked.broke(Promise::Attachment, &file.id, why);
            }
            named.insert(file.id.as_str().to_owned());
        }
    }
}

/// Every message is signed for, kept whole, and tied to what it became.
async fn messages(
    keyholder: &Keyholder,
    named: &mut BTreeSet<String>,
    checked: &mut Checked,
) -> Result<(), JourneyError> {
    let mut after: Option<Id<MailMessage>> = None;
    loop {
        let batch = keyholder
            .store
            .messages_after(after.as_ref(), BATCH)
            .await?;
        let Some(last) = batch.last() else {
            return Ok(());
        };
        after = Some(last.id.clone());
        for message in &batch {
            checked.messages += 1;
            if !is_signed_for(keyholder, message) {
                checked.broke(Promise::Message, &message.id, "it is not what was signed");
            }
            if let Err(why) = whole(keyholder, &message.file()).await {
                checked.broke(Promise::Message, &message.id, why);
            }
            if !is_tied(keyholder, message).await? {
                checked.broke(Promise::Message, &message.id, "its referral is missing");
            }
            named.insert(message.blob.as_str().to_owned());
        }
    }
}

/// Whether the referral that a message became or belongs to is there, and knows of it.
async fn is_tied(keyholder: &Keyholder, message: &MailMessage) -> Result<bool, JourneyError> {
    let Some(referral) = &message.referral else {
        return Ok(true);
    };
    let linked = keyholder.store.referrals_of(&message.id).await?;
    let known = linked.contains(referral) || message.outcome.as_deref() == Some("duplicate");
    Ok(known && keyholder.store.find_referral(referral).await?.is_some())
}

fn is_signed_for(keyholder: &Keyholder, message: &MailMessage) -> bool {
    let signed = SignedManifest {
        bytes: message.manifest.clone(),
        signature: message.signature.clone(),
        node: message.node.clone(),
    };
    keyholder.verifier.verify(&signed).is_ok_and(|manifest| {
        manifest.submission == 0
            && manifest.referral == message.id.as_str()
            && manifest.recipient == message.recipient
            && manifest.wrap_sha256 == Some(sha256_hex(&message.wrap))
            && manifest.lists(
                message.blob.as_str(),
                Purpose::Blob,
                &hex(&message.sha256),
                message.length,
            )
    })
}

async fn whole(keyholder: &Keyholder, file: &SealedFile) -> Result<(), &'static str> {
    let mut blob = keyholder
        .blobs
        .open(file.id.as_str())
        .await
        .map_err(|_| "its sealed file is missing")?;
    let (mut digest, mut length) = (Sha256::new(), 0_u64);
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = blob
            .read(&mut piece)
            .await
            .map_err(|_| "its sealed file cannot be read")?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        digest.update(bytes);
        length += u64::try_from(read).unwrap_or_default();
    }
    if length == file.length && digest.finalize().as_slice() == file.sha256 {
        Ok(())
    } else {
        Err("its sealed file is damaged")
    }
}

/// A sealed file of an upload that runs meanwhile counts as one; that is harmless, and so is an orphan.
async fn orphans(
    keyholder: &Keyholder,
    named: &BTreeSet<String>,
    checked: &mut Checked,
) -> Result<(), JourneyError> {
    let mut orphans = 0_u64;
    keyholder
        .blobs
        .list(|id| orphans += u64::from(!named.contains(id)))
        .await?;
    checked.orphans = orphans;
    Ok(())
}
