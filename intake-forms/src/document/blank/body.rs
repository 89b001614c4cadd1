//! The text of the empty form: a heading for each section, a table of labels and places to fill in, items of repeated sections
//! twice. In the order of the pages.

use super::controls::Controls;
use super::escaped;
use crate::FormDefinition;
use crate::document::choose::mark_line;
use crate::question::{Kind, Question, Section, SectionKind};

/// Empty items of a repeated section.
const EMPTY_ITEMS: usize = 2;
/// What heads the two columns of a table.
pub(in crate::document) const HEAD: [&str; 2] = ["Question", "Answer"];
/// What to do with more items than there are tables, below the heading of a repeated section.
pub(in crate::document) const MORE: &str = "Fill in one table for each. If there are more, copy the last heading and its table, and change the number.";
/// How to fill it in, at the top.
pub(in crate::document) const HOW: [&str; 3] = [
    "If a child is in immediate danger, call 999 now. Do not wait for a reply from this service.",
    "Write in the spaces beside the questions. Leave empty what you cannot answer.",
    "Do not write the name of any other child. Send the filled form from your work email address.",
];
/// How to say how exactly a date is known.
const DATES: &str = "As exactly as you know it, for example 3 March 2026, March 2026, 2026, between 1 March 2026 and 30 April 2026, or Not known.";
const DECLARATIONS: &str = "Before you send this form";

/// `word/document.xml`.
pub(super) fn document(form: &FormDefinition) -> String {
    let mut controls = Controls::default();
    let mut body = styled("Title", form.title());
    for line in HOW {
        body.push_str(&styled("Normal", line));
    }
    for group in form.groups() {
        body.push_str(&styled("Heading1", &group.title));
        for section in &group.sections {
            body.push_str(&section_body(&mut controls, section));
        }
    }
    if !form.declarations().is_empty() {
        body.push_str(&styled("Heading1", DECLARATIONS));
        for declaration in form.declarations() {
            body.push_str(&controls.tick(&declaration.id, &declaration.label));
        }
    }
    body.push_str(&styled("Hint", &mark_line(form)));
    [
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"><w:body>"#,
        &body,
        r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>"#,
        "</w:body></w:document>",
    ]
    .concat()
}

fn section_body(controls: &mut Controls, section: &Section) -> String {
    let heading = styled("Heading2", &section.heading);
    let intro = section
        .intro
        .as_deref()
        .map(|intro| styled("Normal", intro));
    let tables = match &section.kind {
        SectionKind::Attachments => String::new(),
        SectionKind::Questions => table(controls, &section.questions, &section.heading),
        SectionKind::Repeated { singular, any, .. } => {
            let any = any
                .as_deref()
                .map(|any| table(controls, std::slice::from_ref(any), &section.heading));
            let items = (1..=EMPTY_ITEMS).map(|number| {
                let heading = format!("{} {number}", capital(singular));
                styled("Heading3", &heading) + &table(controls, &section.questions, &heading)
            });
            let more = styled("Normal", MORE);
            any.into_iter()
                .chain(std::iter::once(more))
                .chain(items)
                .collect()
        }
    };
    heading + &intro.unwrap_or_default() + &tables
}

fn table(controls: &mut Controls, questions: &[Question], caption: &str) -> String {
    let rows: String = questions
        .iter()
        .map(|question| row(controls, question))
        .collect();
    let [question, answer] = HEAD;
    [
        r#"<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/>"#,
        r#"<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>"#,
        &format!(r#"<w:tblCaption w:val="{}"/></w:tblPr>"#, escaped(caption)),
        r#"<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="5638"/></w:tblGrid>"#,
        &format!(
            "<w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr>",
            cell(4000, &bold(question)),
            cell(5638, &bold(answer))
        ),
        &rows,
        "</w:tbl><w:p/>",
    ]
    .concat()
}

fn row(controls: &mut Controls, question: &Question) -> String {
    let answer = cell(5638, &controls.question(question));
    format!("<w:tr>{}{answer}</w:tr>", cell(4000, &label(question)))
}

/// A cell of this width, in twentieths of a point.
fn cell(width: u32, content: &str) -> String {
    format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>"#)
}

fn bold(text: &str) -> String {
    format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>")
}

/// A question's label, with what helps to answer it below.
fn label(question: &Question) -> String {
    let optional = if question.is_optional() {
        " (optional)"
    } else {
        ""
    };
    let mut cell = styled("Normal", &format!("{}{optional}", question.label));
    if let Some(hint) = &question.hint {
        cell.push_str(&styled("Hint", hint));
    }
    if matches!(question.kind, Kind::Happened { .. }) {
        cell.push_str(&styled("Hint", DATES));
    }
    cell
}

fn styled(style: &str, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>"#,
        escaped(text)
    )
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
