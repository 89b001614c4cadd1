//! A small postcode directory in memory: which county and district a postcode lies in (DOMAIN 5.4).
//! Best fit by the postcode's centre: evidence, never a decline by itself. Opens no file; a reader is given.

use std::io::Read;

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::postcode_list::{DirectoryError, Entries, Shape, postcode_key};

/// What a postcode resolves to. Stored beside a verdict, so that a newer directory changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The county's code, or a stand-in such as `E99999999`.
    pub county: Option<Code>,
    /// The district's or unitary authority's code.
    pub district: Option<Code>,
    /// No longer in use.
    pub terminated: bool,
}

/// Postcodes and their places, in memory: 32 bytes each.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    name: String,
    sorted: Vec<(u64, Place)>,
}

impl Directory {
    /// No directory: no postcode resolves, the stated authority decides.
    pub fn none() -> Self {
        Self {
            name: "none".to_owned(),
            sorted: Vec::new(),
        }
    }

    /// What one postcode resolved to when its verdict was made; for replay.
    pub fn remembered(name: &str, postcode: Option<&str>, place: Option<Place>) -> Self {
        let sorted = postcode
            .and_then(postcode_key)
            .zip(place)
            .into_iter()
            .collect();
        Self {
            name: name.to_owned(),
            sorted,
        }
    }

    /// Reads a directory; `name` says its source and date, as verdicts carry it.
    ///
    /// # Errors
    /// A missing column, or text that is not CSV.
    pub fn from_csv(reader: impl Read, name: &str) -> Result<Self, DirectoryError> {
        let mut sorted = Vec::new();
        for entry in Entries::read(reader, Shape::Ragged)? {
            let entry = entry?;
            sorted.extend(entry.key.map(|key| (key, entry.place)));
        }
        // A postcode that is listed twice counts as in use if one of them is.
        sorted.sort_unstable_by_key(|(key, place): &(u64, Place)| (*key, place.terminated));
        sorted.dedup_by_key(|(key, _)| *key);
        Ok(Self {
            name: name.to_owned(),
            sorted,
        })
    }

    /// Its source and date.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The place of a postcode in any case and spacing; nothing where neither county nor district is known.
    pub fn resolve(&self, postcode: &str) -> Option<Place> {
        let key = postcode_key(postcode)?;
        let at = self
            .sorted
            .binary_search_by_key(&key, |(key, _)| *key)
            .ok()?;
        self.sorted
            .get(at)
            .map(|(_, place)| *place)
            .filter(|place| place.county.is_some() || place.district.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(csv: &str) -> Directory {
        Directory::from_csv(csv.as_bytes(), "test").expect("a directory")
    }

    fn codes(directory: &Directory, postcode: &str) -> Option<(String, String, bool)> {
        let text = |code: Option<Code>| code.map(|code| code.to_string()).unwrap_or_default();
        directory
            .resolve(postcode)
            .map(|place| (text(place.county), text(place.district), place.terminated))
    }

    #[test]
    fn every_vintage_of_column_names_is_understood() {
        for csv in [
            "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua\nZP1 1AA,x,ZP1 1AA,1980,,E10000017,,E07000123\n",
            "\u{feff}PCDS,doterm,cty25cd,ced25cd,lad25cd,icb26cd\n\"ZP1 1AA\",,E10000017,,E07000123,E54000001\n",
            "pcd7,cty26cd,lad26cd\nZP1 1AA,E10000017,E07000123\n",
            "ZP1 1AA,10,1,1,E92000001,E19000001,E18000002,E10000017,E07000123,E05000001\n",
        ] {
            let expected = ("E10000017".to_owned(), "E07000123".to_owned(), false);
            assert_eq!(codes(&read(csv), " zp11 aA\u{a0}"), Some(expected), "{csv}");
        }
        let lookup =
            read("pcd7,pcds,doterm,ladcd,ladnm\nZP1 1AA,ZP1 1AA,202203,E07000123,Preston\n");
        assert_eq!(
            codes(&lookup, "ZP1 1AA"),
            Some((String::new(), "E07000123".to_owned(), true))
        );
    }

    #[test]
    fn a_file_without_the_columns_is_refused() {
        for csv in [
            "",
            "name,age\n1,2\n",
            "pcds,ladnm,lad2cd,ctyxxcd\nZP1 1AA,Preston,E07000123,E10000017\n",
        ] {
            assert!(
                matches!(
                    Directory::from_csv(csv.as_bytes(), "test"),
                    Err(DirectoryError::NoColumn(_))
                ),
                "{csv}"
            );
        }
        assert!(matches!(
            Directory::from_csv(&b"pcds,ladcd\n\xff,x\n"[..], "test"),
            Err(DirectoryError::NotCsv { line: 2 })
        ));
    }

    #[test]
    fn what_is_no_postcode_or_has_no_code_resolves_to_nothing() {
        let directory = read("pcds,oscty,oslaua\nZP1 1AA,,\nZP1 1AB,30,30UM\nZP1 1AD,E10000017,\n");
        for text in [
            "ZP1 1AA",
            "ZP1 1AB",
            "ZP1 1AE",
            "",
            "   ",
            "ZP1-1AD",
            "ZP1 1AD ZP1 1AD",
            "ＺＰ１１ＡＤ",
            "ZP1 1A",
        ] {
            assert_eq!(directory.resolve(text), None, "{text}");
        }
        assert!(directory.resolve("ZP1 1AD").is_some());
        assert_eq!(Directory::none().resolve("ZP1 1AD"), None);
    }

    #[test]
    fn a_postcode_listed_twice_counts_as_in_use_if_one_of_them_is() {
        let directory = read("pcds,doterm,ladcd\nZP1 1AA,200001,E06000008\nZP1 1AA,,E07000123\n");
        assert_eq!(
            codes(&directory, "ZP1 1AA"),
            Some((String::new(), "E07000123".to_owned(), false))
        );
    }

    #[test]
    fn a_remembered_place_resolves_that_postcode_only() {
        let place = read("pcds,ladcd\nZP1 1AA,E07000123\n").resolve("ZP1 1AA");
        let directory = Directory::remembered("then", Some("zp1 1aa"), place);
        assert_eq!(directory.resolve("ZP11AA"), place);
        assert_eq!(directory.name(), "then");
        assert_eq!(Directory::none().name(), "none");
        assert_eq!(directory.resolve("ZP11AB"), None);
        assert_eq!(
            Directory::remembered("then", None, None).resolve("ZP11AA"),
            None
        );
    }
}
