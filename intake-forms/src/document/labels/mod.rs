//! The table of labels: what older documents call the questions of each form, checked against the forms when it is read. A label
//! that could mean two questions is settled by the heading above it or not at all.

use std::collections::{BTreeMap, BTreeSet};

mod build;
mod file;

use super::words::normal;
use crate::{DefinitionError, FormDefinition};
use build::all_normal;
pub(in crate::document) use file::BesideKind;
use file::LabelsFile;

/// What documents call the questions of every form. Made only by [`Labels::read`] and [`Labels::own`].
#[derive(Debug, Clone, Default)]
pub struct Labels {
    forms: BTreeMap<String, FormLabels>,
}

/// The labels of one form.
#[derive(Debug, Clone, Default)]
pub(in crate::document) struct FormLabels {
    pub(in crate::document) titles: BTreeSet<String>,
    /// Whether the table says what older documents call its questions.
    pub(in crate::document) tabled: bool,
    /// What our own documents say that is neither a label nor an answer.
    pub(in crate::document) said: BTreeSet<String>,
    /// The repeated sections: the slug, and what one item is called.
    pub(in crate::document) repeated: Vec<(String, String)>,
    elsewhere: BTreeSet<String>,
    headings: BTreeMap<String, BTreeSet<String>>,
    labels: BTreeMap<String, Vec<Target>>,
    /// Other words for options, by question, with the code.
    options: BTreeMap<String, Vec<(String, String)>>,
    rest: BTreeMap<String, String>,
    /// Other words for "Not known".
    pub(in crate::document) not_known: BTreeSet<String>,
    pub(in crate::document) beside: BTreeMap<String, BesideKind>,
}

/// What a label means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::document) struct Target {
    pub(in crate::document) what: What,
    section: String,
    standing: Standing,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::document) enum What {
    /// One question, or something beside the form.
    One(String),
    /// The lines of an address, and the postcode at their end.
    Address { lines: String, postcode: String },
}

/// Where a label is plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Anywhere,
    NotElsewhere,
    OnlyUnder,
}

/// What the headings above say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::document) enum Context {
    /// Nothing that is known.
    #[default]
    Open,
    /// One of these sections.
    Sections(BTreeSet<String>),
    /// Somebody else.
    Elsewhere,
}

/// What a label was found to mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::document) enum Meaning {
    One(What),
    Several,
    Elsewhere,
    Nothing,
}

impl Labels {
    /// Reads the table and checks it against the forms.
    ///
    /// # Errors
    /// [`DefinitionError`] naming the key, for what is not TOML, unknown keys, and forms, sections, questions and options that do
    /// not exist or contradict each other.
    pub fn read(text: &str, forms: &[FormDefinition]) -> Result<Self, DefinitionError> {
        let LabelsFile { words, form } = file::read(text)?;
        let mut labels = Self::own(forms);
        for (id, file) in form {
            let key = format!("form.{id}");
            let definition = forms
                .iter()
                .find(|form| form.id() == id)
                .ok_or_else(|| DefinitionError::new(&key, format!("there is no form {id}")))?;
            let known = labels.forms.entry(id).or_default();
            known.add(definition, file, &key)?;
        }
        for (code, words) in words {
            labels.add_words(forms, &code, &words)?;
        }
        Ok(labels)
    }

    /// Only what the forms themselves call their questions.
    pub fn own(forms: &[FormDefinition]) -> Self {
        let of = |form: &FormDefinition| (form.id().to_owned(), FormLabels::own(form));
        Self {
            forms: forms.iter().map(of).collect(),
        }
    }

    /// The labels of a form.
    pub(in crate::document) fn of(&self, form: &str) -> Option<&FormLabels> {
        self.forms.get(form)
    }

    fn add_words(
        &mut self,
        forms: &[FormDefinition],
        code: &str,
        words: &[String],
    ) -> Result<(), DefinitionError> {
        let key = format!("words.{code}");
        let words = all_normal(words, &key)?;
        let mut used = false;
        for form in forms {
            let Some(labels) = self.forms.get_mut(form.id()) else {
                continue;
            };
            if code == "not_known" {
                labels.not_known.extend(words.iter().cloned());
            }
            let questions = form
                .sections()
                .flat_map(|section| section.questions.iter().chain(section.any()));
            for question in questions.filter(|question| question.option(code).is_some()) {
                used = true;
                labels.add_common_words(&question.id, code, &words);
            }
        }
        if used || code == "not_known" {
            return Ok(());
        }
        Err(DefinitionError::new(key, "no question has such an option"))
    }
}

impl FormLabels {
    /// What a label means under these headings.
    pub(in crate::document) fn meaning(&self, label: &str, context: &Context) -> Meaning {
        let Some(targets) = self.labels.get(label) else {
            return Meaning::Nothing;
        };
        let plain = |wanted: &dyn Fn(&Target) -> bool| -> BTreeSet<&What> {
            let fitting = targets.iter().filter(|target| wanted(target));
            fitting.map(|target| &target.what).collect()
        };
        let found = match context {
            Context::Elsewhere => return Meaning::Elsewhere,
            Context::Open => plain(&|target| target.standing != Standing::OnlyUnder),
            Context::Sections(sections) => {
                let own = plain(&|target| sections.contains(&target.section));
                if own.is_empty() {
                    plain(&|target| target.standing == Standing::Anywhere)
                } else {
                    own
                }
            }
        };
        match found.into_iter().collect::<Vec<_>>().as_slice() {
            [] if *context != Context::Open => Meaning::Elsewhere,
            [one] => Meaning::One((*one).clone()),
            _ => Meaning::Several,
        }
    }

    /// What a heading says about what stands below; none when it is no heading that is known.
    pub(in crate::document) fn heading(&self, text: &str) -> Option<Context> {
        let whole = normal(text);
        let short = without_part(&whole);
        if [whole.as_str(), short]
            .iter()
            .any(|text| self.elsewhere.contains(*text))
        {
            return Some(Context::Elsewhere);
        }
        let sections = self
            .headings
            .get(&whole)
            .or_else(|| self.headings.get(short))?;
        Some(Context::Sections(sections.clone()))
    }

    /// The code that these words are another way to say, in this question.
    pub(in crate::document) fn option(&self, question: &str, words: &str) -> Option<&str> {
        let known = self.options.get(question)?;
        let found = known.iter().find(|(known, _)| known == words)?;
        Some(&found.1)
    }

    /// The question that what follows this one's option answers.
    pub(in crate::document) fn rest(&self, question: &str) -> Option<&str> {
        self.rest.get(question).map(String::as_str)
    }
}

/// "part 2 the child" without what counts it.
fn without_part(heading: &str) -> &str {
    let mut words = heading.splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some("section" | "part"), Some(_), Some(rest)) => rest,
        _ => heading,
    }
}
