//! Making an account for a person at the desk, and giving it a new set-up code. Nobody but that person ever sets its password.

use jiff::{SignedDuration, Timestamp};

use super::{JourneyError, rooms::new_id};
use crate::{
    audit::Action,
    credentials::{new_set_up_code, set_up_digest},
    random,
    referral::{Account, Id, Role},
    store::{Event, Store, StoreError},
};

/// How long a set-up code is good for.
pub const SET_UP: SignedDuration = SignedDuration::from_hours(24);

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The e-mail address has an account.
    #[error(
        "there is an account with this e-mail address; `account reset` gives it a new set-up code"
    )]
    Taken,
    /// There is no account with this e-mail address.
    #[error("there is no account with this e-mail address")]
    NotThere,
    /// It is none.
    #[error("this is not an e-mail address")]
    Address,
    /// There is no name.
    #[error("a name is needed: letters print it")]
    Name,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

/// Makes an account. Returns it and its set-up code, which is stored nowhere.
pub async fn make(
    store: &Store,
    email: &str,
    name: &str,
    role: Role,
    now: Timestamp,
) -> Result<(Account, String), AccountError> {
    let email = address(email)?;
    let name = name.trim();
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(AccountError::Name);
    }
    let code = new_set_up_code(random::bytes().map_err(JourneyError::from)?);
    let account = Account {
        id: new_id().map_err(JourneyError::from)?,
        email,
        name: name.to_owned(),
        role,
        password: None,
        totp: None,
        totp_step: 0,
        set_up: Some((set_up_digest(&code), now + SET_UP)),
        made_at: now,
    };
    let event =
        Event::new("operator", Action::AccountMade, account.id.as_str()).with("role", role.code());
    let tx = store.begin().await.map_err(JourneyError::from)?;
    match tx.insert_account(&account).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Err(AccountError::Taken),
        Err(error) => return Err(JourneyError::from(error).into()),
    }
    tx.commit(now, &[event]).await.map_err(JourneyError::from)?;
    Ok((account, code))
}

/// Gives an account a new set-up code and ends its sessions; its password and second proof stay until the code is used.
pub async fn reset(store: &Store, email: &str, now: Timestamp) -> Result<String, AccountError> {
    let found = store
        .find_account_of(&address(email)?)
        .await
        .map_err(JourneyError::from)?;
    let id: Id<Account> = found.ok_or(AccountError::NotThere)?.id;
    let code = new_set_up_code(random::bytes().map_err(JourneyError::from)?);
    renew(store, &id, set_up_digest(&code), now).await?;
    Ok(code)
}

async fn renew(
    store: &Store,
    id: &Id<Account>,
    digest: [u8; 32],
    now: Timestamp,
) -> Result<(), JourneyError> {
    let event = Event::new("operator", Action::AccountMade, id.as_str()).with("set_up", "renewed");
    let tx = store.begin().await?;
    tx.renew_set_up(id, digest, now + SET_UP).await?;
    tx.delete_sessions_of(id).await?;
    Ok(tx.commit(now, &[event]).await?)
}

fn address(typed: &str) -> Result<String, AccountError> {
    let email = typed.trim().to_lowercase();
    let (local, domain) = email.split_once('@').ok_or(AccountError::Address)?;
    let plain = |text: &str| {
        !text.is_empty()
            && !text.contains(|letter: char| {
                letter.is_whitespace() || letter.is_control() || letter == '@'
            })
    };
    if plain(local) && plain(domain) {
        Ok(email)
    } else {
        Err(AccountError::Address)
    }
}
