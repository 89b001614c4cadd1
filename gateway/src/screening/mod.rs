//! Screening: facts, rules and a postcode directory in, a verdict out. A person always decides; this only advises.
//! Never asks the clock, the network or the disk, and never turns what is not known into what is met.
#![warn(clippy::wildcard_enum_match_arm)]

mod answers;
mod areas;
mod asking;
mod because;
mod change;
mod code;
mod days;
mod digest;
mod directory;
mod engine;
mod evidence;
mod facts;
mod json;
mod line;
mod postcode_list;
mod refusal;
mod residence;
mod rule_book;
mod rules;
mod verdict;

#[cfg(test)]
mod edges;
#[cfg(test)]
mod every_day;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod oracle;

pub use answers::facts_from_answers;
pub use areas::Area;
pub use asking::{OpenQuestion, open_questions};
pub use change::{Change, ChangingFact, what_would_change};
pub use code::Code;
pub use directory::{Directory, Place};
pub use engine::{beyond_ceiling, screen};
pub use evidence::{Evidence, evidence};
pub use facts::{Consent, Facts, Incident, Police, Route, StrategyMeeting};
pub use postcode_list::{DirectoryError, Entries, Entry, Shape, postcode_key};
pub use refusal::{FactProblem, Refusal};
pub use rule_book::RuleBook;
pub use rules::{PolicePolicy, Rules, RulesError};
pub use verdict::{
    Because, Criteria, Criterion, Finding, Flag, Offer, Service, Suggestion, Verdict,
};
