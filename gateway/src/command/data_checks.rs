//! `doctor` on what ages: the table of bank holidays and the postcode directory. Reads only.

use jiff::{Timestamp, civil::Date};

use super::doctor::Found;
use crate::{
    clock::london_day,
    config::Config,
    gateway::{directory, holidays},
    postcodes::Postcodes,
};

/// How far bank holidays are known.
pub(super) fn holiday_table(config: &Config, now: Timestamp) -> Found {
    let table = match holidays(config) {
        Ok(table) => table,
        Err(problem) => return Found::Bad(problem.to_string()),
    };
    let words = format!("known to {}", told(table.known_to()));
    if table.ends_soon(london_day(now)) {
        return Found::Warning(format!(
            "{words}: dates beyond it are provisional; bring in the list of gov.uk with `gateway holidays import`"
        ));
    }
    Found::Good(words)
}

/// Whether there is a postcode directory, whole and not old.
pub(super) fn postcode_directory(config: &Config, now: Timestamp) -> Found {
    let found = match directory(config) {
        Ok(found) => found,
        Err(problem) => return Found::Bad(problem.to_string()),
    };
    let Some(about) = found.about() else {
        return match found {
            Postcodes::None => Found::Warning(
                "none: the area that the referrer names decides; bring one in with `gateway postcodes import`".to_owned(),
            ),
            Postcodes::Small(_) | Postcodes::File(_) => Found::Good("a small list".to_owned()),
        };
    };
    let words = format!(
        "{}: {} postcodes, imported on {}. {}",
        about.name,
        about.postcodes,
        told(about.imported_on),
        about.licence
    );
    if about.is_old(london_day(now)) {
        return Found::Warning(format!("more than a year old. {words}"));
    }
    Found::Good(words)
}

fn told(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}
