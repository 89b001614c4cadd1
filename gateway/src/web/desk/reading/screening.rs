//! A verdict in the desk's words: findings, ceiling and suggestion each with its reason, and what would change them. Advises only.

use jiff::civil::Date;

use super::super::{
    dates,
    page::{FindingRow, ScreeningBlock},
    words::{self, Found},
};
use super::code_of;
use crate::{
    referral::Screened,
    screening::{Criterion, Finding, Flag, Offer, Suggestion, Verdict},
};

/// The criteria in the order of the desk.
const CRITERIA: [Criterion; 4] = [
    Criterion::Age,
    Criterion::Recency,
    Criterion::Residence,
    Criterion::Police,
];

/// How many changes are named.
const CHANGES: usize = 3;

pub(super) fn found(finding: Finding) -> Found {
    match finding {
        Finding::Met => Found::Met,
        Finding::NotMet => Found::NotMet,
        Finding::NotKnown => Found::NotKnown,
    }
}

pub(super) fn name(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::Age => "Age",
        Criterion::Recency => "Recency",
        Criterion::Residence => "Residence",
        Criterion::Police => "Police",
    }
}

/// The four findings with their evidence.
pub(super) fn findings(verdict: &Verdict) -> Vec<FindingRow> {
    let because = verdict.because();
    let evidence = |criterion| match criterion {
        Criterion::Age => &because.age,
        Criterion::Recency => &because.recency,
        Criterion::Residence => &because.residence,
        Criterion::Police => &because.police,
    };
    CRITERIA
        .into_iter()
        .map(|criterion| FindingRow {
            criterion: name(criterion).to_owned(),
            found: found(verdict.criteria().of(criterion)),
            evidence: evidence(criterion).to_string(),
        })
        .collect()
}

/// The services within the ceiling, by their codes.
pub(super) fn within(verdict: &Verdict) -> Vec<String> {
    verdict.services().iter().map(code_of).collect()
}

/// The block of the overview.
pub(super) fn block(screened: &Screened, today: Date) -> ScreeningBlock {
    let verdict = &screened.verdict;
    let within = within(verdict);
    let service = |(code, label): (&str, &str)| {
        (label.to_owned(), within.iter().any(|within| within == code))
    };
    ScreeningBlock {
        on: dates::long_day(screened.received_on),
        findings: findings(verdict),
        ceiling: (
            words::ceiling(&code_of(&verdict.offer())).to_owned(),
            ceiling_because(screened),
        ),
        suggestion: (suggested(verdict).to_owned(), suggestion_because(verdict)),
        eligible_until: eligible(verdict, today),
        services: words::SERVICES.into_iter().map(service).collect(),
        would_change: would_change(verdict),
        noted: verdict
            .flags()
            .iter()
            .filter_map(|flag| words::flag(&code_of(flag)))
            .map(str::to_owned)
            .collect(),
        rules: rules(screened),
    }
}

/// The suggestion's words, or that there is none because screening did not work.
pub(super) fn suggested(verdict: &Verdict) -> &'static str {
    if verdict.is_screened() {
        words::suggestion(&code_of(&verdict.suggestion()))
    } else {
        words::suggestion("not_screened")
    }
}

fn rules(screened: &Screened) -> String {
    if !screened.verdict.is_screened() {
        return "Screening did not work, so no rules were applied.".to_owned();
    }
    format!(
        "Rules {}, in force on {}.",
        screened.verdict.rules(),
        dates::long_day(screened.received_on)
    )
}

/// Why the ceiling is where it is: one clause, from its first reason.
pub(super) fn ceiling_because(screened: &Screened) -> String {
    let (verdict, criteria) = (&screened.verdict, screened.verdict.criteria());
    let listed = |finding| {
        let names: Vec<String> = CRITERIA
            .into_iter()
            .filter(|criterion| criteria.of(*criterion) == finding)
            .map(|criterion| name(criterion).to_lowercase())
            .collect();
        names.join(", ")
    };
    let youngest = screened.limits.full_from;
    match verdict.offer() {
        Offer::None => format!("because this is not met: {}", listed(Finding::NotMet)),
        Offer::NotKnown => format!("because this is not known: {}", listed(Finding::NotKnown)),
        Offer::ConsultationOnly if verdict.age().is_some_and(|age| age < youngest) => {
            format!("because the child is under {youngest}")
        }
        Offer::ConsultationOnly if criteria.police == Finding::NotKnown => {
            "because the police position is not known".to_owned()
        }
        Offer::ConsultationOnly => "because a police investigation is open".to_owned(),
        Offer::Full => "because every criterion is met".to_owned(),
    }
}

fn suggestion_because(verdict: &Verdict) -> String {
    if !verdict.is_screened() {
        return "screening did not work".to_owned();
    }
    let missing = verdict.missing().len();
    match verdict.suggestion() {
        Suggestion::Accept => "every criterion is met".to_owned(),
        Suggestion::AcceptConsultationOnly => "the ceiling is consultation only".to_owned(),
        Suggestion::Ask if missing == 0 => {
            "the child, or a parent or carer, has not agreed".to_owned()
        }
        Suggestion::Ask if missing == 1 => "one finding is not known".to_owned(),
        Suggestion::Ask => format!("{missing} findings are not known"),
        Suggestion::Hold => "a police investigation is open".to_owned(),
        Suggestion::Decline => "nothing above resources and signposting can be offered".to_owned(),
        Suggestion::RedirectCyjs => "the child is open to CYJS".to_owned(),
        Suggestion::RedirectCsc if verdict.flags().contains(&Flag::CscNotOpen) => {
            "the child is not open to Children’s Social Care".to_owned()
        }
        Suggestion::RedirectCsc => "the Continuum of Need level is below 4".to_owned(),
    }
}

/// Until when it is eligible, and how far off that is.
fn eligible(verdict: &Verdict, today: Date) -> (String, String) {
    let Some(until) = verdict.eligible_until() else {
        let criteria = verdict.criteria();
        let not_met = [criteria.age, criteria.recency].contains(&Finding::NotMet);
        let words = if not_met {
            "Not now met"
        } else {
            "Not known yet"
        };
        return (words.to_owned(), String::new());
    };
    let left = match days_until(until, today) {
        ..0 => "that day has passed".to_owned(),
        0 => "today".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    (dates::long_day(until), left)
}

/// Whole days from `today`; below nought when it has passed.
pub(super) fn days_until(until: Date, today: Date) -> i32 {
    today.until(until).map_or(0, |span| span.get_days())
}

/// What would change the findings, smallest fact first.
fn would_change(verdict: &Verdict) -> Vec<String> {
    let criteria = verdict.criteria();
    let sentences = [
        (
            criteria.police,
            Finding::NotKnown,
            "Police position known and no investigation open: police would be met.",
        ),
        (
            criteria.police,
            Finding::NotMet,
            "Police investigation closed: police would be met.",
        ),
        (
            criteria.residence,
            Finding::NotKnown,
            "Postcode or council known, and in this hub’s area: residence would be met.",
        ),
        (
            criteria.age,
            Finding::NotKnown,
            "Date of birth known, and within the criterion: age would be met.",
        ),
        (
            criteria.recency,
            Finding::NotKnown,
            "Date of the latest incident known, and within the window: recency would be met.",
        ),
        (
            criteria.recency,
            Finding::NotMet,
            "A later incident, within the window: recency would be met.",
        ),
    ];
    let fitting = sentences
        .into_iter()
        .filter(|(found, wanted, _)| found == wanted);
    fitting
        .map(|(_, _, words)| words.to_owned())
        .take(CHANGES)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::days_until;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_over_months_and_back() {
        assert_eq!(days_until(date(2027, 1, 1), date(2026, 11, 22)), 40);
        assert_eq!(days_until(date(2026, 11, 20), date(2026, 11, 22)), -2);
    }
}
