//! What an imported directory says of itself: where it comes from, of when it is, and whose licence it is under.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which published list it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// ONS Postcode Directory.
    Onspd,
    /// National Statistics Postcode Lookup.
    Nspl,
    /// The look-up from postcodes to output areas and authorities.
    Lookup,
    /// Ordnance Survey's Code-Point Open.
    CodePointOpen,
    /// Another list with the columns that are needed.
    Other,
}

impl Source {
    /// Tells it by the name of the file and whether it has a header.
    pub(super) fn of(file: &str, is_code_point: bool) -> Self {
        let name = file.to_ascii_lowercase();
        if is_code_point {
            Self::CodePointOpen
        } else if name.contains("onspd") {
            Self::Onspd
        } else if name.contains("nspl") {
            Self::Nspl
        } else if name.contains("pcd") && name.contains("oa") {
            Self::Lookup
        } else {
            Self::Other
        }
    }

    /// Its name for a person.
    pub fn label(self) -> &'static str {
        match self {
            Self::Onspd => "ONSPD",
            Self::Nspl => "NSPL",
            Self::Lookup => "ONS postcode look-up",
            Self::CodePointOpen => "Code-Point Open",
            Self::Other => "Postcode list",
        }
    }

    /// The words that its licence asks to be kept with it.
    pub(super) fn licence(self, year: i16) -> String {
        let royal = format!(
            "Contains OS data © Crown copyright and database right {year}. Contains Royal Mail data © Royal Mail copyright and database right {year}."
        );
        let of_ons = "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.";
        match self {
            Self::CodePointOpen => format!(
                "{royal} Contains National Statistics data © Crown copyright and database right {year}. Open Government Licence v.3.0."
            ),
            Self::Onspd | Self::Nspl | Self::Lookup | Self::Other => format!("{of_ons} {royal}"),
        }
    }
}

/// What a directory says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Source and month, such as `ONSPD Aug 2026`: what verdicts carry.
    pub name: String,
    /// Which list.
    pub source: Source,
    /// The name of the file that it was made from.
    pub file: String,
    /// The first day of the month that the list is of.
    pub released: Date,
    /// When it was imported.
    pub imported_on: Date,
    /// What its licence asks to be kept with it.
    pub licence: String,
    /// How many postcodes.
    pub postcodes: u64,
}

impl About {
    /// Whether the list is more than a year old on `today`.
    pub fn is_old(&self, today: Date) -> bool {
        let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        months(today) - months(self.released) > 12
    }
}

/// The month that a file's name says: `ONSPD_AUG_2026_UK.csv`, `NSPL_2026_08.csv`, `onspd-2026-08`, `PCD_OA21_LAD_AUG25_UK_LU.csv`.
pub(super) fn month_in(name: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    let year = |text: &str| -> Option<i16> {
        let year: i16 = text.parse().ok()?;
        (text.len() == 4 && (2000..2100).contains(&year)).then_some(year)
    };
    let month = |text: &str| -> Option<i8> {
        let named = MONTHS
            .iter()
            .zip(1_i8..)
            .find(|(short, _)| {
                text.starts_with(*short) && text.bytes().all(|b| b.is_ascii_alphabetic())
            })
            .map(|(_, number)| number);
        let written = || text.parse().ok().filter(|_| text.len() == 2);
        named
            .or_else(written)
            .filter(|month| (1..=12).contains(month))
    };
    let apart = parts.windows(2).find_map(|pair| {
        let [one, other] = pair else { return None };
        let found = month(one)
            .zip(year(other))
            .or_else(|| month(other).zip(year(one)));
        found.and_then(|(month, year)| Date::new(year, month, 1).ok())
    });
    let joined = || {
        parts.iter().find_map(|part| {
            let (named, short) = part.split_at_checked(3)?;
            let number = MONTHS
                .iter()
                .zip(1_i8..)
                .find(|(month, _)| **month == named)?
                .1;
            let whole = short.len() == 2 && short.bytes().all(|byte| byte.is_ascii_digit());
            let year = short.parse::<i16>().ok().filter(|_| whole)?;
            Date::new(2000 + year, number, 1).ok()
        })
    };
    apart.or_else(joined)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_files_name_says_its_month() {
        for (name, month) in [
            ("ONSPD_AUG_2026_UK.csv", Some(date(2026, 8, 1))),
            ("ONSPD_AUG_2026_UK_BB.csv", Some(date(2026, 8, 1))),
            ("NSPL21_FEB_2025_UK.csv", Some(date(2025, 2, 1))),
            ("nspl-2026-08.csv", Some(date(2026, 8, 1))),
            ("ONSPD November 2025.csv", Some(date(2025, 11, 1))),
            (
                "PCD_OA21_LSOA21_MSOA21_LAD_AUG25_UK_LU.csv",
                Some(date(2025, 8, 1)),
            ),
            ("PCD_OA_AUG5.csv", None),
            ("decem.csv", None),
            ("bb.csv", None),
            ("2026_99.csv", None),
        ] {
            assert_eq!(month_in(name), month, "{name}");
        }
    }

    #[test]
    fn a_list_is_told_by_its_name_and_by_its_missing_header() {
        for (name, source) in [
            ("ONSPD_AUG_2026_UK.csv", Source::Onspd),
            ("NSPL_AUG_2026_UK.csv", Source::Nspl),
            ("PCD_OA21_LSOA21_MSOA21_LAD_AUG25_UK_LU.csv", Source::Lookup),
            ("postcodes.csv", Source::Other),
        ] {
            assert_eq!(Source::of(name, false), source);
            assert_eq!(Source::of(name, true), Source::CodePointOpen);
            assert!(source.licence(2026).contains("Open Government Licence"));
        }
    }

    #[test]
    fn a_list_is_old_after_a_year() {
        let about = About {
            name: "ONSPD Aug 2025".to_owned(),
            source: Source::Onspd,
            file: "x".to_owned(),
            released: date(2025, 8, 1),
            imported_on: date(2026, 1, 1),
            licence: String::new(),
            postcodes: 1,
        };
        assert!(!about.is_old(date(2026, 8, 31)));
        assert!(about.is_old(date(2026, 9, 1)));
    }
}
