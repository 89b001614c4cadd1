//! To both people: the referral was withdrawn. Never says why; the reason is the hub's to read.

use jiff::Timestamp;

use super::{
    dates,
    frame::one_line,
    letter::{Letter, LetterKind, People, Reader, Stamp},
    short::Short,
};
use crate::config::Hub;

/// To one of the two: who withdrew it and when. `by` is who did, with the moment they did.
pub fn withdrawn(
    hub: &Hub,
    stamp: &Stamp,
    (reference, people): (&str, &People),
    (by, at): (Reader, Timestamp),
    reader: Reader,
) -> Letter {
    let day = dates::long(dates::day(at));
    let who = one_line(people.of(by).0);
    let words = [
        if by == reader {
            format!("You withdrew this referral on {day}.")
        } else {
            format!("{who} withdrew this referral on {day}.")
        },
        "The hub does no more work on it. Record this on LCS.".to_owned(),
        "To ask for support again, send a new referral.".to_owned(),
    ];
    Short {
        kind: LetterKind::Withdrawn,
        wording: "withdrawn-1",
        what: "withdrawn",
        heading: "This referral has been withdrawn",
        preview: "What to do now.",
        reader,
    }
    .letter(hub, stamp, (reference, people), &words)
}
