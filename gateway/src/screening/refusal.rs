//! Why a line of facts has no verdict: field by field, in words.
//! Never repeats a value; of the line it holds no more than the id.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Serialize;

use super::facts::Facts;

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FactProblem {
    /// The top-level key, or `line` for bad JSON and repeated keys.
    pub field: String,
    /// What is wrong with it, in words.
    pub problem: Cow<'static, str>,
}

/// Why a line has no verdict. One problem a field, sorted by field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The line's id, if it could be read.
    pub id: Option<String>,
    /// What is wrong.
    pub problems: Vec<FactProblem>,
    /// The day of receipt, where it could be read; not written out.
    #[serde(skip)]
    pub(super) received_on: Option<Date>,
}

impl Refusal {
    /// Refuses a whole line that cannot be read as one object.
    pub fn of_line(problem: &'static str) -> Self {
        let problem = FactProblem {
            field: "line".to_owned(),
            problem: problem.into(),
        };
        Self {
            id: None,
            problems: vec![problem],
            received_on: None,
        }
    }

    /// Refuses facts that arrived on a day without rules.
    pub(super) fn no_rules(facts: Facts) -> Self {
        let refusal = Self {
            id: Some(facts.id),
            problems: Vec::new(),
            received_on: Some(facts.received_on),
        };
        refusal.also_no_rules()
    }

    /// Adds that no rules are in force on the day of receipt.
    pub(super) fn also_no_rules(mut self) -> Self {
        self.problems.push(FactProblem {
            field: "received_on".to_owned(),
            problem: "no rules are in force on this day".into(),
        });
        self.in_order()
    }

    /// Sorts the problems and keeps the first of each field.
    pub(super) fn in_order(mut self) -> Self {
        self.problems
            .sort_by(|one, other| one.field.cmp(&other.field));
        self.problems
            .dedup_by(|later, first| later.field == first.field);
        self
    }
}
