//! Which text of a version of the rules was used first: its digest stands in the audit chain, and no other text of it is ever used.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{JourneyError, Keyholder};
use crate::{
    audit::Action,
    store::{Event, Store, StoreError},
};

/// What the lines are about: all versions, so that one look finds them.
const OBJECT: &str = "rules";

/// The versions that were used, by name, with the SHA-256 of their text in hex. The first line of a version counts.
pub(in super::super) async fn pins(store: &Store) -> Result<BTreeMap<String, String>, StoreError> {
    let mut pins = BTreeMap::new();
    for line in store.audit_lines_of(OBJECT, Action::RulesLoaded).await? {
        let detail = &line.entry.detail;
        if let (Some(rules), Some(sha256)) = (detail.get("rules"), detail.get("sha256")) {
            pins.entry(rules.to_owned())
                .or_insert_with(|| sha256.to_owned());
        }
    }
    Ok(pins)
}

/// Writes down that a version is used, the first time. Another text than the one written down is refused.
pub(in super::super) async fn pin(
    keyholder: &Keyholder,
    version: &str,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let rules = keyholder.rules.named(version);
    let rules = rules.ok_or(JourneyError::Inconsistent("the version of the rules"))?;
    match pins(&keyholder.store).await?.get(rules.name()) {
        Some(pinned) if pinned == rules.sha256() => Ok(()),
        Some(_) => Err(JourneyError::Inconsistent("the text of the rules")),
        None => {
            let event = Event::new("worker", Action::RulesLoaded, OBJECT)
                .with("rules", rules.name())
                .with("sha256", rules.sha256());
            let tx = keyholder.store.begin().await?;
            Ok(tx.commit(now, &[event]).await?)
        }
    }
}
