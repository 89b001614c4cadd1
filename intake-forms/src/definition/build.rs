//! Turns the file's shape into a form, question by question. Refuses what one entry alone shows to be wrong; what needs two
//! entries to see is `consistent`'s.

use std::collections::BTreeMap;

use super::file::{AnyFile, FormFile, GroupFile, KindFile, QuestionFile, SectionFile};
use super::{DefinitionError, FormDefinition};
use crate::question::{
    Group, Identifier, Kind, OptionDef, Question, Required, Section, SectionKind,
};

type Shared = BTreeMap<String, Vec<OptionDef>>;

pub(super) fn form(file: FormFile) -> Result<FormDefinition, DefinitionError> {
    let FormFile {
        id,
        version,
        title,
        role,
        offered_to,
        route,
        release,
        choices,
        group,
        declaration,
    } = file;
    for (key, text) in [
        ("id", &id),
        ("version", &version),
        ("title", &title),
        ("role", &role),
        ("offered_to", &offered_to),
    ] {
        if text.trim().is_empty() {
            return Err(DefinitionError::new(key, "must not be empty"));
        }
    }
    let groups = group
        .into_iter()
        .map(|group| one_group(group, &choices))
        .collect::<Result<_, _>>()?;
    Ok(FormDefinition {
        id,
        version,
        title,
        role,
        offered_to,
        route,
        release,
        groups,
        declarations: declaration,
    })
}

fn one_group(file: GroupFile, shared: &Shared) -> Result<Group, DefinitionError> {
    let caption = file.title;
    let sections = file
        .section
        .into_iter()
        .map(|one| section(one, &caption, shared))
        .collect::<Result<_, _>>()?;
    Ok(Group {
        title: caption,
        sections,
    })
}

fn section(file: SectionFile, caption: &str, shared: &Shared) -> Result<Section, DefinitionError> {
    let kind = section_kind(&file).map_err(|(below, reason)| {
        DefinitionError::new(format!("section {}{below}", file.slug), reason)
    })?;
    Ok(Section {
        heading: file.heading.unwrap_or_else(|| file.title.clone()),
        slug: file.slug,
        title: file.title,
        caption: caption.to_owned(),
        intro: file.intro,
        kind,
        questions: file
            .question
            .into_iter()
            .map(|one| question(one, shared))
            .collect::<Result<_, _>>()?,
    })
}

/// What kind of page it is; else where below the section's key it is wrong, and why.
fn section_kind(file: &SectionFile) -> Result<SectionKind, (&'static str, &'static str)> {
    if file.any.is_some() && file.repeated.is_none() {
        return Err((".any", "has no use in a section that is asked once"));
    }
    let kind = match (file.attachments, &file.repeated) {
        (true, Some(_)) => return Err(("", "is either repeated or attachments")),
        (true, None) if !file.question.is_empty() => {
            return Err(("", "attachments have no questions"));
        }
        (true, None) => return Ok(SectionKind::Attachments),
        (false, Some(repeated)) if repeated.max == 0 => {
            return Err((".repeated.max", "must be at least 1"));
        }
        (false, Some(repeated)) => SectionKind::Repeated {
            singular: repeated.singular.clone(),
            plural: repeated.plural.clone(),
            max: repeated.max,
            any: file.any.as_ref().map(|any| Box::new(whether_any(any))),
        },
        (false, None) => SectionKind::Questions,
    };
    if file.question.is_empty() {
        return Err(("", "has no questions"));
    }
    Ok(kind)
}

/// The question whether there is any item.
fn whether_any(file: &AnyFile) -> Question {
    let option = |(code, label): (&str, &str)| OptionDef {
        code: code.to_owned(),
        label: label.to_owned(),
        not_known: code == "not_known",
        ..OptionDef::default()
    };
    let options = [("yes", "Yes"), ("no", "No"), ("not_known", "Not known")];
    Question {
        id: file.id.clone(),
        label: file.label.clone(),
        name: file.label.clone(),
        hint: file.hint.clone(),
        kind: Kind::Choice(options.map(option).into()),
        required: Required::Always,
        missing: file.missing.clone(),
        wrong: None,
        max: 0,
        not_before: None,
        autocomplete: None,
        essential: false,
        no_names: false,
    }
}

fn question(file: QuestionFile, shared: &Shared) -> Result<Question, DefinitionError> {
    let key = |name: &str| format!("question {}.{name}", file.id);
    fits_kind(&file)?;
    let required = required(&file)?;
    let missing = match (&file.missing, &required) {
        (Some(missing), _) => missing.clone(),
        (None, Required::Optional | Required::OptionalWhen(_)) => String::new(),
        (None, _) => {
            return Err(DefinitionError::new(
                key("missing"),
                "says what to enter; needed unless optional",
            ));
        }
    };
    let options = options(&file, shared)?;
    let kind = match file.kind {
        KindFile::Text => Kind::Text,
        KindFile::LongText => Kind::LongText,
        KindFile::Email => Kind::Email,
        KindFile::Phone => Kind::Phone,
        KindFile::Address => Kind::Address,
        KindFile::LcsId => Kind::Identifier(Identifier::Lcs),
        KindFile::NhsNumber => Kind::Identifier(Identifier::Nhs),
        KindFile::Upn => Kind::Identifier(Identifier::Upn),
        KindFile::SchoolUrn => Kind::Identifier(Identifier::SchoolUrn),
        KindFile::Laestab => Kind::Identifier(Identifier::Laestab),
        KindFile::Postcode => Kind::Postcode,
        KindFile::Date => Kind::Date(file.must_be.unwrap_or_default()),
        KindFile::Happened => Kind::Happened {
            born: file.born,
            event: file.event.unwrap_or_else(|| "it happened".to_owned()),
        },
        KindFile::Choice => Kind::Choice(options),
        KindFile::Choices => Kind::Choices(options),
        KindFile::Select => Kind::Select(options),
    };
    Ok(Question {
        name: file.name.unwrap_or_else(|| file.label.clone()),
        id: file.id,
        label: file.label,
        hint: file.hint,
        max: file.max.unwrap_or_else(|| usual_max(&kind)),
        kind,
        required,
        missing,
        wrong: file.wrong,
        not_before: file.not_before,
        autocomplete: file.autocomplete,
        essential: file.essential,
        no_names: file.no_names,
    })
}

/// Unicode characters a text may have when the file does not say.
fn usual_max(kind: &Kind) -> usize {
    match kind {
        Kind::LongText => 4_000,
        Kind::Email => 254,
        Kind::Phone => 40,
        Kind::Address => 500,
        Kind::Identifier(_) => 20,
        _ => 200,
    }
}

fn required(file: &QuestionFile) -> Result<Required, DefinitionError> {
    match (file.optional, file.when.is_empty(), file.unless.is_empty()) {
        (false, true, true) => Ok(Required::Always),
        (true, true, true) => Ok(Required::Optional),
        (false, false, true) => Ok(Required::When(file.when.clone())),
        (true, false, true) => Ok(Required::OptionalWhen(file.when.clone())),
        (false, true, false) => Ok(Required::Unless(file.unless.clone())),
        _ => Err(DefinitionError::new(
            format!("question {}", file.id),
            "has unless beside optional or when",
        )),
    }
}

/// Refuses keys that the kind has no use for.
fn fits_kind(file: &QuestionFile) -> Result<(), DefinitionError> {
    let date = matches!(file.kind, KindFile::Date | KindFile::Happened);
    let chosen = matches!(
        file.kind,
        KindFile::Choice | KindFile::Choices | KindFile::Select
    );
    let wrong_keys = [
        ("max", file.max.is_some() && (date || chosen)),
        (
            "must_be",
            file.must_be.is_some() && file.kind != KindFile::Date,
        ),
        ("no_names", file.no_names && file.kind != KindFile::Text),
        ("not_before", file.not_before.is_some() && !date),
        (
            "born",
            file.born.is_some() && file.kind != KindFile::Happened,
        ),
        (
            "event",
            file.event.is_some() && file.kind != KindFile::Happened,
        ),
        ("choices", file.choices.is_some() && !chosen),
        ("options", !file.options.is_empty() && !chosen),
    ];
    match wrong_keys.iter().find(|(_, wrong)| *wrong) {
        Some((name, _)) => Err(DefinitionError::new(
            format!("question {}.{name}", file.id),
            "has no use in a question of this kind",
        )),
        None if file.max == Some(0) => Err(DefinitionError::new(
            format!("question {}.max", file.id),
            "must be at least 1",
        )),
        None => Ok(()),
    }
}

fn options(file: &QuestionFile, shared: &Shared) -> Result<Vec<OptionDef>, DefinitionError> {
    let mut options = without_advice(file, shared)?;
    for (code, advice) in &file.advice {
        let option = options.iter_mut().find(|option| option.code == *code);
        let Some(option) = option.filter(|option| option.advice.is_none()) else {
            return Err(DefinitionError::new(
                format!("question {}.advice.{code}", file.id),
                "is for an option that is not there, or that has advice already",
            ));
        };
        option.advice = Some(advice.clone());
    }
    Ok(options)
}

fn without_advice(file: &QuestionFile, shared: &Shared) -> Result<Vec<OptionDef>, DefinitionError> {
    match &file.choices {
        Some(_) if !file.options.is_empty() => Err(DefinitionError::new(
            format!("question {}", file.id),
            "has both choices and options",
        )),
        Some(name) => shared.get(name).cloned().ok_or_else(|| {
            DefinitionError::new(
                format!("question {}.choices", file.id),
                format!("there are no choices named {name}"),
            )
        }),
        None => Ok(file.options.clone()),
    }
}
