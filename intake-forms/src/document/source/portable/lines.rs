//! Pieces of a page's text put back into lines by height, and into columns by the gaps between them. Must never join what stands
//! far apart.

use crate::document::source::sheet::{Cell, Line, Piece, Sheet, Table};

/// How much of its size a letter is wide, about.
const LETTER: f32 = 0.5;
/// A gap of this many sizes parts two columns.
const GAP: f32 = 1.6;
/// Lines nearer than this many sizes are one paragraph.
const NEAR: f32 = 1.4;
/// Points by which things at the same place may differ.
const SAME: f32 = 3.0;

/// Some characters, and where they begin.
#[derive(Debug, Clone)]
pub(in crate::document) struct Fragment {
    pub(in crate::document) x: f32,
    pub(in crate::document) y: f32,
    /// Of its letters, in points.
    pub(in crate::document) size: f32,
    pub(in crate::document) text: String,
}

impl Fragment {
    /// Where it ends, about.
    fn end(&self) -> f32 {
        let letters = u16::try_from(self.text.chars().count()).unwrap_or(u16::MAX);
        self.x + f32::from(letters) * self.size * LETTER
    }
}

/// One line: its height, and its columns with where they begin.
#[derive(Debug)]
struct Row {
    y: f32,
    size: f32,
    cells: Vec<(f32, String)>,
}

/// Puts a page's pieces on the sheet: lines with columns as a table, others as lines.
pub(in crate::document) fn push_lines(fragments: Vec<Fragment>, place: &str, sheet: &mut Sheet) {
    let mut table = Table::default();
    for row in joined(rows(fragments)) {
        if row.cells.len() > 1 {
            table.rows.push(row.cells.into_iter().map(cell).collect());
            continue;
        }
        push_table(&mut table, place, sheet);
        sheet.pieces.push(Piece::Line(Line {
            text: row.cells.into_iter().map(|(_, text)| text).collect(),
            place: place.to_owned(),
        }));
    }
    push_table(&mut table, place, sheet);
}

fn push_table(table: &mut Table, place: &str, sheet: &mut Sheet) {
    let mut table = std::mem::take(table);
    if !table.rows.is_empty() {
        place.clone_into(&mut table.place);
        sheet.pieces.push(Piece::Table(table));
    }
}

fn cell((_, text): (f32, String)) -> Cell {
    Cell {
        text,
        controls: Vec::new(),
    }
}

fn rows(mut fragments: Vec<Fragment>) -> Vec<Row> {
    fragments.retain(|fragment| !fragment.text.trim().is_empty());
    // From the top of the page; what stands at the same height in the order it was written, then from the left.
    fragments.sort_by(|one, other| other.y.total_cmp(&one.y));
    let mut lines: Vec<Vec<Fragment>> = Vec::new();
    for fragment in fragments {
        match lines.last_mut() {
            Some(line)
                if line
                    .first()
                    .is_some_and(|first| (first.y - fragment.y).abs() < SAME) =>
            {
                line.push(fragment);
            }
            _ => lines.push(vec![fragment]),
        }
    }
    lines.into_iter().map(row).collect()
}

fn row(mut line: Vec<Fragment>) -> Row {
    line.sort_by(|one, other| one.x.total_cmp(&other.x));
    let y = line.first().map_or(0.0, |first| first.y);
    let size = line.first().map_or(12.0, |first| first.size);
    let mut cells: Vec<(f32, String)> = Vec::new();
    let mut end = f32::MIN;
    for fragment in line {
        let next = fragment.end();
        match cells.last_mut() {
            Some((_, text)) if fragment.x - end < fragment.size * GAP => {
                let apart = fragment.x - end > -fragment.size;
                if apart && !text.ends_with(' ') && !fragment.text.starts_with(' ') {
                    text.push(' ');
                }
                text.push_str(&fragment.text);
            }
            _ => cells.push((fragment.x, fragment.text)),
        }
        end = next;
    }
    Row { y, size, cells }
}

/// Lines that only go on with a cell of the line above are put back into it.
fn joined(rows: Vec<Row>) -> Vec<Row> {
    let mut out: Vec<(Row, f32)> = Vec::new();
    for row in rows {
        let goes_on = out.last().is_some_and(|(above, bottom)| {
            above.cells.len() > 1
                && bottom - row.y < row.size * NEAR
                && row.cells.len() < above.cells.len()
                && row.cells.iter().all(|(x, _)| column(above, *x).is_some())
        });
        let y = row.y;
        match out.last_mut() {
            Some((above, bottom)) if goes_on => {
                go_on(above, row);
                *bottom = y;
            }
            _ => out.push((row, y)),
        }
    }
    out.into_iter().map(|(row, _)| row).collect()
}

/// Puts each cell's words after those above.
fn go_on(above: &mut Row, row: Row) {
    for (x, text) in row.cells {
        let cell = column(above, x).and_then(|place| above.cells.get_mut(place));
        if let Some((_, words)) = cell {
            words.push(' ');
            words.push_str(&text);
        }
    }
}

fn column(row: &Row, x: f32) -> Option<usize> {
    row.cells.iter().position(|(at, _)| (at - x).abs() < SAME)
}
