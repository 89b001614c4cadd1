//! Checks a section: each question alone, then against the others. The one place where rules between questions are applied.
//! Must never change an answer.

use jiff::civil::Date;

use crate::answer::{self, Answer};
use crate::question::{Condition, Kind, Question, Required, Section, SectionKind};
use crate::{Fields, FormDefinition, Happened, Problem, Problems, RawAnswers, Rule};

/// One page in front of the whole draft: what a rule may look at.
#[derive(Clone, Copy)]
pub(crate) struct Page<'a> {
    pub(crate) form: &'a FormDefinition,
    pub(crate) section: &'a Section,
    pub(crate) fields: &'a Fields,
    pub(crate) answers: &'a RawAnswers,
    pub(crate) today: Date,
}

impl<'a> Page<'a> {
    /// The pages of a section as the draft has them, with the item's place, counted from 0: one page for a section that is asked
    /// once (empty if it was never sent), one for each item of a repeated one, none for attachments.
    pub(crate) fn all(
        form: &'a FormDefinition,
        section: &'a Section,
        answers: &'a RawAnswers,
        today: Date,
    ) -> Vec<(Option<usize>, Self)> {
        let page = |fields| Self {
            form,
            section,
            fields,
            answers,
            today,
        };
        match section.kind {
            SectionKind::Attachments => Vec::new(),
            SectionKind::Questions => vec![(
                None,
                page(answers.section(&section.slug).unwrap_or(Fields::none())),
            )],
            SectionKind::Repeated { .. } => answers
                .items(&section.slug)
                .iter()
                .enumerate()
                .map(|(n, fields)| (Some(n), page(fields)))
                .collect(),
        }
    }

    /// The page that asks whether there is any item, of a repeated section that has one and has no items yet.
    pub(crate) fn whether_any(
        form: &'a FormDefinition,
        section: &'a Section,
        answers: &'a RawAnswers,
        today: Date,
    ) -> Option<(&'a Question, Self)> {
        let any = section.any()?;
        answers.items(&section.slug).is_empty().then(|| {
            let page = Self {
                form,
                section,
                fields: answers.section(&section.slug).unwrap_or(Fields::none()),
                answers,
                today,
            };
            (any, page)
        })
    }

    /// The answer of one of the page's questions: none when it is not asked, or may be left empty and was.
    pub(crate) fn answer(&self, question: &Question) -> Result<Option<Answer>, Box<Problem>> {
        if !self.is_asked(question) {
            return Ok(None);
        }
        match answer::read(question, self.fields, self.today)? {
            Some(answer) => self
                .between_questions(question, &answer)
                .map(|()| Some(answer)),
            None if self.is_required(question) => {
                let mut boxes = answer::field_names(question, self.fields);
                boxes.retain(|_| matches!(question.kind, Kind::Date(_)));
                let problem = Problem::new(question.first_field(), &question.id, &question.missing);
                Err(Box::new(problem.with_boxes(boxes).missing()))
            }
            None => Ok(None),
        }
    }

    /// Every problem of the page.
    pub(crate) fn problems(&self, item: Option<usize>) -> Problems {
        let wrong =
            self.section
                .questions
                .iter()
                .filter_map(|question| match self.answer(question) {
                    Err(problem) => Some(*problem),
                    Ok(_) => self.out_of_place(question),
                });
        wrong
            .map(|problem| problem.within(&self.section.slug, item))
            .collect()
    }

    /// The answer of any question in view, if it is a good one by itself.
    pub(crate) fn look_up(&self, id: &str) -> Option<Answer> {
        let (section, question) = self.form.question(id)?;
        let fields = self.fields_of(section)?;
        answer::read(question, fields, self.today).ok().flatten()
    }

    /// What was typed on the page of a section in view: this one, or one that is asked once.
    pub(crate) fn fields_of(&self, section: &Section) -> Option<&'a Fields> {
        if section.slug == self.section.slug {
            Some(self.fields)
        } else {
            self.answers.section(&section.slug)
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
        match self.look_up(&condition.question) {
            Some(Answer::Code(code)) => condition.any_of.contains(&code),
            Some(Answer::Codes(codes)) => codes.iter().any(|code| condition.any_of.contains(code)),
            _ => false,
        }
    }

    /// Whether the question is asked with the other answers as they are.
    pub(crate) fn is_asked(&self, question: &Question) -> bool {
        question
            .asked_when()
            .is_none_or(|conditions| conditions.iter().any(|condition| self.holds(condition)))
    }

    /// For a question that is asked.
    pub(crate) fn is_required(&self, question: &Question) -> bool {
        match &question.required {
            Required::Always | Required::When(_) => true,
            Required::Optional | Required::OptionalWhen(_) => false,
            Required::Unless(conditions) => {
                !conditions.iter().all(|condition| self.holds(condition))
            }
        }
    }

    fn between_questions(&self, question: &Question, answer: &Answer) -> Result<(), Box<Problem>> {
        let Some((_, latest)) = answer.range() else {
            return Ok(());
        };
        if let Kind::Happened { event, .. } = &question.kind
            && self.born(question).is_some_and(|born| latest <= born)
        {
            let message = format!("The date {event} must be after the child was born");
            return Err(self.wrong_date(question, &message));
        }
        if let Some(bound) = &question.not_before
            && let Some((earliest, _)) = self
                .look_up(&bound.question)
                .and_then(|other| other.range())
            && latest < earliest
        {
            return Err(self.wrong_date(question, &bound.error));
        }
        Ok(())
    }

    /// The date of birth that an imprecise date is measured against.
    pub(crate) fn born(&self, question: &Question) -> Option<Date> {
        let Kind::Happened { born: Some(id), .. } = &question.kind else {
            return None;
        };
        self.look_up(id)?.range().map(|(day, _)| day)
    }

    fn wrong_date(&self, question: &Question, message: &str) -> Box<Problem> {
        let precision = format!("{}-precision", question.id);
        let boxes: Vec<String> = answer::field_names(question, self.fields)
            .into_iter()
            .filter(|name| *name != precision)
            .collect();
        let first = boxes
            .first()
            .cloned()
            .unwrap_or_else(|| question.first_field());
        let problem = Problem::new(first, &question.id, message).with_boxes(boxes);
        Box::new(problem.by(Rule::Together))
    }
}

impl Section {
    /// What to say where somebody answered that there is another item, and none was added since; without a full stop.
    pub fn one_more(&self, answers: &RawAnswers) -> Option<String> {
        let SectionKind::Repeated { singular, .. } = &self.kind else {
            return None;
        };
        answers.says_more(&self.slug).then(|| {
            format!(
                "You said there is another {singular}. Add the {singular}, or say there is none"
            )
        })
    }
}

impl FormDefinition {
    /// The problems of one section as the draft has it; rules between questions see the whole draft. Of a repeated section, the
    /// problems of all its items, or that it has none.
    pub fn check_section(&self, section: &Section, answers: &RawAnswers, today: Date) -> Problems {
        let mut problems = Problems::default();
        if let SectionKind::Repeated {
            singular,
            plural,
            max,
            ..
        } = &section.kind
        {
            let count = answers.items(&section.slug).len();
            if count == 0
                && let Some(none) = none_yet(section, singular, self, answers, today)
            {
                problems.push(none);
            }
            if count > *max {
                problems.push(list_problem(
                    section,
                    format!("You can add {max} {plural} at most"),
                ));
            }
            if let Some(words) = section.one_more(answers) {
                problems.push(list_problem(section, words).missing());
            }
        }
        for (item, page) in Page::all(self, section, answers, today) {
            problems.append(page.problems(item));
        }
        problems
    }

    /// The problems of one item of a repeated section, whether or not it is in the draft yet.
    pub fn check_item(
        &self,
        section: &Section,
        item: &Fields,
        answers: &RawAnswers,
        today: Date,
    ) -> Problems {
        Page {
            form: self,
            section,
            fields: item,
            answers,
            today,
        }
        .problems(None)
    }

    /// One problem for each section that is not finished: what "Check your answers" says when it cannot be sent yet.
    pub fn unfinished(&self, answers: &RawAnswers, today: Date) -> Problems {
        let of_section = |section: &Section| {
            let problems = self.check_section(section, answers, today);
            let alone = section.one_more(answers).filter(|_| problems.len() == 1);
            let message = alone.unwrap_or_else(|| format!("{} is not complete", section.title));
            (!problems.is_empty()).then(|| list_problem(section, message).missing())
        };
        self.sections().filter_map(of_section).collect()
    }

    /// When an item of a repeated section happened, for its heading in a list: the answer to its first imprecise date.
    pub fn happened(&self, section: &Section, item: &Fields, today: Date) -> Option<Happened> {
        let question = section
            .questions
            .iter()
            .find(|question| matches!(question.kind, Kind::Happened { .. }))?;
        match answer::read(question, item, today) {
            Ok(Some(Answer::Happened(happened))) => Some(happened),
            _ => None,
        }
    }
}

/// What is wrong with a repeated section without items, if anything is.
fn none_yet(
    section: &Section,
    singular: &str,
    form: &FormDefinition,
    answers: &RawAnswers,
    today: Date,
) -> Option<Problem> {
    if let Some((any, page)) = Page::whether_any(form, section, answers, today) {
        match page.answer(any) {
            Err(problem) => return Some(problem.within(&section.slug, None)),
            Ok(Some(Answer::Code(code))) if code != "yes" => return None,
            Ok(_) => {}
        }
    }
    let add = format!("Add {} {singular}", article(singular));
    Some(list_problem(section, add).missing())
}

fn list_problem(section: &Section, message: String) -> Problem {
    Problem::new(&section.slug, &section.slug, message).within(&section.slug, None)
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}
