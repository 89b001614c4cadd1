//! What a document says, whatever it was written with: headings, lines, tables and controls in the order a person reads them. Must
//! never know a form or decide what is an answer.

use crate::document::Unreadable;

/// Paragraphs, cells and controls of one document, at most.
const MAX_PIECES: usize = 50_000;

/// A document in reading order.
#[derive(Debug, Default)]
pub(in crate::document) struct Sheet {
    pub(in crate::document) pieces: Vec<Piece>,
    /// Names and values that the document carries about itself.
    pub(in crate::document) properties: Vec<(String, String)>,
    /// Whether the document has a program in it. It is never run.
    pub(in crate::document) has_program: bool,
    /// Lines of another message, quoted in this one, that were passed over.
    pub(in crate::document) quoted_lines: usize,
    count: usize,
}

/// One thing in a document.
#[derive(Debug)]
pub(in crate::document) enum Piece {
    /// A line that stands above others.
    Heading(Line),
    /// A paragraph, or a line of a text.
    Line(Line),
    /// A table.
    Table(Table),
    /// A control outside any table's cell, or a field of a PDF.
    Control(Control),
}

/// Characters, and where they stand.
#[derive(Debug, Default, Clone)]
pub(in crate::document) struct Line {
    pub(in crate::document) text: String,
    pub(in crate::document) place: String,
}

/// A table.
#[derive(Debug, Default)]
pub(in crate::document) struct Table {
    /// "table 2", or "page 1".
    pub(in crate::document) place: String,
    /// Whether rows are counted in the place of an answer.
    pub(in crate::document) counts_rows: bool,
    pub(in crate::document) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Where a row stands, counted from 0.
    pub(in crate::document) fn row_place(&self, row: usize) -> String {
        if self.counts_rows {
            format!("{}, row {}", self.place, row.saturating_add(1))
        } else {
            self.place.clone()
        }
    }
}

/// A cell of a table.
#[derive(Debug, Default)]
pub(in crate::document) struct Cell {
    /// Its paragraphs, parted by line ends; without what a control only says to show what to write.
    pub(in crate::document) text: String,
    pub(in crate::document) controls: Vec<Control>,
}

/// A place that was made to be filled in.
#[derive(Debug, Default, Clone)]
pub(in crate::document) struct Control {
    /// The name that its maker gave it.
    pub(in crate::document) tag: String,
    /// The name that a person is shown.
    pub(in crate::document) title: String,
    /// What stands in it.
    pub(in crate::document) text: String,
    /// For a box to tick: whether it is ticked.
    pub(in crate::document) ticked: Option<bool>,
    /// Whether the document says that what stands in it is only a prompt. Programs that fill in forms forget to take this back.
    pub(in crate::document) prompt: bool,
    pub(in crate::document) place: String,
}

impl Sheet {
    /// Counts one more piece.
    ///
    /// # Errors
    /// [`Unreadable::TooLarge`] when there are too many.
    pub(in crate::document) fn count(&mut self) -> Result<(), Unreadable> {
        self.count = self.count.saturating_add(1);
        if self.count > MAX_PIECES {
            return Err(Unreadable::TooLarge);
        }
        Ok(())
    }

    /// The value of a property.
    pub(in crate::document) fn property(&self, name: &str) -> Option<&str> {
        self.properties
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether nothing at all is written.
    pub(in crate::document) fn is_blank(&self) -> bool {
        self.pieces.iter().all(|piece| match piece {
            Piece::Heading(line) | Piece::Line(line) => line.text.trim().is_empty(),
            Piece::Table(table) => table
                .rows
                .iter()
                .flatten()
                .all(|cell| cell.text.trim().is_empty() && cell.controls.is_empty()),
            Piece::Control(_) => false,
        })
    }
}
