//! Puts what was found to each question, item by item, and makes the reading. Must never take one of two answers, or one that does
//! not fit.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fit::{Fit, Settled};
use super::labels::BesideKind;
use super::labels::{FormLabels, What};
use super::pairs::{Pair, Pairs, Written};
use super::reading::{Found, Reading, ReadingProblem, Reason, Unread, WhyUnread};
use super::slots::{Items, Page, Slot};
use crate::question::{Question, Section, SectionKind};
use crate::{Fields, FormDefinition};

/// Questions that are answered twice, differently, from which on the document is two forms.
const TWO_FORMS: usize = 3;

/// Makes the reading of one form.
pub(super) fn collect(form: &FormDefinition, labels: &FormLabels, pairs: Pairs) -> Reading {
    let mut collecting = Collecting {
        form,
        labels,
        once: Page::new(),
        items: BTreeMap::new(),
        reading: Reading::default(),
    };
    collecting.reading.confirmed = pairs.confirmed;
    for pair in pairs.all {
        collecting.place(pair);
    }
    collecting.settle();
    collecting.reading
}

struct Collecting<'a> {
    form: &'a FormDefinition,
    labels: &'a FormLabels,
    once: Page,
    items: BTreeMap<String, Items>,
    reading: Reading,
}

impl Collecting<'_> {
    /// Puts one pair to its question.
    fn place(&mut self, pair: Pair) {
        match &pair.answers {
            Ok(What::One(id)) => {
                let id = id.clone();
                self.put(&id, pair);
            }
            Ok(What::Address { lines, postcode }) => {
                let (lines, postcode) = (lines.clone(), postcode.clone());
                self.put_address(&lines, &postcode, &pair);
            }
            Err(why) => {
                let why = *why;
                self.leave(pair, why);
            }
        }
    }

    fn leave(&mut self, pair: Pair, why: WhyUnread) {
        let text = match pair.written {
            Written::Text(text) | Written::Tick(text) => text,
        };
        self.reading.unread.push(Unread {
            label: pair.label,
            text,
            place: pair.place,
            why,
        });
    }

    fn put(&mut self, id: &str, pair: Pair) {
        let section = self.form.question(id).map(|(section, _)| section);
        let page = match section.filter(|section| section.asks_each(id)) {
            None => &mut self.once,
            Some(section) => {
                let items = self.items.entry(section.slug.clone()).or_default();
                let is_tick = matches!(pair.written, Written::Tick(_));
                match items.number(pair.item, id, is_tick) {
                    Some(number) => items.pages.entry(number).or_default(),
                    None => return self.leave(pair, WhyUnread::NoSuchQuestion),
                }
            }
        };
        let slot = page.entry(id.to_owned()).or_default();
        if slot.label.is_empty() {
            slot.label = pair.label;
        }
        match pair.written {
            Written::Text(text) => slot.write(text, pair.place),
            Written::Tick(code) => {
                if slot.ticks.is_empty() {
                    slot.tick_place = pair.place;
                }
                if !slot.ticks.contains(&code) {
                    slot.ticks.push(code);
                }
            }
        }
    }

    /// An address with its postcode at the end.
    fn put_address(&mut self, lines: &str, postcode: &str, pair: &Pair) {
        let Written::Text(text) = &pair.written else {
            return;
        };
        let (before, code) = super::fit::postcode_at_end(text);
        let part = |written: &str| Pair {
            answers: Ok(What::One(String::new())),
            label: pair.label.clone(),
            written: Written::Text(written.to_owned()),
            place: pair.place.clone(),
            item: pair.item,
        };
        if !super::words::is_nothing(before) {
            self.put(lines, part(before));
        }
        match code {
            Some(code) => self.put(postcode, part(&code)),
            None => self.reading.problems.push(ReadingProblem {
                reason: Reason::NoPostcode,
                question: Some(postcode.to_owned()),
                item: None,
                text: text.clone(),
                place: pair.place.clone(),
                message: "The address does not end with a postcode".to_owned(),
            }),
        }
    }

    /// Makes answers of everything, in form order.
    fn settle(&mut self) {
        let differ = |slot: &&Slot| slot.differs();
        if self.once.values().filter(differ).count() >= TWO_FORMS {
            self.two_forms();
            return;
        }
        let form = self.form;
        for section in form.sections() {
            match &section.kind {
                SectionKind::Questions => self.asked_once(section),
                SectionKind::Repeated { max, plural, .. } => self.repeated(section, *max, plural),
                SectionKind::Attachments => {}
            }
        }
        self.beside();
    }

    fn asked_once(&mut self, section: &Section) {
        let mut page = std::mem::take(&mut self.once);
        let fields = self.page(section, None, &section.questions, &mut page);
        self.once = page;
        if !fields.is_blank() {
            self.reading.answers.put(&section.slug, fields);
        }
    }

    fn repeated(&mut self, section: &Section, max: usize, plural: &str) {
        if let Some(any) = section.any() {
            let mut page = std::mem::take(&mut self.once);
            let fields = self.page(section, None, std::slice::from_ref(any), &mut page);
            self.once = page;
            if !fields.is_blank() {
                self.reading.answers.put(&section.slug, fields);
            }
        }
        let Some(items) = self.items.remove(&section.slug) else {
            return;
        };
        let mut n = 0;
        for mut page in items.pages.into_values() {
            if n >= max {
                let texts: Vec<String> = page.values().map(Slot::text).collect();
                self.reading.problems.push(ReadingProblem {
                    reason: Reason::TooMany,
                    question: Some(section.slug.clone()),
                    item: Some(n),
                    text: texts.join("\n"),
                    place: page.values().next().map(Slot::place).unwrap_or_default(),
                    message: format!("The form takes {max} {plural} at most"),
                });
                continue;
            }
            let before = (self.reading.found.len(), self.reading.problems.len());
            let fields = self.page(section, Some(n), &section.questions, &mut page);
            // An empty item of our own document is none.
            if before != (self.reading.found.len(), self.reading.problems.len()) {
                self.reading.answers.put_item(&section.slug, n, fields);
                n = n.saturating_add(1);
            }
        }
    }

    /// The answers of one page, as the boxes of the form.
    fn page(
        &mut self,
        section: &Section,
        item: Option<usize>,
        questions: &[Question],
        page: &mut Page,
    ) -> Fields {
        let fit = Fit {
            form: self.form,
            labels: self.labels,
        };
        self.reading.unread.extend(fit.share(section, page));
        let mut boxes: Vec<(String, String)> = Vec::new();
        for question in questions {
            let Some(slot) = page.get(&question.id) else {
                continue;
            };
            let Settled { answer, problem } = fit.settle(question, slot);
            if let Some((fields, value)) = answer {
                boxes.extend(fields);
                self.found(&question.id, &section.slug, item, slot, value);
            }
            if let Some((reason, message)) = problem {
                self.reading.problems.push(ReadingProblem {
                    reason,
                    question: Some(question.id.clone()),
                    item,
                    text: slot.text(),
                    place: slot.place(),
                    message,
                });
            }
        }
        Fields::bounded(boxes).unwrap_or_else(|_| {
            self.reading.problems.push(ReadingProblem {
                reason: Reason::DoesNotFit,
                question: Some(section.slug.clone()),
                item,
                text: String::new(),
                place: String::new(),
                message: format!("{} holds more than the form takes", section.title),
            });
            Fields::default()
        })
    }

    fn found(&mut self, id: &str, section: &str, item: Option<usize>, slot: &Slot, value: Value) {
        self.reading.found.push(Found {
            question: id.to_owned(),
            section: section.to_owned(),
            item,
            place: slot.place(),
            text: slot.text(),
            value,
        });
    }

    /// What the form does not ask for.
    fn beside(&mut self) {
        let page = std::mem::take(&mut self.once);
        for (id, kind) in &self.labels.beside {
            let Some(slot) = page.get(id) else { continue };
            let text = slot.text();
            let value = match kind {
                _ if slot.differs() => None,
                BesideKind::Text => Some(crate::long_text(&text)),
                BesideKind::Email => crate::normalised_email(&text),
                BesideKind::Date => super::dates::day(&text).map(|day| day.to_string()),
            };
            let Some(value) = value else {
                self.reading.problems.push(ReadingProblem {
                    reason: Reason::DoesNotFit,
                    question: Some(id.clone()),
                    item: None,
                    text,
                    place: slot.place(),
                    message: format!("\"{}\" is not plain", slot.label),
                });
                continue;
            };
            let shown = match kind {
                BesideKind::Date => serde_json::json!({ "from": value, "to": value }),
                BesideKind::Text | BesideKind::Email => Value::String(value.clone()),
            };
            self.found(id, "", None, slot, shown);
            self.reading.beside.insert(id.clone(), value);
        }
    }

    /// Two forms in one document: a person must part them, so nothing is taken.
    fn two_forms(&mut self) {
        let items = std::mem::take(&mut self.items);
        let items = items
            .into_values()
            .flat_map(|items| items.pages.into_values());
        for page in std::iter::once(std::mem::take(&mut self.once)).chain(items) {
            for slot in page.into_values() {
                let texts = slot.texts.into_iter().chain(
                    slot.ticks
                        .iter()
                        .map(|tick| (tick.clone(), slot.tick_place.clone())),
                );
                self.reading
                    .unread
                    .extend(texts.map(|(text, place)| Unread {
                        label: slot.label.clone(),
                        text,
                        place,
                        why: WhyUnread::NotOneForm,
                    }));
            }
        }
        self.reading.leave_out(
            Reason::TwoForms,
            "There is more than one filled form in the document. Nothing was taken from it.",
        );
    }
}
