//! Setting up an account with its one-time code: a password of one's own, then an authenticator app. Until the app's first code is
//! right, nothing about the account changes; what is chosen waits sealed in a session that opens nothing else.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use super::{
    JourneyError, Keyholder,
    rooms::{HALF_A_SESSION, at_a_turn, new_session, seal_totp, token_digest},
};
use crate::{
    audit::Action,
    credentials::{
        PasswordProblem, TotpSecret, check_password, hash_password, read_set_up_code, set_up_digest,
    },
    random,
    referral::{Account, Id},
    seal::{Label, Purpose, Sealed, To, hex},
    store::{Event, Session, StoreError, Unaudited},
};

/// Why an account was not set up. None says whether it exists.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// Address or code is wrong, or the code has ended.
    #[error("the address or the set-up code is wrong")]
    Wrong,
    /// The password cannot be used.
    #[error("the password cannot be used")]
    Password(PasswordProblem),
    /// The app's code did not work.
    #[error("the code did not work")]
    Code,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for SetUpError {
    fn from(error: StoreError) -> Self {
        Self::Journey(error.into())
    }
}

/// What an account will have once the app's first code is right.
#[derive(Serialize, Deserialize)]
struct Chosen {
    password: String,
    totp: Vec<u8>,
    set_up: Vec<u8>,
}

/// Somebody at the second page of setting up.
pub struct SettingUp {
    account: Account,
    chosen: Chosen,
    secret: TotpSecret,
}

impl std::fmt::Debug for SettingUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SettingUp")
            .field("account", &self.account.id)
            .finish_non_exhaustive()
    }
}

impl SettingUp {
    /// Whose account it is.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The key for the app.
    pub fn secret(&self) -> &TotpSecret {
        &self.secret
    }
}

/// The one-time code and a new password. The token of a session that only finishes the set-up.
pub async fn set_up(
    keyholder: &Keyholder,
    (email, code): (&str, &str),
    password: String,
    now: Timestamp,
) -> Result<String, SetUpError> {
    let email = email.trim().to_lowercase();
    check_password(
        &password,
        &[&email, &keyholder.hub.name, &keyholder.hub.area],
    )
    .map_err(SetUpError::Password)?;
    let found = keyholder.store.find_account_of(&email).await?;
    let typed = set_up_digest(&read_set_up_code(code).unwrap_or_default());
    let known = found.as_ref().and_then(|account| account.set_up);
    let (digest, until) = known.unwrap_or(([0; 32], Timestamp::MIN));
    let fits = bool::from(digest.ct_eq(&typed)) && now < until;
    let (Some(account), true) = (found, fits) else {
        tracing::info!("a set-up code was refused");
        return Err(SetUpError::Wrong);
    };
    check_password(&password, &[&account.name]).map_err(SetUpError::Password)?;
    let salt = random::bytes().map_err(JourneyError::from)?;
    let hashed = at_a_turn(move || hash_password(&password, salt)).await?;
    let totp: [u8; 20] = random::bytes().map_err(JourneyError::from)?;
    let chosen = Chosen {
        password: hashed.map_err(|_| JourneyError::Inconsistent("a password"))?,
        totp: totp.to_vec(),
        set_up: digest.to_vec(),
    };
    let (token, session) = new_session(&account.id, now, now + HALF_A_SESSION)?;
    let sealed = keyholder
        .sealer
        .seal(To::Hub, &label(&session), now, &chosen)
        .map_err(JourneyError::from)?;
    let tx = keyholder.store.begin().await?;
    tx.insert_session(&Session {
        set_up: Some(sealed.into_bytes()),
        ..session
    })
    .await?;
    tx.commit_unaudited(Unaudited::Session).await?;
    Ok(token)
}

/// Who is at the second page with this token; nobody when it has ended or the set-up code was used or renewed meanwhile.
pub async fn setting_up(
    keyholder: &Keyholder,
    token: &str,
    now: Timestamp,
) -> Result<Option<SettingUp>, JourneyError> {
    let Some(digest) = token_digest(token) else {
        return Ok(None);
    };
    let found = keyholder.store.find_session(digest).await?;
    let Some(session) = found.filter(|session| now < session.ends_at && !session.proved) else {
        return Ok(None);
    };
    let Some(sealed) = session.set_up.clone() else {
        return Ok(None);
    };
    let chosen: Chosen = keyholder
        .opener
        .open(&Sealed::from_stored(sealed), &label(&session))?;
    let account = keyholder.store.find_account(&session.account).await?;
    let still = |account: &Account| {
        account
            .set_up
            .is_some_and(|(digest, until)| chosen.set_up == digest && now < until)
    };
    let Some(account) = account.filter(still) else {
        return Ok(None);
    };
    let secret = TotpSecret::read(&chosen.totp).ok_or(JourneyError::Inconsistent("a set-up"))?;
    Ok(Some(SettingUp {
        account,
        chosen,
        secret,
    }))
}

/// The app's first code: the account has its password and second proof, the set-up code is used up, every session before is dead,
/// and the person is signed in with the token returned.
pub async fn finish_set_up(
    keyholder: &Keyholder,
    setting_up: &SettingUp,
    code: &str,
    now: Timestamp,
) -> Result<String, SetUpError> {
    let SettingUp {
        account,
        chosen,
        secret,
    } = setting_up;
    let step = secret
        .check(code, now, None)
        .and_then(|step| i64::try_from(step).ok())
        .ok_or(SetUpError::Code)?;
    let totp = seal_totp(keyholder, &account.id, secret, now)?;
    let ends = now + SignedDuration::from_hours(keyholder.desk_longest_hours);
    let (token, new) = new_session(&account.id, now, ends)?;
    let id: &Id<Account> = &account.id;
    let event = Event::new(id.as_str(), Action::SignedIn, id.as_str()).with("set_up", "finished");
    let tx = keyholder.store.begin().await?;
    let (digest, _) = account.set_up.ok_or(SetUpError::Wrong)?;
    match tx
        .finish_set_up(id, digest, &chosen.password, (&totp, step))
        .await
    {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Err(SetUpError::Wrong),
        Err(error) => return Err(error.into()),
    }
    tx.delete_sessions_of(id).await?;
    tx.insert_session(&Session {
        proved: true,
        ..new
    })
    .await?;
    tx.commit(now, &[event]).await?;
    Ok(token)
}

fn label(session: &Session) -> Label {
    Label::own(Purpose::Secret, hex(&session.digest))
}
