//! Who gets a letter on a day. Schools close: while its holiday contact stands in, a referrer's letters go there. A pure table of dates;
//! it must never decide what a letter says.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    dates,
    letter::{People, Reader},
};

/// Who stands in for the referrer between two days, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// The name in the greeting: "Lee Invented, for Sam Sample".
    pub name: String,
    /// The work mailbox.
    pub address: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl People {
    /// Name and address of whoever gets a letter to `reader` at `at`: the first stand-in whose days it falls in, or the reader.
    pub fn to(&self, reader: Reader, at: Timestamp) -> (&str, &str) {
        match (reader, self.stand_in_on(dates::day(at))) {
            (Reader::Referrer, Some(stand_in)) => (&stand_in.name, &stand_in.address),
            _ => self.of(reader),
        }
    }

    /// Whether this mailbox is the referrer's on a day: their own, always; a stand-in's on its days.
    pub fn is_referrer(&self, address: &str, day: Date) -> bool {
        let mut own = std::iter::once(self.referrer_address.as_str());
        let stand_in = self.stand_in_on(day).map(|one| one.address.as_str());
        own.any(|known| known.eq_ignore_ascii_case(address))
            || stand_in.is_some_and(|known| known.eq_ignore_ascii_case(address))
    }

    fn stand_in_on(&self, day: Date) -> Option<&StandIn> {
        self.stand_ins
            .iter()
            .find(|one| one.from <= day && day <= one.to)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::letters::sample;

    #[test]
    fn a_holiday_contact_gets_the_referrers_letters_on_its_days_and_the_managers_never() {
        let mut people = sample::people();
        let stand_in = |name: &str, from, to| StandIn {
            name: name.to_owned(),
            address: format!("{}@school.test", name.to_lowercase()),
            from,
            to,
        };
        people.stand_ins = vec![
            stand_in("Lee", date(2026, 12, 19), date(2027, 1, 3)),
            stand_in("Kit", date(2027, 1, 3), date(2027, 1, 5)),
        ];
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let to = |text: &str| people.to(Reader::Referrer, at(text)).0.to_owned();
        assert_eq!(to("2026-12-18T23:59:59Z"), "Sam Sample");
        assert_eq!(to("2026-12-19T00:00:00Z"), "Lee");
        assert_eq!(to("2027-01-03T12:00:00Z"), "Lee", "the first that fits");
        assert_eq!(to("2027-01-04T12:00:00Z"), "Kit");
        assert_eq!(to("2027-01-06T00:00:00Z"), "Sam Sample");
        let manager = people.to(Reader::Manager, at("2026-12-25T12:00:00Z"));
        assert_eq!(manager, people.of(Reader::Manager));
        assert!(people.is_referrer("LEE@school.test", date(2026, 12, 31)));
        assert!(!people.is_referrer("lee@school.test", date(2027, 1, 4)));
        assert!(people.is_referrer(&people.referrer_address, date(2026, 12, 31)));
    }
}
