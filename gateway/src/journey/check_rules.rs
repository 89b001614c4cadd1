//! Before anything starts: every version of the rules that was ever used is there, with the text it was used with.

use super::rooms::pins;
use crate::{
    screening::RuleBook,
    store::{Store, StoreError},
};

/// A version that cannot be used as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAsUsed {
    /// Its name.
    pub version: String,
    /// What is wrong and what to do.
    pub reason: String,
}

/// The versions that are not as they were used.
pub async fn check(store: &Store, rules: &RuleBook) -> Result<Vec<NotAsUsed>, StoreError> {
    let wrong = pins(store).await?.into_iter().filter_map(|(version, sha256)| {
        let reason = match rules.named(&version) {
            Some(found) if found.sha256() == sha256 => return None,
            Some(found) => format!(
                "was changed after it came into use: its SHA-256 is {}, and verdicts were made with {sha256}; put that text back, and \
                 write the change as a new file with a later in_force_from",
                found.sha256()
            ),
            None => format!(
                "is not there, and verdicts were made with it: put back the text whose SHA-256 is {sha256}"
            ),
        };
        Some(NotAsUsed { version, reason })
    });
    Ok(wrong.collect())
}
