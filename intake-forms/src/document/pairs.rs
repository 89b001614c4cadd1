//! Labels and what is written beside them, as one form would understand the document. Finds where an answer stands; must never
//! decide whether it is one.

use std::collections::BTreeSet;

use super::labels::{Context, FormLabels, Meaning, What};
use super::reading::WhyUnread;
use super::source::sheet::{Cell, Control, Piece, Sheet};
use super::words::{normal, numbered};
use crate::FormDefinition;

/// One thing that is written, with what it seems to answer.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) answers: Result<What, WhyUnread>,
    pub(super) label: String,
    pub(super) written: Written,
    pub(super) place: String,
    pub(super) item: Item,
}

/// What stands beside a label.
#[derive(Debug)]
pub(super) enum Written {
    Text(String),
    /// An option of this code was ticked.
    Tick(String),
}

/// Which item of a repeated section it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// The document says which.
    Number(u32),
    /// All that has this mark is one item.
    Row(usize),
    /// It does not say: the item begun last, unless that has an answer already.
    Last,
}

/// What was found for one form.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    pub(super) all: Vec<Pair>,
    /// Whether the title of the form stands in the document.
    pub(super) titled: bool,
    /// The ids of the declarations that were ticked.
    pub(super) confirmed: BTreeSet<String>,
}

impl Pairs {
    /// How many different questions have a label here.
    pub(super) fn questions(&self) -> usize {
        let different: BTreeSet<&What> = self
            .all
            .iter()
            .filter_map(|pair| pair.answers.as_ref().ok())
            .collect();
        different.len()
    }
}

/// Walks the document with one form in mind.
pub(super) fn find(sheet: &Sheet, form: &FormDefinition, labels: &FormLabels) -> Pairs {
    let mut finding = Finding::new(form, labels);
    for piece in &sheet.pieces {
        match piece {
            Piece::Heading(line) => {
                finding.close();
                finding.heading(&line.text);
            }
            Piece::Line(line) => finding.paragraph(&line.text, &line.place),
            Piece::Table(table) => finding.table(table),
            Piece::Control(control) => finding.control(control, Item::Last),
        }
    }
    finding.close();
    finding.found
}

/// The walk.
#[derive(Debug)]
pub(super) struct Finding<'a> {
    pub(super) form: &'a FormDefinition,
    pub(super) labels: &'a FormLabels,
    pub(super) found: Pairs,
    context: Context,
    /// The number in the heading of an item.
    item: Option<u32>,
    /// A label whose answer may go on in the next line.
    pub(super) open: Option<super::lines::Open>,
    pub(super) rows: usize,
}

impl<'a> Finding<'a> {
    fn new(form: &'a FormDefinition, labels: &'a FormLabels) -> Self {
        Self {
            form,
            labels,
            found: Pairs::default(),
            context: Context::Open,
            item: None,
            open: None,
            rows: 0,
        }
    }

    /// Takes note of a heading, known or not: what stands below belongs to it.
    pub(super) fn heading(&mut self, text: &str) {
        let words = normal(text);
        if words.is_empty() {
            return;
        }
        if self.labels.titles.contains(&words) {
            self.found.titled = true;
        }
        if let Some((section, number)) = self.item_heading(&words) {
            self.context = Context::Sections(BTreeSet::from([section]));
            self.item = Some(number);
            return;
        }
        self.context = self.labels.heading(text).unwrap_or_default();
        self.item = None;
    }

    /// Whether this is a heading that the form or the table of labels knows.
    pub(super) fn is_heading(&self, text: &str) -> bool {
        let words = normal(text);
        self.labels.titles.contains(&words)
            || self.item_heading(&words).is_some()
            || self.labels.heading(text).is_some()
    }

    /// "incident 2", with the section that it is an item of.
    fn item_heading(&self, words: &str) -> Option<(String, u32)> {
        self.labels.repeated.iter().find_map(|(slug, singular)| {
            let (number, rest) = numbered(words, singular)?;
            (rest.is_empty() || rest == *singular).then(|| (slug.clone(), number))
        })
    }

    /// What a label means here, and which item its number says.
    pub(super) fn meaning(&self, label: &str) -> (Meaning, Item) {
        let here = self.item.map_or(Item::Last, Item::Number);
        let words = normal(label);
        let whole = self.labels.meaning(&words, &self.context);
        if whole != Meaning::Nothing || words.is_empty() {
            return (whole, here);
        }
        for (slug, singular) in &self.labels.repeated {
            let Some((number, rest)) = numbered(&words, singular) else {
                continue;
            };
            let inside = Context::Sections(BTreeSet::from([slug.clone()]));
            if let Meaning::One(what) = self.labels.meaning(&rest, &inside)
                && self.is_in(&what, slug)
            {
                return (Meaning::One(what), Item::Number(number));
            }
        }
        (Meaning::Nothing, here)
    }

    fn is_in(&self, what: &What, slug: &str) -> bool {
        let What::One(id) = what else { return false };
        self.form
            .question(id)
            .is_some_and(|(section, _)| section.slug == slug)
    }

    /// Whether a text is a label of a question, here.
    pub(super) fn is_label(&self, text: &str) -> bool {
        self.meaning(text).0 != Meaning::Nothing
    }

    /// Whether a question is asked for each item.
    pub(super) fn is_repeated(&self, what: &What) -> bool {
        let What::One(id) = what else { return false };
        self.form
            .question(id)
            .is_some_and(|(section, _)| section.asks_each(id))
    }

    /// Keeps a label with what is written beside it.
    pub(super) fn keep(&mut self, label: &str, text: &str, place: &str) {
        let (meaning, item) = self.meaning(label);
        self.keep_as(meaning, item, label, text, place);
    }

    /// Keeps it for an item that the place says.
    pub(super) fn keep_as(
        &mut self,
        meaning: Meaning,
        item: Item,
        label: &str,
        text: &str,
        place: &str,
    ) {
        let text = text.trim();
        // A prompt is left standing where a program dropped the control around it.
        if super::words::is_nothing(text) || super::prompts::is_prompt(text) {
            return;
        }
        if [label.trim(), text] == super::blank::HEAD {
            return;
        }
        let answers = match meaning {
            Meaning::One(what) => Ok(what),
            Meaning::Several => Err(WhyUnread::SeveralQuestions),
            Meaning::Elsewhere => Err(WhyUnread::SomebodyElse),
            Meaning::Nothing => Err(WhyUnread::NoSuchQuestion),
        };
        self.found.all.push(Pair {
            answers,
            label: label.trim().to_owned(),
            written: Written::Text(text.to_owned()),
            place: place.to_owned(),
            item,
        });
    }

    /// A place made to be filled in: its tag is the question's id, and for a box to tick `id=code`.
    pub(super) fn control(&mut self, control: &Control, item: Item) {
        let item = match (item, self.item) {
            (Item::Last, Some(number)) => Item::Number(number),
            (item, _) => item,
        };
        let (id, code) = tag(&control.tag);
        if super::prompts::is_prompt(&control.text) {
            return;
        }
        let Some((_, question)) = self.form.question(id) else {
            self.foreign_control(control);
            return;
        };
        let what = What::One(id.to_owned());
        let code = code.map(str::to_owned).or_else(|| {
            control.ticked?;
            super::options::one(question, self.labels, &control.title)
        });
        let written = match (control.ticked, code) {
            (None, _) if super::words::is_nothing(&control.text) => return,
            (None, _) => Written::Text(control.text.clone()),
            (Some(ticked), code) => {
                if !is_ticked(control, ticked) {
                    return;
                }
                code.map_or_else(|| Written::Text(control.title.clone()), Written::Tick)
            }
        };
        self.found.all.push(Pair {
            answers: Ok(what),
            label: question.label.clone(),
            written,
            place: control.place.clone(),
            item,
        });
    }

    /// A control that somebody else named: its title or its name may be a label.
    fn foreign_control(&mut self, control: &Control) {
        if control
            .ticked
            .is_some_and(|ticked| !is_ticked(control, ticked))
            || control.prompt
        {
            return;
        }
        let declared = self.form.declarations().iter();
        if declared.clone().any(|declared| declared.id == control.tag) {
            if control.ticked.is_some() {
                self.found.confirmed.insert(control.tag.clone());
            }
            return;
        }
        if let Some(ticked) = super::declared::in_lines(self.form, &control.text) {
            self.found.confirmed.extend(ticked);
            return;
        }
        let known = [&control.title, &control.tag]
            .into_iter()
            .find(|name| self.is_label(name));
        let text = match control.ticked {
            Some(_) => "☒",
            None => &control.text,
        };
        let label = known.unwrap_or(if control.title.is_empty() {
            &control.tag
        } else {
            &control.title
        });
        let (meaning, item) = self.meaning(label);
        self.keep_as(meaning, item, label, text, &control.place);
    }

    /// Whether a control in a table says by itself what it is for; what others hold is read by the label beside it.
    pub(super) fn is_known(&self, control: &Control) -> bool {
        let declared = self.form.declarations().iter();
        self.is_ours(control)
            || declared
                .into_iter()
                .any(|declared| declared.id == control.tag)
            || self.is_label(&control.title)
            || self.is_label(&control.tag)
    }

    /// Whether a control in this cell holds an answer; if it shows only its prompt, what is written beside it counts.
    pub(super) fn answers_itself(&self, cell: &Cell) -> bool {
        let holds = |control: &Control| {
            !super::words::is_nothing(&control.text) && !super::prompts::is_prompt(&control.text)
                || control.ticked.is_some()
        };
        let mut controls = cell.controls.iter();
        controls.any(|control| self.is_ours(control) && holds(control)) && !goes_on(cell)
    }

    /// Whether the control is for a question of this form.
    pub(super) fn is_ours(&self, control: &Control) -> bool {
        self.form.question(tag(&control.tag).0).is_some()
    }
}

/// Whether something is written below the one control of a cell: then all of it is the answer.
fn goes_on(cell: &Cell) -> bool {
    let [control] = cell.controls.as_slice() else {
        return false;
    };
    let (all, own) = (cell.text.trim(), control.text.as_str());
    let rest = all.strip_prefix(own).unwrap_or_default();
    control.ticked.is_none() && !own.is_empty() && !rest.trim().is_empty()
}

/// Ticked by its setting or by its sign: a program that fills in forms may change only one of them.
fn is_ticked(control: &Control, ticked: bool) -> bool {
    ticked || control.text.contains(super::options::is_tick)
}

/// A tag's question, and the code of the option that a box stands for.
fn tag(tag: &str) -> (&str, Option<&str>) {
    let tag = tag.trim();
    match tag.split_once(['=', ':', '.']) {
        Some((id, code)) => (id, Some(code)),
        None => (tag, None),
    }
}
