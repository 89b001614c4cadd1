//! The empty form filled in by programs that know Word documents, and saved again by LibreOffice in both its ways: the same answers.
//! `tests/documents/up` installs what is needed and says where it is in `RG_DOCUMENTS`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use intake_forms::document::{Labels, Reading, blank_document, read_document};
use intake_forms::{FormDefinition, Kind, Question, RawAnswers};
use serde_json::{Value, json};

use crate::example::TODAY;
use intake_forms::document::DocumentKind;

const FORMS: [&str; 3] = [
    include_str!("../../../config/forms/phone.toml"),
    include_str!("../../../config/forms/school.toml"),
    include_str!("../../../config/forms/social-worker.toml"),
];

fn forms() -> Vec<FormDefinition> {
    FORMS
        .iter()
        .map(|text| FormDefinition::read(text).unwrap())
        .collect()
}

/// A finished draft with an item in every group.
fn draft(form: &FormDefinition) -> RawAnswers {
    let known = [
        ("hh_label", "Kit"),
        ("hol_name", "Toni Trial"),
        ("net_name", "Jo Dummy"),
        ("oth_label", "Child A"),
        ("ch_disability", "yes"),
        ("ch_dob-day", "27"),
        ("ch_dob-month", "3"),
        ("ch_dob-year", "2013"),
        ("inc_types", "voyeurism"),
        ("inc_types", "other"),
        ("inc_desc", "One\nTwo & three"),
        ("con_child", "not_asked"),
    ];
    form.made_up(&known, TODAY)
}

fn ticked(question: &Question, code: &str, place: usize) -> Value {
    json!([format!("{}={code}", question.id), place, ""])
}

/// What somebody writes where, and which boxes they tick.
fn written(form: &FormDefinition, draft: &RawAnswers) -> Vec<Value> {
    let mut all = Vec::new();
    for section in form.shown(draft, TODAY) {
        let place = section.item.map_or(0, |item| item - 1);
        for line in &section.lines {
            let Some((of, question)) = form.question(&line.question) else {
                continue;
            };
            if let Kind::Choices(options) = &question.kind {
                let chosen = options
                    .iter()
                    .filter(|option| line.value.lines().any(|label| label == option.label));
                all.extend(chosen.map(|option| ticked(question, &option.code, place)));
                continue;
            }
            // A moment is shown with how well it is known.
            let said = line.value.split(" (").next().unwrap();
            let text = match question.kind {
                Kind::Happened { .. } => said,
                _ => &line.value,
            };
            assert!(of.question(&question.id).is_some());
            all.push(json!([question.id, place, text]));
        }
    }
    let declared = form.declarations().iter();
    all.extend(declared.map(|one| json!([one.id, 0, ""])));
    all
}

fn run(program: &Path, arguments: &[&str], folder: &Path) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}; run tests/documents/up", program.display()));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {words}", program.display());
}

/// Saves a file again as another kind; where that is.
fn saved_as(kind: &str, file: &Path, folder: &Path) -> PathBuf {
    let out = folder.join(kind);
    let to = out.to_str().unwrap();
    let arguments = [
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        to,
        file.to_str().unwrap(),
    ];
    run(Path::new("soffice"), &arguments, folder);
    out.join(file.file_stem().unwrap()).with_extension(kind)
}

fn read(file: &Path) -> Reading {
    let forms = forms();
    let table = include_str!("../../../config/forms/labels.toml");
    let labels = Labels::read(table, &forms).unwrap();
    let bytes = fs::read(file).unwrap();
    let kind = DocumentKind::of(&bytes).unwrap();
    let begun = Instant::now();
    let reading = read_document(&bytes, kind, &forms, &labels);
    eprintln!("{}: read in {:?}", file.display(), begun.elapsed());
    reading
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "where the programs are is told by what installs them"
)]
fn filled_in_by_a_program_and_saved_again_by_libreoffice_every_form_gives_the_same_answers() {
    let python = std::env::var("RG_DOCUMENTS").expect("run tests/documents/up first");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/documents/fill.py");
    for form in forms() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let draft = draft(&form);
        fs::write(place("blank.docx"), blank_document(&form).unwrap()).unwrap();
        let written = Value::Array(written(&form, &draft)).to_string();
        fs::write(place("answers.json"), written).unwrap();
        let arguments = [
            script.to_str().unwrap(),
            "blank.docx",
            "answers.json",
            "filled.docx",
        ];
        run(Path::new(&python), &arguments, folder.path());
        let filled = place("filled.docx");
        let open = saved_as("odt", &filled, folder.path());
        let again = saved_as("docx", &open, folder.path());
        let other = place("other.docx");
        fs::copy(&filled, &other).unwrap();
        let direct = saved_as("docx", &other, folder.path());
        let wanted = form.answers(&draft, TODAY);
        let declared = form
            .declarations()
            .iter()
            .map(|one| one.id.clone())
            .collect();
        for file in [filled, open, again, direct] {
            let reading = read(&file);
            let name = file.extension().unwrap().to_string_lossy().into_owned();
            assert_eq!(reading.form(), Some(form.id()), "{name}");
            let answers = form.answers(reading.answers(), TODAY);
            assert_eq!(
                answers.values(),
                wanted.values(),
                "{} {name}: {:?} {:?}",
                form.id(),
                reading.problems(),
                reading.unread()
            );
            assert_eq!(reading.confirmed(), &declared, "{name}");
            assert_eq!(
                (reading.problems(), reading.unread()),
                (&[][..], &[][..]),
                "{name}"
            );
        }
    }
}
