//! Holds in the desk's words.

use super::super::{
    dates,
    page::{HeldLines, PastHold},
};
use crate::journey::view::OpenReferral;

/// The hold that is open.
pub(crate) fn held_lines(open: &OpenReferral) -> Option<HeldLines> {
    let hold = open.holds.last().filter(|hold| hold.end.is_none())?;
    Some(HeldLines {
        until: dates::long_day(hold.review_on),
        why: hold.hold.why.clone(),
        by: format!("{} on {}", hold.hold.by, dates::moment(hold.made_at)),
        contact: hold
            .hold
            .contact
            .as_ref()
            .map(|contact| format!("{}, {}", contact.name, contact.address)),
    })
}

/// The holds that have ended, the last of them first.
pub(crate) fn past_holds(open: &OpenReferral) -> Vec<PastHold> {
    let ended = open.holds.iter().rev().filter_map(|hold| {
        let (end, at) = hold.end.as_ref()?;
        Some(PastHold {
            since: dates::moment(hold.made_at),
            until: dates::moment(*at),
            by: hold.hold.by.clone(),
            why: hold.hold.why.clone(),
            ended_by: end.by.clone(),
            ended_why: end.why.clone(),
        })
    });
    ended.collect()
}
