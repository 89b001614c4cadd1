//! A finished draft of plainly invented answers, each by its question's kind: what the demonstration and the tests fill a form with,
//! so that a new question is answered as well. Must never look like anybody's answers.

use jiff::{ToSpan as _, civil::Date};

use crate::answer::date::{DAY, MONTH, Part};
use crate::check::Page;
use crate::question::{DateRule, Identifier, Kind, OptionDef, Question, Section, SectionKind};
use crate::{Fields, FormDefinition, RawAnswers};

/// The boxes of some questions: names and values.
type Boxes = Vec<(String, String)>;

impl FormDefinition {
    /// The draft: what is `known`, by the names of the boxes, where it is asked, and something invented for every other question that
    /// must be answered.
    /// Of a repeated section one item, or none where there may be none and nothing of it is known.
    pub fn made_up(&self, known: &[(&str, &str)], today: Date) -> RawAnswers {
        let mut answers = RawAnswers::default();
        // Once more, because a question may depend on one that is asked later.
        for _ in 0..2 {
            for section in self.sections() {
                self.make_up(section, known, &mut answers, today);
            }
        }
        answers
    }

    fn make_up(
        &self,
        section: &Section,
        known: &[(&str, &str)],
        answers: &mut RawAnswers,
        today: Date,
    ) {
        let page = |questions: &[Question], answers: &RawAnswers| {
            self.made_up_page(section, questions, known, (answers, today))
        };
        match &section.kind {
            SectionKind::Attachments => {}
            SectionKind::Questions => {
                let fields = page(&section.questions, answers);
                answers.put(&section.slug, fields);
            }
            SectionKind::Repeated { any: Some(any), .. }
                if section
                    .questions
                    .iter()
                    .all(|question| boxes_of(question, known).is_empty()) =>
            {
                let fields = page(std::slice::from_ref(&**any), answers);
                answers.put(&section.slug, fields);
            }
            SectionKind::Repeated { .. } => {
                let fields = page(&section.questions, answers);
                answers.put_item(&section.slug, 0, fields);
            }
        }
    }

    fn made_up_page(
        &self,
        section: &Section,
        questions: &[Question],
        known: &[(&str, &str)],
        (answers, today): (&RawAnswers, Date),
    ) -> Fields {
        let mut boxes = Boxes::new();
        for question in questions {
            let fields = Fields::bounded(boxes.clone()).unwrap_or_default();
            let page = Page {
                form: self,
                section,
                fields: &fields,
                answers,
                today,
            };
            if !page.applies(question) {
                continue;
            }
            let told = boxes_of(question, known);
            if !told.is_empty() {
                boxes.extend(told);
            } else if page.is_required(question) {
                boxes.extend(invented(question, today));
            }
        }
        Fields::bounded(boxes).unwrap_or_default()
    }
}

/// What is known of a question.
fn boxes_of(question: &Question, known: &[(&str, &str)]) -> Boxes {
    let own = known.iter().filter(|(name, _)| {
        let rest = name.strip_prefix(question.id.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    });
    own.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn invented(question: &Question, today: Date) -> Boxes {
    let text = |text: &str| {
        let short: String = text.chars().take(question.max).collect();
        vec![(question.id.clone(), short)]
    };
    match &question.kind {
        Kind::Text if question.no_names => text("Child A"),
        Kind::Text => text("Invented"),
        Kind::LongText => text("Nothing here is true of anybody."),
        Kind::Address => text("1 Invented Street\nTesting"),
        Kind::Email => text("max.specimen@council.test"),
        Kind::Phone => text("01632 960 099"),
        Kind::Postcode => text("ZP1 1AA"),
        Kind::Identifier(kind) => text(match kind {
            Identifier::Lcs => "0000123",
            Identifier::Nhs => "9990000018",
            Identifier::Upn => "C888000026001",
            Identifier::SchoolUrn => "100000",
            Identifier::Laestab => "8884001",
        }),
        Kind::Date(DateRule::Past) => boxes(
            &question.id,
            &DAY,
            today.saturating_sub(14.years().days(200)),
        ),
        Kind::Date(_) => boxes(&question.id, &DAY, today.saturating_sub(20.days())),
        Kind::Happened { .. } => {
            let precision = (format!("{}-precision", question.id), "month".to_owned());
            let prefix = format!("{}-month", question.id);
            let mut all = vec![precision];
            all.extend(boxes(&prefix, &MONTH, today.saturating_sub(2.months())));
            all
        }
        Kind::Choice(options) | Kind::Select(options) => {
            let no = options.iter().find(|option| option.code == "no");
            code(question, no.or_else(|| first(options)))
        }
        Kind::Choices(options) => code(question, first(options)),
    }
}

/// The first option that says something; else the first.
fn first(options: &[OptionDef]) -> Option<&OptionDef> {
    let says = |option: &&OptionDef| !option.not_known && !option.exclusive;
    options.iter().find(says).or_else(|| options.first())
}

fn code(question: &Question, option: Option<&OptionDef>) -> Boxes {
    let option = option.into_iter();
    option
        .map(|option| (question.id.clone(), option.code.clone()))
        .collect()
}

fn boxes(prefix: &str, parts: &[Part], day: Date) -> Boxes {
    let value = |part: Part| match part {
        Part::Day => day.day().to_string(),
        Part::Month => day.month().to_string(),
        Part::Year => day.year().to_string(),
    };
    parts
        .iter()
        .map(|part| (part.field(prefix), value(*part)))
        .collect()
}
