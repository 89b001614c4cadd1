//! Published lists of postcodes: ONSPD, NSPL, the output-area look-up and Code-Point Open, whatever their columns are called this year
//! (DOMAIN 5.4). Reads line by line, keeps none, and opens no file; a reader is given.

use std::collections::HashMap;
use std::io::Read;

use csv::StringRecord;

use super::code::Code;
use super::directory::Place;

const CODE_POINT_COLUMNS: usize = 10;

/// Why a directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// It has no column that is known to hold this; give another file.
    #[error("no column for {0}")]
    NoColumn(&'static str),
    /// It cannot be read as CSV; the file is damaged or not CSV.
    #[error("line {line} cannot be read as CSV")]
    NotCsv {
        /// Counted from 1; 0 where it is not known.
        line: u64,
    },
}

impl From<csv::Error> for DirectoryError {
    fn from(error: csv::Error) -> Self {
        Self::NotCsv {
            line: error.position().map_or(0, csv::Position::line),
        }
    }
}

/// A postcode as a number: upper case without spaces, at most eight letters and digits. Anything else is no postcode.
pub fn postcode_key(postcode: &str) -> Option<u64> {
    let mut key = 0_u64;
    let mut length = 0;
    for character in postcode
        .chars()
        .filter(|character| !character.is_whitespace())
    {
        let byte = u8::try_from(character)
            .ok()
            .filter(u8::is_ascii_alphanumeric)?;
        key = key << 8 | u64::from(byte.to_ascii_uppercase());
        length += 1;
        if length > 8 {
            return None;
        }
    }
    (length > 0).then_some(key)
}

/// Remembers codes by their text, since a directory repeats a few hundred of them millions of times.
#[derive(Default)]
struct Codes(HashMap<String, Option<Code>>);

impl Codes {
    fn read(&mut self, text: &str) -> Option<Code> {
        if let Some(code) = self.0.get(text) {
            return *code;
        }
        let code = Code::read(text);
        self.0.insert(text.to_owned(), code);
        code
    }
}

/// Whether every line must have as many fields as the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Not so: a small list that a person wrote.
    Ragged,
    /// Exactly: what was published; a line that is cut is an error.
    Even,
}

/// What one line of a published list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The postcode, as [`postcode_key`] has it; none where the line names none.
    pub key: Option<u64>,
    /// Where it lies.
    pub place: Place,
    /// The month in which it came into use, such as 202603, where the list says so.
    pub introduced: Option<u32>,
}

/// The lines of a published list, one after the other, none of them kept.
pub struct Entries<Source> {
    rows: csv::Reader<Source>,
    row: StringRecord,
    /// The first line, where there is no header and it is a postcode's.
    first: bool,
    columns: Columns,
    codes: Codes,
}

impl<Source> std::fmt::Debug for Entries<Source> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entries")
    }
}

impl<Source: Read> Entries<Source> {
    /// Reads the first line and finds the columns.
    ///
    /// # Errors
    /// A missing column, or text that is not CSV.
    pub fn read(source: Source, shape: Shape) -> Result<Self, DirectoryError> {
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(shape == Shape::Ragged)
            .buffer_capacity(64 * 1024)
            .from_reader(source);
        let mut row = StringRecord::new();
        if !rows.read_record(&mut row)? {
            return Err(DirectoryError::NoColumn("the postcode"));
        }
        let (first, columns) = match Columns::of_code_point(&row) {
            Some(columns) => (true, columns),
            None => (false, Columns::of_header(&row)?),
        };
        Ok(Self {
            rows,
            row,
            first,
            columns,
            codes: Codes::default(),
        })
    }

    /// Whether this is Code-Point Open, which has no header.
    pub fn is_code_point(&self) -> bool {
        self.columns.is_code_point
    }
}

impl<Source: Read> Iterator for Entries<Source> {
    type Item = Result<Entry, DirectoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if !std::mem::take(&mut self.first) {
            match self.rows.read_record(&mut self.row) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error.into())),
            }
        }
        Some(Ok(self.columns.entry(&self.row, &mut self.codes)))
    }
}

/// Where the columns stand in this file.
struct Columns {
    postcode: usize,
    county: Option<usize>,
    district: Option<usize>,
    terminated: Option<usize>,
    introduced: Option<usize>,
    is_code_point: bool,
}

impl Columns {
    fn of_header(header: &StringRecord) -> Result<Self, DirectoryError> {
        let names: Vec<String> = header
            .iter()
            .map(|name| {
                name.trim_start_matches('\u{feff}')
                    .trim()
                    .to_ascii_lowercase()
            })
            .collect();
        let find = |wanted: &dyn Fn(&str) -> bool| names.iter().position(|name| wanted(name));
        let postcode = ["pcds", "pcd7", "pcd8", "pcd", "pcd2", "postcode"]
            .into_iter()
            .find_map(|wanted| find(&|name| name == wanted));
        let columns = Self {
            postcode: postcode.ok_or(DirectoryError::NoColumn("the postcode"))?,
            county: find(&|name| matches!(name, "oscty" | "cty") || dated(name, "cty")),
            district: find(&|name| matches!(name, "oslaua" | "laua") || dated(name, "lad")),
            terminated: find(&|name| name == "doterm"),
            introduced: find(&|name| name == "dointr"),
            is_code_point: false,
        };
        if columns.county.is_none() && columns.district.is_none() {
            return Err(DirectoryError::NoColumn("the county or the district"));
        }
        Ok(columns)
    }

    /// Code-Point Open has no header: ten columns, county and district eighth and ninth.
    fn of_code_point(first: &StringRecord) -> Option<Self> {
        let columns = Self {
            postcode: 0,
            county: Some(7),
            district: Some(8),
            terminated: None,
            introduced: None,
            is_code_point: true,
        };
        let coded =
            first.len() == CODE_POINT_COLUMNS && first.get(8).and_then(Code::read).is_some();
        coded.then_some(columns)
    }

    fn entry(&self, row: &StringRecord, codes: &mut Codes) -> Entry {
        let field = |at: Option<usize>| {
            at.and_then(|at| row.get(at))
                .map(str::trim)
                .unwrap_or_default()
        };
        Entry {
            key: postcode_key(field(Some(self.postcode))),
            place: Place {
                county: codes.read(field(self.county)),
                district: codes.read(field(self.district)),
                terminated: !field(self.terminated).is_empty(),
            },
            introduced: field(self.introduced).parse().ok(),
        }
    }
}

/// `cty25cd` or `ctycd` for `cty`: the vintage in the middle changes with every release.
fn dated(name: &str, tier: &str) -> bool {
    let vintage = name
        .strip_prefix(tier)
        .and_then(|rest| rest.strip_suffix("cd"));
    vintage.is_some_and(|vintage| {
        vintage.is_empty()
            || (vintage.len() == 2 && vintage.bytes().all(|byte| byte.is_ascii_digit()))
    })
}
