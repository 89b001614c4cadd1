//! How far a draft has come, section by section, for the task list. Must never show an answer.

use jiff::civil::Date;

use crate::question::{Section, SectionKind};
use crate::{FormDefinition, RawAnswers};

/// The state of one section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Nothing is missing or wrong.
    Completed,
    /// Begun, and something is still missing.
    InProgress,
    /// Nothing entered.
    NotStarted,
    /// Nothing entered, and nothing needs to be. Attachments are always this: the draft does not know the files.
    Optional,
    /// Something entered is wrong, perhaps since another section changed.
    Problem,
}

/// One row of the task list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SectionProgress {
    /// The section's slug.
    pub slug: String,
    /// The section's title.
    pub title: String,
    /// How far it is.
    pub state: State,
    /// Items added, for a repeated section.
    pub items: usize,
}

impl FormDefinition {
    /// Every section in form order.
    pub fn progress(&self, answers: &RawAnswers, today: Date) -> Vec<SectionProgress> {
        self.sections()
            .map(|section| SectionProgress {
                slug: section.slug.clone(),
                title: section.title.clone(),
                state: self.state(section, answers, today),
                items: answers.items(&section.slug).len(),
            })
            .collect()
    }

    fn state(&self, section: &Section, answers: &RawAnswers, today: Date) -> State {
        let untouched = match section.kind {
            SectionKind::Attachments => return State::Optional,
            SectionKind::Questions => answers
                .section(&section.slug)
                .is_none_or(crate::Fields::is_blank),
            SectionKind::Repeated { .. } => {
                answers.items(&section.slug).is_empty()
                    && answers
                        .section(&section.slug)
                        .is_none_or(crate::Fields::is_blank)
            }
        };
        let problems = self.check_section(section, answers, today);
        match (untouched, problems.is_empty()) {
            (true, true) => State::Optional,
            (true, false) => State::NotStarted,
            (false, true) => State::Completed,
            (false, false) if problems.iter().all(|problem| problem.missing) => State::InProgress,
            (false, false) => State::Problem,
        }
    }
}
