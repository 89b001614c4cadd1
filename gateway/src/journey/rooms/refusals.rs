//! How often each rule refused an answer to each question, since the start and since it was last stored: where people stumble. A question
//! and a rule, never what was typed.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use intake_forms::{ErrorCounts, FormDefinition, Problems};

/// The counters.
#[derive(Clone, Debug, Default)]
pub struct RefusalCounts(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    since_the_start: ErrorCounts,
    not_stored: ErrorCounts,
}

impl RefusalCounts {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts what a page was refused for.
    pub fn count(&self, form: &FormDefinition, problems: &Problems) {
        let mut counts = self.counts();
        counts.since_the_start.count(form, problems);
        counts.not_stored.count(form, problems);
    }

    /// What was counted since this was last asked, to be stored.
    pub fn take(&self) -> ErrorCounts {
        mem::take(&mut self.counts().not_stored)
    }

    /// What could not be stored after all.
    pub fn give_back(&self, counted: ErrorCounts) {
        self.counts().not_stored.add(counted);
    }

    /// Each counter with its name for monitoring; none that is zero.
    pub fn now(&self) -> Vec<(String, u64)> {
        let counts = self.counts();
        let named = counts.since_the_start.iter().map(|(form, question, rule, count)| {
            let rule = rule.code();
            let name = format!(
                "gateway_answers_refused_total{{form=\"{form}\",question=\"{question}\",rule=\"{rule}\"}}"
            );
            (name, count)
        });
        named.collect()
    }
}

#[cfg(test)]
mod tests {
    use intake_forms::{FormDefinition, Problem, Problems};

    use super::RefusalCounts;

    #[test]
    fn a_question_and_a_rule_are_counted_and_nothing_that_a_browser_names() {
        let form =
            FormDefinition::read(include_str!("../../../../config/forms/phone.toml")).unwrap();
        let section = form.section("child").unwrap();
        let answers = intake_forms::RawAnswers::default();
        let counts = RefusalCounts::default();
        let problems = form.check_section(section, &answers, jiff::civil::date(2026, 11, 22));
        counts.count(&form, &problems);
        counts.count(&form, &problems);
        counts.count(
            &form,
            &Problems::from(vec![Problem::new("x", "Sam Sample", "x")]),
        );
        let now = counts.now();
        let name =
            "gateway_answers_refused_total{form=\"phone\",question=\"ch_dob\",rule=\"missing\"}";
        assert!(now.contains(&(name.to_owned(), 2)), "{now:?}");
        assert!(now.iter().all(|(name, _)| !name.contains("Sam")));
        let taken = counts.take();
        assert!(
            taken
                .iter()
                .any(|(_, question, _, count)| (question, count) == ("ch_dob", 2))
        );
        assert_eq!(counts.take().iter().count(), 0, "stored once");
        counts.give_back(taken.clone());
        assert_eq!(counts.take(), taken);
        assert_eq!(counts.now(), now, "monitoring counts on");
    }
}
