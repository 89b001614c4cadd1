//! Sorting: each message that was taken in is opened, read by a child, and gets its outcome with everything that follows from it in
//! one transaction. Nothing is lost on the way: a message whose outcome cannot be written stays as it is and is sorted again.
//!
//! `raw` gives the bytes, `facts` what is known beside them, [`crate::mail::outcome()`] decides, `referral`, `letters` and `bounced` make
//! what follows, `write` writes it.

mod bounced;
mod by_person;
mod facts;
mod files;
mod letters;
mod prepare;
mod raw;
mod referral;
mod write;

use futures::{FutureExt as _, StreamExt as _, stream};
use jiff::Timestamp;

use super::{JourneyError, Keyholder, rooms::Taken};
use crate::{
    blobs::BlobError,
    mail::{Outcome, Why},
    referral::{Id, MailMessage, MessageState, Reference},
};
use prepare::Sorted;

pub use by_person::{NewByPerson, file_as_new};

/// Messages that are read at once; the parsers decide how many of them really are.
const AT_ONCE: usize = 4;
/// How often a message is prepared again when what it would write was taken meanwhile.
const ROUNDS: usize = 4;

/// What became of one message.
#[derive(Clone, Debug)]
pub struct SortedLine {
    /// The message.
    pub message: Id<MailMessage>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub why: Why,
    /// The referral that it became or belongs to, the first when there are several.
    pub reference: Option<Reference>,
}

/// Sorts messages whose lease this process holds; a line for each, in their order. One that cannot be read on this machine, or that
/// another process has sorted or holds meanwhile, may have none: it is not lost and is sorted later.
pub async fn sort(
    keyholder: &Keyholder,
    taken: Vec<Taken>,
    now: Timestamp,
) -> Result<Vec<SortedLine>, JourneyError> {
    let each: Vec<_> = taken
        .iter()
        .map(|taken| prepare::prepare(keyholder, taken, now).boxed())
        .collect();
    let prepared: Vec<_> = stream::iter(each).buffered(AT_ONCE).collect().await;
    let mut all: Vec<Sorted> = Vec::with_capacity(prepared.len());
    for (one, taken) in prepared.into_iter().zip(&taken) {
        all.extend(one_of(one, &taken.message.id)?);
    }
    let (mut once, again) = without_copies(all);
    prepare::finish(keyholder, &mut once, now).await?;
    let written = write::write(keyholder, &once, now).await;
    let mut lines: Vec<SortedLine> = Vec::with_capacity(taken.len());
    let mut one_by_one = again;
    match written {
        Ok(()) => lines.extend(once.iter().map(Sorted::line)),
        Err(error) if error.is_conflict() => {
            one_by_one.extend(once.iter().map(|sorted| sorted.message.id.clone()));
            prepare::discard(keyholder, &once).await;
        }
        // Perhaps it was written all the same: the files stay.
        Err(error) => return Err(error),
    }
    for message in &taken {
        if one_by_one.contains(&message.message.id) {
            lines.extend(alone(keyholder, message, now).await?);
        }
    }
    let place = |line: &SortedLine| {
        let mut ids = taken.iter().map(|taken| &taken.message.id);
        ids.position(|id| *id == line.message)
    };
    lines.sort_by_key(place);
    keyholder.wake.send_replace(());
    Ok(lines)
}

/// One message that cannot be made ready must not hold up the others: it stays, and is left unread after a few tries. What stops all
/// of them stops here.
fn one_of<T>(
    one: Result<Option<T>, JourneyError>,
    message: &Id<MailMessage>,
) -> Result<Option<T>, JourneyError> {
    match one {
        Err(error @ (JourneyError::Store(_) | JourneyError::Random(_))) => Err(error),
        Err(JourneyError::Blob(error)) if !matches!(error, BlobError::Missing) => {
            Err(JourneyError::Blob(error))
        }
        Err(error) => {
            tracing::error!(%message, error = %error, "a message cannot be sorted now");
            Ok(None)
        }
        Ok(one) => Ok(one),
    }
}

/// Parts those whose content or Message-ID another one of the batch has too: they are sorted after it.
fn without_copies(all: Vec<Sorted>) -> (Vec<Sorted>, Vec<Id<MailMessage>>) {
    let mut once: Vec<Sorted> = Vec::new();
    let mut again = Vec::new();
    for sorted in all {
        let same = |one: Option<[u8; 32]>, other| one.is_some() && one == other;
        let copy = once
            .iter()
            .any(|earlier| same(sorted.tag, earlier.tag) || same(sorted.id_tag, earlier.id_tag));
        if copy {
            again.push(sorted.message.id.clone());
        } else {
            once.push(sorted);
        }
    }
    (once, again)
}

/// Sorts one message by itself, anew whenever something that it would write was taken meanwhile.
async fn alone(
    keyholder: &Keyholder,
    taken: &Taken,
    now: Timestamp,
) -> Result<Option<SortedLine>, JourneyError> {
    for _ in 0..ROUNDS {
        let sorted = prepare::prepare(keyholder, taken, now).await;
        let Some(sorted) = one_of(sorted, &taken.message.id)? else {
            return Ok(None);
        };
        let mut sorted = vec![sorted];
        prepare::finish(keyholder, &mut sorted, now).await?;
        match write::write(keyholder, &sorted, now).await {
            Ok(()) => return Ok(sorted.first().map(Sorted::line)),
            Err(error) if error.is_conflict() => prepare::discard(keyholder, &sorted).await,
            Err(error) => return Err(error),
        }
        if let Some(found) = keyholder.store.find_message(&taken.message.id).await?
            && found.state == MessageState::Sorted
        {
            return line_of(keyholder, &found).await;
        }
    }
    Ok(None)
}

/// The line of a message that somebody else has sorted.
async fn line_of(
    keyholder: &Keyholder,
    found: &MailMessage,
) -> Result<Option<SortedLine>, JourneyError> {
    let outcome = found.outcome.as_deref().and_then(Outcome::read);
    let why = found.why.as_deref().and_then(Why::read);
    let (Some(outcome), Some(why)) = (outcome, why) else {
        return Err(JourneyError::Inconsistent("a message's outcome"));
    };
    let referral = match &found.referral {
        Some(id) => keyholder.store.find_referral(id).await?,
        None => None,
    };
    Ok(Some(SortedLine {
        message: found.id.clone(),
        outcome,
        why,
        reference: referral
            .map(|referral| referral.reference)
            .filter(|_| outcome.has_a_reference()),
    }))
}
