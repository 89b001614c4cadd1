//! How long the form takes as a document: written empty, and read again.

use std::time::Instant;

use anyhow::{Context as _, Result};
use intake_forms::FormDefinition;
use intake_forms::document::{DocumentKind, Labels, blank_document, read_document};

use crate::Bench;
use crate::ratio::{median, quantile, say};

const FORM: &str = include_str!("../../config/forms/social-worker.toml");
const LABELS: &str = include_str!("../../config/forms/labels.toml");

/// Prints both in milliseconds.
pub(crate) fn run(bench: &Bench) -> Result<()> {
    let forms = vec![FormDefinition::read(FORM)?];
    let labels = Labels::read(LABELS, &forms)?;
    let form = forms.first().context("a form")?;
    let (mut written, mut taken) = (Vec::new(), Vec::new());
    for _ in 0..bench.number("documents", 100) {
        let begun = Instant::now();
        let document = blank_document(form)?;
        written.push(begun.elapsed().as_secs_f64() * 1e3);
        let begun = Instant::now();
        let reading = read_document(&document, DocumentKind::Docx, &forms, &labels);
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!(
            reading.form() == Some(form.id()),
            "it is not read as the form"
        );
    }
    say(&format!(
        "document: written in {:.2} ms, read in {:.2} ms (median), {:.2} ms (p99); the goal is 50 ms",
        median(&written),
        median(&taken),
        quantile(&taken, 0.99)
    ));
    Ok(())
}
