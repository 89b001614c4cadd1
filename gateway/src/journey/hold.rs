//! Setting a referral aside until a day, and taking it up again by hand. Both people are told, and never why; a contact at the police, where
//! one is named, is asked one question.

use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{
        contact_letter, letters_to_both, open_holds, people, screened_again, seal_end, seal_hold,
        write,
    },
};
use crate::{
    clock::london_day,
    letters,
    referral::{Account, Hold, HoldContact, HoldEnd, Id, Referral, Stage, StoredHold, TaskKind},
    store::{Change, StoreError},
};

/// The most characters of a reason.
pub const MOST_WHY: usize = 1_000;
/// The most characters of a name.
const MOST_NAME: usize = 100;

/// What a screener typed.
#[derive(Clone, Debug, Default)]
pub struct ProposedHold {
    /// The day on which somebody looks at it again; none where what was typed is no day.
    pub review_on: Option<Date>,
    /// Why.
    pub why: String,
    /// The contact's name; empty for none.
    pub contact_name: String,
    /// The contact's work mailbox; empty for none.
    pub contact_address: String,
}

/// One thing to put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldProblem {
    /// No day, or what was typed is none.
    NoDay,
    /// Not after today, or more than a year from now.
    DayOutside,
    /// No reason, or too long a one.
    Why,
    /// A mailbox without a name, or too long a one.
    ContactName,
    /// A name without a mailbox, or what was typed is none.
    ContactAddress,
    /// The contact is the referrer or the manager.
    ContactIsTheirs,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// The screener can put these right.
    #[error("the hold is not complete")]
    Problems(Vec<HoldProblem>),
    /// It has changed since it was opened, or somebody else has it.
    #[error("the referral has changed")]
    Changed,
    /// There is no such referral, or it is not at a stage where this can be done.
    #[error("there is no such referral")]
    NotThere,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for HoldError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Changed,
            error => Self::Journey(error.into()),
        }
    }
}

/// Holds a referral that `who` has claimed.
pub async fn hold(
    keyholder: &Keyholder,
    who: &Account,
    (id, version): (&Id<Referral>, i32),
    proposed: &ProposedHold,
    now: Timestamp,
) -> Result<(), HoldError> {
    let referral = found(keyholder, id, version).await?;
    let claimed = referral.stage.clone().held_by(&who.id);
    let claimed = claimed.map_err(|_| HoldError::Changed)?;
    let OpenedSent { key, sent, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let people = people(&sent);
    let theirs = [&people.referrer_address, &people.manager_address];
    let (review_on, hold) = checked(proposed, &who.name, theirs, london_day(now))?;
    let earlier = open_holds(keyholder, (&referral, &key)).await?;
    let row = StoredHold {
        referral: referral.id.clone(),
        ordinal: earlier.last().map_or(0, |hold| hold.ordinal) + 1,
        review_on,
        made_by: who.id.clone(),
        sealed: Vec::new(),
        mark: Vec::new(),
        made_at: now,
        told_at: None,
        ended: None,
    };
    let (row, event) = seal_hold(keyholder, &referral, row, &hold)?;
    let reference = referral.reference.as_str();
    let mut letters = letters_to_both(keyholder, &referral, now, |stamp, reader| {
        letters::held(
            &keyholder.hub,
            stamp,
            (reference, &people),
            review_on,
            reader,
        )
    })?;
    if let Some(contact) = &hold.contact {
        letters.push(contact_letter(keyholder, &referral, contact, false, now)?);
    }
    let stage = claimed.hold(review_on);
    let tx = keyholder.store.begin().await?;
    tx.move_referral(&referral, &stage, now, Change::default())
        .await?;
    tx.insert_hold(&row).await?;
    for letter in &letters {
        tx.insert_letter(letter).await?;
    }
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

/// Takes a held referral up again, by hand and with a reason. It is screened again with what is known now.
pub async fn end(
    keyholder: &Keyholder,
    who: &Account,
    (id, version): (&Id<Referral>, i32),
    why: &str,
    now: Timestamp,
) -> Result<(), HoldError> {
    let referral = found(keyholder, id, version).await?;
    let stage = referral.stage.clone().held_no_more();
    let stage = stage.map_err(|_| HoldError::Changed)?;
    let why = reason(why).ok_or_else(|| HoldError::Problems(vec![HoldProblem::Why]))?;
    let OpenedSent { key, sent, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let holds = open_holds(keyholder, (&referral, &key)).await?;
    let ordinal = holds.last().map_or(0, |hold| hold.ordinal);
    let end = HoldEnd {
        why,
        by: who.name.clone(),
    };
    let actor = who.id.as_str();
    let (end, event) = seal_end(keyholder, (&referral, ordinal), actor, &end, now)?;
    let (people, reference) = (people(&sent), referral.reference.as_str().to_owned());
    let letters = letters_to_both(keyholder, &referral, now, |stamp, reader| {
        letters::held_no_more(&keyholder.hub, stamp, (&reference, &people), reader)
    })?;
    let ready = screened_again(keyholder, referral, &sent, (actor, stage), now).await?;
    let tx = keyholder.store.begin().await?;
    tx.end_hold(id, ordinal, &end).await?;
    tx.end_task(TaskKind::HoldReview, id.as_str(), now).await?;
    let rescreened = write(&tx, &ready, now).await?;
    for letter in &letters {
        tx.insert_letter(letter).await?;
    }
    tx.commit(now, &[event, rescreened]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

async fn found(
    keyholder: &Keyholder,
    id: &Id<Referral>,
    version: i32,
) -> Result<Referral, HoldError> {
    let found = keyholder.store.find_referral(id).await?;
    let referral = found
        .filter(|found| found.stage.is_with_the_hub())
        .ok_or(HoldError::NotThere)?;
    let open = matches!(referral.stage, Stage::Claimed(_) | Stage::Held { .. });
    if referral.version == version && open {
        Ok(referral)
    } else {
        Err(HoldError::Changed)
    }
}

fn reason(typed: &str) -> Option<String> {
    let why = intake_forms::long_text(typed);
    (!why.is_empty() && why.chars().count() <= MOST_WHY).then_some(why)
}

fn checked(
    proposed: &ProposedHold,
    by: &str,
    theirs: [&String; 2],
    today: Date,
) -> Result<(Date, Hold), HoldError> {
    let mut problems = Vec::new();
    let latest = today.checked_add(1.year()).unwrap_or(today);
    match proposed.review_on {
        None => problems.push(HoldProblem::NoDay),
        Some(day) if day <= today || day > latest => problems.push(HoldProblem::DayOutside),
        Some(_) => {}
    }
    let why = reason(&proposed.why);
    if why.is_none() {
        problems.push(HoldProblem::Why);
    }
    let contact = contact(proposed, theirs, &mut problems);
    match (proposed.review_on, why, problems.is_empty()) {
        (Some(review_on), Some(why), true) => {
            let by = by.to_owned();
            Ok((review_on, Hold { why, by, contact }))
        }
        _ => Err(HoldError::Problems(problems)),
    }
}

fn contact(
    proposed: &ProposedHold,
    theirs: [&String; 2],
    problems: &mut Vec<HoldProblem>,
) -> Option<HoldContact> {
    let name = intake_forms::one_line(&proposed.contact_name);
    let typed = proposed.contact_address.trim();
    if name.is_empty() && typed.is_empty() {
        return None;
    }
    if name.is_empty() || name.chars().count() > MOST_NAME {
        problems.push(HoldProblem::ContactName);
    }
    let Some(address) = intake_forms::normalised_email(typed) else {
        problems.push(HoldProblem::ContactAddress);
        return None;
    };
    if theirs.iter().any(|one| one.eq_ignore_ascii_case(&address)) {
        problems.push(HoldProblem::ContactIsTheirs);
    }
    Some(HoldContact {
        name,
        address: address.to_lowercase(),
    })
}
