//! The screening rules, read only. Numbers and names of the hub's own settings; nothing about a child.

use askama::Template;

use super::DeskFrame;

/// One line of the version in force.
#[derive(Clone, Debug)]
pub struct RuleRow {
    /// "Age".
    pub criterion: &'static str,
    /// The rule in words.
    pub words: String,
    /// The setting.
    pub setting: String,
}

/// What a version changes.
#[derive(Clone, Debug)]
pub struct RuleChange {
    /// "Police".
    pub what: String,
    /// As it was.
    pub before: String,
    /// As it is.
    pub now: String,
}

/// A version.
#[derive(Clone, Debug)]
pub struct VersionRow {
    /// Its name, which verdicts carry and links point to.
    pub name: String,
    /// "1 Jan 2027".
    pub from: String,
    /// Whether its day is still to come.
    pub later: bool,
    /// Verdicts made under it.
    pub verdicts: u64,
    /// Empty for the first.
    pub changes: Vec<RuleChange>,
    /// The first characters of its digest, and the whole.
    pub digest: (String, String),
}

/// `/desk/rules`.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/rules.html")]
pub struct RulesPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The name of the version in force; none when no version is in force today.
    pub in_force: Option<String>,
    /// What it says.
    pub rules: Vec<RuleRow>,
    /// Newest first.
    pub versions: Vec<VersionRow>,
    /// When the verdicts were last replayed, and what came out: label and number.
    pub replay: Option<(String, Vec<(&'static str, u64)>)>,
    /// References whose verdict came out differently; the first few.
    pub different: Vec<String>,
    /// Postcodes, bank holidays: label and value.
    pub data: Vec<(&'static str, String)>,
    /// Areas in words, and when the first of them ends within a year and a half.
    pub areas: (String, Option<String>),
}
