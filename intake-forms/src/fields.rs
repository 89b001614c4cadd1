//! What a browser sent for one page: untrusted names and values, bounded in count and length before anything looks at them.
//! Must never decide what an answer means, and never show a value in `Debug`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Values in one page, at most.
const MAX_VALUES: usize = 200;
/// Bytes in one field name, at most.
const MAX_NAME: usize = 100;
/// Bytes in one value, at most: well over 4,000 characters, so that too long a text meets its own message.
const MAX_VALUE: usize = 64 * 1024;
/// Bytes in all values of one page, at most.
const MAX_PAGE: usize = 256 * 1024;

/// A page that is larger than any page of any form can be. The caller may refuse the request (413); nothing was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// More than 200 values.
    #[error("too many fields in one page")]
    Fields,
    /// A field name over 100 bytes.
    #[error("a field name is too long")]
    Name,
    /// One value over 64 KiB, or the page over 256 KiB.
    #[error("the page is too large")]
    Size,
}

/// The fields of one page, in name order, each with every value that was sent for it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, Vec<String>>);

impl Fields {
    /// Collects what was sent, in order.
    ///
    /// # Errors
    /// [`TooMuch`] as soon as a bound is passed.
    pub fn bounded<N, V>(sent: impl IntoIterator<Item = (N, V)>) -> Result<Self, TooMuch>
    where
        N: Into<String>,
        V: Into<String>,
    {
        let mut fields = Self::default();
        let mut bytes = 0_usize;
        for (count, (name, value)) in sent.into_iter().enumerate() {
            let (name, value) = (name.into(), value.into());
            bytes = bytes.saturating_add(value.len());
            if count >= MAX_VALUES {
                return Err(TooMuch::Fields);
            }
            if name.len() > MAX_NAME {
                return Err(TooMuch::Name);
            }
            if value.len() > MAX_VALUE || bytes > MAX_PAGE {
                return Err(TooMuch::Size);
            }
            fields.0.entry(name).or_default().push(value);
        }
        Ok(fields)
    }

    /// No fields at all: a page that was never sent.
    pub(crate) fn none() -> &'static Self {
        static NONE: Fields = Fields(BTreeMap::new());
        &NONE
    }

    /// The first value of a field, or an empty text.
    pub fn first(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// Every value with its field's name, in name order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(name, values)| {
            let name = name.as_str();
            values.iter().map(move |value| (name, value.as_str()))
        })
    }

    /// Every value of a field.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a field was sent with this value among its values: for ticking boxes again.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).iter().any(|sent| sent == value)
    }

    /// The same, with one value for `name` in place of those that it had.
    ///
    /// # Errors
    /// [`TooMuch`] when the value or the page would be larger than any page can be.
    pub fn with(mut self, name: &str, value: &str) -> Result<Self, TooMuch> {
        self.0.insert(name.to_owned(), vec![value.to_owned()]);
        let sent = self.0.into_iter();
        let pairs = sent.flat_map(|(name, values)| {
            let named = move |value| (name.clone(), value);
            values.into_iter().map(named)
        });
        Self::bounded(pairs)
    }

    /// All but one field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// Whether nothing but white space was sent.
    pub fn is_blank(&self) -> bool {
        self.0
            .values()
            .flatten()
            .all(|value| value.trim().is_empty())
    }

    /// These fields and those of another page; where both have one, the other's.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The fields whose names are wanted, and the others.
    pub(crate) fn divided(self, wanted: impl Fn(&str) -> bool) -> (Self, Self) {
        let (own, others) = self.0.into_iter().partition(|(name, _)| wanted(name));
        (Self(own), Self(others))
    }

    /// Every field with its values.
    pub(crate) fn into_fields(self) -> impl Iterator<Item = (String, Vec<String>)> {
        self.0.into_iter()
    }

    /// Gives a field these values.
    pub(crate) fn set(&mut self, name: String, values: Vec<String>) {
        self.0.insert(name, values);
    }

    /// Adds values to those that a field has.
    pub(crate) fn add(&mut self, name: String, values: Vec<String>) {
        self.0.entry(name).or_default().extend(values);
    }

    /// Only the fields whose names are wanted.
    pub(crate) fn only(self, wanted: impl Fn(&str) -> bool) -> Self {
        Self(
            self.0
                .into_iter()
                .filter(|(name, _)| wanted(name))
                .collect(),
        )
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Fields({} fields)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, TooMuch};

    #[test]
    fn a_page_is_bounded_in_count_name_and_size() {
        let many = (0..201).map(|n| (format!("f{n}"), ""));
        assert_eq!(Fields::bounded(many), Err(TooMuch::Fields));
        assert_eq!(Fields::bounded([("n".repeat(101), "")]), Err(TooMuch::Name));
        assert_eq!(
            Fields::bounded([("a", "x".repeat(65_537))]),
            Err(TooMuch::Size)
        );
        let pages = (0..5).map(|n| (format!("f{n}"), "x".repeat(60_000)));
        assert_eq!(Fields::bounded(pages), Err(TooMuch::Size));
    }

    #[test]
    fn repeated_names_keep_every_value_in_order() {
        let fields = Fields::bounded([("a", "2"), ("a", "1")]).unwrap();
        assert_eq!(fields.all("a"), ["2", "1"]);
        assert_eq!(fields.first("a"), "2");
        assert!(fields.has("a", "1") && !fields.has("a", "3"));
    }

    #[test]
    fn one_value_takes_the_place_of_those_before_it_within_the_bounds() {
        let fields = Fields::bounded([("a", "1"), ("a", "2"), ("b", "3")]).unwrap();
        let fields = fields.with("a", "4").unwrap();
        assert_eq!(
            (fields.all("a"), fields.first("b")),
            (&["4".to_owned()][..], "3")
        );
        assert_eq!(fields.with("a", &"x".repeat(65_537)), Err(TooMuch::Size));
    }

    #[test]
    fn debug_shows_no_value() {
        let fields = Fields::bounded([("ch_first", "Sam")]).unwrap();
        assert_eq!(format!("{fields:?}"), "Fields(1 fields)");
    }
}
