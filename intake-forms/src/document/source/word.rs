//! Word's own format (DOCX). Reads the body: paragraphs, tables, content controls, the older form fields. Text that was deleted with
//! changes tracked is not text; must never run, fetch or follow anything.

use super::archive::Archive;
use super::builder::{Builder, OpenControl};
use super::xml::{Element, Step, Walk};
use crate::document::Unreadable;
use crate::document::source::sheet::Sheet;

/// What is passed over with everything in it.
const PASSED_OVER: [&str; 7] = [
    "Fallback",
    "del",
    "moveFrom",
    "instrText",
    "rPr",
    "sectPr",
    "placeholder",
];
/// Characters of the fonts that draw boxes: a tick, and none.
const DRAWN_TICKS: [&str; 4] = ["F0FE", "F0FD", "F052", "F053"];
const DRAWN_BOXES: [&str; 3] = ["F0A8", "F06F", "F0A3"];

/// Reads a Word document.
///
/// # Errors
/// [`Unreadable`].
pub(in crate::document) fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    let mut archive = Archive::open(bytes)?;
    let main = main_part(&mut archive)?;
    let body = archive.text(&main)?.ok_or(Unreadable::OtherKind)?;
    let mut reading = Reading::default();
    reading.body(&body)?;
    let mut sheet = reading.builder.finish();
    sheet.has_program = archive.has("word/vbaProject.bin");
    if let Some(custom) = archive.text("docProps/custom.xml")? {
        sheet.properties = properties(&custom)?;
    }
    Ok(sheet)
}

/// The name of the part that holds the text.
fn main_part(archive: &mut Archive<'_>) -> Result<String, Unreadable> {
    const USUAL: &str = "word/document.xml";
    if archive.has(USUAL) {
        return Ok(USUAL.to_owned());
    }
    let Some(relations) = archive.text("_rels/.rels")? else {
        return Err(Unreadable::OtherKind);
    };
    let mut walk = Walk::new(&relations);
    while let Some(step) = walk.next()? {
        let Step::Start(element) = step else { continue };
        let kind = element.attribute("Type").unwrap_or_default();
        if kind.ends_with("/officeDocument") {
            let target = element.attribute("Target").unwrap_or_default();
            return Ok(target.trim_start_matches('/').to_owned());
        }
    }
    Err(Unreadable::OtherKind)
}

/// What the document says about itself.
fn properties(custom: &str) -> Result<Vec<(String, String)>, Unreadable> {
    let mut walk = Walk::new(custom);
    let mut found: Vec<(String, String)> = Vec::new();
    while let Some(step) = walk.next()? {
        match step {
            Step::Start(element) if element.name() == "property" && found.len() < 100 => {
                let name = element.attribute("name").unwrap_or_default();
                found.push((name, String::new()));
            }
            Step::Text(text) => {
                if let Some((_, value)) = found.last_mut() {
                    value.push_str(text.trim());
                }
            }
            Step::Start(_) | Step::End(_) => {}
        }
    }
    Ok(found)
}

#[derive(Debug, Default)]
struct Reading {
    builder: Builder,
    /// How deep inside something that is passed over.
    passing: usize,
    /// How deep inside runs of characters.
    runs: usize,
    in_text: bool,
    /// Inside the description of a control.
    describing: bool,
    old_tick: Option<bool>,
    old_list: Option<(Vec<String>, usize)>,
}

impl Reading {
    fn body(&mut self, body: &str) -> Result<(), Unreadable> {
        let mut walk = Walk::new(body);
        while let Some(step) = walk.next()? {
            match step {
                Step::Start(element) => self.start(&element)?,
                Step::End(name) => self.end(&name),
                Step::Text(text) if self.in_text && self.passing == 0 => self.builder.push(&text),
                Step::Text(_) => {}
            }
        }
        Ok(())
    }

    fn start(&mut self, element: &Element<'_>) -> Result<(), Unreadable> {
        let name = element.name();
        if self.passing > 0 || PASSED_OVER.contains(&name) {
            self.passing = self.passing.saturating_add(1);
            return Ok(());
        }
        match name {
            "p" => self.builder.open_paragraph(false)?,
            "pStyle" if is_heading(element) => self.builder.make_heading(),
            "tbl" => self.builder.open_table()?,
            "tc" => self.builder.open_cell()?,
            "r" => self.runs = self.runs.saturating_add(1),
            "t" => self.in_text = true,
            "tab" if self.runs > 0 => self.builder.push("\t"),
            "br" | "cr" => self.builder.push("\n"),
            "noBreakHyphen" => self.builder.push("-"),
            "sym" => self.drawn(element),
            "sdt" => self.builder.open_control(OpenControl::default())?,
            "sdtPr" => self.describing = true,
            _ if self.describing => self.describe(element),
            _ => self.old_field(element),
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        if self.passing > 0 {
            self.passing = self.passing.saturating_sub(1);
            return;
        }
        match name {
            "p" => self.builder.close_paragraph(),
            "tbl" => self.builder.close_table(),
            "tr" => self.builder.close_row(),
            "tc" => self.builder.close_cell(),
            "r" => self.runs = self.runs.saturating_sub(1),
            "t" => self.in_text = false,
            "sdt" => self.builder.close_control(),
            "sdtPr" => self.describing = false,
            "checkBox" => {
                let sign = self
                    .old_tick
                    .take()
                    .map(|ticked| if ticked { "☒" } else { "☐" });
                self.builder.push(sign.unwrap_or_default());
            }
            "ddList" => {
                if let Some((entries, chosen)) = self.old_list.take()
                    && let Some(entry) = entries.get(chosen)
                {
                    self.builder.push(entry);
                }
            }
            _ => {}
        }
    }

    /// One line of a control's description.
    fn describe(&mut self, element: &Element<'_>) {
        let Some(control) = self.builder.control() else {
            return;
        };
        match element.name() {
            "tag" => control.tag = element.attribute("val").unwrap_or_default(),
            "alias" => control.title = element.attribute("val").unwrap_or_default(),
            "showingPlcHdr" => control.prompt = is_on(element),
            "checkbox" => control.ticked = Some(false),
            "checked" => control.ticked = Some(is_on(element)),
            _ => {}
        }
    }

    /// The form fields of old documents: a box to tick, a list to choose from.
    fn old_field(&mut self, element: &Element<'_>) {
        match element.name() {
            "checkBox" => self.old_tick = Some(false),
            "default" | "checked" if self.old_tick.is_some() => {
                self.old_tick = Some(is_on(element));
            }
            "ddList" => self.old_list = Some((Vec::new(), 0)),
            "listEntry" => {
                if let Some((entries, _)) = &mut self.old_list {
                    entries.push(element.attribute("val").unwrap_or_default());
                }
            }
            "result" => {
                if let Some((_, chosen)) = &mut self.old_list {
                    let place = element.attribute("val").unwrap_or_default();
                    *chosen = place.parse().unwrap_or(usize::MAX);
                }
            }
            _ => {}
        }
    }

    fn drawn(&mut self, element: &Element<'_>) {
        let code = element
            .attribute("char")
            .unwrap_or_default()
            .to_ascii_uppercase();
        if DRAWN_TICKS.contains(&code.as_str()) {
            self.builder.push("☒");
        } else if DRAWN_BOXES.contains(&code.as_str()) {
            self.builder.push("☐");
        }
    }
}

fn is_heading(style: &Element<'_>) -> bool {
    let name = style
        .attribute("val")
        .unwrap_or_default()
        .to_ascii_lowercase();
    name.starts_with("heading") || name == "title" || name == "subtitle"
}

/// A switch that is on unless it says otherwise.
fn is_on(element: &Element<'_>) -> bool {
    !matches!(
        element.attribute("val").as_deref(),
        Some("0" | "false" | "off")
    )
}
