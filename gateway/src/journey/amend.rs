//! Writing down what the referrer or the manager changes after sending: sealed, signed, once for each press of the button. The worker
//! takes it in. Never releases or decides.

use jiff::Timestamp;

use super::{
    Intake, JourneyError,
    rooms::{Adds, addition, new_id},
};
use crate::{
    clock::london_day,
    referral::{
        Addition, AdditionKind, Amended, Amendment, HandOut, HandedAmendment, HandedReferral, Id,
        addition::once_a_version,
    },
    store::{StoreError, Unaudited},
};

/// What a withdrawal is called among what may happen once.
const WITHDRAW: &str = "withdraw";

/// What became of the press of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amends {
    /// It counts.
    Now,
    /// The same was written down before, or the manager was first.
    Before,
}

/// One page of a form that was shown: pressing its button twice amends once.
#[derive(Clone, Debug)]
pub struct Press(String);

impl Press {
    /// A mark for a page that is shown now.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn new() -> Result<Self, JourneyError> {
        Ok(Self(new_id::<Addition>()?.as_str().to_owned()))
    }

    /// What an addition of this page is called among those that may happen once.
    pub(super) fn once(&self) -> String {
        format!("press-{}", self.0)
    }

    /// As it stands in the page.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The page's own mark, as it came back; none when it is not one of ours.
    pub fn read(text: &str) -> Option<Self> {
        Id::<Addition>::read(text).map(|id| Self(id.as_str().to_owned()))
    }
}

/// Writes down an amendment by whoever opened `handed` through `hand_out`.
pub async fn amend(
    intake: &Intake,
    hand_out: &Id<HandOut>,
    handed: &HandedReferral,
    (what, press): (Amendment, &Press),
    now: Timestamp,
) -> Result<Amends, JourneyError> {
    let may = handed.amend.as_ref();
    let may = may.ok_or(JourneyError::Inconsistent("a hand-out that may not amend"))?;
    let once = match &what {
        Amendment::TakeBack => once_a_version(handed.submission),
        Amendment::Remind => format!("remind-{}", london_day(now)),
        Amendment::Withdraw { .. } => WITHDRAW.to_owned(),
        Amendment::Answer { asked, .. } => format!("answer-{asked}"),
        Amendment::Correct { .. } | Amendment::Files { .. } => press.once(),
    };
    let kind = what.kind();
    let amended = Amended {
        what,
        proof: may.proof.clone(),
    };
    let adds = Adds::to(hand_out, handed);
    let addition = addition(intake, adds, (kind, once), &amended, Vec::new(), now)?;
    store(intake, &addition).await
}

/// What was already written down that ends this visit's view of the referral: that it was withdrawn, or taken back. The view itself is
/// older than that.
pub async fn ended(
    intake: &Intake,
    handed: &HandedReferral,
) -> Result<Option<(AdditionKind, Timestamp)>, JourneyError> {
    let referral = Id::read(&handed.id).ok_or(JourneyError::Inconsistent("a hand-out"))?;
    for once in [WITHDRAW.to_owned(), once_a_version(handed.submission)] {
        let found = intake.store.find_addition(&referral, &once).await?;
        let ends = found
            .filter(|found| matches!(found.kind, AdditionKind::Withdraw | AdditionKind::TakeBack));
        if let Some(found) = ends {
            return Ok(Some((found.kind, found.made_at)));
        }
    }
    Ok(None)
}

/// What this visit has written down so far, oldest first: its view of the referral is older.
pub async fn of_this_visit(
    intake: &Intake,
    hand_out: &Id<HandOut>,
    handed: &HandedReferral,
) -> Result<Vec<HandedAmendment>, JourneyError> {
    let referral = Id::read(&handed.id).ok_or(JourneyError::Inconsistent("a hand-out"))?;
    let made = intake.store.additions_through(&referral, hand_out).await?;
    let made = made.into_iter().filter(|made| made.kind.is_amendment());
    Ok(made
        .map(|made| HandedAmendment {
            kind: made.kind.code().to_owned(),
            by: handed.reader.clone(),
            made_at: made.made_at,
        })
        .collect())
}

async fn store(intake: &Intake, addition: &Addition) -> Result<Amends, JourneyError> {
    let tx = intake.store.begin().await?;
    match tx.insert_addition(addition).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            tx.give_way().await?;
            return Ok(Amends::Before);
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit_unaudited(Unaudited::Intake).await?;
    intake.wake.send_replace(());
    Ok(Amends::Now)
}
