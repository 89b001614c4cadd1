//! Signing in to the desk and out again: a password, then a code from an app, then a session that ends by itself. Never says whether
//! an account exists, and never keeps a token: only its digest is stored.

use jiff::{SignedDuration, Timestamp};

use super::{
    JourneyError, Keyholder,
    rooms::{HALF_A_SESSION, at_a_turn, new_session, open_totp, token_digest},
};
use crate::{
    audit::Action,
    credentials::{verify_nobody, verify_password},
    referral::{Account, Id, Referral},
    store::{Event, Session, StoreError, Unaudited},
};

/// How often the use of a session is noted.
const NOTED: SignedDuration = SignedDuration::from_mins(1);

/// Somebody who gave both proofs and whose session has not ended. Made only here: whoever holds one may see the desk.
#[derive(Clone, Debug)]
pub struct Screener {
    account: Account,
    session: Session,
}

/// Somebody who gave the password and not yet the second proof. Opens nothing.
#[derive(Clone, Debug)]
pub struct HalfSignedIn {
    account: Account,
    session: Session,
}

/// How much of the answers somebody chose to read after the content warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warned {
    /// Everything.
    All,
    /// Everything but the behaviour.
    WithoutBehaviour,
}

/// Why a code was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SecondError {
    /// Wrong, or used before.
    #[error("the code did not work")]
    Wrong,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for SecondError {
    fn from(error: StoreError) -> Self {
        Self::Journey(error.into())
    }
}

impl Screener {
    /// Who it is.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// What was chosen at the content warning of a referral in this session; none before it was shown.
    pub fn warned(&self, referral: &Id<Referral>) -> Option<Warned> {
        self.session
            .warned
            .split(' ')
            .rev()
            .find_map(|word| match word.strip_suffix('-') {
                None if word == referral.as_str() => Some(Warned::All),
                Some(id) if id == referral.as_str() => Some(Warned::WithoutBehaviour),
                _ => None,
            })
    }
}

impl HalfSignedIn {
    /// Whose password it was.
    pub fn account(&self) -> &Account {
        &self.account
    }
}

/// The first proof. The new session's token, which opens only the second step; none when anything is wrong, after the same time
/// whether or not there is such an account (ASVS 6.3.8).
pub async fn begin(
    keyholder: &Keyholder,
    email: &str,
    password: String,
    now: Timestamp,
) -> Result<Option<String>, JourneyError> {
    let found = keyholder
        .store
        .find_account_of(&email.trim().to_lowercase())
        .await?;
    let hash = found
        .as_ref()
        .filter(|account| account.totp.is_some())
        .and_then(|account| account.password.clone());
    let verify = move || {
        hash.map_or_else(
            || verify_nobody(&password),
            |hash| verify_password(&password, &hash),
        )
    };
    let (Some(account), true) = (found, at_a_turn(verify).await?) else {
        tracing::info!("a password was refused");
        return Ok(None);
    };
    let (token, session) = new_session(&account.id, now, now + HALF_A_SESSION)?;
    let tx = keyholder.store.begin().await?;
    tx.insert_session(&session).await?;
    tx.commit_unaudited(Unaudited::Session).await?;
    Ok(Some(token))
}

/// Who stands at the second step with this token; nobody when it has ended.
pub async fn half(
    keyholder: &Keyholder,
    token: &str,
    now: Timestamp,
) -> Result<Option<HalfSignedIn>, JourneyError> {
    let Some((account, session)) = found(keyholder, token, now).await? else {
        return Ok(None);
    };
    let half = !session.proved && session.set_up.is_none();
    Ok(half.then_some(HalfSignedIn { account, session }))
}

/// The second proof. The token of a new session; the one before it is dead. A code counts once, on every node (ASVS 6.5.1).
pub async fn second(
    keyholder: &Keyholder,
    half: &HalfSignedIn,
    code: &str,
    now: Timestamp,
) -> Result<String, SecondError> {
    let HalfSignedIn { account, session } = half;
    let secret = open_totp(keyholder, account)?;
    let last = u64::try_from(account.totp_step).ok();
    let step = secret
        .check(code, now, last)
        .and_then(|step| i64::try_from(step).ok());
    let Some(step) = step else {
        return Err(refused(keyholder, account, now).await?);
    };
    let ends = now + SignedDuration::from_hours(keyholder.desk_longest_hours);
    let (token, new) = new_session(&account.id, now, ends)?;
    let event = Event::new(account.id.as_str(), Action::SignedIn, account.id.as_str());
    let tx = keyholder.store.begin().await?;
    match tx.use_totp_step(&account.id, step).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            drop(tx);
            return Err(refused(keyholder, account, now).await?);
        }
        Err(error) => return Err(error.into()),
    }
    tx.delete_session(session.digest).await?;
    tx.insert_session(&Session {
        proved: true,
        ..new
    })
    .await?;
    tx.commit(now, &[event]).await?;
    Ok(token)
}

/// Whose session a token is; nobody when it ended, was not used for too long, or lacks the second proof. Its use is noted at most
/// once a minute.
pub async fn session(
    keyholder: &Keyholder,
    token: &str,
    now: Timestamp,
) -> Result<Option<Screener>, JourneyError> {
    let Some((account, session)) = found(keyholder, token, now).await? else {
        return Ok(None);
    };
    if !session.proved {
        return Ok(None);
    }
    let unused = now.duration_since(session.seen_at);
    if unused > SignedDuration::from_mins(keyholder.desk_idle_minutes) {
        let event = Event::new(account.id.as_str(), Action::SignedOut, account.id.as_str())
            .with("why", "idle");
        let tx = keyholder.store.begin().await?;
        tx.delete_session(session.digest).await?;
        tx.commit(now, &[event]).await?;
        return Ok(None);
    }
    if unused >= NOTED {
        let tx = keyholder.store.begin().await?;
        tx.touch_session(session.digest, &session.warned, now)
            .await?;
        tx.commit_unaudited(Unaudited::Session).await?;
    }
    Ok(Some(Screener { account, session }))
}

/// Notes that the content warning of a referral was passed in this session.
pub async fn pass_warning(
    keyholder: &Keyholder,
    who: &Screener,
    referral: &Id<Referral>,
    choice: Warned,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let kept = who
        .session
        .warned
        .split(' ')
        .filter(|word| word.trim_end_matches('-') != referral.as_str());
    let mut words: Vec<&str> = kept.filter(|word| !word.is_empty()).collect();
    let without = format!("{referral}-");
    words.push(match choice {
        Warned::All => referral.as_str(),
        Warned::WithoutBehaviour => &without,
    });
    let tx = keyholder.store.begin().await?;
    tx.touch_session(who.session.digest, &words.join(" "), now)
        .await?;
    Ok(tx.commit_unaudited(Unaudited::Session).await?)
}

/// Ends the session of a token, on every node; one that has ended stays so.
pub async fn sign_out(
    keyholder: &Keyholder,
    token: &str,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let Some(digest) = token_digest(token) else {
        return Ok(());
    };
    let Some(session) = keyholder.store.find_session(digest).await? else {
        return Ok(());
    };
    let by = session.account.as_str();
    let event = Event::new(by, Action::SignedOut, by);
    let events = if session.proved {
        vec![event]
    } else {
        Vec::new()
    };
    let tx = keyholder.store.begin().await?;
    tx.delete_session(digest).await?;
    Ok(tx.commit(now, &events).await?)
}

/// The session of a token that has not ended, with its account.
async fn found(
    keyholder: &Keyholder,
    token: &str,
    now: Timestamp,
) -> Result<Option<(Account, Session)>, JourneyError> {
    let Some(digest) = token_digest(token) else {
        return Ok(None);
    };
    let found = keyholder.store.find_session(digest).await?;
    let Some(session) = found.filter(|session| now < session.ends_at) else {
        return Ok(None);
    };
    let account = keyholder.store.find_account(&session.account).await?;
    Ok(account.map(|account| (account, session)))
}

async fn refused(
    keyholder: &Keyholder,
    account: &Account,
    now: Timestamp,
) -> Result<SecondError, JourneyError> {
    let event = Event::new(
        account.id.as_str(),
        Action::SignInRefused,
        account.id.as_str(),
    )
    .with("proof", "second");
    let tx = keyholder.store.begin().await?;
    tx.commit(now, &[event]).await?;
    Ok(SecondError::Wrong)
}
