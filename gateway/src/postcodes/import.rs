//! Making a directory out of published lists: read line by line, sorted, written beside the old one, read back, and only then put in its
//! place. An import that fails replaces nothing.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    About, PostcodesError, Source,
    archive::{List, Lists},
    facts::month_in,
    file::{self, MOST_CODES, PostcodeFile, Row},
};
use crate::screening::{Code, Entries, Shape};

/// Rows between two words about progress.
const TELL_EVERY: usize = 16 * 1024;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub done: u64,
    /// Bytes in all.
    pub whole: u64,
    /// Postcodes read.
    pub postcodes: usize,
}

/// What an import made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// What the new directory says of itself.
    pub about: About,
    /// Lines without a postcode, county or district that can be read.
    pub passed_over: u64,
    /// Postcodes in use that the list has twice, in different places; the first of the codes was taken.
    pub in_two_places: u64,
}

/// Reads `from`, a list or a zip of lists, and puts a directory in the place of `into`. `tell` hears how far it is.
///
/// # Errors
/// A list that is not known, is cut short or is empty; a damaged archive; the disk. `into` is then as it was.
pub fn import(
    from: &Path,
    into: &Path,
    today: Date,
    mut tell: impl FnMut(Progress),
) -> Result<Imported, PostcodesError> {
    let mut lists = Lists::of(from)?;
    let all = lists.all();
    let whole = all.iter().map(|list| list.bytes).sum();
    let mut gathered = Gathered::default();
    let done = Arc::new(AtomicU64::new(0));
    for list in &all {
        let source = Counted {
            from: lists.open(list)?,
            done: Arc::clone(&done),
        };
        gathered.read(source, |postcodes| {
            let done = done.load(Ordering::Relaxed);
            tell(Progress {
                done,
                whole,
                postcodes,
            });
        })?;
    }
    let (rows, about) = gathered.finish(from, &all, today)?;
    tell(Progress {
        done: whole,
        whole,
        postcodes: rows.len(),
    });
    not_cut_short(into, about.postcodes)?;
    replace(into, &about, &gathered.codes, &rows)?;
    Ok(Imported {
        about,
        passed_over: gathered.passed_over,
        in_two_places: gathered.in_two_places,
    })
}

/// A list that was cut at the end of a line looks whole. One with fewer than half the postcodes of the directory that stands there is
/// taken for one; the smallest of the published lists has more than half of the largest.
fn not_cut_short(into: &Path, now: u64) -> Result<(), PostcodesError> {
    let Ok(there) = File::open(into)
        .map_err(PostcodesError::from)
        .and_then(PostcodeFile::open)
    else {
        return Ok(());
    };
    let before = there.about().postcodes;
    if now < before / 2 {
        return Err(PostcodesError::Fewer { before, now });
    }
    Ok(())
}

/// What was read so far.
#[derive(Default)]
struct Gathered {
    rows: Vec<Row>,
    codes: Vec<Code>,
    numbers: HashMap<Code, u16>,
    newest: Option<u32>,
    passed_over: u64,
    in_two_places: u64,
    is_code_point: bool,
}

impl Gathered {
    fn read(
        &mut self,
        source: impl Read,
        mut tell: impl FnMut(usize),
    ) -> Result<(), PostcodesError> {
        let entries = Entries::read(source, Shape::Even)?;
        self.is_code_point = entries.is_code_point();
        for entry in entries {
            let entry = entry?;
            self.newest = self.newest.max(entry.introduced);
            let place = entry.place;
            let placed = place.county.is_some() || place.district.is_some();
            let Some(key) = entry.key.filter(|_| placed) else {
                self.passed_over += 1;
                continue;
            };
            let row = Row {
                key,
                terminated: place.terminated,
                county: self.number(place.county)?,
                district: self.number(place.district)?,
            };
            self.rows.push(row);
            if self.rows.len().is_multiple_of(TELL_EVERY) {
                tell(self.rows.len());
            }
        }
        Ok(())
    }

    /// The number of a code, from 1; 0 is none.
    fn number(&mut self, code: Option<Code>) -> Result<u16, PostcodesError> {
        let Some(code) = code else { return Ok(0) };
        if let Some(number) = self.numbers.get(&code) {
            return Ok(*number);
        }
        if self.codes.len() == MOST_CODES {
            return Err(PostcodesError::TooManyCodes);
        }
        self.codes.push(code);
        let number = u16::try_from(self.codes.len()).map_err(io::Error::other)?;
        self.numbers.insert(code, number);
        Ok(number)
    }

    /// The rows in order, each postcode once, and what the directory says of itself.
    fn finish(
        &mut self,
        from: &Path,
        lists: &[List],
        today: Date,
    ) -> Result<(Vec<Row>, About), PostcodesError> {
        let mut rows = std::mem::take(&mut self.rows);
        // A postcode that is listed twice counts as in use if one of them is.
        rows.sort_unstable();
        let in_two_places = rows.windows(2).filter(|pair| {
            matches!(pair, [one, other] if one.key == other.key && !other.terminated
                && (one.county, one.district) != (other.county, other.district))
        });
        self.in_two_places = u64::try_from(in_two_places.count()).unwrap_or(u64::MAX);
        rows.dedup_by_key(|row| row.key);
        if rows.is_empty() {
            return Err(PostcodesError::Empty);
        }
        let own = from.file_name().unwrap_or_default().to_string_lossy();
        let first = lists.first();
        let name = first.map_or(own.as_ref(), |list| list.name.as_str());
        let source = match Source::of(name, self.is_code_point) {
            Source::Other => Source::of(&own, self.is_code_point),
            known => known,
        };
        let introduced = self.newest.and_then(month_of);
        let written = lists.iter().filter_map(|list| list.written).max();
        let released = month_in(name)
            .or_else(|| month_in(&own))
            .or(introduced)
            .or(written)
            .unwrap_or(today)
            .first_of_month();
        let about = About {
            name: format!("{} {}", source.label(), released.strftime("%b %Y")),
            source,
            file: own.into_owned(),
            released,
            imported_on: today,
            licence: source.licence(released.year()),
            postcodes: u64::try_from(rows.len()).unwrap_or(u64::MAX),
        };
        Ok((rows, about))
    }
}

/// `202608`, as the lists write a month.
fn month_of(number: u32) -> Option<Date> {
    let year = i16::try_from(number / 100).ok()?;
    Date::new(year, i8::try_from(number % 100).ok()?, 1).ok()
}

/// The day of a moment; a month is all that is taken of it.
pub(super) fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// A reader that counts.
struct Counted<From> {
    from: From,
    done: Arc<AtomicU64>,
}

impl<From: Read> Read for Counted<From> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.done
            .fetch_add(u64::try_from(read).unwrap_or_default(), Ordering::Relaxed);
        Ok(read)
    }
}

/// Writes the directory beside the old one, durable, reads it back, and puts it in its place.
fn replace(into: &Path, about: &About, codes: &[Code], rows: &[Row]) -> Result<(), PostcodesError> {
    let mut beside = into.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let made = make(&beside, about, codes, rows);
    if made.is_err() {
        // The half of a directory helps nobody; that it cannot be removed changes nothing.
        drop(fs::remove_file(&beside));
        return made;
    }
    fs::rename(&beside, into)?;
    let folder = into
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    Ok(File::open(folder)?.sync_all()?)
}

fn make(beside: &Path, about: &About, codes: &[Code], rows: &[Row]) -> Result<(), PostcodesError> {
    let file = File::create(beside)?;
    file::write(&file, about, codes, rows)?;
    file.sync_all()?;
    drop(PostcodeFile::open(File::open(beside)?)?);
    Ok(())
}
