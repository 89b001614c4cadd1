//! What signing in and setting up share: turns at a password, tokens, the sealed second proof. Never logs or returns a secret.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use super::{JourneyError, Keyholder};
use crate::{
    credentials::TotpSecret,
    random,
    referral::{Account, Id},
    seal::{Label, Purpose, Sealed, To, from_hex, hex},
    store::Session,
};

/// How long the steps before a session may take.
pub(in super::super) const HALF_A_SESSION: SignedDuration = SignedDuration::from_mins(10);

/// Passwords are hashed two at once: each takes 19 MiB and a processor.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Does slow work with a password, away from the threads that answer requests.
pub(in super::super) async fn at_a_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JourneyError> {
    let turn = TURNS
        .acquire()
        .await
        .map_err(|_| JourneyError::Inconsistent("a turn"))?;
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| JourneyError::Inconsistent("a password"))?;
    drop(turn);
    Ok(done)
}

/// A new session before its second proof, and the token that only the browser gets.
pub(in super::super) fn new_session(
    account: &Id<Account>,
    now: Timestamp,
    ends_at: Timestamp,
) -> Result<(String, Session), JourneyError> {
    let token: [u8; 32] = random::bytes()?;
    let session = Session {
        digest: Sha256::digest(token).into(),
        account: account.clone(),
        proved: false,
        warned: String::new(),
        set_up: None,
        made_at: now,
        seen_at: now,
        ends_at,
    };
    Ok((hex(&token), session))
}

/// What is stored of a token; none when it has not the shape of one.
pub(in super::super) fn token_digest(token: &str) -> Option<[u8; 32]> {
    let bytes: [u8; 32] = from_hex(token)?;
    Some(Sha256::digest(bytes).into())
}

/// Seals an account's second proof to the hub.
pub(in super::super) fn seal_totp(
    keyholder: &Keyholder,
    account: &Id<Account>,
    secret: &TotpSecret,
    now: Timestamp,
) -> Result<Vec<u8>, JourneyError> {
    let label = Label::own(Purpose::Secret, account.as_str());
    let sealed = keyholder
        .sealer
        .seal(To::Hub, &label, now, &hex(secret.bytes()))?;
    Ok(sealed.into_bytes())
}

/// Opens an account's second proof.
pub(in super::super) fn open_totp(
    keyholder: &Keyholder,
    account: &Account,
) -> Result<TotpSecret, JourneyError> {
    const WHAT: JourneyError = JourneyError::Inconsistent("a second proof");
    let sealed: Sealed<String> = Sealed::from_stored(account.totp.clone().ok_or(WHAT)?);
    let label = Label::own(Purpose::Secret, account.id.as_str());
    let text = keyholder.opener.open(&sealed, &label)?;
    from_hex(&text).map(TotpSecret::new).ok_or(WHAT)
}
