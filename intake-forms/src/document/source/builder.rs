//! Puts a sheet together from what a reader of one format meets: tables in tables, paragraphs, controls around either. Must never
//! grow faster than the document does.

use crate::document::Unreadable;
use crate::document::source::sheet::{Cell, Control, Line, Piece, Sheet, Table};

/// Controls within controls, at most: each of them keeps its own copy of the text.
const MAX_CONTROLS_OPEN: usize = 8;
/// Bytes that one control's answer may have before the rest is left to its cell.
const MAX_CONTROL_TEXT: usize = 256 * 1024;

/// A sheet being made.
#[derive(Debug, Default)]
pub(in crate::document) struct Builder {
    sheet: Sheet,
    tables: Vec<OpenTable>,
    paragraphs: Vec<OpenParagraph>,
    controls: Vec<OpenControl>,
    tables_seen: usize,
    lines_seen: usize,
}

#[derive(Debug, Default)]
struct OpenTable {
    table: Table,
    row: Vec<Cell>,
    cell: Option<Cell>,
}

#[derive(Debug, Default)]
struct OpenParagraph {
    text: String,
    heading: bool,
}

/// A control that is not closed yet.
#[derive(Debug, Default)]
pub(in crate::document) struct OpenControl {
    pub(in crate::document) tag: String,
    pub(in crate::document) title: String,
    /// Whether what stands in it is only the prompt.
    pub(in crate::document) prompt: bool,
    pub(in crate::document) ticked: Option<bool>,
    pub(in crate::document) text: String,
    /// How many paragraphs were open when it began.
    pub(in crate::document) paragraphs_then: usize,
}

impl Builder {
    /// The sheet, whatever was left open.
    pub(in crate::document) fn finish(mut self) -> Sheet {
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.sheet
    }

    pub(in crate::document) fn open_table(&mut self) -> Result<(), Unreadable> {
        self.sheet.count()?;
        self.tables_seen = self.tables_seen.saturating_add(1);
        let table = Table {
            place: format!("table {}", self.tables_seen),
            counts_rows: true,
            rows: Vec::new(),
        };
        self.tables.push(OpenTable {
            table,
            ..OpenTable::default()
        });
        Ok(())
    }

    pub(in crate::document) fn close_table(&mut self) {
        self.close_row();
        if let Some(open) = self.tables.pop() {
            self.sheet.pieces.push(Piece::Table(open.table));
        }
    }

    pub(in crate::document) fn close_row(&mut self) {
        self.close_cell();
        if let Some(open) = self.tables.last_mut() {
            let row = std::mem::take(&mut open.row);
            if !row.is_empty() {
                open.table.rows.push(row);
            }
        }
    }

    pub(in crate::document) fn open_cell(&mut self) -> Result<(), Unreadable> {
        self.sheet.count()?;
        self.close_cell();
        if let Some(open) = self.tables.last_mut() {
            open.cell = Some(Cell::default());
        }
        Ok(())
    }

    pub(in crate::document) fn close_cell(&mut self) {
        if let Some(open) = self.tables.last_mut()
            && let Some(cell) = open.cell.take()
        {
            open.row.push(cell);
        }
    }

    pub(in crate::document) fn open_paragraph(&mut self, heading: bool) -> Result<(), Unreadable> {
        self.sheet.count()?;
        self.paragraphs.push(OpenParagraph {
            text: String::new(),
            heading,
        });
        Ok(())
    }

    /// Says that the open paragraph stands above others.
    pub(in crate::document) fn make_heading(&mut self) {
        if let Some(open) = self.paragraphs.last_mut() {
            open.heading = true;
        }
    }

    pub(in crate::document) fn close_paragraph(&mut self) {
        let depth = self.paragraphs.len();
        for control in &mut self.controls {
            if control.paragraphs_then < depth && !control.text.is_empty() {
                control.text.push('\n');
            }
        }
        let Some(done) = self.paragraphs.pop() else {
            return;
        };
        if let Some(cell) = self.tables.last_mut().and_then(|open| open.cell.as_mut()) {
            cell.text.push_str(&done.text);
            cell.text.push('\n');
            return;
        }
        self.lines_seen = self.lines_seen.saturating_add(1);
        let line = Line {
            text: done.text,
            place: format!("paragraph {}", self.lines_seen),
        };
        let piece = if done.heading {
            Piece::Heading(line)
        } else {
            Piece::Line(line)
        };
        self.sheet.pieces.push(piece);
    }

    /// Characters where the reader is now; a prompt's are not kept.
    pub(in crate::document) fn push(&mut self, text: &str) {
        if self.controls.iter().any(|control| control.prompt) {
            if let Some(control) = self.controls.last_mut() {
                control.text.push_str(text);
            }
            return;
        }
        for control in &mut self.controls {
            if control.text.len() < MAX_CONTROL_TEXT {
                control.text.push_str(text);
            }
        }
        if let Some(open) = self.paragraphs.last_mut() {
            open.text.push_str(text);
        }
    }

    pub(in crate::document) fn open_control(
        &mut self,
        control: OpenControl,
    ) -> Result<(), Unreadable> {
        self.sheet.count()?;
        if self.controls.len() >= MAX_CONTROLS_OPEN {
            return Err(Unreadable::TooLarge);
        }
        let paragraphs_then = self.paragraphs.len();
        self.controls.push(OpenControl {
            paragraphs_then,
            ..control
        });
        Ok(())
    }

    /// The control that was opened last, to say what becomes known of it.
    pub(in crate::document) fn control(&mut self) -> Option<&mut OpenControl> {
        self.controls.last_mut()
    }

    pub(in crate::document) fn close_control(&mut self) {
        let Some(open) = self.controls.pop() else {
            return;
        };
        if open.tag.is_empty() && open.title.is_empty() {
            return;
        }
        let place = match self.tables.last() {
            Some(table) => format!(
                "content control in {}",
                table.table.row_place(table.table.rows.len())
            ),
            None => "content control".to_owned(),
        };
        let control = Control {
            tag: open.tag,
            title: open.title,
            text: open.text.trim().to_owned(),
            ticked: open.ticked,
            prompt: open.prompt,
            place,
        };
        let inside = self
            .tables
            .last_mut()
            .and_then(|open| open.cell.as_mut().or(open.row.last_mut()));
        match inside {
            Some(cell) => cell.controls.push(control),
            None => self.sheet.pieces.push(Piece::Control(control)),
        }
    }
}
