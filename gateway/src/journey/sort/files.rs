//! The files of a referral that came by email: the whole message, and each part it carries, sealed to the referral's key. What a part
//! says it is decides nothing but the words beside it.

use intake_forms::attachment::clean_name;
use jiff::Timestamp;
use tokio::task::spawn_blocking;

use super::super::{
    JourneyError, Keyholder,
    rooms::{ReferralKey, new_id},
};
use crate::{
    blobs::BlobWriter,
    mail::{Mark, Part, ReadMessage},
    mailbox::OpenMessage,
    referral::{Attachment, Id, MailMessage, ScanState, SentFile},
    seal::{BlobDigest, BlobHeader, Label, Purpose, To, from_hex, hex, sha256_hex},
};

/// Parts that become files; the others are in the whole message.
const MOST: usize = 200;

/// The files of one referral, sealed but not yet durable.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) listed: Vec<SentFile>,
    pub(super) rows: Vec<Attachment>,
    pub(super) writers: Vec<BlobWriter>,
    /// Parts that could not be taken out, by name.
    pub(super) lost: Vec<String>,
}

/// A message in hand.
pub(super) struct InHand<'a> {
    pub(super) message: &'a MailMessage,
    pub(super) raw: &'a [u8],
    pub(super) read: &'a ReadMessage,
    /// Who takes its parts out; none for one that nothing could be read of.
    pub(super) open: Option<&'a mut OpenMessage>,
    pub(super) now: Timestamp,
}

/// Which files a referral gets.
pub(super) struct Which<'a> {
    /// The form's own part.
    pub(super) form: &'a str,
    /// The parts that are forms of the message's other referrals.
    pub(super) others: Vec<&'a str>,
    /// Whether the referral has the message's own key, so that the message's sealed file is one of its files as it is.
    pub(super) own_key: bool,
}

/// Seals the files.
pub(super) async fn files(
    keyholder: &Keyholder,
    hand: &mut InHand<'_>,
    key: ReferralKey<'_>,
    which: &Which<'_>,
) -> Result<Files, JourneyError> {
    let mut files = Files::default();
    if which.others.is_empty() {
        whole(keyholder, hand, key, which, &mut files).await?;
    }
    let read = hand.read;
    let mut parts: Vec<&Part> = read
        .parts
        .iter()
        .filter(|part| is_a_file(part) && !which.others.contains(&part.path.as_str()))
        .take(MOST)
        .collect();
    // The form first.
    parts.sort_by_key(|part| part.path != which.form);
    for part in parts {
        take(keyholder, hand, key, part, &mut files).await?;
    }
    if !which.others.is_empty() {
        whole(keyholder, hand, key, which, &mut files).await?;
    }
    Ok(files)
}

fn is_a_file(part: &Part) -> bool {
    let unpacked = part.is(Mark::Container) && !part.is(Mark::NotUnpacked);
    part.bytes > 0 && !unpacked && !part.is(Mark::InlinePicture)
}

/// The whole message: its own sealed file, or a copy sealed to another key.
async fn whole(
    keyholder: &Keyholder,
    hand: &InHand<'_>,
    key: ReferralKey<'_>,
    which: &Which<'_>,
    files: &mut Files,
) -> Result<(), JourneyError> {
    let kind = if which.others.is_empty() {
        "Whole message"
    } else {
        "Whole message, holds more than one referral"
    };
    let name = ("message.eml", kind, "message/rfc822");
    if !which.own_key {
        return seal(keyholder, hand, key, name, hand.raw, files).await;
    }
    let digest = BlobDigest {
        ct_len: hand.message.length,
        ct_sha256: hex(&hand.message.sha256),
        pt_len: u64::try_from(hand.raw.len()).unwrap_or(u64::MAX),
        pt_sha256: sha256_hex(hand.raw),
    };
    add(
        keyholder,
        hand,
        key,
        (&hand.message.blob, name),
        digest,
        files,
    )
}

/// Takes one part out of the message and seals it. One that does not come out stays in the whole message, and is named.
async fn take(
    keyholder: &Keyholder,
    hand: &mut InHand<'_>,
    key: ReferralKey<'_>,
    part: &Part,
    files: &mut Files,
) -> Result<(), JourneyError> {
    let name = match clean_name(&part.name) {
        name if name.is_empty() => format!("part-{}", part.path.replace(['!', '/'], "-")),
        name => name,
    };
    let mut bytes = Vec::new();
    let out = match &mut hand.open {
        Some(open) => open.part(&part.path, &mut bytes).await.is_ok(),
        None => false,
    };
    if !out {
        files.lost.push(name);
        return Ok(());
    }
    let words = words(keyholder, part, &name);
    let name = (name.as_str(), words.as_str(), part.kind.as_str());
    seal(keyholder, hand, key, name, &bytes, files).await
}

/// What the desk says a part is.
fn words(keyholder: &Keyholder, part: &Part, name: &str) -> String {
    if part.is(Mark::Encrypted) {
        return "Locked file, not opened".to_owned();
    }
    if part.is(Mark::Risky) || part.is(Mark::Macros) {
        return "May hold a program, not opened".to_owned();
    }
    if part.is(Mark::NotUnpacked) {
        return "Archive, not opened".to_owned();
    }
    match keyholder.policy.check_name(name) {
        Ok(kind) if !part.is(Mark::NameLies) => kind.label().to_owned(),
        Ok(_) | Err(_) => "Other file".to_owned(),
    }
}

type Name<'a> = (&'a str, &'a str, &'a str);

async fn seal(
    keyholder: &Keyholder,
    hand: &InHand<'_>,
    key: ReferralKey<'_>,
    name: Name<'_>,
    bytes: &[u8],
    files: &mut Files,
) -> Result<(), JourneyError> {
    let id: Id<Attachment> = new_id()?;
    let (sealer, blobs) = (keyholder.sealer.clone(), keyholder.blobs.clone());
    let (recipient, file, bytes) = (key.recipient.to_owned(), id.clone(), bytes.to_vec());
    let sealing = spawn_blocking(move || -> Result<_, JourneyError> {
        let ciphertext = sealer.seal_file(&recipient, &bytes)?;
        let blob = blobs.write(file.as_str(), &ciphertext)?;
        Ok((blob, BlobDigest::of(&ciphertext, &bytes)))
    });
    let (blob, digest) = sealing
        .await
        .map_err(|_| JourneyError::Inconsistent("a task"))??;
    files.writers.push(blob);
    add(keyholder, hand, key, (&id, name), digest, files)
}

fn add(
    keyholder: &Keyholder,
    hand: &InHand<'_>,
    key: ReferralKey<'_>,
    (id, (name, words, kind)): (&Id<Attachment>, Name<'_>),
    digest: BlobDigest,
    files: &mut Files,
) -> Result<(), JourneyError> {
    let sha256 = from_hex(&digest.ct_sha256).ok_or(JourneyError::Inconsistent("a digest"))?;
    let (length, bytes) = (digest.ct_len, digest.pt_len);
    let header = BlobHeader {
        name: name.to_owned(),
        kind: media_type(kind),
        digest,
    };
    let label = Label::of(Purpose::BlobHeader, key.id.as_str(), id.as_str());
    let sealed = keyholder
        .sealer
        .seal(To::Key(key.recipient), &label, hand.now, &header)?;
    files.rows.push(Attachment {
        id: id.clone(),
        referral: key.id.clone(),
        header: sealed.into_bytes(),
        sha256,
        length,
        scan: if keyholder.scanner.is_some() {
            ScanState::Waiting
        } else {
            ScanState::NotScanned
        },
        made_at: hand.message.arrived_at.min(hand.now),
    });
    files.listed.push(SentFile {
        id: id.as_str().to_owned(),
        name: name.to_owned(),
        kind: words.to_owned(),
        bytes,
    });
    Ok(())
}

/// A media type as it is sealed: plain words, or the one for anything.
fn media_type(kind: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte);
    if !kind.is_empty() && kind.len() <= 100 && kind.bytes().all(plain) {
        kind.to_lowercase()
    } else {
        "application/octet-stream".to_owned()
    }
}
