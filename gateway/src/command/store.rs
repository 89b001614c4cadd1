//! `migrate`, and opening the store for the commands that need nothing else.

use serde_json::json;

use super::{Outcome, console::Console};
use crate::{config::Config, gateway::open_store, store::Store};

/// Brings the tables up to date.
pub(super) async fn migrate(config: &Config, console: &mut Console<'_>) -> anyhow::Result<Outcome> {
    let store = Store::open(&config.store_url()?).await?;
    let missing = store.missing_migrations().await?;
    store.migrate().await?;
    store.close().await?;
    console.line(&json!({ "migrated": missing }))?;
    console.say(&match missing {
        0 => "The database was up to date.".to_owned(),
        many => format!("The database is up to date: {many} migrations were carried out."),
    })?;
    Ok(Outcome::Done)
}

/// Opens the store; refuses one whose tables are older than this program.
pub(super) async fn open(config: &Config) -> anyhow::Result<Store> {
    Ok(open_store(config).await?)
}
