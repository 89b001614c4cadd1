//! Which version of the rules applies on which day.
//! Never mixes versions, and never guesses for a day before the first.

use jiff::civil::Date;

use super::facts::Facts;
use super::refusal::Refusal;
use super::rules::{Rules, RulesError};

/// All versions, by the day from which each is in force.
#[derive(Debug, Clone)]
pub struct RuleBook {
    versions: Vec<Rules>,
    whatever_the_day: bool,
}

impl RuleBook {
    /// A book of dated versions.
    ///
    /// # Errors
    /// No version at all, two in force from the same day, or one that says it follows another than the one before it.
    pub fn new(mut versions: Vec<Rules>) -> Result<Self, RulesError> {
        versions.sort_by_key(Rules::in_force_from);
        if versions.is_empty() {
            return Err(RulesError::at("", "there are no rules files"));
        }
        for (version, before) in versions.iter().zip(before(&versions)) {
            fits(version, before).map_err(|error| error.of(version.name()))?;
        }
        Ok(Self {
            versions,
            whatever_the_day: false,
        })
    }

    /// A book of one version that applies whatever its day (`screen --rules FILE`).
    pub fn single(rules: Rules) -> Self {
        Self {
            versions: vec![rules],
            whatever_the_day: true,
        }
    }

    /// The version in force on a day.
    pub fn in_force_on(&self, day: Date) -> Option<&Rules> {
        self.versions
            .iter()
            .rev()
            .find(|rules| self.whatever_the_day || rules.in_force_from() <= day)
    }

    /// The version of that name, for replaying a stored verdict.
    pub fn named(&self, name: &str) -> Option<&Rules> {
        self.versions.iter().find(|rules| rules.name() == name)
    }

    /// All versions, oldest first.
    pub fn versions(&self) -> &[Rules] {
        &self.versions
    }

    /// Reads one line of facts with the rules in force on its day of receipt.
    ///
    /// # Errors
    /// Everything wrong with the line, one problem a field; a day without rules is a problem of `received_on`.
    pub fn read_line(&self, line: &str) -> Result<(Facts, &Rules), Refusal> {
        match Facts::from_line(line) {
            Ok(facts) => match self.in_force_on(facts.received_on) {
                Some(rules) => Ok((facts, rules)),
                None => Err(Refusal::no_rules(facts)),
            },
            Err(refusal)
                if refusal
                    .received_on
                    .is_some_and(|day| self.in_force_on(day).is_none()) =>
            {
                Err(refusal.also_no_rules())
            }
            Err(refusal) => Err(refusal),
        }
    }
}

/// The version before each one, in the same order.
fn before(versions: &[Rules]) -> impl Iterator<Item = Option<&Rules>> {
    [None].into_iter().chain(versions.iter().map(Some))
}

fn fits(version: &Rules, before: Option<&Rules>) -> Result<(), RulesError> {
    if let Some(before) = before
        && before.in_force_from() == version.in_force_from()
    {
        let reason = format!("the same day as in {}", before.name());
        return Err(RulesError::at("in_force_from", &reason));
    }
    let Some(follows) = version.follows() else {
        return Ok(());
    };
    let found = before.map(Rules::name);
    if found == Some(follows) {
        return Ok(());
    }
    let found = found.map_or("there is none before it".to_owned(), |found| {
        format!("the version before it is {found}")
    });
    let reason = format!("{found}; a version that was used is never taken away");
    Err(RulesError::at("follows", &reason))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::screening::oracle::{SHIPPED, shipped};

    #[test]
    fn the_latest_version_in_force_applies_and_a_single_one_applies_always() {
        let later =
            Rules::read("later", &SHIPPED.replace("2020-01-01", "2027-04-01")).expect("rules");
        let book = RuleBook::new(vec![later.clone(), shipped()]).expect("book");
        let on = |day| book.in_force_on(day).map(Rules::name);
        assert_eq!(on(date(2019, 12, 31)), None);
        assert_eq!(on(date(2020, 1, 1)), Some("lancashire-2020-01-01"));
        assert_eq!(on(date(2027, 3, 31)), Some("lancashire-2020-01-01"));
        assert_eq!(on(date(2027, 4, 1)), Some("later"));
        assert_eq!(book.named("later").map(Rules::name), Some("later"));
        assert!(book.named("nowhere").is_none());
        let names: Vec<&str> = book.versions().iter().map(Rules::name).collect();
        assert_eq!(names, ["lancashire-2020-01-01", "later"]);
        assert_eq!(
            RuleBook::single(later.clone())
                .in_force_on(date(1999, 1, 1))
                .map(Rules::name),
            Some("later")
        );
        assert!(RuleBook::new(vec![later.clone(), later]).is_err());
    }

    #[test]
    fn a_day_without_rules_is_a_problem_of_the_receipt_beside_the_others() {
        let book = RuleBook::new(vec![shipped()]).expect("book");
        let refusal = book
            .read_line(r#"{"id":"x","received_on":"2019-12-31","authority":"?"}"#)
            .expect_err("refused");
        let fields: Vec<&str> = refusal
            .problems
            .iter()
            .map(|problem| problem.field.as_str())
            .collect();
        assert_eq!(fields, ["authority", "received_on"]);
        let refusal = book
            .read_line(r#"{"id":"x","received_on":"2019-12-31"}"#)
            .expect_err("refused");
        assert_eq!(
            (refusal.id.as_deref(), refusal.problems.len()),
            (Some("x"), 1)
        );
    }
}
