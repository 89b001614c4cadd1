//! Where a finding comes from: the answer that decides it, by topic and question, the directory, and when that answer was changed.
//! Never the answer itself; of one that was changed, what it was where that is a date of an incident or a police position, never a date
//! of birth or a postcode.

use jiff::civil::Date;

use super::super::{dates, page::FindingSource};
use crate::{
    referral::{MadeCorrection, Screened, Sent},
    screening::{Criterion, Finding},
    web::page::words::curly,
};

/// The answer behind one finding; where it was not given, the topic that lacks it is named without a link.
pub(super) fn source(
    criterion: Criterion,
    sent: &Sent,
    screened: &Screened,
    answers: &str,
) -> FindingSource {
    let (question, words) = question(criterion, sent);
    let note = (criterion == Criterion::Residence && screened.place.is_some())
        .then(|| format!("Directory: {}", screened.verdict.directory()));
    let incident = (criterion == Criterion::Recency)
        .then(|| deciding_incident(sent, screened))
        .flatten();
    let shown = sent.record.shown.iter().find(|shown| {
        let asked = shown.lines.iter().any(|line| line.question == question);
        asked && (incident.is_none() || shown.item == incident)
    });
    let Some(shown) = shown else {
        return FindingSource {
            label: format!("{words}: not answered"),
            path: None,
            changed: None,
            note,
        };
    };
    let anchor = match shown.item {
        Some(item) => format!("{}-{item}", shown.slug),
        None => shown.slug.clone(),
    };
    let label = match shown.item {
        Some(_) => curly(&shown.title),
        None => format!("{}: {words}", curly(&shown.title)),
    };
    FindingSource {
        label,
        path: Some(format!("{answers}#{anchor}")),
        changed: None,
        note,
    }
}

/// "Changed on 20 Nov, was “2025”", of the last change of an answer that decides the criterion; nothing where none was changed.
pub(super) fn changed(
    criterion: Criterion,
    corrections: &[MadeCorrection],
    today: Date,
) -> Option<String> {
    let deciding: &[&str] = match criterion {
        Criterion::Age => &["ch_dob"],
        Criterion::Recency => &["inc_date"],
        Criterion::Residence => &["addr_postcode", "addr_authority"],
        Criterion::Police => &["pol_status"],
    };
    let mut made = corrections.iter().rev();
    let last = made.find(|made| deciding.contains(&made.correction.answer.question()))?;
    let day = dates::short_day(dates::day_of(last.made_at), today);
    let may_be_told = matches!(criterion, Criterion::Recency | Criterion::Police);
    let was = last.before.as_deref().filter(|_| may_be_told);
    let was = was.map(|was| format!(", was “{}”", curly(was)));
    Some(format!("Changed on {day}{}", was.unwrap_or_default()))
}

/// The question that decides a criterion, and what it asks for.
fn question(criterion: Criterion, sent: &Sent) -> (&'static str, &'static str) {
    let has = |id| sent.record.answers.text(id).is_some();
    match criterion {
        Criterion::Age => ("ch_dob", "date of birth"),
        Criterion::Recency => ("inc_date", "date of the incident"),
        Criterion::Residence if !has("addr_postcode") && has("addr_authority") => {
            ("addr_authority", "council")
        }
        Criterion::Residence => ("addr_postcode", "postcode"),
        Criterion::Police => ("pol_status", "position"),
    }
}

/// The incident that decides recency, counted from 1: one without a date where that leaves it open, else the latest.
fn deciding_incident(sent: &Sent, screened: &Screened) -> Option<usize> {
    let items = sent.record.answers.items("incidents");
    let dated = items
        .iter()
        .zip(1_usize..)
        .map(|(item, number)| (item.date("inc_date"), number));
    let open = screened.verdict.criteria().recency == Finding::NotKnown;
    let undated = dated.clone().find(|(date, _)| date.is_none());
    match undated {
        Some((_, number)) if open => Some(number),
        _ => dated
            .max_by_key(|(date, _)| date.map(|(from, _)| from))
            .map(|(_, number)| number),
    }
}
