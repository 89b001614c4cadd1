//! Whether a form holds together: unique names, targets that exist, options to choose from. Must never repair anything:
//! a form that contradicts itself is refused.

use std::collections::BTreeSet;

use super::{DefinitionError, FormDefinition};
use crate::question::{Condition, Kind, Question, Required, Section, SectionKind};

pub(super) fn check(form: &FormDefinition) -> Result<(), DefinitionError> {
    if form.groups().is_empty() {
        return Err(DefinitionError::new("group", "a form has at least one"));
    }
    if let Some(group) = form.groups().iter().find(|group| group.sections.is_empty()) {
        return Err(DefinitionError::new(
            format!("group {}", group.title),
            "has no sections",
        ));
    }
    slug(form.id(), "id")?;
    names(form)?;
    for section in form.sections() {
        for question in &section.questions {
            options(question)?;
            targets(form, section, question)?;
        }
    }
    Ok(())
}

fn names(form: &FormDefinition) -> Result<(), DefinitionError> {
    let (mut seen, mut items) = (BTreeSet::new(), BTreeSet::new());
    for section in form.sections() {
        slug(&section.slug, &format!("section {}", section.slug))?;
        once(&mut seen, &section.slug, "section")?;
        if let SectionKind::Repeated { singular, .. } = &section.kind
            && !items.insert(singular)
        {
            return Err(DefinitionError::new(
                format!("section {}.repeated.singular", section.slug),
                "is the word of another section, and documents tell items apart by it",
            ));
        }
        for question in section.questions.iter().chain(section.any()) {
            identifier(&question.id, &format!("question {}", question.id))?;
            once(&mut seen, &question.id, "question")?;
        }
    }
    for declaration in form.declarations() {
        identifier(&declaration.id, &format!("declaration {}", declaration.id))?;
        once(&mut seen, &declaration.id, "declaration")?;
    }
    Ok(())
}

fn once<'a>(
    seen: &mut BTreeSet<&'a str>,
    name: &'a str,
    what: &str,
) -> Result<(), DefinitionError> {
    if seen.insert(name) {
        return Ok(());
    }
    Err(DefinitionError::new(
        format!("{what} {name}"),
        "the name is used twice",
    ))
}

fn slug(name: &str, key: &str) -> Result<(), DefinitionError> {
    shaped(
        name,
        key,
        |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
        "small letters, digits and hyphens",
    )
}

fn identifier(name: &str, key: &str) -> Result<(), DefinitionError> {
    shaped(
        name,
        key,
        |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_',
        "small letters, digits and underscores",
    )
}

fn shaped(name: &str, key: &str, fits: fn(char) -> bool, of: &str) -> Result<(), DefinitionError> {
    let starts = name.chars().next().is_some_and(|c| c.is_ascii_lowercase());
    if starts && name.len() <= 40 && name.chars().all(fits) {
        return Ok(());
    }
    Err(DefinitionError::new(
        key,
        format!("must be {of}, a letter first, 40 at most"),
    ))
}

fn options(question: &Question) -> Result<(), DefinitionError> {
    let key = format!("question {}.options", question.id);
    let chosen = matches!(
        question.kind,
        Kind::Choice(_) | Kind::Choices(_) | Kind::Select(_)
    );
    if chosen && question.options().len() < 2 {
        return Err(DefinitionError::new(key, "there is nothing to choose from"));
    }
    let mut seen = BTreeSet::new();
    for option in question.options() {
        if option.code.is_empty()
            || !option
                .code
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            return Err(DefinitionError::new(
                key,
                format!(
                    "the code {:?} must be letters, digits and underscores",
                    option.code
                ),
            ));
        }
        if !seen.insert(&option.code) {
            return Err(DefinitionError::new(
                key,
                format!("the code {} is used twice", option.code),
            ));
        }
        if option.exclusive && !matches!(question.kind, Kind::Choices(_)) {
            return Err(DefinitionError::new(
                key,
                format!("{}: only one can be chosen anyway", option.code),
            ));
        }
    }
    Ok(())
}

fn targets(
    form: &FormDefinition,
    section: &Section,
    question: &Question,
) -> Result<(), DefinitionError> {
    let (key, conditions) = match &question.required {
        Required::When(conditions) | Required::OptionalWhen(conditions) => {
            ("when", conditions.as_slice())
        }
        Required::Unless(conditions) => ("unless", conditions.as_slice()),
        Required::Always | Required::Optional => ("", [].as_slice()),
    };
    for condition in conditions {
        self::condition(form, section, condition).map_err(|reason| {
            DefinitionError::new(format!("question {}.{key}", question.id), reason)
        })?;
    }
    if let Some(bound) = &question.not_before {
        other_date(form, section, &bound.question, true).map_err(|reason| {
            DefinitionError::new(format!("question {}.not_before", question.id), reason)
        })?;
    }
    if let Kind::Happened {
        born: Some(born), ..
    } = &question.kind
    {
        other_date(form, section, born, false).map_err(|reason| {
            DefinitionError::new(format!("question {}.born", question.id), reason)
        })?;
    }
    Ok(())
}

/// The question looked at, which must be asked on this page or on one that is asked once.
fn visible<'a>(form: &'a FormDefinition, from: &Section, id: &str) -> Result<&'a Question, String> {
    let (section, question) = form
        .question(id)
        .ok_or_else(|| format!("there is no question {id}"))?;
    if section.asks_each(id) && section.slug != from.slug {
        return Err(format!(
            "{id} is asked several times, so it has no one answer"
        ));
    }
    Ok(question)
}

fn condition(form: &FormDefinition, from: &Section, condition: &Condition) -> Result<(), String> {
    let target = visible(form, from, &condition.question)?;
    if target.asked_when().is_some() || matches!(target.required, Required::Unless(_)) {
        return Err(format!("{} has a condition itself", target.id));
    }
    if condition.any_of.is_empty() {
        return Err("any_of is empty".to_owned());
    }
    match condition
        .any_of
        .iter()
        .find(|code| target.option(code).is_none())
    {
        Some(code) => Err(format!("{} has no option {code}", target.id)),
        None => Ok(()),
    }
}

fn other_date(
    form: &FormDefinition,
    from: &Section,
    id: &str,
    imprecise: bool,
) -> Result<(), String> {
    let target = visible(form, from, id)?;
    if form.is_date(id) || (imprecise && matches!(target.kind, Kind::Happened { .. })) {
        return Ok(());
    }
    Err(format!("{id} does not ask for a date"))
}
