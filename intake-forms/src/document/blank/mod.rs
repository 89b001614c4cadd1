//! The empty form as a Word document: labels beside content controls that are tagged with the questions' ids. What is written here
//! is what the reader beside it reads; must never hold an answer, a time or a name.

mod body;
mod controls;
mod parts;

pub(in crate::document) use body::{HEAD, HOW, MORE};

use std::io::{Cursor, Result, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::FormDefinition;

/// The form as an empty DOCX, the same bytes every time.
///
/// # Errors
/// Only those of putting a zip together in memory.
pub fn blank_document(form: &FormDefinition) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let all = [
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", parts::RELATIONS.to_owned()),
        ("docProps/core.xml", parts::core(form)),
        ("docProps/custom.xml", parts::custom(form)),
        ("word/document.xml", body::document(form)),
        (
            "word/_rels/document.xml.rels",
            parts::DOCUMENT_RELATIONS.to_owned(),
        ),
        ("word/styles.xml", parts::styles()),
        ("word/settings.xml", parts::SETTINGS.to_owned()),
    ];
    for (name, text) in all {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A text as XML writes it.
fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
