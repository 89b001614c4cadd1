//! A filled form as a document: bytes in, answers with where each was found out; and the empty form as a document. Reading and
//! writing are one contract. Must never guess an answer, and never fail on any bytes: what cannot be read is a problem.

mod blank;
mod choose;
mod collect;
mod dates;
mod declared;
mod fit;
mod labels;
mod lines;
mod options;
mod pairs;
mod prompts;
mod reading;
mod slots;
mod source;
mod tables;
mod words;

pub use blank::blank_document;
pub use labels::Labels;
pub use reading::{Found, Reading, ReadingProblem, Reason, Unread, Unreadable, WhyUnread};

use crate::FormDefinition;

/// What a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentKind {
    /// Word's own.
    Docx,
    /// LibreOffice's own.
    Odt,
    /// A PDF, with fields or with text.
    Pdf,
    /// Plain text, or a message's body made text.
    Text,
}

/// Reads a filled form out of a document. What could not be read is told by [`Reading::problems`]; no bytes make it fail.
pub fn read_document(
    bytes: &[u8],
    kind: DocumentKind,
    forms: &[FormDefinition],
    labels: &Labels,
) -> Reading {
    match source::sheet(bytes, kind) {
        Ok(sheet) => choose::read(&sheet, forms, labels),
        Err(why) => Reading::nothing(why),
    }
}

/// Reads a filled form out of a text: a message's body.
pub fn read_text(text: &str, forms: &[FormDefinition], labels: &Labels) -> Reading {
    match source::text(text) {
        Ok(sheet) => choose::read(&sheet, forms, labels),
        Err(why) => Reading::nothing(why),
    }
}
