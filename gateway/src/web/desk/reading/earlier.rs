//! Earlier findings: each screening before the newest, and what the next one found otherwise.

use jiff::Timestamp;

use super::{
    super::{
        dates,
        page::{ChangeRow, EarlierFindings},
        words,
    },
    code_of,
    screening::{CRITERIA, found, name, suggested},
};
use crate::{
    journey::view::OpenReferral,
    referral::{CorrectedBy, MadeCorrection, Screened},
};

/// The screenings before the newest, the last of them first.
pub(crate) fn earlier(open: &OpenReferral) -> Vec<EarlierFindings> {
    let (Some(newest), Some(at)) = (&open.screened, open.screened_at) else {
        return Vec::new();
    };
    let earlier = open.earlier.iter().map(|(at, screened)| (*at, screened));
    let all: Vec<(Timestamp, &Screened)> = earlier.chain([(at, newest)]).collect();
    let pairs = all.iter().zip(all.iter().skip(1)).rev();
    pairs
        .map(|((at, before), (again_at, after))| EarlierFindings {
            at: dates::moment(*at),
            again_at: dates::moment(*again_at),
            because: because(&open.corrections, *again_at),
            rows: rows(before, after),
        })
        .collect()
}

/// What was found when a page was opened, after so many screenings, and what is found now. Empty when nothing was screened since.
pub(crate) fn since(open: &OpenReferral, opened: usize) -> Vec<ChangeRow> {
    let then = opened
        .checked_sub(1)
        .and_then(|at| open.earlier.get(at))
        .map(|(_, screened)| screened);
    match (then, &open.screened) {
        (Some(then), Some(now)) => rows(then, now),
        _ => Vec::new(),
    }
}

/// "At 09:38 Casey Sample corrected “What is the police position?”. " for each correction since.
pub(crate) fn corrected_since(open: &OpenReferral, opened: usize) -> String {
    let then = opened.checked_sub(1).and_then(|at| open.earlier.get(at));
    let Some((then, _)) = then else {
        return String::new();
    };
    let since = open.corrections.iter().filter(|made| made.made_at > *then);
    let sentences = since.map(|made| {
        let correction = &made.correction;
        format!(
            "At {} {} corrected “{}”. ",
            dates::clock(made.made_at),
            who(&correction.by, correction.role),
            correction.answer.label()
        )
    });
    sentences.collect::<Vec<_>>().concat()
}

/// Findings, ceiling and suggestion of two screenings.
fn rows(before: &Screened, after: &Screened) -> Vec<ChangeRow> {
    let (old, new) = (&before.verdict, &after.verdict);
    let row = |label: &str, before: &str, now: &str| ChangeRow {
        label: label.to_owned(),
        before: before.to_owned(),
        now: now.to_owned(),
    };
    let mut rows: Vec<ChangeRow> = CRITERIA
        .into_iter()
        .map(|criterion| {
            let of = |verdict: &crate::screening::Verdict| {
                found(verdict.criteria().of(criterion)).label()
            };
            row(name(criterion), of(old), of(new))
        })
        .collect();
    let ceiling = |screened: &Screened| words::ceiling(&code_of(&screened.verdict.offer()));
    rows.push(row("Offer ceiling", ceiling(before), ceiling(after)));
    rows.push(row("Suggestion", suggested(old), suggested(new)));
    rows
}

/// What was corrected in the same step.
fn because(corrections: &[MadeCorrection], at: Timestamp) -> Vec<String> {
    let made = corrections.iter().filter(|made| made.made_at == at);
    made.map(|made| {
        let correction = &made.correction;
        format!(
            "{} corrected “{}”: {}",
            who(&correction.by, correction.role),
            correction.answer.label(),
            correction.why
        )
    })
    .collect()
}

/// "Casey Sample"; "Sam Sample, the referrer".
pub(super) fn who(by: &str, role: CorrectedBy) -> String {
    match role {
        CorrectedBy::Screener => by.to_owned(),
        CorrectedBy::Referrer => format!("{by}, the referrer,"),
        CorrectedBy::Manager => format!("{by}, the manager,"),
        CorrectedBy::PoliceContact => format!("{by}, the police contact,"),
    }
}
