//! Adding files to a referral that was sent: streamed, sealed to the referral's key, and stored together with the signed word that they
//! belong to it. One batch is kept whole or not at all.

use std::fmt;

use bytes::Bytes;
use futures::Stream;
use intake_forms::attachment::clean_name;
use jiff::Timestamp;

use super::{
    Intake, JourneyError,
    amend::{Amends, Press},
    attach::AttachError,
    rooms::{Adds, Arrived, addition, attachment_row, file_items, receive_file},
};
use crate::{
    referral::{
        AdditionKind, Amended, Amendment, Attachment, HandOut, HandedReferral, Id, MayAmend,
    },
    store::{StoreError, Unaudited},
};

/// Files that have arrived and are not kept yet.
#[derive(Default)]
pub struct Batch {
    arrived: Vec<Arrived>,
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({} files)", self.arrived.len())
    }
}

impl Batch {
    /// Whether no file has arrived.
    pub fn is_empty(&self) -> bool {
        self.arrived.is_empty()
    }

    /// How many have arrived.
    pub fn len(&self) -> usize {
        self.arrived.len()
    }

    /// Takes one file in. One that is refused leaves nothing behind.
    pub async fn take<E: fmt::Debug>(
        &mut self,
        intake: &Intake,
        (handed, may): (&HandedReferral, &MayAmend),
        name: &str,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
    ) -> Result<(), AttachError> {
        let name = clean_name(name);
        let policy = &intake.policy;
        let kind = policy.check_name(&name).map_err(AttachError::Problem)?;
        let count = may.files + self.arrived.len();
        policy.check_count(count, 1).map_err(AttachError::Problem)?;
        let new: u64 = self.arrived.iter().map(|one| one.file.bytes).sum();
        let to = (handed.recipient.as_str(), may.bytes + new);
        let arrived = receive_file(intake, to, (&name, kind), bytes).await?;
        self.arrived.push(arrived);
        Ok(())
    }

    /// Keeps the files and writes down that they belong to the referral. The same page sent twice adds them once.
    pub async fn keep(
        self,
        intake: &Intake,
        (hand_out, handed, may): (&Id<HandOut>, &HandedReferral, &MayAmend),
        (note, press): (String, &Press),
        now: Timestamp,
    ) -> Result<Amends, JourneyError> {
        let (intake, hand_out) = (intake.clone(), hand_out.clone());
        let (handed, proof, once) = (handed.clone(), may.proof.clone(), press.once());
        // A task of its own: a client that closes now must not stop it between the files and their rows.
        let kept = tokio::spawn(async move {
            let amended = Amended {
                what: Amendment::Files {
                    files: self.arrived.iter().map(|one| one.file.clone()).collect(),
                    note,
                },
                proof,
            };
            keep(
                &intake,
                (&hand_out, &handed),
                self.arrived,
                (&amended, once),
                now,
            )
            .await
        });
        kept.await
            .map_err(|_| JourneyError::Inconsistent("an upload"))?
    }
}

async fn keep(
    intake: &Intake,
    (hand_out, handed): (&Id<HandOut>, &HandedReferral),
    arrived: Vec<Arrived>,
    (amended, once): (&Amended, String),
    now: Timestamp,
) -> Result<Amends, JourneyError> {
    let adds = Adds::to(hand_out, handed);
    let referral = adds.referral()?;
    let to = (&referral, handed.recipient.as_str());
    let mut rows: Vec<Attachment> = Vec::new();
    let mut writers = Vec::new();
    for one in arrived {
        rows.push(attachment_row(intake, to, &one.id, &one.header, now)?);
        writers.push(one.blob);
    }
    intake.blobs.commit_all(writers).await?;
    let files = rows.iter().flat_map(file_items).collect();
    let kind = (AdditionKind::Files, once);
    let addition = addition(intake, adds, kind, amended, files, now)?;
    let tx = intake.store.begin().await?;
    match tx.insert_addition(&addition).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            tx.give_way().await?;
            for row in &rows {
                intake.blobs.remove(row.id.as_str()).await?;
            }
            return Ok(Amends::Before);
        }
        Err(error) => return Err(error.into()),
    }
    for row in &rows {
        tx.insert_attachment(row).await?;
    }
    tx.commit_unaudited(Unaudited::Intake).await?;
    intake.wake.send_replace(());
    Ok(Amends::Now)
}
