//! How well a form is filled in, and where people stumble: counts for the hub. Must never hold a value, a name or a draft; what is
//! counted is a question and a rule.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::check::Page;
use crate::question::Question;
use crate::{FormDefinition, Problems, RawAnswers, Rule};

/// How many of the questions that were put have an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Questions that were put, optional ones among them; a question of a group once for each item.
    pub asked: usize,
    /// Those with a good answer. "Not known" is one.
    pub answered: usize,
    /// Those whose answer is that it is not known.
    pub not_known: usize,
}

impl Completeness {
    /// Those with an answer that says something.
    pub fn known(&self) -> usize {
        self.answered.saturating_sub(self.not_known)
    }

    fn put_each(&mut self, page: &Page<'_>, questions: &[Question]) {
        for question in questions {
            self.put(page, question);
        }
    }

    fn put(&mut self, page: &Page<'_>, question: &Question) {
        if !page.is_asked(question) {
            return;
        }
        self.asked = self.asked.saturating_add(1);
        let Ok(Some(answer)) = page.answer(question) else {
            return;
        };
        self.answered = self.answered.saturating_add(1);
        if answer.is_not_known(question) {
            self.not_known = self.not_known.saturating_add(1);
        }
    }
}

impl FormDefinition {
    /// How many of the questions that were put have an answer.
    pub fn completeness(&self, answers: &RawAnswers, today: Date) -> Completeness {
        let mut all = Completeness::default();
        for section in self.sections() {
            if let Some((any, page)) = Page::whether_any(self, section, answers, today) {
                all.put(&page, any);
            }
            for (_, page) in Page::all(self, section, answers, today) {
                all.put_each(&page, &section.questions);
            }
        }
        all
    }
}

/// How often each rule refused each question's answer. Bounded by the forms: nothing that a browser names is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorCounts(BTreeMap<(String, String, Rule), u64>);

impl ErrorCounts {
    /// Counts what a page was refused for.
    pub fn count(&mut self, form: &FormDefinition, problems: &Problems) {
        for problem in problems {
            let known = form.question(&problem.question).is_some()
                || form.section(&problem.question).is_some();
            if known {
                let key = (form.id().to_owned(), problem.question.clone(), problem.rule);
                let count = self.0.entry(key).or_default();
                *count = count.saturating_add(1);
            }
        }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Self) {
        for (key, more) in other.0 {
            let count = self.0.entry(key).or_default();
            *count = count.saturating_add(more);
        }
    }

    /// The form's id, the question's, the rule, and how often; in that order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, Rule, u64)> {
        self.0.iter().map(|((form, question, rule), count)| {
            (form.as_str(), question.as_str(), *rule, *count)
        })
    }
}
