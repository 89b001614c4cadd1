//! Text as it comes: characters from bytes, a line each. Must never take what another message said, or a signature, for this one's.

use crate::document::Unreadable;
use crate::document::source::sheet::{Line, Piece, Sheet};

/// Bytes of a text, at most.
const MAX_TEXT: usize = 2 * 1024 * 1024;

/// Text as a sheet, a line each. Lines quoted from another message are passed over and counted.
///
/// # Errors
/// [`Unreadable`], for too much of it.
pub(in crate::document) fn read(text: &str) -> Result<Sheet, Unreadable> {
    if text.len() > MAX_TEXT {
        return Err(Unreadable::TooLarge);
    }
    let mut sheet = Sheet::default();
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('>') {
            sheet.quoted_lines = sheet.quoted_lines.saturating_add(1);
            continue;
        }
        // What follows is a signature.
        if line == "-- " || line == "--" {
            break;
        }
        sheet.count()?;
        sheet.pieces.push(Piece::Line(Line {
            text: line.to_owned(),
            place: format!("line {} of the text", number.saturating_add(1)),
        }));
    }
    Ok(sheet)
}

/// Bytes as characters: UTF-8, UTF-16 that says so, or else the letters of western Windows.
pub(super) fn as_text(bytes: &[u8]) -> Option<String> {
    let wide = |rest: &[u8], order: fn([u8; 2]) -> u16| {
        let units = rest
            .chunks_exact(2)
            .filter_map(|pair| pair.first_chunk::<2>());
        String::from_utf16(&units.map(|pair| order(*pair)).collect::<Vec<_>>()).ok()
    };
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return wide(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return wide(rest, u16::from_be_bytes);
    }
    if bytes.contains(&0) {
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    Some(bytes.iter().map(|byte| western(*byte)).collect())
}

/// One letter of Windows-1252: quotation marks and dashes stand where Latin-1 has none.
fn western(byte: u8) -> char {
    match byte {
        0x85 => '…',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        other => char::from(other),
    }
}
