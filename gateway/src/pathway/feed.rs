//! The list of bank holidays that gov.uk publishes (`bank-holidays.json`), merged into the table (DOMAIN 5.1). It reaches about two years
//! ahead and forgets the past: a day that is past is never dropped, a day to come follows the list. Reads text; opens no file.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde::Deserialize;

use super::holidays::Holidays;

/// A whole year has at least these: a list with fewer is cut short.
const DAYS_A_YEAR: usize = 8;
const SOURCE: &str = "gov_uk";

/// Why the list is refused; nothing is replaced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// It is no such list.
    #[error("not the list of bank holidays of gov.uk: {0}")]
    NotTheList(String),
    /// A date is listed twice.
    #[error("lists {0} twice")]
    Twice(Date),
    /// A year between its first and its last lacks days.
    #[error("has {found} days in {year}, which has at least 8: it is damaged or cut short")]
    CutShort {
        /// The year.
        year: i16,
        /// How many it lists.
        found: usize,
    },
}

/// What merging did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The new table.
    pub table: Holidays,
    /// Days that came in.
    pub added: Vec<Date>,
    /// Days to come that the list no longer has.
    pub gone: Vec<Date>,
}

#[derive(Deserialize)]
struct List {
    #[serde(rename = "england-and-wales")]
    england_and_wales: Division,
}

#[derive(Deserialize)]
struct Division {
    division: String,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    title: String,
    date: Date,
    #[serde(default)]
    notes: String,
}

/// Merges the list into the table: past days stay, days from `today` on follow the list as far as it reaches.
///
/// # Errors
/// A list that is damaged, cut short or something else.
pub fn merge(table: &Holidays, json: &str, today: Date) -> Result<Merged, FeedError> {
    let listed = read(json)?;
    let (first, last) = listed
        .first_key_value()
        .zip(listed.last_key_value())
        .map(|((first, _), (last, _))| (*first, *last))
        .ok_or_else(|| FeedError::NotTheList("it has no days".to_owned()))?;
    let whole = whole_to(&listed, first.year(), last.year())?;
    let words = format!("https://www.gov.uk/bank-holidays.json, taken in on {today}");
    let new = table.with((SOURCE, words), (today.max(first), whole), &listed, today);
    let days = |table: &Holidays| -> Vec<Date> { table.days().map(|(on, _)| on).collect() };
    let (before, after) = (days(table), days(&new));
    // A year that loses days to come and gets no others was cut, though the list begins or ends in it.
    for year in today.year()..=whole.year() {
        let found = after.iter().filter(|on| on.year() == year).count();
        if found < DAYS_A_YEAR {
            return Err(FeedError::CutShort { year, found });
        }
    }
    let but = |these: &[Date], those: &[Date]| -> Vec<Date> {
        these
            .iter()
            .copied()
            .filter(|on| !those.contains(on))
            .collect()
    };
    Ok(Merged {
        added: but(&after, &before),
        gone: but(&before, &after),
        table: new,
    })
}

fn read(json: &str) -> Result<BTreeMap<Date, String>, FeedError> {
    let text = json.trim_start_matches('\u{feff}');
    let list: List =
        serde_json::from_str(text).map_err(|error| FeedError::NotTheList(error.to_string()))?;
    let Division { division, events } = list.england_and_wales;
    if division != "england-and-wales" {
        return Err(FeedError::NotTheList("the division is another".to_owned()));
    }
    let mut days = BTreeMap::new();
    for Event { title, date, notes } in events {
        let (title, notes) = (title.trim(), notes.trim());
        if title.is_empty() {
            return Err(FeedError::NotTheList(format!("{date} has no title")));
        }
        // "Substitute day" and the like belongs to the name.
        let name = if notes.is_empty() {
            title.to_owned()
        } else {
            format!("{title} ({})", notes.to_lowercase())
        };
        if days.insert(date, name).is_some() {
            return Err(FeedError::Twice(date));
        }
    }
    Ok(days)
}

/// The end of the last year that the list has whole. A last year with fewer days is still being proclaimed.
fn whole_to(listed: &BTreeMap<Date, String>, first: i16, last: i16) -> Result<Date, FeedError> {
    let found = |year: i16| listed.keys().filter(|on| on.year() == year).count();
    // The first may have begun before the list does.
    if let Some(year) = (first + 1..last).find(|year| found(*year) < DAYS_A_YEAR) {
        return Err(FeedError::CutShort {
            year,
            found: found(year),
        });
    }
    let whole = if found(last) >= DAYS_A_YEAR {
        last
    } else {
        last - 1
    };
    if whole < first || found(whole) < DAYS_A_YEAR {
        return Err(FeedError::CutShort {
            year: first,
            found: found(first),
        });
    }
    Ok(date(whole, 12, 31))
}

#[cfg(test)]
mod tests {
    use super::super::holidays::ENGLAND_AND_WALES as SHIPPED;
    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn shipped() -> Holidays {
        Holidays::read(SHIPPED).expect("the shipped table")
    }

    /// The list as gov.uk writes it, from the shipped days of some years.
    fn list(years: std::ops::RangeInclusive<i16>, change: impl Fn(Date) -> Option<Date>) -> String {
        let events: Vec<serde_json::Value> = shipped()
            .days()
            .filter(|(on, _)| years.contains(&on.year()))
            .filter_map(|(on, day)| {
                let on = change(on)?;
                Some(serde_json::json!({"title": day.name, "date": on, "notes": "", "bunting": true}))
            })
            .collect();
        serde_json::json!({
            "england-and-wales": {"division": "england-and-wales", "events": events},
            "scotland": {"division": "scotland", "events": [{"title": "2nd January", "date": "2027-01-04", "notes": "", "bunting": true}]},
        })
        .to_string()
    }

    #[test]
    fn the_list_of_what_is_known_changes_nothing_and_forgets_nothing() {
        let merged = merge(&shipped(), &list(2025..=2027, Some), TODAY).expect("merged");
        assert!(merged.added.is_empty() && merged.gone.is_empty());
        assert_eq!(merged.table.known_to(), date(2028, 12, 31));
        assert_eq!(merged.table.days().count(), 83);
        assert!(merged.table.on(date(2027, 1, 4)).is_none());
    }

    #[test]
    fn a_day_that_moves_is_followed_when_it_is_to_come_and_kept_when_it_is_past() {
        let moved = |on: Date| match on {
            day if day == date(2027, 5, 3) => Some(date(2027, 5, 7)),
            day if day == date(2026, 5, 4) => Some(date(2026, 5, 8)),
            day => Some(day),
        };
        let merged = merge(&shipped(), &list(2025..=2027, moved), TODAY).expect("merged");
        assert_eq!(merged.gone, [date(2027, 5, 3)]);
        assert_eq!(merged.added, [date(2026, 5, 8), date(2027, 5, 7)]);
        assert!(merged.table.on(date(2026, 5, 4)).is_some());
        assert_eq!(
            Holidays::read(&merged.table.to_string()),
            Ok(merged.table.clone())
        );
    }

    #[test]
    fn a_later_year_moves_the_horizon_only_when_it_is_whole() {
        let short = Holidays::read(
            &SHIPPED
                .split("\n# 2027\n")
                .next()
                .expect("a part")
                .replace("2028-12-31", "2026-12-31"),
        )
        .expect("a shorter table");
        let whole = merge(&short, &list(2025..=2028, Some), TODAY).expect("merged");
        assert_eq!(whole.table.known_to(), date(2028, 12, 31));
        assert_eq!(whole.added.len(), 16);
        let begun = |on: Date| (on < date(2028, 5, 1)).then_some(on);
        let part = merge(&short, &list(2025..=2028, begun), TODAY).expect("merged");
        assert_eq!(part.table.known_to(), date(2027, 12, 31));
        assert!(part.table.on(date(2028, 1, 3)).is_none());
    }

    #[test]
    fn a_list_that_is_damaged_is_refused() {
        let table = shipped();
        let refused = |json: &str| merge(&table, json, TODAY).expect_err("refused");
        for not_it in [
            "",
            "{}",
            "[]",
            "<html>",
            "{\"england-and-wales\":{\"division\":\"scotland\",\"events\":[]}}",
        ] {
            assert!(
                matches!(refused(not_it), FeedError::NotTheList(_)),
                "{not_it}"
            );
        }
        let whole = list(2025..=2027, Some);
        let cut = whole.get(..whole.len() / 2).expect("a part");
        assert!(matches!(refused(cut), FeedError::NotTheList(_)));
        let holes = |on: Date| (on.year() != 2026 || on.month() < 6).then_some(on);
        assert_eq!(
            refused(&list(2025..=2027, holes)),
            FeedError::CutShort {
                year: 2026,
                found: 5
            }
        );
        let no_christmas = |on: Date| (on.year() != 2026 || on.month() < 12).then_some(on);
        assert_eq!(
            refused(&list(2026..=2027, no_christmas)),
            FeedError::CutShort {
                year: 2026,
                found: 6
            }
        );
        let same = |_: Date| Some(date(2027, 1, 1));
        assert_eq!(
            refused(&list(2025..=2027, same)),
            FeedError::Twice(date(2027, 1, 1))
        );
        let impossible = whole.replace("2027-01-01", "2027-02-30");
        assert!(matches!(refused(&impossible), FeedError::NotTheList(_)));
    }
}
