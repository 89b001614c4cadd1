//! Tables of labels and answers: side by side, one above the other, or a row of labels with answers in rows below. Must never take
//! a label for an answer.

use super::labels::{Meaning, What};
use super::pairs::{Finding, Item};
use super::source::sheet::{Cell, Control, Table};
use super::words::normal;

/// Characters in a heading that nobody knows, at most.
const MAX_HEADING: usize = 80;

/// What a table asks for so far.
#[derive(Debug, Default)]
struct Asked {
    /// The labels of the columns.
    columns: Option<Vec<(Meaning, String)>>,
    /// A label alone in its row, whose answer may be in the next.
    above: Option<String>,
}

impl Finding<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        self.close();
        let mut asked = Asked::default();
        for (number, row) in table.rows.iter().enumerate() {
            let place = table.row_place(number);
            self.rows = self.rows.saturating_add(1);
            self.controls(row);
            if let [cell] = row.as_slice() {
                asked.columns = None;
                self.single(cell, &place, &mut asked);
                continue;
            }
            asked.above = None;
            if self.below_columns(row, &place, asked.columns.as_deref()) {
                continue;
            }
            asked.columns = self.columns(row, table.rows.get(number.saturating_add(1)));
            if asked.columns.is_none() {
                self.side_by_side(row, &place);
            }
        }
        self.close();
    }

    /// The controls of a row. Several for the same repeated section make the row an item.
    fn controls(&mut self, row: &[Cell]) {
        let ours = row.iter().flat_map(|cell| &cell.controls);
        let mut repeated: Vec<&str> = ours
            .clone()
            .map(|control| control.tag.as_str())
            .filter(|id| self.is_repeated(&What::One((*id).to_owned())))
            .collect();
        repeated.sort_unstable();
        repeated.dedup();
        let item = if repeated.len() > 1 {
            Item::Row(self.rows)
        } else {
            Item::Last
        };
        let known: Vec<&Control> = ours.filter(|control| self.is_known(control)).collect();
        for control in known {
            self.control(control, item);
        }
    }

    /// One cell across: a heading, a label above its answer, a label and its answer in one cell, or labelled text.
    fn single(&mut self, cell: &Cell, place: &str, asked: &mut Asked) {
        let text = cell.text.trim();
        let above = asked.above.take();
        if text.is_empty() || self.answers_itself(cell) {
            return;
        }
        let first = text.lines().next().unwrap_or_default();
        let rest = text.get(first.len()..).unwrap_or_default().trim();
        if self.is_label(first) {
            if rest.is_empty() {
                asked.above = Some(first.to_owned());
            } else {
                self.keep(first, rest, place);
            }
        } else if self.is_heading(text) {
            self.heading(text);
        } else if let Some(label) = above {
            self.keep(&label, text, place);
        } else if rest.is_empty() && first.chars().count() <= MAX_HEADING && !first.contains(':') {
            self.heading(text);
        } else if text
            .lines()
            .any(|line| self.known_label(line.trim()).is_some())
        {
            self.paragraph(text, place);
            self.close();
        } else if rest.is_empty() {
            let (label, value) = text.split_once(':').unwrap_or(("", text));
            self.keep(label, value, place);
        } else {
            self.keep(first, rest, place);
        }
    }

    /// The labels of a row of labels; none when it is not one.
    fn columns(&self, row: &[Cell], below: Option<&Vec<Cell>>) -> Option<Vec<(Meaning, String)>> {
        let below = below.filter(|below| below.len() == row.len())?;
        if self.starts_with_label(below) || row.iter().any(|cell| !cell.controls.is_empty()) {
            return None;
        }
        let labels: Vec<(Meaning, String)> = row
            .iter()
            .map(|cell| (self.label(cell).0, cell.text.trim().to_owned()))
            .collect();
        let known = labels
            .iter()
            .filter(|(meaning, _)| matches!(meaning, Meaning::One(_)))
            .count();
        let unknown = labels
            .iter()
            .filter(|(meaning, text)| *meaning == Meaning::Nothing && !is_counter(text));
        (known >= 2 && unknown.count() == 0).then_some(labels)
    }

    fn starts_with_label(&self, row: &[Cell]) -> bool {
        row.first()
            .is_some_and(|cell| matches!(self.label(cell).0, Meaning::One(_)))
    }

    /// Whether the row was read as answers below a row of labels.
    fn below_columns(
        &mut self,
        row: &[Cell],
        place: &str,
        columns: Option<&[(Meaning, String)]>,
    ) -> bool {
        let Some(columns) = columns.filter(|columns| columns.len() == row.len()) else {
            return false;
        };
        if self.starts_with_label(row) {
            return false;
        }
        for (cell, (meaning, label)) in row.iter().zip(columns) {
            if self.answers_itself(cell) {
                continue;
            }
            let item = match meaning {
                Meaning::One(what) if self.is_repeated(what) => Item::Row(self.rows),
                _ => Item::Last,
            };
            if *meaning != Meaning::Nothing {
                self.keep_as(meaning.clone(), item, label, &cell.text, place);
            }
        }
        true
    }

    /// "label | answer", perhaps twice in a row, perhaps with the name of the section before.
    fn side_by_side(&mut self, row: &[Cell], place: &str) {
        let mut at = 0;
        while let Some(cell) = row.get(at) {
            at = at.saturating_add(1);
            let text = cell.text.trim();
            if text.is_empty() || (at == 1 && is_counter(text)) {
                continue;
            }
            let (meaning, item) = self.label(cell);
            if meaning == Meaning::Nothing && self.names_section(row, at, text) {
                self.heading(text);
                continue;
            }
            let values = self.values(row, at);
            at = at.saturating_add(values.len());
            let mut both = std::iter::once(cell).chain(values);
            if both.any(|cell| self.answers_itself(cell)) {
                continue;
            }
            let value: Vec<&str> = values.iter().map(|cell| cell.text.trim()).collect();
            self.keep_as(meaning, item, first_line(text), &value.join("\n"), place);
        }
    }

    /// Whether a cell before `at` that is no label says what the row is about: a label and its answer follow, or nothing.
    fn names_section(&self, row: &[Cell], at: usize, text: &str) -> bool {
        let after = row.get(at..).unwrap_or_default();
        let empty = |cell: &Cell| cell.text.trim().is_empty() && cell.controls.is_empty();
        (after.len() > 1 && self.starts_with_label(after))
            || (after.iter().all(empty) && self.is_heading(text))
    }

    /// The cells from `at` on that belong to the label before them: all up to the next label.
    fn values<'r>(&self, row: &'r [Cell], at: usize) -> &'r [Cell] {
        let after = row.get(at..).unwrap_or_default();
        // In a row of two or three, what follows a label is its answer, even if it reads like a label.
        let certain = usize::from(row.len() < 4);
        let next = (certain..after.len())
            .find(|place| self.starts_with_label(after.get(*place..).unwrap_or_default()));
        after.get(..next.unwrap_or(after.len())).unwrap_or_default()
    }

    /// What a cell means as a label: all of it, or its first line with a hint below.
    fn label(&self, cell: &Cell) -> (Meaning, Item) {
        let text = cell.text.trim();
        match self.meaning(text) {
            (Meaning::Nothing, _) => self.meaning(first_line(text)),
            found => found,
        }
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim()
}

/// A cell that only counts rows: "1", "No.".
fn is_counter(text: &str) -> bool {
    let words = normal(text);
    words.is_empty() || words == "no" || words.chars().all(|c| c.is_ascii_digit())
}
