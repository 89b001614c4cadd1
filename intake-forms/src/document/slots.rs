//! What is written for each question before it is an answer: all texts and ticks, and the items of repeated sections in order. Must
//! never choose between two texts.

use std::collections::BTreeMap;

use super::pairs::Item;

/// The items of one repeated section, at most, whatever the form takes.
const MAX_ITEMS: u32 = 200;

/// What stands before the place of a text that stands in a control.
pub(super) const IN_CONTROL: &str = "content control in ";

/// All that is written for one question.
#[derive(Debug, Default, Clone)]
pub(super) struct Slot {
    /// What is written, and where.
    pub(super) texts: Vec<(String, String)>,
    /// The codes of options that were ticked.
    pub(super) ticks: Vec<String>,
    /// Where the first tick is.
    pub(super) tick_place: String,
    /// The label beside it.
    pub(super) label: String,
}

impl Slot {
    /// Whether two things are written that are not the same.
    pub(super) fn differs(&self) -> bool {
        let mut texts = self
            .texts
            .iter()
            .map(|(text, _)| super::words::normal(text));
        let first = texts.next();
        texts.any(|text| Some(text) != first)
    }

    /// One more text. A cell that goes on where the control in it ends has the whole of what is written there: people write below it, and
    /// some programs put only the first paragraph into it.
    pub(super) fn write(&mut self, text: String, place: String) {
        let is_in = |inner: &str, outer: &str| inner.strip_prefix(IN_CONTROL) == Some(outer);
        for (known, at) in &mut self.texts {
            if is_in(at, &place) && text.starts_with(known.as_str()) {
                (*known, *at) = (text, place);
                return;
            }
            if is_in(&place, at) && known.starts_with(&text) {
                return;
            }
        }
        self.texts.push((text, place));
    }

    /// Everything written, a line each.
    pub(super) fn text(&self) -> String {
        let texts: Vec<&str> = self.texts.iter().map(|(text, _)| text.as_str()).collect();
        if texts.is_empty() {
            self.ticks.join(", ")
        } else {
            texts.join("\n")
        }
    }

    /// Everywhere it is written.
    pub(super) fn place(&self) -> String {
        let mut places: Vec<&str> = self.texts.iter().map(|(_, place)| place.as_str()).collect();
        if places.is_empty() {
            places.push(&self.tick_place);
        }
        places.dedup();
        places.join("; ")
    }
}

/// The questions' slots of a section that is asked once, or of one item.
pub(super) type Page = BTreeMap<String, Slot>;

/// The items of a repeated section, by their number.
#[derive(Debug, Default)]
pub(super) struct Items {
    pub(super) pages: BTreeMap<u32, Page>,
    rows: BTreeMap<usize, u32>,
    last: u32,
}

impl Items {
    /// The number of the item that this belongs to; none when there are too many.
    pub(super) fn number(&mut self, item: Item, question: &str, is_tick: bool) -> Option<u32> {
        let next = self
            .pages
            .keys()
            .next_back()
            .map_or(1, |last| last.saturating_add(1));
        let number = match item {
            Item::Number(number) => number,
            Item::Row(row) => *self.rows.entry(row).or_insert(next),
            Item::Last if self.last == 0 => 1,
            Item::Last => {
                let answered = self
                    .pages
                    .get(&self.last)
                    .and_then(|page| page.get(question))
                    .is_some_and(|slot| !slot.texts.is_empty());
                if answered && !is_tick {
                    next
                } else {
                    self.last
                }
            }
        };
        if number > MAX_ITEMS {
            return None;
        }
        self.last = number;
        Some(number)
    }
}
