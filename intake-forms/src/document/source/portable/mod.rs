//! PDF: the fields of a form, and the text of its pages. Must never run a script, open what is attached, or unpack without a limit.

mod fields;
mod lines;
mod text;

use lopdf::{Document, Error, LoadOptions};

use crate::document::Unreadable;
use crate::document::source::sheet::Sheet;

/// Bytes that one stream of the file's own lists may unpack to.
const MAX_STREAM: usize = 4 * 1024 * 1024;

/// Reads a PDF.
///
/// # Errors
/// [`Unreadable`].
pub(in crate::document) fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    let options = LoadOptions::with_max_decompressed_size(MAX_STREAM);
    let document =
        Document::load_mem_with_options(bytes, options).map_err(|error| match error {
            Error::Decryption(_) | Error::InvalidPassword => Unreadable::Locked,
            Error::Decompress(_) => Unreadable::TooLarge,
            _ => Unreadable::Damaged,
        })?;
    if document.is_encrypted() {
        return Err(Unreadable::Locked);
    }
    let mut sheet = Sheet::default();
    fields::read(&document, &mut sheet)?;
    text::read(&document, &mut sheet)?;
    Ok(sheet)
}
