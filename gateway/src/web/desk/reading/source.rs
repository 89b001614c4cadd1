//! Where a finding comes from: the answer that decides it, by topic and question, and the directory. Never the answer itself.

use super::super::page::FindingSource;
use crate::{
    referral::{Screened, Sent},
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
        note,
    }
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
