//! A verdict in the desk's words: findings, ceiling and suggestion each with its reason, and what would change them. Advises only.

use intake_forms::FormDefinition;
use jiff::civil::Date;

use super::super::{
    dates,
    page::{FindingRow, FindingSource, ScreeningBlock, ServiceRow},
    words::{self, Found},
};
use super::{asked, changes, code_of, source};
use crate::{
    journey::view::OpenReferral,
    referral::{SOON, Screened, days_until},
    screening::{Criterion, Facts, Finding, Flag, Offer, Route, Suggestion, Verdict},
};

/// The criteria in the order of the desk.
pub(super) const CRITERIA: [Criterion; 4] = [
    Criterion::Age,
    Criterion::Recency,
    Criterion::Residence,
    Criterion::Police,
];

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
            source: None,
        })
        .collect()
}

/// The services within the ceiling, by their codes.
pub(super) fn within(verdict: &Verdict) -> Vec<String> {
    verdict.services().iter().map(code_of).collect()
}

/// The facts of a screening; none where screening did not work.
pub(super) fn facts_of(screened: &Screened) -> Option<Facts> {
    Facts::from_line(&screened.facts.to_string()).ok()
}

/// The block of the overview; `path` is the referral's address.
pub(super) fn block(
    (screened, open): (&Screened, &OpenReferral),
    form: Option<&FormDefinition>,
    path: &str,
    today: Date,
) -> ScreeningBlock {
    let verdict = &screened.verdict;
    let facts = facts_of(screened);
    let mut findings = findings(verdict);
    let answers = format!("{path}/answers");
    for (row, criterion) in findings.iter_mut().zip(CRITERIA) {
        row.source = Some(FindingSource {
            changed: source::changed(criterion, &open.corrections, today),
            ..source::source(criterion, &open.sent, screened, &answers)
        });
    }
    let asked = asked::suggested((screened, &open.sent), form);
    ScreeningBlock {
        on: dates::long_day(screened.received_on),
        findings,
        ceiling: (
            words::ceiling(&code_of(&verdict.offer())).to_owned(),
            ceiling_because(screened),
        ),
        suggestion: (suggested(verdict).to_owned(), suggestion_because(verdict)),
        eligible_until: eligible(screened, today),
        waiting: waiting(screened, today),
        services: services(screened, facts.as_ref()),
        would_change: changes::would_change(screened, facts.as_ref()),
        noted: verdict
            .flags()
            .iter()
            .filter_map(|flag| words::flag(&code_of(flag)))
            .map(str::to_owned)
            .collect(),
        questions: asked.into_iter().map(|question| question.label).collect(),
        rules: rules(screened),
        rules_path: verdict
            .is_screened()
            .then(|| format!("/desk/rules#{}", verdict.rules())),
    }
}

/// Every service, and why it is not within the ceiling where it is not.
fn services(screened: &Screened, facts: Option<&Facts>) -> Vec<ServiceRow> {
    let within = within(&screened.verdict);
    let school = facts.is_some_and(|facts| facts.route == Route::School);
    words::SERVICES
        .into_iter()
        .map(|(code, label)| {
            let missing = !within.iter().any(|within| within == code);
            ServiceRow {
                label: label.to_owned(),
                why_not: missing.then(|| why_not(code, screened, school)),
            }
        })
        .collect()
}

fn why_not(code: &str, screened: &Screened, school: bool) -> String {
    let offer = screened.verdict.offer();
    let words = match (code, offer) {
        (_, Offer::NotKnown) => "cannot be said yet",
        ("pattern_mapping", Offer::ConsultationOnly) if school => {
            "offered through the child’s social worker"
        }
        (_, Offer::Full) => {
            "needs Continuum of Need 4, open to Children’s Social Care and not open to CYJS"
        }
        _ => "above the ceiling",
    };
    words.to_owned()
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
        Offer::ConsultationOnly if criteria.police == Finding::NotMet => {
            "because a police investigation is open".to_owned()
        }
        Offer::ConsultationOnly => "because a school asks for advice".to_owned(),
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

/// Until when it is eligible, how far off that is, and what sets it.
fn eligible(screened: &Screened, today: Date) -> (String, String) {
    let verdict = &screened.verdict;
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
    let from = screened.turns().map_or("recency", |_| "age");
    (dates::long_day(until), format!("{left}, from {from}"))
}

/// That waiting itself would make the child ineligible, within a fortnight of that day and after it.
fn waiting(screened: &Screened, today: Date) -> Option<String> {
    let until = screened.verdict.eligible_until()?;
    let left = days_until(until, today);
    if left > SOON {
        return None;
    }
    let day = dates::long_day(until);
    let why = match screened.turns() {
        Some(age) => format!("the child turns {age} the day after"),
        None => "recency would no longer be met".to_owned(),
    };
    Some(if left < 0 {
        format!(
            "A new referral with the same facts would not be eligible any more: its last day was {day}, and {why}. This one keeps its received date: ask or hold here, rather than have it sent again."
        )
    } else {
        format!(
            "Waiting for a new referral would make the child ineligible: the last day is {day}, and {why}. This one keeps its received date: ask or hold here, rather than have it sent again."
        )
    })
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::waiting;
    use crate::{
        letters::Limits,
        referral::Screened,
        screening::{Directory, Facts, Incident, Rules, evidence, screen, what_would_change},
    };

    const RULES: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../config/screening/lancashire-2020-01-01.toml"
    ));

    /// A screening of facts that meet everything, changed.
    pub(crate) fn screened(change: impl FnOnce(&mut Facts)) -> (Screened, Facts) {
        let rules = Rules::read("shipped", RULES).unwrap();
        let directory = Directory::from_csv(
            "pcds,cty25cd,lad25cd\nZP1 1AA,E10000017,E07000123\n".as_bytes(),
            "sample",
        )
        .unwrap();
        let line = json!({
            "id": "7K3Q-2FWD", "received_on": "2026-11-22", "date_of_birth": "2012-05-01",
            "latest_incident": {"from": "2026-09-10", "to": "2026-09-10"}, "postcode": "ZP1 1AA",
            "police": "not_reported", "open_to_csc": true, "con_level": 4, "open_to_cyjs": false,
            "consent_child": "agreed", "consent_carer": "agreed", "strategy_meeting": "held"
        });
        let mut facts = Facts::from_line(&line.to_string()).unwrap();
        change(&mut facts);
        let verdict = screen(&facts, &rules, &directory);
        let words = evidence(&facts, &verdict, &rules, &directory);
        let screened = Screened {
            facts: serde_json::to_value(&facts).unwrap(),
            place: None,
            changes: what_would_change(&facts, &rules, &directory),
            verdict,
            evidence: [words.age, words.recency, words.residence, words.police],
            received_on: facts.received_on,
            window_start: rules.window_start(facts.received_on),
            limits: Limits::of(&rules),
        };
        (screened, facts)
    }

    #[test]
    fn the_desk_warns_within_a_fortnight_and_names_what_ends_first() {
        let (recency, _) = screened(|_| ());
        assert_eq!(recency.verdict.eligible_until(), Some(date(2027, 9, 10)));
        assert_eq!(recency.turns(), None);
        assert_eq!(waiting(&recency, date(2027, 8, 26)), None);
        let warned = waiting(&recency, date(2027, 8, 27)).unwrap();
        assert!(warned.contains("the last day is 10 September 2027, and recency"));
        let passed = waiting(&recency, date(2027, 9, 11)).unwrap();
        assert!(passed.contains("its last day was 10 September 2027"));
        let (age, _) = screened(|facts| facts.date_of_birth = Some(date(2009, 1, 5)));
        assert_eq!(age.verdict.eligible_until(), Some(date(2027, 1, 4)));
        let warned = waiting(&age, date(2027, 1, 1)).unwrap();
        assert!(
            warned.contains("the child turns 18 the day after"),
            "{warned}"
        );
    }

    #[test]
    fn a_child_of_a_leap_day_turns_eighteen_on_the_first_of_march() {
        let (leap, _) = screened(|facts| {
            facts.date_of_birth = Some(date(2009, 2, 28));
        });
        assert_eq!(leap.verdict.eligible_until(), Some(date(2027, 2, 27)));
        assert_eq!(leap.turns(), Some(18));
        let (leap, _) = screened(|facts| {
            facts.date_of_birth = Some(date(2008, 2, 29));
            facts.received_on = date(2026, 2, 1);
            facts.latest_incident = Incident::new(date(2026, 1, 10), date(2026, 1, 10));
        });
        assert_eq!(leap.verdict.eligible_until(), Some(date(2026, 2, 28)));
        assert_eq!(leap.turns(), Some(18));
    }
}
