//! What each kind of document says, as a sheet: the only place that unpacks anything. Every limit is here; must never know a form.

mod archive;
mod builder;
mod opendocument;
mod portable;
pub(in crate::document) mod sheet;
mod text;
mod word;
mod xml;

use archive::{Archive, MAX_DOCUMENT};
use sheet::Sheet;

use super::{DocumentKind, Unreadable};

/// How far into a file a PDF may begin.
const PDF_REACH: usize = 1024;
/// What an old Word document and a locked new one begin with.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

impl DocumentKind {
    /// What bytes seem to be, by themselves; none for what is none of these. Names are not believed.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let start = bytes.get(..PDF_REACH.min(bytes.len())).unwrap_or_default();
        if bytes.starts_with(b"PK") {
            let odt = start.windows(12).any(|window| window == b"opendocument")
                || Archive::open(bytes).is_ok_and(|archive| archive.has("content.xml"));
            return Some(if odt { Self::Odt } else { Self::Docx });
        }
        if bytes.starts_with(COMPOUND) {
            return Some(Self::Docx);
        }
        if start.windows(5).any(|window| window == b"%PDF-") {
            return Some(Self::Pdf);
        }
        text::as_text(bytes).is_some().then_some(Self::Text)
    }
}

/// A text's sheet.
///
/// # Errors
/// [`Unreadable::TooLarge`].
pub(in crate::document) fn text(text: &str) -> Result<Sheet, Unreadable> {
    text::read(text)
}

/// What a document says.
///
/// # Errors
/// [`Unreadable`].
pub(in crate::document) fn sheet(bytes: &[u8], kind: DocumentKind) -> Result<Sheet, Unreadable> {
    if bytes.len() > MAX_DOCUMENT {
        return Err(Unreadable::TooLarge);
    }
    if bytes.starts_with(COMPOUND) && kind != DocumentKind::Text {
        let locked: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let is_locked = bytes.windows(locked.len()).any(|window| window == locked);
        return Err(if is_locked {
            Unreadable::Locked
        } else {
            Unreadable::OtherKind
        });
    }
    let sheet = match kind {
        DocumentKind::Docx => word::read(bytes)?,
        DocumentKind::Odt => opendocument::read(bytes)?,
        DocumentKind::Pdf => portable::read(bytes)?,
        DocumentKind::Text => text::read(&text::as_text(bytes).ok_or(Unreadable::OtherKind)?)?,
    };
    if sheet.is_blank() {
        return Err(Unreadable::NoText);
    }
    Ok(sheet)
}
