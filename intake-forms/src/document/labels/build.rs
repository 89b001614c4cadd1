//! Puts a form's labels together from the form's own words and the table's, and refuses a table that contradicts itself. Must never
//! drop an entry quietly.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{FormFile, QuestionFile};
use super::{FormLabels, Standing, Target, What};
use crate::document::blank;
use crate::document::words::{count, normal};
use crate::question::{Kind, Question, Section, SectionKind};
use crate::{DefinitionError, FormDefinition};

/// Words in a label of the form's own from which on it is plain wherever it stands.
const PLAIN_WORDS: usize = 4;

impl FormLabels {
    pub(super) fn own(form: &FormDefinition) -> Self {
        let mut labels = Self::default();
        labels.titles.insert(normal(form.title()));
        labels.said = own_words(form);
        for group in form.groups() {
            let slugs = group.sections.iter().map(|section| section.slug.clone());
            labels
                .headings
                .entry(normal(&group.title))
                .or_default()
                .extend(slugs);
        }
        for section in form.sections() {
            if let SectionKind::Repeated { singular, .. } = &section.kind {
                let called = (section.slug.clone(), normal(singular));
                labels.repeated.push(called);
            }
            // A section's own title is narrower than a group's of the same words.
            for title in [&section.title, &section.heading] {
                let only = BTreeSet::from([section.slug.clone()]);
                labels.headings.insert(normal(title), only);
            }
            let both = section
                .questions
                .iter()
                .chain(section.any())
                .flat_map(|question| [(question, &question.label), (question, &question.name)]);
            for (question, label) in both {
                let label = normal(label);
                let standing = own_standing(section, &label);
                labels.insert(label, one(section, question), standing);
            }
        }
        // "If yes, give details" may be asked in several sections: only the heading tells which.
        let shared = labels.labels.values_mut().filter(|same| same.len() > 1);
        for target in shared.flatten() {
            if target.standing == Standing::Anywhere {
                target.standing = Standing::NotElsewhere;
            }
        }
        labels
    }

    fn insert(&mut self, label: String, (what, section): (What, String), standing: Standing) {
        let known = self.labels.entry(label).or_default();
        if let Some(same) = known.iter_mut().find(|target| target.what == what) {
            same.standing = standing;
            return;
        }
        known.push(Target {
            what,
            section,
            standing,
        });
    }

    pub(super) fn add(
        &mut self,
        form: &FormDefinition,
        file: FormFile,
        key: &str,
    ) -> Result<(), DefinitionError> {
        self.tabled = true;
        self.titles
            .extend(all_normal(&file.titles, &format!("{key}.titles"))?);
        self.elsewhere
            .extend(all_normal(&file.elsewhere, &format!("{key}.elsewhere"))?);
        for (slug, titles) in &file.headings {
            let key = format!("{key}.headings.{slug}");
            if form.section(slug).is_none() {
                return Err(DefinitionError::new(
                    key,
                    format!("there is no section {slug}"),
                ));
            }
            for title in all_normal(titles, &key)? {
                self.headings.entry(title).or_default().insert(slug.clone());
            }
        }
        for (id, question) in &file.question {
            self.beside.extend(
                question
                    .beside
                    .filter(|_| form.question(id).is_none())
                    .map(|kind| (id.clone(), kind)),
            );
        }
        for (id, question) in file.question {
            self.add_question(form, &id, question, &format!("{key}.question.{id}"))?;
        }
        for (place, joined) in file.joined.iter().enumerate() {
            let key = format!("{key}.joined[{place}]");
            let (section, lines) = asked(form, &joined.lines, &key)?;
            let (_, postcode) = asked(form, &joined.postcode, &key)?;
            if !matches!(lines.kind, Kind::Text | Kind::LongText | Kind::Address)
                || !matches!(postcode.kind, Kind::Postcode)
            {
                return Err(DefinitionError::new(
                    key,
                    "joins a text and a postcode only",
                ));
            }
            for label in all_normal(&joined.labels, &key)? {
                let what = What::Address {
                    lines: joined.lines.clone(),
                    postcode: joined.postcode.clone(),
                };
                self.insert(label, (what, section.slug.clone()), Standing::Anywhere);
            }
        }
        self.consistent(key)
    }

    fn add_question(
        &mut self,
        form: &FormDefinition,
        id: &str,
        file: QuestionFile,
        key: &str,
    ) -> Result<(), DefinitionError> {
        let target = match form.question(id) {
            Some((section, question)) => one(section, question),
            None if file.beside.is_some() => {
                let section = file.section.clone().unwrap_or_default();
                if form.section(&section).is_none() {
                    let reason = "names the section that a value beside the form belongs to";
                    return Err(DefinitionError::new(format!("{key}.section"), reason));
                }
                (What::One(id.to_owned()), section)
            }
            None => {
                return Err(DefinitionError::new(
                    key,
                    format!("there is no question {id}"),
                ));
            }
        };
        for (name, labels, standing) in [
            ("labels", &file.labels, Standing::Anywhere),
            ("short", &file.short, Standing::NotElsewhere),
            ("under", &file.under, Standing::OnlyUnder),
        ] {
            for label in all_normal(labels, &format!("{key}.{name}"))? {
                self.insert(label, target.clone(), standing);
            }
        }
        self.add_options(form, id, &file.options, key)?;
        if let Some(rest) = file.rest {
            if form.question(&rest).is_none() && !self.beside.contains_key(&rest) {
                let reason = format!("there is no question {rest}");
                return Err(DefinitionError::new(format!("{key}.rest"), reason));
            }
            self.rest.insert(id.to_owned(), rest);
        }
        Ok(())
    }

    fn add_options(
        &mut self,
        form: &FormDefinition,
        id: &str,
        options: &BTreeMap<String, Vec<String>>,
        key: &str,
    ) -> Result<(), DefinitionError> {
        for (code, words) in options {
            let key = format!("{key}.options.{code}");
            let question = form.question(id).map(|(_, question)| question);
            if question.is_none_or(|question| question.option(code).is_none()) {
                let reason = format!("{id} has no option {code}");
                return Err(DefinitionError::new(key, reason));
            }
            let words = all_normal(words, &key)?;
            let known = self.options.entry(id.to_owned()).or_default();
            if let Some((word, _)) = known.iter().find(|(word, _)| words.contains(word)) {
                let reason = format!("\"{word}\" means two options");
                return Err(DefinitionError::new(key, reason));
            }
            known.extend(words.into_iter().map(|word| (word, code.clone())));
        }
        Ok(())
    }

    /// Other words for an option that every question has; what a question says of its own options counts before.
    pub(super) fn add_common_words(&mut self, question: &str, code: &str, words: &[String]) {
        let known = self.options.entry(question.to_owned()).or_default();
        for word in words {
            if known.iter().all(|(known, _)| known != word) {
                known.push((word.clone(), code.to_owned()));
            }
        }
    }

    /// A heading cannot be somebody else's and the form's; a label that is plain anywhere can mean one thing only.
    fn consistent(&self, key: &str) -> Result<(), DefinitionError> {
        let both = |heading: &&String| self.headings.contains_key(*heading);
        if let Some(heading) = self.elsewhere.iter().find(both) {
            let reason = format!("\"{heading}\" is the heading of a section, too");
            return Err(DefinitionError::new(format!("{key}.elsewhere"), reason));
        }
        for (label, targets) in &self.labels {
            let plain: Vec<&What> = targets
                .iter()
                .filter(|target| target.standing == Standing::Anywhere)
                .map(|target| &target.what)
                .collect();
            if let [first, second, ..] = plain.as_slice() {
                let reason = format!("\"{label}\" means {} and {}", name(first), name(second));
                return Err(DefinitionError::new(key, reason));
            }
        }
        Ok(())
    }
}

/// What our own documents say that is neither a label nor an answer.
fn own_words(form: &FormDefinition) -> BTreeSet<String> {
    let intros = form
        .sections()
        .filter_map(|section| section.intro.as_deref());
    let how = intros.chain(blank::HOW);
    how.chain([blank::MORE]).map(normal).collect()
}

/// A short label of the form's own is plain only where no heading says otherwise; one of a repeated section, such as "Name", only
/// under its own heading.
fn own_standing(section: &Section, label: &str) -> Standing {
    match count(label) {
        PLAIN_WORDS.. => Standing::Anywhere,
        _ if section.is_repeated() => Standing::OnlyUnder,
        _ => Standing::NotElsewhere,
    }
}

fn one(section: &Section, question: &Question) -> (What, String) {
    (What::One(question.id.clone()), section.slug.clone())
}

fn asked<'a>(
    form: &'a FormDefinition,
    id: &str,
    key: &str,
) -> Result<(&'a Section, &'a Question), DefinitionError> {
    form.question(id)
        .ok_or_else(|| DefinitionError::new(key, format!("there is no question {id}")))
}

pub(super) fn all_normal(texts: &[String], key: &str) -> Result<Vec<String>, DefinitionError> {
    let normal_one = |text: &String| match normal(text) {
        empty if empty.is_empty() => Err(DefinitionError::new(
            key,
            format!("\"{text}\" has no words"),
        )),
        words => Ok(words),
    };
    texts.iter().map(normal_one).collect()
}

fn name(what: &What) -> &str {
    match what {
        What::One(id) => id,
        What::Address { lines, .. } => lines,
    }
}
