//! `forms read` and `forms blank`: the form as a document, both ways. Stores nothing, needs no keys, and says on the error stream
//! how much was read, never what.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    path::Path,
};

use anyhow::Context as _;
use intake_forms::{
    FormDefinition,
    document::{DocumentKind, Labels, Reading, blank_document, read_document},
};

use super::{Outcome, console::Console, line::FormsCommand};
use crate::{
    config::{Config, ConfigError},
    gateway,
};

/// The forms that the executable carries, by the names of their files.
pub(super) const SHIPPED_FORMS: [(&str, &str); 3] = [
    (
        "phone.toml",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../config/forms/phone.toml"
        )),
    ),
    (
        "school.toml",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../config/forms/school.toml"
        )),
    ),
    (
        "social-worker.toml",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../config/forms/social-worker.toml"
        )),
    ),
];
/// The table of labels that the executable carries.
pub(super) const SHIPPED_LABELS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../config/forms/labels.toml"
));
/// Bytes of a document that are read, at most; one more than any form may have, so that the reader says so.
const LARGEST: u64 = 25 * 1024 * 1024 + 1;

/// Carries out one of them.
pub(super) fn run(
    command: FormsCommand,
    config: Option<&Path>,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let (forms, labels) = known(config)?;
    match command {
        FormsCommand::Read { file } => read(&file, &forms, &labels, console),
        FormsCommand::Blank { form, out } => blank(&form, &out, &forms, console),
    }
}

/// The forms of the configuration, or the shipped ones.
fn known(config: Option<&Path>) -> anyhow::Result<(Vec<FormDefinition>, Labels)> {
    if let Some(file) = config {
        let config = Config::read(file)?;
        let forms = gateway::forms(&config)?;
        let labels = gateway::labels(&config, &forms)?;
        return Ok((forms, labels));
    }
    let wrong = |name: &str, error: &intake_forms::DefinitionError| {
        ConfigError::new(Path::new(name), &error.key, &error.reason)
    };
    let forms: Result<Vec<FormDefinition>, ConfigError> = SHIPPED_FORMS
        .iter()
        .map(|(name, text)| FormDefinition::read(text).map_err(|error| wrong(name, &error)))
        .collect();
    let forms = forms?;
    let labels =
        Labels::read(SHIPPED_LABELS, &forms).map_err(|error| wrong("labels.toml", &error))?;
    Ok((forms, labels))
}

fn read(
    file: &Path,
    forms: &[FormDefinition],
    labels: &Labels,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|file| file.take(LARGEST).read_to_end(&mut bytes))
        .with_context(|| file.display().to_string())?;
    // What no kind fits is read as a Word document, so that the answer says what is wrong with it.
    let kind = DocumentKind::of(&bytes).unwrap_or(DocumentKind::Docx);
    let reading = read_document(&bytes, kind, forms, labels);
    console.line(&reading.to_json())?;
    console.say(&summary(&reading))?;
    Ok(Outcome::done_if(reading.unreadable().is_none()))
}

fn summary(reading: &Reading) -> String {
    if let Some(why) = reading.unreadable() {
        return format!("Nothing could be read: {why}.");
    }
    format!(
        "{}: {} answers, {} not read, {} problems.",
        reading.form().unwrap_or("No form"),
        reading.found().len(),
        reading.unread().len(),
        reading.problems().len()
    )
}

fn blank(
    id: &str,
    out: &Path,
    forms: &[FormDefinition],
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let Some(form) = forms.iter().find(|form| form.id() == id) else {
        let known: Vec<&str> = forms.iter().map(FormDefinition::id).collect();
        console.say(&format!(
            "There is no form {id}. There is: {}.",
            known.join(", ")
        ))?;
        return Ok(Outcome::Refused);
    };
    let bytes = blank_document(form)?;
    File::create(out)
        .and_then(|mut file| file.write_all(&bytes))
        .with_context(|| out.display().to_string())?;
    console.line(&serde_json::json!({
        "form": form.id(), "version": form.version(), "file": out, "bytes": bytes.len(),
    }))?;
    Ok(Outcome::Done)
}
