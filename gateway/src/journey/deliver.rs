//! Delivering a letter: the lease is committed first, then the post, then the outcome. A crash between can send it twice, never lose it.

use jiff::{SignedDuration, Timestamp};

use super::{JourneyError, Keyholder, rooms::identity};
use crate::{
    audit::Action,
    letters::Letter,
    post::PostError,
    referral::{LetterState, OutboxLetter, outbox::HANDING_OVER},
    seal::{Label, Purpose, Sealed},
    store::{Event, StoreError, Unaudited},
};

/// How long a worker may hold a letter: longer than the relay may think (RFC 5321 §4.5.3.2.6).
const LEASE: SignedDuration = SignedDuration::from_mins(20);
/// After so many tries (two days, by the back-off) a letter is a person's to look at.
const GIVE_UP: i32 = 50;

/// Leases the letter that is due, if any.
pub async fn lease(
    keyholder: &Keyholder,
    now: Timestamp,
) -> Result<Option<OutboxLetter>, JourneyError> {
    if !keyholder.store.has_letters_to_lease(now).await? {
        return Ok(None);
    }
    let tx = keyholder.store.begin().await?;
    let leased = tx.lease_letter(now, now + LEASE).await?;
    tx.commit_unaudited(Unaudited::Lease).await?;
    Ok(leased)
}

/// Posts a leased letter. `clock` is asked again after the relay has answered.
pub async fn deliver(
    keyholder: &Keyholder,
    leased: OutboxLetter,
    clock: &crate::clock::Clock,
) -> Result<(), JourneyError> {
    let broken_off = leased.state == LetterState::Posting;
    if broken_off && leased.why.as_deref() == Some(HANDING_OVER) {
        return record(
            keyholder,
            &leased,
            LetterState::Uncertain,
            Some("interrupted".to_owned()),
            clock.now(),
        )
        .await;
    }
    let letter = match open(keyholder, &leased).await {
        Ok(letter) => letter,
        Err(error) => {
            record(
                keyholder,
                &leased,
                if leased.attempts >= GIVE_UP {
                    LetterState::Refused
                } else {
                    LetterState::Queued
                },
                Some("unreadable".to_owned()),
                clock.now(),
            )
            .await?;
            return Err(error);
        }
    };
    let about_to = mark(keyholder, &leased);
    let outcome = keyholder.post.send(&letter, about_to).await;
    let now = clock.now();
    match outcome {
        Ok(_) => record(keyholder, &leased, LetterState::Relayed, None, now).await,
        Err(error) => {
            let why = why(error);
            let state = match error {
                PostError::Uncertain { .. } => LetterState::Uncertain,
                PostError::Never { .. } => LetterState::Refused,
                PostError::Later { .. } if leased.attempts >= GIVE_UP => LetterState::Refused,
                PostError::Later { .. } => LetterState::Queued,
            };
            record(keyholder, &leased, state, Some(why), now).await
        }
    }
}

/// Written and durable before the relay gets the letter's content.
async fn mark(keyholder: &Keyholder, leased: &OutboxLetter) -> bool {
    let marked = async {
        let tx = keyholder.store.begin().await?;
        tx.mark_letter_handing_over(leased).await?;
        tx.commit_unaudited(Unaudited::Lease).await
    };
    marked.await.is_ok()
}

async fn open(keyholder: &Keyholder, leased: &OutboxLetter) -> Result<Letter, JourneyError> {
    let sealed: Sealed<Letter> = Sealed::from_stored(leased.sealed.clone());
    let Some(id) = &leased.referral else {
        return Ok(keyholder
            .opener
            .open(&sealed, &Label::own(Purpose::Letter, leased.id.as_str()))?);
    };
    let referral = keyholder
        .store
        .find_referral(id)
        .await?
        .ok_or(JourneyError::Inconsistent("a letter"))?;
    let key = identity(keyholder, &referral)?;
    Ok(key.open(
        &sealed,
        &Label::of(Purpose::Letter, id.as_str(), leased.id.as_str()),
    )?)
}

async fn record(
    keyholder: &Keyholder,
    leased: &OutboxLetter,
    state: LetterState,
    why: Option<String>,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let next_at = now + back_off(leased.attempts);
    let action = match state {
        LetterState::Relayed => Some(Action::LetterRelayed),
        LetterState::Uncertain => Some(Action::LetterUncertain),
        LetterState::Refused => Some(Action::LetterFailed),
        LetterState::Bounced => Some(Action::LetterBounced),
        LetterState::Queued | LetterState::Posting => None,
    };
    let events: Vec<Event> = action
        .zip(leased.referral.as_ref())
        .map(|(action, referral)| {
            Event::new("worker", action, referral.as_str())
                .with("letter", &leased.id)
                .with("kind", &leased.kind)
                .with("reader", &leased.reader)
                .with("attempt", &leased.attempts)
        })
        .into_iter()
        .collect();
    let tx = keyholder.store.begin().await?;
    match tx
        .record_letter(leased, state, next_at, why.as_deref(), now)
        .await
    {
        Ok(()) => Ok(tx.commit(now, &events).await?),
        Err(StoreError::Conflict) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// One minute, then twice as long each time, at most an hour.
fn back_off(attempts: i32) -> SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 7) - 1).unwrap_or(0);
    SignedDuration::from_mins(1_i64.checked_shl(doublings).unwrap_or(60).min(60))
}

fn why(error: PostError) -> String {
    error.why().to_string()
}

#[cfg(test)]
mod tests {
    use super::back_off;

    #[test]
    fn waiting_doubles_up_to_an_hour() {
        let minutes: Vec<i64> = (1..=9)
            .map(|attempts| back_off(attempts).as_mins())
            .collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
