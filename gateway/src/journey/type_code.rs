//! Typing a one-time code. Intake seals what was typed to the hub and counts the try; it never learns the code.

use jiff::{SignedDuration, Timestamp};

use super::{Intake, JourneyError};
use crate::{
    referral::{HandOut, HandOutState, Handed, Id, hand_out::TRIES},
    seal::{BrowserIdentity, Label, Purpose, Sealed, To},
    store::{StoreError, Unaudited},
};

/// What the browser can be told.
#[derive(Debug)]
pub enum Progress {
    /// The worker has not answered yet: look again in a moment.
    Wait,
    /// Waits for a code to be typed; so many tries are left, and whether one was wrong.
    Type {
        /// Tries left.
        left: i32,
    },
    /// The code was right.
    Open(Box<Handed>),
    /// Expired, used up, or of another browser: one answer for all.
    Ended,
}

/// Hands what was typed to the worker. `code` is already normalised.
pub async fn type_code(
    intake: &Intake,
    id: &Id<HandOut>,
    key: &BrowserIdentity,
    code: &str,
    now: Timestamp,
) -> Result<Progress, JourneyError> {
    let Some(hand_out) = held(intake, id, key, now).await? else {
        return Ok(Progress::Ended);
    };
    match hand_out.state {
        HandOutState::Asked | HandOutState::Typed => return Ok(Progress::Wait),
        HandOutState::Proved => return opened(&hand_out, key),
        HandOutState::Spent => return Ok(Progress::Ended),
        HandOutState::CodeMade => {}
    }
    let label = Label::own(Purpose::Code, format!("typed-{id}"));
    let typed = intake
        .sealer
        .seal(To::Hub, &label, now, &code.to_owned())?
        .into_bytes();
    let next = HandOut {
        state: HandOutState::Typed,
        typed: Some(typed),
        tries: hand_out.tries + 1,
        ..hand_out
    };
    let tx = intake.store.begin().await?;
    tx.save_hand_out(&next).await?;
    tx.commit_unaudited(Unaudited::HandOut).await?;
    intake.wake.send_replace(());
    Ok(Progress::Wait)
}

/// Where the hand-out is now.
pub async fn look(
    intake: &Intake,
    id: &Id<HandOut>,
    key: &BrowserIdentity,
    now: Timestamp,
) -> Result<Progress, JourneyError> {
    let Some(hand_out) = held(intake, id, key, now).await? else {
        return Ok(Progress::Ended);
    };
    match hand_out.state {
        HandOutState::Asked | HandOutState::Typed => Ok(Progress::Wait),
        HandOutState::CodeMade => Ok(Progress::Type {
            left: TRIES - hand_out.tries,
        }),
        HandOutState::Proved => {
            let progress = opened(&hand_out, key)?;
            prolong(intake, hand_out, now).await?;
            Ok(progress)
        }
        HandOutState::Spent => Ok(Progress::Ended),
    }
}

/// An opened hand-out ends after a time without use, not in the middle of reading.
async fn prolong(intake: &Intake, hand_out: HandOut, now: Timestamp) -> Result<(), JourneyError> {
    let until = now + SignedDuration::from_mins(intake.drafts.idle_minutes);
    if until.duration_since(hand_out.expires_at) < SignedDuration::from_mins(1) {
        return Ok(());
    }
    let tx = intake.store.begin().await?;
    match tx
        .save_hand_out(&HandOut {
            expires_at: until,
            ..hand_out
        })
        .await
    {
        Ok(()) => Ok(tx.commit_unaudited(Unaudited::HandOut).await?),
        Err(StoreError::Conflict) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn held(
    intake: &Intake,
    id: &Id<HandOut>,
    key: &BrowserIdentity,
    now: Timestamp,
) -> Result<Option<HandOut>, JourneyError> {
    let found = intake.store.find_hand_out(id).await?;
    Ok(found.filter(|hand_out| hand_out.recipient == key.recipient() && hand_out.expires_at > now))
}

fn opened(hand_out: &HandOut, key: &BrowserIdentity) -> Result<Progress, JourneyError> {
    let view = hand_out
        .view
        .clone()
        .ok_or(JourneyError::Inconsistent("a hand-out"))?;
    let label = Label::own(Purpose::HandOut, hand_out.id.as_str());
    Ok(Progress::Open(Box::new(
        key.open(&Sealed::from_stored(view), &label)?,
    )))
}
