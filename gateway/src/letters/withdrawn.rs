//! To both people: the referral was withdrawn. Never says why; the reason is the hub's to read.

use jiff::Timestamp;

use super::{
    dates,
    frame::{DUTIES_OF_A_SCHOOL, one_line},
    letter::{Letter, LetterKind, People, Reader, Stamp},
    short::Short,
};
use crate::config::Hub;

/// To one of the two: who withdrew it and when. `by` is who did, with the moment they did; `seen` says whether the hub had it by then.
pub fn withdrawn(
    hub: &Hub,
    stamp: &Stamp,
    (reference, people): (&str, &People),
    (by, at, seen): (Reader, Timestamp, bool),
    reader: Reader,
) -> Letter {
    let day = dates::long(dates::day(at));
    let who = one_line(people.of(by).0);
    let ends = if seen {
        "The hub does no more work on it."
    } else {
        "The hub has not seen it."
    };
    let record = match people.school {
        Some(_) => "",
        None => " Record this on LCS.",
    };
    let mut words = vec![
        if by == reader {
            format!("You withdrew this referral on {day}.")
        } else {
            format!("{who} withdrew this referral on {day}.")
        },
        format!("{ends}{record}"),
        "To ask for support again, send a new referral.".to_owned(),
    ];
    let school = people.school.iter();
    words.extend(school.map(|_| DUTIES_OF_A_SCHOOL.to_owned()));
    Short {
        kind: LetterKind::Withdrawn,
        wording: "withdrawn-2",
        what: "withdrawn",
        heading: "This referral has been withdrawn",
        preview: "What to do now.",
        reader,
    }
    .letter(hub, stamp, (reference, people), &words)
}
