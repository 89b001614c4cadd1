//! `account new` and `account reset`: the one-time set-up code goes to the operator, who hands it to the person. Sets no password.

use jiff::Timestamp;
use serde_json::json;

use super::{Outcome, console::Console, store};
use crate::{config::Config, journey::make_account, referral::Role};

/// Makes an account.
pub(super) async fn new(
    config: &Config,
    (email, name, role): (&str, &str, Role),
    now: Timestamp,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let store = store::open(config).await?;
    let (account, code) = make_account::make(&store, email, name, role, now).await?;
    store.close().await?;
    hand_over(config, (&account.email, &code), now, console)
}

/// Gives an account a new set-up code.
pub(super) async fn reset(
    config: &Config,
    email: &str,
    now: Timestamp,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let store = store::open(config).await?;
    let code = make_account::reset(&store, email, now).await?;
    store.close().await?;
    hand_over(config, (email.trim(), &code), now, console)
}

fn hand_over(
    config: &Config,
    (email, code): (&str, &str),
    now: Timestamp,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let address = format!("{}/desk/set-up", config.desk.origin);
    console.line(&json!({ "set_up": address, "code": code }))?;
    let until = now + make_account::SET_UP;
    console.say(&format!(
        "Set-up code for {email}: {code}\nIt works once, at {address}, until {}.\nGive it to that person only, in person or by telephone.",
        until.to_zoned(crate::clock::london()).strftime("%-d %B %Y at %H:%M")
    ))?;
    Ok(Outcome::Done)
}
