//! Taking mail in: each message is sealed as it came and made durable, then one transaction writes its row and its line of the ledger.
//! Needs public keys only: nothing here reads a message, and what is sealed here cannot be opened here.

use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use tokio::task::spawn_blocking;

use super::{
    Intake, JourneyError,
    rooms::{Taken, new_id},
};
use crate::{
    blobs::BlobWriter,
    mailbox::FetchedMail,
    referral::{Attachment, Id, MailMessage, MessageState, Origin, Place, UidRow, UidState},
    seal::{Item, Manifest, NewKey, Purpose, hex},
    store::Unaudited,
};

/// How long a folder, or a message, is ours after each sign of life. After a crash somebody else waits as long.
pub const HELD: SignedDuration = SignedDuration::from_secs(60);
/// Messages sealed at the same time.
const AT_ONCE: usize = 4;
/// Mail that says it arrived longer ago than this is dated here.
const OLDEST: SignedDuration = SignedDuration::from_hours(10 * 366 * 24);

/// Takes in a batch, whole or not at all; gives the messages in its order, leased to us. A batch whose folder has passed to another node
/// is refused as a conflict: the other node has these messages.
pub async fn take_in(
    intake: &Intake,
    place: &Place,
    batch: Vec<FetchedMail>,
    now: Timestamp,
) -> Result<Vec<Taken>, JourneyError> {
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    let origin = match place {
        Place::Folder { origin, .. } => *origin,
        Place::Import => Origin::Import,
    };
    let sealed: Vec<Sealed> = stream::iter(batch)
        .map(|mail| seal_apart(intake.clone(), origin, mail, now))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    let (mut blobs, mut messages, mut uids, mut taken) = (vec![], vec![], vec![], vec![]);
    for one in sealed {
        blobs.push(one.blob);
        messages.push(one.message.clone());
        uids.push(one.mail.uid.clone());
        taken.push(Taken {
            message: one.message,
            raw: Some(one.mail.raw.into_bytes()),
        });
    }
    intake.blobs.commit_all(blobs).await?;
    let written = write(intake, place, &messages, uids, now).await;
    if written.as_ref().is_err_and(JourneyError::is_conflict) {
        for message in &messages {
            // One that stays is a file without a row, which is swept.
            drop(intake.blobs.remove(message.blob.as_str()).await);
        }
    }
    written?;
    Ok(taken)
}

async fn write(
    intake: &Intake,
    place: &Place,
    messages: &[MailMessage],
    uids: Vec<String>,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let tx = intake.store.begin().await?;
    tx.insert_messages(messages, now + HELD).await?;
    if let Place::Folder {
        lease, validity, ..
    } = place
    {
        let row = |(message, uid): (&MailMessage, String)| UidRow {
            key: lease.key.clone(),
            validity: *validity,
            uid,
            message: Some(message.id.clone()),
            state: UidState::Sealed,
            attempts: 0,
            next_at: now,
            why: None,
            arrived_at: Some(message.arrived_at),
            present: true,
            seen_at: now,
            changed_at: now,
        };
        let rows: Vec<UidRow> = messages.iter().zip(uids).map(row).collect();
        tx.put_uids(lease, now + HELD, &rows).await?;
    }
    Ok(tx.commit_unaudited(Unaudited::Intake).await?)
}

/// One message, sealed; its file is written and not yet durable.
struct Sealed {
    mail: FetchedMail,
    message: MailMessage,
    blob: BlobWriter,
}

/// Seals on a thread of its own: it is work for a processor.
async fn seal_apart(
    intake: Intake,
    origin: Origin,
    mail: FetchedMail,
    now: Timestamp,
) -> Result<Sealed, JourneyError> {
    spawn_blocking(move || seal(&intake, origin, mail, now))
        .await
        .map_err(|_| JourneyError::Inconsistent("a task"))?
}

fn seal(
    intake: &Intake,
    origin: Origin,
    mail: FetchedMail,
    now: Timestamp,
) -> Result<Sealed, JourneyError> {
    let id: Id<MailMessage> = new_id()?;
    let key = intake.sealer.new_referral_key(id.as_str(), now)?;
    let file: Id<Attachment> = new_id()?;
    let sealed = intake.sealer.seal_file(&key.recipient, mail.raw.bytes())?;
    let blob = intake.blobs.write(file.as_str(), &sealed)?;
    let length = u64::try_from(sealed.len()).unwrap_or(u64::MAX);
    let sha256: [u8; 32] = Sha256::digest(&sealed).into();
    let item = Item {
        item: file.as_str().to_owned(),
        len: length,
        purpose: Purpose::Blob,
        sha256: hex(&sha256),
    };
    let signed = intake.signer.sign(&manifest(intake, &key, item, now))?;
    let message = MailMessage {
        id,
        origin,
        recipient: key.recipient,
        wrap: key.wrap,
        blob: file,
        sha256,
        length,
        manifest: signed.bytes,
        signature: signed.signature,
        node: signed.node,
        arrived_at: arrived_at(mail.arrived_at, now),
        archive: mail.archive,
        whole: mail.raw.is_whole(),
        state: MessageState::Fetched,
        attempts: 1,
        lease: 1,
        outcome: None,
        why: None,
        referral: None,
        reading: None,
        filed_by: None,
        filed_at: None,
        sorted_at: None,
        made_at: now,
        version: 1,
    };
    Ok(Sealed {
        mail,
        message,
        blob,
    })
}

/// What our node signs for: the message's key and its one sealed file.
fn manifest(intake: &Intake, key: &NewKey, file: Item, now: Timestamp) -> Manifest {
    Manifest {
        channel: "mailbox".to_owned(),
        hand_out_sha256: None,
        items: vec![file],
        node: intake.signer.node().to_owned(),
        received_at: now,
        recipient: key.recipient.clone(),
        referral: key.id.clone(),
        seq: u64::try_from(now.as_microsecond()).unwrap_or_default(),
        submission: 0,
        v: Manifest::V,
        wrap_sha256: Some(key.wrap_sha256.clone()),
    }
}

/// When the mailbox got it, unless that cannot be.
fn arrived_at(said: Option<Timestamp>, now: Timestamp) -> Timestamp {
    said.filter(|at| *at <= now && now.duration_since(*at) < OLDEST)
        .unwrap_or(now)
}
