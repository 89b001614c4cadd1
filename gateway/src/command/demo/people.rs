//! The demonstration's screeners: invented people whose secrets are printed, which no other account's ever are.

use anyhow::Context as _;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    credentials::{TotpSecret, hash_password, new_code},
    gateway::Gateway,
    journey::make_account,
    random,
    referral::{Account, Role},
    seal::{Label, Purpose, To, hex},
};

/// Toni Trial and Asha Demo.
pub(super) const SCREENERS: [(&str, &str); 2] = [
    ("toni.trial@exampleshire.test", "Toni Trial"),
    ("asha.demo@exampleshire.test", "Asha Demo"),
];

/// What somebody needs to sign in.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Person {
    /// What they may do.
    pub(super) role: String,
    /// The e-mail address to sign in with.
    pub(super) name: String,
    /// The password.
    pub(super) password: String,
    /// The authenticator's secret, base 32.
    pub(super) totp_secret: String,
}

/// Makes an account that is set up.
pub(super) async fn set_up(
    gateway: &Gateway,
    (email, name): (&str, &str),
    now: Timestamp,
) -> anyhow::Result<(Account, Person)> {
    let keyholder = &gateway.keyholder;
    let (account, _) =
        make_account::make(&keyholder.store, email, name, Role::Screener, now).await?;
    let password = format!(
        "{}-{}",
        new_code(random::bytes()?),
        new_code(random::bytes()?)
    )
    .to_lowercase();
    let (typed, salt) = (password.clone(), random::bytes()?);
    let hash = tokio::task::spawn_blocking(move || hash_password(&typed, salt)).await??;
    let secret = TotpSecret::new(random::bytes()?);
    let label = Label::own(Purpose::Secret, account.id.as_str());
    let sealed = keyholder
        .sealer
        .seal(To::Hub, &label, now, &hex(secret.bytes()))?
        .into_bytes();
    let tx = keyholder.store.begin().await?;
    let (digest, _) = account.set_up.context("an account without a set-up code")?;
    tx.finish_set_up(&account.id, digest, &hash, (&sealed, 0))
        .await?;
    tx.commit(now, &[]).await?;
    let person = Person {
        role: account.role.code().to_owned(),
        name: email.to_owned(),
        password,
        totp_secret: secret.shown().replace(' ', ""),
    };
    let account = keyholder
        .store
        .find_account(&account.id)
        .await?
        .context("an account")?;
    Ok((account, person))
}
