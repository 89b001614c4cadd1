//! Asking for a one-time code. The browser gets a one-use key; the request is sealed to the hub. Never says whether an address is known.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Intake, JourneyError, rooms::new_id};
use crate::{
    referral::{HandOut, HandOutState, Id, Purpose as Opens, Request, hand_out::CODE_MINUTES},
    seal::{BrowserIdentity, Label, Purpose, To},
    store::Unaudited,
};

/// The browser's hold on a hand-out: its id and one-use key, as the cookie has them.
#[derive(Debug)]
pub struct Visit {
    /// The hand-out.
    pub id: Id<HandOut>,
    /// The one-use key.
    pub key: BrowserIdentity,
}

impl Visit {
    /// Reads a cookie's value.
    pub fn from_cookie(value: &str) -> Option<Self> {
        let (id, key) = value.split_once('.')?;
        Some(Self {
            id: Id::read(id)?,
            key: BrowserIdentity::from_cookie(key).ok()?,
        })
    }

    /// The cookie's value.
    pub fn cookie(&self) -> SecretString {
        format!("{}.{}", self.id, self.key.cookie().expose_secret()).into()
    }
}

/// Asks for a code for `request`, to open `opens`. The address counts in lower case.
pub async fn ask(
    intake: &Intake,
    opens: Opens,
    mut request: Request,
    now: Timestamp,
) -> Result<Visit, JourneyError> {
    request.address = request.address.trim().to_lowercase();
    let visit = Visit {
        id: new_id()?,
        key: BrowserIdentity::generate(),
    };
    let label = Label::own(Purpose::Request, visit.id.as_str());
    let hand_out = HandOut {
        id: visit.id.clone(),
        purpose: opens,
        recipient: visit.key.recipient(),
        state: HandOutState::Asked,
        request: intake
            .sealer
            .seal(To::Hub, &label, now, &request)?
            .into_bytes(),
        code: None,
        typed: None,
        tries: 0,
        view: None,
        address_tag: None,
        referral: None,
        reader: None,
        asked_at: now,
        expires_at: now + SignedDuration::from_mins(CODE_MINUTES),
        version: 1,
    };
    let tx = intake.store.begin().await?;
    tx.insert_hand_out(&hand_out).await?;
    tx.commit_unaudited(Unaudited::HandOut).await?;
    intake.wake.send_replace(());
    Ok(visit)
}

/// Ends a hand-out before its time: the person leaves, or asks for another code.
pub async fn end(intake: &Intake, visit: &Visit) -> Result<(), JourneyError> {
    let tx = intake.store.begin().await?;
    tx.delete_hand_out(&visit.id).await?;
    Ok(tx.commit_unaudited(Unaudited::HandOut).await?)
}
