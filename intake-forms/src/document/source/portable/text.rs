//! The text of a PDF's pages, put back into lines and columns by where it stands. Must never take a picture for text.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Encoding, Object, ObjectId};

use super::lines::{Fragment, push_lines};
use crate::document::Unreadable;
use crate::document::source::sheet::Sheet;

/// Pages, at most.
const MAX_PAGES: usize = 100;
/// Bytes that the text of one page may unpack to, and a font's table.
const MAX_PAGE: usize = 4 * 1024 * 1024;
/// Bytes that the text of all pages may unpack to.
const MAX_PAGES_TOGETHER: usize = 32 * 1024 * 1024;
/// States kept for later, at most.
const MAX_SAVED: usize = 64;
/// Less than this far back, in thousandths of the size of a letter, is a space.
const SPACE: f32 = -180.0;

/// A place and a scale: six numbers, as PDF has them.
type Matrix = [f32; 6];
const UNMOVED: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// Reads the text of every page.
///
/// # Errors
/// [`Unreadable::TooLarge`].
pub(in crate::document) fn read(document: &Document, sheet: &mut Sheet) -> Result<(), Unreadable> {
    let mut left = MAX_PAGES_TOGETHER;
    for (number, page) in document.page_iter().take(MAX_PAGES).enumerate() {
        let content = document
            .get_page_content_with_limit(page, MAX_PAGE.min(left))
            .map_err(|_| Unreadable::TooLarge)?;
        left = left.saturating_sub(content.len());
        let mut shown = Shown::new(encodings(document, page));
        for operation in Content::decode_iter(&content) {
            let Ok(operation) = operation else { break };
            shown.follow(&operation, sheet)?;
        }
        let place = format!("page {}", number.saturating_add(1));
        push_lines(shown.fragments, &place, sheet);
    }
    Ok(())
}

fn encodings(document: &Document, page: ObjectId) -> BTreeMap<Vec<u8>, Encoding<'_>> {
    let fonts = document.get_page_fonts(page).unwrap_or_default();
    let read = fonts.into_iter().filter_map(|(name, font)| {
        let encoding = font.get_font_encoding_with_limit(document, MAX_PAGE).ok()?;
        Some((name, encoding))
    });
    read.collect()
}

/// What a page shows, as its operations are followed.
struct Shown<'a> {
    encodings: BTreeMap<Vec<u8>, Encoding<'a>>,
    font: Vec<u8>,
    size: f32,
    leading: f32,
    /// Of the page, and those kept for later.
    page: Matrix,
    saved: Vec<Matrix>,
    /// Of the line of text.
    line: Matrix,
    /// Whether the next text goes on where the last ended.
    goes_on: bool,
    fragments: Vec<Fragment>,
}

impl<'a> Shown<'a> {
    fn new(encodings: BTreeMap<Vec<u8>, Encoding<'a>>) -> Self {
        Self {
            encodings,
            font: Vec::new(),
            size: 12.0,
            leading: 0.0,
            page: UNMOVED,
            saved: Vec::new(),
            line: UNMOVED,
            goes_on: false,
            fragments: Vec::new(),
        }
    }

    fn follow(&mut self, operation: &Operation, sheet: &mut Sheet) -> Result<(), Unreadable> {
        let numbers: Vec<f32> = operation
            .operands
            .iter()
            .filter_map(|operand| operand.as_float().ok())
            .collect();
        match (operation.operator.as_str(), numbers.as_slice()) {
            ("q", _) if self.saved.len() < MAX_SAVED => self.saved.push(self.page),
            ("Q", _) => self.page = self.saved.pop().unwrap_or(self.page),
            ("cm", six) => {
                self.page = matrix(six).map_or(self.page, |by| product(by, self.page));
            }
            ("BT", _) => self.move_to(UNMOVED),
            ("Tf", _) => {
                if let Some(Object::Name(font)) = operation.operands.first() {
                    self.font.clone_from(font);
                }
                self.size = numbers.last().copied().unwrap_or(self.size);
            }
            ("TL", &[leading]) => self.leading = leading,
            ("Tm", six) => self.move_to(matrix(six).unwrap_or(self.line)),
            ("Td", &[x, y]) => self.next_line(x, y),
            ("TD", &[x, y]) => {
                self.leading = -y;
                self.next_line(x, y);
            }
            ("T*", _) => self.next_line(0.0, -self.leading),
            ("'" | "\"", _) => {
                self.next_line(0.0, -self.leading);
                self.show(
                    operation.operands.last().map_or(&[], std::slice::from_ref),
                    sheet,
                )?;
            }
            ("Tj", _) => self.show(&operation.operands, sheet)?,
            ("TJ", _) => {
                if let Some(Object::Array(parts)) = operation.operands.first() {
                    self.show(parts, sheet)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn move_to(&mut self, line: Matrix) {
        self.line = line;
        self.goes_on = false;
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.move_to(product([1.0, 0.0, 0.0, 1.0, x, y], self.line));
    }

    fn show(&mut self, parts: &[Object], sheet: &mut Sheet) -> Result<(), Unreadable> {
        let Some(encoding) = self.encodings.get(&self.font) else {
            return Ok(());
        };
        let mut text = String::new();
        for part in parts {
            match part {
                Object::String(bytes, _) => {
                    text.push_str(&encoding.bytes_to_string(bytes).unwrap_or_default());
                }
                other if other.as_float().is_ok_and(|back| back < SPACE) => text.push(' '),
                _ => {}
            }
        }
        if text.is_empty() {
            return Ok(());
        }
        if self.goes_on
            && let Some(last) = self.fragments.last_mut()
        {
            last.text.push_str(&text);
            return Ok(());
        }
        sheet.count()?;
        let [_, _, _, tall, x, y] = product(self.line, self.page);
        self.goes_on = true;
        self.fragments.push(Fragment {
            x,
            y,
            size: (self.size * tall).abs().clamp(4.0, 100.0),
            text,
        });
        Ok(())
    }
}

/// One move after another.
fn product(first: Matrix, then: Matrix) -> Matrix {
    let [wide, up, lean, tall, right, above] = first;
    let by = |x: f32, y: f32| [x * then[0] + y * then[2], x * then[1] + y * then[3]];
    let ([across, rising], [leaning, height]) = (by(wide, up), by(lean, tall));
    let [x, y] = by(right, above);
    [across, rising, leaning, height, x + then[4], y + then[5]]
}

/// The six numbers of a matrix.
fn matrix(numbers: &[f32]) -> Option<Matrix> {
    numbers.try_into().ok()
}
