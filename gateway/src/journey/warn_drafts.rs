//! Telling people, a week ahead, that a referral they have not sent will be deleted. The e-mail names nothing; a draft is destroyed
//! only after it. By a clock that cannot be believed nobody is told anything.

use jiff::{SignedDuration, Timestamp};

use super::{
    Doubt, JourneyError, Keyholder,
    rooms::{doubt, new_id, open_content, outbox_letter},
};
use crate::{
    audit::Action,
    clock::london_day,
    letters::{self, Stamp},
    referral::{Draft, OutboxLetter},
    store::{Event, StoreError},
};

/// How long before its end.
const AHEAD: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Drafts a round.
const BATCH: u64 = 50;

/// Tells everybody whose draft ends within a week. One that should have been told of before keeps a week from now. `last_round` is when
/// this process last did so.
pub async fn warn(
    keyholder: &Keyholder,
    last_round: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Doubt>, JourneyError> {
    let doubt = doubt(keyholder, last_round, now).await?;
    if doubt.is_some() {
        return Ok(doubt);
    }
    let mut told = 0;
    for draft in keyholder.store.drafts_to_warn(now + AHEAD, BATCH).await? {
        warn_of(keyholder, &draft, now).await?;
        told += 1;
    }
    if told > 0 {
        keyholder.wake.send_replace(());
    }
    Ok(None)
}

async fn warn_of(keyholder: &Keyholder, draft: &Draft, now: Timestamp) -> Result<(), JourneyError> {
    let ends = draft.expires_at.max(now + AHEAD);
    // What cannot be opened any more is nobody's to carry on with: it ends without a letter.
    let letter = match letter(keyholder, draft, ends, now) {
        Ok(letter) => Some(letter),
        Err(error) => {
            tracing::error!(error = %error, "a draft that cannot be opened ends without a letter");
            None
        }
    };
    let event = Event::new("worker", Action::DraftWarned, draft.referral.as_str())
        .with("letter", &letter.is_some());
    let tx = keyholder.store.begin().await?;
    match tx.warn_draft(&draft.id, draft.version, (now, ends)).await {
        Ok(()) => {}
        // Saved, sent or deleted meanwhile: it is in use.
        Err(StoreError::Conflict) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    if let Some(letter) = &letter {
        tx.insert_letter(letter).await?;
    }
    Ok(tx.commit(now, &[event]).await?)
}

fn letter(
    keyholder: &Keyholder,
    draft: &Draft,
    ends: Timestamp,
    now: Timestamp,
) -> Result<OutboxLetter, JourneyError> {
    let key = keyholder
        .opener
        .unwrap_draft(&draft.wrap, &draft.id, &draft.recipient)?;
    let content = open_content(&keyholder.verifier, &key, draft, draft.content.clone())?;
    let stamp = Stamp {
        id: new_id::<OutboxLetter>()?.as_str().to_owned(),
        at: now,
    };
    let days = (london_day(draft.made_at), london_day(ends));
    let letter = letters::draft_ending(&keyholder.hub, &stamp, &content.address, days);
    outbox_letter(&keyholder.sealer, &letter, None, "browser", now)
}
