//! The format of LibreOffice and others (ODT). Reads the body: paragraphs, headings, tables, content controls. Must never read what
//! was deleted with changes tracked, or a remark in the margin, as text.

use super::archive::Archive;
use super::builder::{Builder, OpenControl};
use super::xml::{Element, Step, Walk};
use crate::document::Unreadable;
use crate::document::source::sheet::Sheet;

/// What is passed over with everything in it.
const PASSED_OVER: [&str; 8] = [
    "tracked-changes",
    "annotation",
    "note",
    "forms",
    "automatic-styles",
    "font-face-decls",
    "placeholder",
    "covered-table-cell",
];
/// Spaces that one tag may stand for, at most.
const MAX_SPACES: usize = 100;

/// Reads an ODT document.
///
/// # Errors
/// [`Unreadable`].
pub(in crate::document) fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    let mut archive = Archive::open(bytes)?;
    if let Some(manifest) = archive.text("META-INF/manifest.xml")?
        && is_locked(&manifest)?
    {
        return Err(Unreadable::Locked);
    }
    let body = archive.text("content.xml")?.ok_or(Unreadable::OtherKind)?;
    let mut builder = Builder::default();
    walk_body(&body, &mut builder)?;
    let mut sheet = builder.finish();
    if let Some(meta) = archive.text("meta.xml")? {
        sheet.properties = properties(&meta)?;
    }
    Ok(sheet)
}

fn is_locked(manifest: &str) -> Result<bool, Unreadable> {
    // The manifest alone may name a document type; LibreOffice of old wrote one. Nothing of it is read but whether it locks.
    if manifest.contains("<!DOCTYPE") {
        return Ok(manifest.contains("encryption-data"));
    }
    let mut walk = Walk::new(manifest);
    while let Some(step) = walk.next()? {
        if matches!(step, Step::Start(element) if element.name() == "encryption-data") {
            return Ok(true);
        }
    }
    Ok(false)
}

fn properties(meta: &str) -> Result<Vec<(String, String)>, Unreadable> {
    let mut walk = Walk::new(meta);
    let mut found: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    while let Some(step) = walk.next()? {
        match step {
            Step::Start(element) if element.name() == "user-defined" && found.len() < 100 => {
                found.push((element.attribute("name").unwrap_or_default(), String::new()));
                inside = true;
            }
            Step::Text(text) if inside => {
                if let Some((_, value)) = found.last_mut() {
                    value.push_str(text.trim());
                }
            }
            Step::End(name) if name == "user-defined" => inside = false,
            Step::Start(_) | Step::End(_) | Step::Text(_) => {}
        }
    }
    Ok(found)
}

fn walk_body(body: &str, builder: &mut Builder) -> Result<(), Unreadable> {
    let mut walk = Walk::new(body);
    let mut passing = 0_usize;
    while let Some(step) = walk.next()? {
        match step {
            Step::Start(element) => {
                if passing > 0 || PASSED_OVER.contains(&element.name()) {
                    passing = passing.saturating_add(1);
                } else {
                    start(&element, builder)?;
                }
            }
            Step::End(_) if passing > 0 => passing = passing.saturating_sub(1),
            Step::End(name) => end(&name, builder),
            Step::Text(text) if passing == 0 => builder.push(&collapsed(&text)),
            Step::Text(_) => {}
        }
    }
    Ok(())
}

fn start(element: &Element<'_>, builder: &mut Builder) -> Result<(), Unreadable> {
    match element.name() {
        "p" => builder.open_paragraph(is_heading(element))?,
        "h" => builder.open_paragraph(true)?,
        "table" => builder.open_table()?,
        "table-cell" => builder.open_cell()?,
        "tab" => builder.push("\t"),
        "line-break" => builder.push("\n"),
        "s" => {
            let count = element
                .attribute("c")
                .and_then(|count| count.parse().ok())
                .unwrap_or(1_usize);
            builder.push(&" ".repeat(count.min(MAX_SPACES)));
        }
        "content-control" => {
            let is = |name: &str| element.attribute(name).as_deref() == Some("true");
            builder.open_control(OpenControl {
                tag: element.attribute("tag").unwrap_or_default(),
                title: element.attribute("alias").unwrap_or_default(),
                prompt: is("showing-place-holder"),
                ticked: is("checkbox").then(|| is("checked")),
                ..OpenControl::default()
            })?;
        }
        _ => {}
    }
    Ok(())
}

fn end(name: &str, builder: &mut Builder) {
    match name {
        "p" | "h" => builder.close_paragraph(),
        "table" => builder.close_table(),
        "table-row" => builder.close_row(),
        "table-cell" => builder.close_cell(),
        "content-control" => builder.close_control(),
        _ => {}
    }
}

/// LibreOffice writes a Word document's title as a paragraph of that style.
fn is_heading(element: &Element<'_>) -> bool {
    matches!(
        element.attribute("style-name").as_deref(),
        Some("Title" | "Subtitle")
    )
}

/// White space as ODF counts it: any run of it is one space.
fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for character in text.chars() {
        let is_space = matches!(character, ' ' | '\n' | '\r' | '\t');
        if !(is_space && space) {
            out.push(if is_space { ' ' } else { character });
        }
        space = is_space;
    }
    out
}
