//! A form that came another way than through its pages: taken as it is, with what is missing in it listed. Must never make an
//! answer up, and never leave out that one is missing.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{FormDefinition, Problem, RawAnswers, Rule, Submission};

/// One answer (or declaration, or list) that the form asks for and that was not there, or does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingAnswer {
    /// The question's id, a declaration's, or the slug of a repeated section.
    pub question: String,
    /// The slug of its section; none for a declaration.
    #[serde(default)]
    pub section: Option<String>,
    /// The item of a repeated section, counted from 0.
    #[serde(default)]
    pub item: Option<usize>,
    /// What the form calls it.
    pub label: String,
    /// What there is to say about it, without a full stop.
    pub message: String,
    /// True when something was written that does not fit, false when nothing was.
    pub given: bool,
    /// Whether the hub cannot begin without it.
    #[serde(default)]
    pub essential: bool,
}

impl FormDefinition {
    /// Makes the submission of a form that need not be finished: what [`FormDefinition::validate`] would refuse it for is in
    /// [`crate::Record::missing`], in form order. Every good answer is in it, and no other.
    pub fn receive_partly(
        &self,
        answers: &RawAnswers,
        confirmed: &BTreeSet<String>,
        today: Date,
    ) -> Submission {
        let problems = self.every_problem(answers, confirmed, today);
        // What another answer says does not apply is nothing that the form lacks: `answered_unasked` lists it.
        let lacking = problems
            .iter()
            .filter(|problem| problem.rule != Rule::NotAsked);
        let missing = lacking.map(|problem| self.missing(problem));
        let mut record = self.record(answers, confirmed, today);
        record.missing = missing.collect();
        Submission::of(record)
    }

    fn missing(&self, problem: &Problem) -> MissingAnswer {
        MissingAnswer {
            question: problem.question.clone(),
            section: problem.section.clone(),
            item: problem.item,
            label: self.label_of(&problem.question),
            message: problem.message.clone(),
            given: !problem.missing,
            essential: self.is_essential(&problem.question),
        }
    }

    /// A question, or the list of a repeated section that asks one.
    fn is_essential(&self, id: &str) -> bool {
        let list = self.section(id);
        let of_list = list.into_iter().flat_map(|section| &section.questions);
        let question = self.question(id).map(|(_, question)| question);
        of_list.chain(question).any(|question| question.essential)
    }

    /// What the form calls a question, a declaration or a section.
    fn label_of(&self, id: &str) -> String {
        let question = self
            .question(id)
            .map(|(_, question)| question.called().to_owned());
        let declaration = || {
            let found = self.declarations().iter().find(|one| one.id == id);
            found.map(|one| one.label.clone())
        };
        let section = || {
            let found = self.sections().find(|section| section.slug == id);
            found.map(|section| section.title.clone())
        };
        question
            .or_else(declaration)
            .or_else(section)
            .unwrap_or_else(|| id.to_owned())
    }
}
