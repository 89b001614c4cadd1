//! One audit line. Ids, codes, numbers and digests only; free text never gets in.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::action::Action;

/// What stands in the place of a value that is no id, code, number or digest.
const WITHHELD: &str = "withheld";

/// The most bytes of one value: two digests.
const LONGEST: usize = 128;

/// One line: at `at`, `actor` did `action` to `object`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line's number in the chain, from 1.
    pub seq: u64,
    /// When, counted in whole microseconds (UTC). Lines are ordered by `seq`, never by this.
    pub at: Timestamp,
    /// Who: an account's id, or a role such as `worker` or `operator`.
    pub actor: String,
    /// What was done.
    pub action: Action,
    /// To what: a row's id or a reference.
    pub object: String,
    /// What else must be known.
    pub detail: Detail,
}

impl Entry {
    /// The bytes that the chain is made over: JSON with the keys `action`, `actor`, `at` (microseconds since 1970,
    /// UTC), `detail`, `object`, `seq`, in this order, without white space.
    pub fn canonical(&self) -> Vec<u8> {
        // Texts and whole numbers always have a JSON form.
        serde_json::to_vec(&Canonical {
            action: self.action,
            actor: &self.actor,
            at: self.at.as_microsecond(),
            detail: &self.detail,
            object: &self.object,
            seq: self.seq,
        })
        .unwrap_or_default()
    }
}

/// An entry with its keys sorted.
#[derive(Serialize)]
struct Canonical<'a> {
    action: Action,
    actor: &'a str,
    at: i64,
    detail: &'a Detail,
    object: &'a str,
    seq: u64,
}

/// Named ids, codes, numbers and digests. A value of anything else (a space is enough) is replaced by `withheld`, so
/// that a mistake in a caller cannot write a name or a sentence into a chain that can never be cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Detail(BTreeMap<String, String>);

impl Detail {
    /// None.
    pub fn none() -> Self {
        Self::default()
    }

    /// These and `name` = `value`.
    #[must_use]
    pub fn with(mut self, name: &str, value: &(impl ToString + ?Sized)) -> Self {
        self.0.insert(plain(name), plain(&value.to_string()));
        self
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// `text` if it can be an id, a code, a number or a digest.
fn plain(text: &str) -> String {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:+/".contains(&byte);
    let fine = text.len() <= LONGEST && text.bytes().all(fits);
    if fine {
        text.to_owned()
    } else {
        WITHHELD.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Detail, Entry};

    #[test]
    fn the_canonical_bytes_are_sorted_and_without_white_space() {
        let entry = Entry {
            seq: 7,
            at: "2026-11-22T09:00:00.000001Z".parse().unwrap(),
            actor: "worker".into(),
            action: Action::NotSent,
            object: "4K7P-9XQ2".into(),
            detail: Detail::none().with("version", &2).with("code", "withdrawn"),
        };
        assert_eq!(
            String::from_utf8(entry.canonical()).unwrap(),
            r#"{"action":"not_sent","actor":"worker","at":1795338000000001,"detail":{"code":"withdrawn","version":"2"},"object":"4K7P-9XQ2","seq":7}"#
        );
    }

    #[test]
    fn a_name_or_a_sentence_does_not_get_into_a_detail() {
        let detail = Detail::none()
            .with("who", "Sam Sample")
            .with("to", "sam@example.test")
            .with("n", &"x".repeat(129));
        assert!(detail.iter().all(|(_, value)| value == "withheld"));
    }

    #[test]
    fn a_detail_reads_back_from_its_row() {
        let detail = Detail::none().with("a", &1).with("b", "c");
        let text = serde_json::to_string(&detail).unwrap();
        assert_eq!(serde_json::from_str::<Detail>(&text).unwrap(), detail);
    }
}
