//! The hash chain and its verifier. A chain alone cannot show that its newest lines were cut off: its head must be kept elsewhere too.

use sha2::{Digest as _, Sha256};

use super::entry::Entry;

/// A link of the chain.
pub type Hash = [u8; 32];

/// What stands before the first entry.
pub const START: Hash = [0; 32];

/// What every link is made over first.
const DOMAIN: &[u8] = b"hsb-audit-v1";

/// The link of `entry` after `before`.
pub fn chain(before: Hash, entry: &Entry) -> Hash {
    Sha256::new()
        .chain_update(DOMAIN)
        .chain_update(before)
        .chain_update(entry.canonical())
        .finalize()
        .into()
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Entries are missing before it.
    Gap,
    /// Its number has been seen, or is lower than one that has.
    Order,
    /// It, or the link it was given, is not what was written.
    Hash,
}

/// The first entry that breaks the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("audit entry {seq} breaks the chain: {}", match why {
    Why::Gap => "entries before it are missing",
    Why::Order => "it is out of order",
    Why::Hash => "it is not as it was written",
})]
pub struct Bad {
    /// Its number; of a gap, the first that is missing.
    pub seq: u64,
    /// What is wrong.
    pub why: Why,
}

/// Walks a chain from its start (or from a head known to be good), one entry at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    seq: u64,
    head: Hash,
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}

impl Verifier {
    /// Before the first entry.
    pub fn new() -> Self {
        Self::after(0, START)
    }

    /// After the entry `seq`, whose link is `head`.
    pub fn after(seq: u64, head: Hash) -> Self {
        Self { seq, head }
    }

    /// Takes the next entry with the link stored beside it. After an error the verifier stands where it stood.
    ///
    /// # Errors
    /// [`Bad`], which names the entry.
    pub fn feed(&mut self, entry: &Entry, link: Hash) -> Result<(), Bad> {
        let expected = self.seq.saturating_add(1);
        if entry.seq > expected {
            return Err(Bad {
                seq: expected,
                why: Why::Gap,
            });
        }
        if entry.seq < expected {
            return Err(Bad {
                seq: entry.seq,
                why: Why::Order,
            });
        }
        if chain(self.head, entry) != link {
            return Err(Bad {
                seq: entry.seq,
                why: Why::Hash,
            });
        }
        *self = Self::after(entry.seq, link);
        Ok(())
    }

    /// The number of the last good entry (0 before the first) and its link.
    pub fn head(&self) -> (u64, Hash) {
        (self.seq, self.head)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Action, Detail};
    use super::{Bad, Entry, Hash, START, Verifier, Why, chain};

    fn written(count: u64) -> Vec<(Entry, Hash)> {
        let mut before = START;
        (1..=count)
            .map(|seq| {
                let entry = Entry {
                    seq,
                    at: jiff::Timestamp::UNIX_EPOCH,
                    actor: "worker".into(),
                    action: Action::Screened,
                    object: format!("referral-{seq}"),
                    detail: Detail::none(),
                };
                before = chain(before, &entry);
                (entry, before)
            })
            .collect()
    }

    fn walk(entries: &[(Entry, Hash)]) -> Result<(u64, Hash), Bad> {
        let mut verifier = Verifier::new();
        for (entry, link) in entries {
            verifier.feed(entry, *link)?;
        }
        Ok(verifier.head())
    }

    #[test]
    fn a_chain_as_it_was_written_is_good() {
        let entries = written(5);
        assert_eq!(walk(&entries), Ok((5, entries[4].1)));
        assert_eq!(walk(&[]), Ok((0, START)));
    }

    #[test]
    fn the_first_changed_entry_is_named() {
        let mut entries = written(5);
        entries[2].0.actor = "somebody-else".into();
        assert_eq!(
            walk(&entries),
            Err(Bad {
                seq: 3,
                why: Why::Hash
            })
        );
    }

    #[test]
    fn an_entry_rewritten_with_its_own_link_is_found_at_the_next() {
        let mut entries = written(5);
        entries[2].0.actor = "somebody-else".into();
        entries[2].1 = chain(entries[1].1, &entries[2].0);
        assert_eq!(
            walk(&entries),
            Err(Bad {
                seq: 4,
                why: Why::Hash
            })
        );
    }

    #[test]
    fn a_removed_a_repeated_and_a_moved_entry_are_found() {
        let mut removed = written(5);
        removed.remove(1);
        assert_eq!(
            walk(&removed),
            Err(Bad {
                seq: 2,
                why: Why::Gap
            })
        );
        let mut repeated = written(5);
        repeated.insert(3, repeated[2].clone());
        assert_eq!(
            walk(&repeated),
            Err(Bad {
                seq: 3,
                why: Why::Order
            })
        );
        let mut moved = written(5);
        moved.swap(1, 2);
        assert_eq!(
            walk(&moved),
            Err(Bad {
                seq: 2,
                why: Why::Gap
            })
        );
    }

    #[test]
    fn a_walk_goes_on_from_a_known_head() {
        let entries = written(5);
        let mut verifier = Verifier::after(3, entries[2].1);
        assert_eq!(verifier.feed(&entries[3].0, entries[3].1), Ok(()));
    }
}
