//! The files of the screening rules, read and checked together. Must never use a file that is only partly right.

use std::fmt;

use super::{Config, ConfigError, read_folder};
use crate::screening::{RuleBook, Rules};

/// The rules files that cannot be used, each with its key and the reason.
#[derive(Debug)]
pub struct RulesRefused(pub Vec<ConfigError>);

impl fmt::Display for RulesRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for RulesRefused {}

/// Every version of the rules: each file checked by itself, then all of them together.
///
/// # Errors
/// Every file that is wrong; when each is right by itself, what does not go together.
pub fn rules(config: &Config) -> Result<RuleBook, RulesRefused> {
    let folder = &config.screening.folder;
    let (mut versions, mut wrong) = (Vec::new(), Vec::new());
    for (file, text) in read_folder(folder).map_err(|error| RulesRefused(vec![error]))? {
        let stem = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        match Rules::read(stem, &text) {
            Ok(rules) => versions.push(rules),
            Err(error) => wrong.push(ConfigError::new(&file, &error.key, error.reason)),
        }
    }
    if !wrong.is_empty() {
        return Err(RulesRefused(wrong));
    }
    RuleBook::new(versions).map_err(|error| {
        let file = if error.version.is_empty() {
            folder.clone()
        } else {
            folder.join(format!("{}.toml", error.version))
        };
        RulesRefused(vec![ConfigError::new(&file, &error.key, error.reason)])
    })
}
