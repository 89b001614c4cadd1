//! The facts at the foot of every page of the desk: which rules, which postcodes, how far bank holidays are known; and what to renew.

use jiff::{Timestamp, civil::Date};

use super::dates;
use crate::{journey::Keyholder, pathway::Holidays, postcodes::About};

/// The facts, as of now.
pub(super) fn foot(keyholder: &Keyholder, now: Timestamp) -> Vec<String> {
    let today = dates::day_of(now);
    let rules = keyholder.rules.in_force_on(today);
    let rules = rules.map(|rules| format!("Rules: {}", rules.name()));
    let directory = &keyholder.directory;
    let postcodes = Some(directory.name()).filter(|name| *name != "none");
    let postcodes = postcodes.map(|name| self::postcodes(name, directory.about(), today));
    rules
        .into_iter()
        .chain(postcodes)
        .chain([holidays(&keyholder.holidays, today)])
        .collect()
}

fn postcodes(name: &str, about: Option<&About>, today: Date) -> String {
    let old = if about.is_some_and(|about| about.is_old(today)) {
        " (more than a year old: renew them)"
    } else {
        ""
    };
    format!("Postcodes: {name}{old}")
}

fn holidays(table: &Holidays, today: Date) -> String {
    let to = dates::day_with_year(table.known_to());
    let near = if table.ends_soon(today) {
        " only: renew them"
    } else {
        ""
    };
    format!("Bank holidays known to {to}{near}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{pathway::ENGLAND_AND_WALES, postcodes::Source};

    #[test]
    fn what_ends_or_is_old_is_said_at_the_foot() {
        let table = Holidays::read(ENGLAND_AND_WALES).unwrap();
        assert_eq!(
            holidays(&table, date(2026, 11, 22)),
            "Bank holidays known to 31 Dec 2028"
        );
        assert_eq!(
            holidays(&table, date(2028, 11, 22)),
            "Bank holidays known to 31 Dec 2028 only: renew them"
        );
        let about = About {
            name: "ONSPD Aug 2026".to_owned(),
            source: Source::Onspd,
            file: String::new(),
            released: date(2026, 8, 1),
            imported_on: date(2026, 9, 1),
            licence: String::new(),
            postcodes: 1,
        };
        let said = |today| postcodes(&about.name, Some(&about), today);
        assert_eq!(said(date(2027, 8, 31)), "Postcodes: ONSPD Aug 2026");
        assert!(said(date(2027, 9, 1)).ends_with("(more than a year old: renew them)"));
    }
}
