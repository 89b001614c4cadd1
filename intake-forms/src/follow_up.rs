//! Follow-ups that were answered although another answer says that they do not apply: a page says so beside the field, so that nothing
//! typed is left out without a word. What came another way is only listed, for a person to read. Must never repeat what was typed.

use jiff::civil::Date;

use crate::answer::{self, Answer};
use crate::check::Page;
use crate::question::{Condition, Kind, Question, Required};
use crate::{AnswerPlace, Fields, FormDefinition, Problem, RawAnswers, Rule};

/// Boxes that are named when none of them was ticked; of more, those that were ticked are named.
const FEW: usize = 2;

/// What a condition looked at, in words that go on from "You".
struct Given {
    words: String,
    remedy: &'static str,
}

impl Given {
    fn new(words: String, remedy: &'static str) -> Self {
        Self { words, remedy }
    }
}

/// Whether anything was typed or chosen for a question.
fn is_filled(question: &Question, fields: &Fields) -> bool {
    let names = answer::field_names(question, fields);
    let mut values = names.iter().flat_map(|name| fields.all(name));
    values.any(|value| !value.trim().is_empty())
}

impl Page<'_> {
    /// What is wrong with a follow-up that was filled in and does not apply. Nothing is, while an answer that it depends on and that
    /// must be given is missing: that is a problem of its own.
    pub(crate) fn out_of_place(&self, question: &Question) -> Option<Problem> {
        if !is_filled(question, self.fields) {
            return None;
        }
        let given = self.does_not_apply(question)?;
        let mut words: Vec<&str> = given.iter().map(|given| given.words.as_str()).collect();
        words.dedup();
        let remedy = match (words.as_slice(), given.as_slice()) {
            ([_], [given, ..]) => given.remedy,
            _ => "Change one of these answers",
        };
        let message = format!("You {}. {remedy}, or take this out", words.join(" and "));
        let mut boxes = answer::field_names(question, self.fields);
        boxes.retain(|_| matches!(question.kind, Kind::Date(_)));
        let problem = Problem::new(question.first_field(), &question.id, message);
        Some(problem.with_boxes(boxes).by(Rule::NotAsked))
    }

    /// Whether something was typed or chosen for a question that is not asked.
    fn is_superfluous(&self, question: &Question) -> bool {
        !self.is_asked(question) && is_filled(question, self.fields)
    }

    /// Whether a page asks the question with the other answers as they are.
    pub(crate) fn applies(&self, question: &Question) -> bool {
        self.is_asked(question) && self.does_not_apply(question).is_none()
    }

    /// The answers by which a question does not apply; none for one that does, or of which that is not known yet.
    fn does_not_apply(&self, question: &Question) -> Option<Vec<Given>> {
        match (question.asked_when(), &question.required) {
            (Some(conditions), _) if !self.is_asked(question) => {
                conditions.iter().map(|one| self.denied(one)).collect()
            }
            (_, Required::Unless(conditions)) => {
                conditions.iter().map(|one| self.excused(one)).collect()
            }
            _ => None,
        }
    }

    /// What was answered to the question of a condition that does not hold; none where it must be answered and is not, or not well.
    fn denied(&self, condition: &Condition) -> Option<Given> {
        let (section, target) = self.form.question(&condition.question)?;
        let fields = self.fields_of(section).unwrap_or(Fields::none());
        let asks = &target.label;
        match self.look_up(&condition.question) {
            Some(Answer::Codes(_)) if condition.any_of.len() <= FEW => {
                let wanted = labels(target, &condition.any_of);
                let remedy = if wanted.len() == 1 {
                    "Select it"
                } else {
                    "Select one of them"
                };
                let words = format!("did not select {} for \"{asks}\"", wanted.join(" or "));
                Some(Given::new(words, remedy))
            }
            Some(Answer::Codes(codes)) => Some(answered(target, &codes)),
            Some(Answer::Code(code)) => Some(answered(target, &[code])),
            _ if target.is_optional() && !is_filled(target, fields) => {
                let words = format!("did not answer \"{asks}\"");
                Some(Given::new(words, "Answer it"))
            }
            _ => None,
        }
    }

    /// What was answered to the question of a condition that holds, where that says something: who does not know takes no question
    /// away.
    fn excused(&self, condition: &Condition) -> Option<Given> {
        let (_, target) = self.form.question(&condition.question)?;
        let chosen = match self.look_up(&condition.question)? {
            Answer::Code(code) => vec![code],
            Answer::Codes(codes) => codes,
            _ => return None,
        };
        let known: Vec<String> = chosen
            .into_iter()
            .filter(|code| condition.known_codes(target).any(|one| one == code))
            .collect();
        (!known.is_empty()).then(|| answered(target, &known))
    }
}

fn answered(target: &Question, codes: &[String]) -> Given {
    let chosen = labels(target, codes).join(" and ");
    let words = format!("answered {chosen} to \"{}\"", target.label);
    Given::new(words, "Change that answer")
}

fn labels(question: &Question, codes: &[String]) -> Vec<String> {
    let options = codes.iter().filter_map(|code| question.option(code));
    options
        .map(|option| format!("\"{}\"", option.label))
        .collect()
}

impl FormDefinition {
    /// Every answer of a form that came another way than through its pages which another answer says does not apply. It is no answer,
    /// and a person should read it.
    pub fn answered_unasked(&self, answers: &RawAnswers, today: Date) -> Vec<AnswerPlace> {
        let mut places = Vec::new();
        for section in self.sections() {
            for (item, page) in Page::all(self, section, answers, today) {
                let item = item.map(|at| at.saturating_add(1));
                let unasked = section.questions.iter();
                let unasked = unasked.filter(|question| page.is_superfluous(question));
                let place = |question: &Question| AnswerPlace {
                    question: question.id.clone(),
                    item,
                };
                places.extend(unasked.map(place));
            }
        }
        places
    }
}
