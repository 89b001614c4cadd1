//! The draft: what was sent, page by page, unchecked. Sealed as it stands, so it serializes; must never be read as answers,
//! which only `FormDefinition::validate` makes, and never show a value in `Debug`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Fields;

/// Items of one repeated section that a draft holds at most, whatever the form says.
const MAX_ITEMS: usize = 100;

/// The parts of a draft: sections, lists, and which lists have one more.
pub(crate) type Apart = (
    BTreeMap<String, Fields>,
    BTreeMap<String, Vec<Fields>>,
    BTreeSet<String>,
);

/// Everything a referrer has typed so far: the fields of each section, and a list of fields for each repeated section.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawAnswers {
    #[serde(default)]
    sections: BTreeMap<String, Fields>,
    #[serde(default)]
    items: BTreeMap<String, Vec<Fields>>,
    /// Repeated sections of which somebody said that there is one more.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    more: BTreeSet<String>,
}

impl RawAnswers {
    /// Replaces the fields of a section. Pass them through `FormDefinition::keep` first.
    pub fn put(&mut self, section: &str, fields: Fields) {
        self.sections.insert(section.to_owned(), fields);
    }

    /// The fields of a section, if the page was ever sent.
    pub fn section(&self, section: &str) -> Option<&Fields> {
        self.sections.get(section)
    }

    /// The items of a repeated section, in the order they were added.
    pub fn items(&self, section: &str) -> &[Fields] {
        self.items.get(section).map_or(&[], Vec::as_slice)
    }

    /// One item of a repeated section, counted from 0.
    pub fn item(&self, section: &str, n: usize) -> Option<&Fields> {
        self.items(section).get(n)
    }

    /// Says whether there is one more item of a repeated section than it has: somebody answered that there is. Adding an item is
    /// that one more. A list without items has no other.
    pub fn say_more(&mut self, section: &str, more: bool) {
        if more && !self.items(section).is_empty() {
            self.more.insert(section.to_owned());
        } else {
            self.more.remove(section);
        }
    }

    /// Whether somebody said that there is one more item, and did not add it yet.
    pub fn says_more(&self, section: &str) -> bool {
        self.more.contains(section)
    }

    /// Replaces item `n`, counted from 0, or adds it when `n` is the next one. False, and nothing kept, when `n` is neither or
    /// the draft is full (100 items).
    pub fn put_item(&mut self, section: &str, n: usize, fields: Fields) -> bool {
        if n >= MAX_ITEMS || n > self.items(section).len() {
            return false;
        }
        let items = self.items.entry(section.to_owned()).or_default();
        if let Some(place) = items.get_mut(n) {
            *place = fields;
        } else {
            items.push(fields);
            self.more.remove(section);
        }
        true
    }

    /// The fields of each section that is asked once.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&str, &Fields)> {
        self.sections
            .iter()
            .map(|(slug, fields)| (slug.as_str(), fields))
    }

    /// The fields of each item, with its list.
    pub(crate) fn lists(&self) -> impl Iterator<Item = (&str, &Fields)> {
        let lists = self.items.iter();
        lists.flat_map(|(slug, list)| list.iter().map(move |fields| (slug.as_str(), fields)))
    }

    /// Its sections, its lists, and the lists that have one more.
    pub(crate) fn apart(self) -> Apart {
        (self.sections, self.items, self.more)
    }

    /// Whether anything was typed into a field of a section.
    pub(crate) fn is_typed(&self, section: &str, name: &str) -> bool {
        self.section(section)
            .is_some_and(|fields| !fields.first(name).trim().is_empty())
    }

    /// Whether a field of a section has these values.
    pub(crate) fn has(&self, section: &str, name: &str, values: &[String]) -> bool {
        self.section(section)
            .is_some_and(|fields| fields.all(name) == values)
    }

    /// Puts the values of a field into a section, beside its other fields.
    pub(crate) fn type_into(&mut self, section: &str, name: String, values: Vec<String>) {
        let fields = self.sections.entry(section.to_owned()).or_default();
        fields.set(name, values);
    }

    /// Takes item `n` out, counted from 0; those after it move up.
    pub fn remove_item(&mut self, section: &str, n: usize) -> Option<Fields> {
        let items = self.items.get_mut(section)?;
        let item = (n < items.len()).then(|| items.remove(n));
        if items.is_empty() {
            self.more.remove(section);
        }
        item
    }
}

impl fmt::Debug for RawAnswers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items: usize = self.items.values().map(Vec::len).sum();
        write!(
            out,
            "RawAnswers({} sections, {items} items)",
            self.sections.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::RawAnswers;
    use crate::Fields;

    fn page(value: &str) -> Fields {
        Fields::bounded([("inc_desc", value)]).unwrap()
    }

    #[test]
    fn items_are_added_in_turn_replaced_and_removed() {
        let mut draft = RawAnswers::default();
        assert!(!draft.put_item("incidents", 1, page("a gap")));
        assert!(draft.put_item("incidents", 0, page("one")));
        assert!(draft.put_item("incidents", 1, page("two")));
        assert!(draft.put_item("incidents", 0, page("one again")));
        assert_eq!(draft.remove_item("incidents", 0), Some(page("one again")));
        assert_eq!(draft.items("incidents"), [page("two")]);
        assert_eq!(draft.remove_item("incidents", 7), None);
    }

    #[test]
    fn a_draft_is_the_same_after_a_round_through_json() {
        let mut draft = RawAnswers::default();
        draft.put("child", page("x"));
        draft.put_item("incidents", 0, page("y"));
        let text = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<RawAnswers>(&text).unwrap(), draft);
        assert_eq!(format!("{draft:?}"), "RawAnswers(1 sections, 1 items)");
    }

    #[test]
    fn one_more_item_is_said_of_a_list_until_it_is_added_taken_back_or_the_list_is_empty() {
        let mut draft = RawAnswers::default();
        draft.say_more("incidents", true);
        assert!(!draft.says_more("incidents"), "there is no first one");
        draft.put_item("incidents", 0, page("one"));
        let plain = serde_json::to_string(&draft).unwrap();
        draft.say_more("incidents", true);
        let text = serde_json::to_string(&draft).unwrap();
        draft = serde_json::from_str(&text).unwrap();
        draft.put_item("incidents", 0, page("one again"));
        assert!(draft.says_more("incidents") && !draft.says_more("carers"));
        draft.say_more("incidents", false);
        assert_eq!(
            serde_json::to_string(&draft).unwrap().len(),
            plain.len() + 6
        );
        draft.say_more("incidents", true);
        draft.put_item("incidents", 1, page("two"));
        assert!(!draft.says_more("incidents"));
        draft.say_more("incidents", true);
        draft.remove_item("incidents", 1);
        assert!(
            draft.says_more("incidents"),
            "one was removed, another is still said"
        );
        draft.remove_item("incidents", 0);
        assert!(!draft.says_more("incidents"));
    }

    #[test]
    fn a_draft_holds_a_hundred_items_at_most() {
        let mut draft = RawAnswers::default();
        assert!((0..100).all(|n| draft.put_item("incidents", n, page("x"))));
        assert!(!draft.put_item("incidents", 100, page("x")));
    }
}
