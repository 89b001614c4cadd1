//! The same evidence in the words of a letter: "you told us", one line a criterion (LETTERS "Evidence").
//! Never a suggestion, a score or the name of another council's area.

use super::days::{DayInWords, Span};
use super::directory::Directory;
use super::facts::{Facts, Police};
use super::residence::Residence;
use super::rules::Rules;
use super::verdict::{Finding, Verdict};

/// One sentence or two a criterion, for letters and the referral's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// About age.
    pub age: String,
    /// About recency.
    pub recency: String,
    /// About residence.
    pub residence: String,
    /// About the police.
    pub police: String,
}

/// The evidence behind a verdict. Give the rules and the place that the verdict was made with (`Directory::remembered`), or the words may not fit it.
pub fn evidence(
    facts: &Facts,
    verdict: &Verdict,
    rules: &Rules,
    directory: &Directory,
) -> Evidence {
    Evidence {
        age: age(facts, verdict.age()),
        recency: recency(facts, verdict.criteria().recency, rules),
        residence: residence(&Residence::find(facts, rules, directory)),
        police: police(facts.police),
    }
}

fn age(facts: &Facts, age: Option<u16>) -> String {
    match age {
        Some(age) => format!("{age} when we received the referral."),
        None if facts.date_of_birth.is_some() => {
            "The date of birth given is after the day we received the referral.".to_owned()
        }
        None => "We do not have a date of birth.".to_owned(),
    }
}

fn recency(facts: &Facts, finding: Finding, rules: &Rules) -> String {
    let Some(incident) = facts.latest_incident else {
        return "The date is not known.".to_owned();
    };
    if incident.from() > facts.received_on {
        return "The date given is after the day we received the referral.".to_owned();
    }
    let span = Span::of(incident.from(), incident.to());
    let months = rules.window_months();
    let start = DayInWords(rules.window_start(facts.received_on));
    match finding {
        Finding::Met | Finding::NotMet => format!(
            "The most recent behaviour you told us about was {span}. The {months} months began on {start}."
        ),
        Finding::NotKnown => format!(
            "You told us it was {span}. Part of that is before {start}, when the {months} months began."
        ),
    }
}

fn residence(residence: &Residence<'_>) -> String {
    let area = match *residence {
        Residence::ByPostcode { area, .. } | Residence::Stated { area, .. } => {
            area.map_or("another council’s area", |area| &area.name)
        }
        Residence::Conflict { .. } => {
            return "The postcode you gave and the council you told us do not agree.".to_owned();
        }
        Residence::NotKnown {
            postcode_given: true,
        } => return "We could not find the postcode you gave.".to_owned(),
        Residence::NotKnown {
            postcode_given: false,
        } => return "We do not have a postcode.".to_owned(),
    };
    if let Residence::Stated { postcode_given, .. } = residence {
        let why = if *postcode_given {
            "we could not find the postcode"
        } else {
            "we do not have a postcode"
        };
        format!("You told us the child lives in {area}; {why}.")
    } else {
        format!("The postcode you gave is in {area}.")
    }
}

fn police(position: Option<Police>) -> String {
    let told = match position {
        None => return "We do not have an answer about the police.".to_owned(),
        Some(Police::Unknown) => return "You told us that this is not known.".to_owned(),
        Some(Police::NotReported) => "not reported",
        Some(Police::ReportedNoInvestigation) => "reported, no investigation",
        Some(Police::Open) => "an investigation is open",
        Some(Police::BailedOrReleased) => "on bail or released under investigation",
        Some(Police::Charged) => "charged",
        Some(Police::ClosedNoAction) => "closed, no further action",
        Some(Police::ClosedOutcome) => "closed, with an outcome",
    };
    format!("You told us: {told}.")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::screening::code::Code;
    use crate::screening::facts::Incident;
    use crate::screening::oracle::{directory, plain, shipped};
    use crate::screening::screen;

    fn of(change: impl FnOnce(&mut Facts)) -> Evidence {
        let mut facts = plain();
        change(&mut facts);
        let (rules, directory) = (shipped(), directory());
        evidence(
            &facts,
            &screen(&facts, &rules, &directory),
            &rules,
            &directory,
        )
    }

    #[test]
    fn a_letter_tells_the_referrer_what_they_told_us() {
        let plain =
            of(|facts| facts.latest_incident = Incident::new(date(2026, 9, 1), date(2026, 9, 30)));
        assert_eq!(plain.age, "14 when we received the referral.");
        assert_eq!(
            plain.recency,
            "The most recent behaviour you told us about was in September 2026. The 12 months began on 22 November 2025."
        );
        assert_eq!(plain.residence, "The postcode you gave is in Preston.");
        assert_eq!(plain.police, "You told us: not reported.");
    }

    #[test]
    fn what_is_not_known_is_said_as_such() {
        let year =
            of(|facts| facts.latest_incident = Incident::new(date(2025, 1, 1), date(2025, 12, 31)));
        assert_eq!(
            year.recency,
            "You told us it was in 2025. Part of that is before 22 November 2025, when the 12 months began."
        );
        assert_eq!(
            of(|facts| facts.latest_incident = None).recency,
            "The date is not known."
        );
        assert_eq!(
            of(|facts| facts.date_of_birth = None).age,
            "We do not have a date of birth."
        );
        assert_eq!(
            of(|facts| facts.police = Some(Police::Unknown)).police,
            "You told us that this is not known."
        );
        assert_eq!(
            of(|facts| facts.postcode = Some("ZZ99 9ZZ".to_owned())).residence,
            "We could not find the postcode you gave."
        );
    }

    #[test]
    fn a_date_ahead_of_the_receipt_is_said_to_be_one() {
        let day = date(2026, 11, 23);
        let ahead = of(|facts| {
            facts.date_of_birth = Some(day);
            facts.latest_incident = Incident::new(day, day);
        });
        assert_eq!(
            ahead.age,
            "The date of birth given is after the day we received the referral."
        );
        assert_eq!(
            ahead.recency,
            "The date given is after the day we received the referral."
        );
        let today = of(|facts| facts.latest_incident = Incident::new(facts.received_on, day));
        assert_eq!(
            today.recency,
            "The most recent behaviour you told us about was between 22 November 2026 and 23 November 2026. The 12 months began on 22 November 2025."
        );
        let long_ago =
            of(|facts| facts.latest_incident = Incident::new(date(2024, 3, 1), date(2024, 3, 31)));
        assert_eq!(
            long_ago.recency,
            "The most recent behaviour you told us about was in March 2024. The 12 months began on 22 November 2025."
        );
    }

    #[test]
    fn what_was_said_of_the_place_is_told_back() {
        let said = |postcode: Option<&str>, authority: Option<&str>| {
            of(|facts| {
                facts.postcode = postcode.map(str::to_owned);
                facts.authority = authority.and_then(Code::read);
            })
            .residence
        };
        assert_eq!(said(None, None), "We do not have a postcode.");
        assert_eq!(
            said(Some("ZP1 1AA"), Some("E06000009")),
            "The postcode you gave and the council you told us do not agree."
        );
        assert_eq!(
            said(None, Some("E06000009")),
            "You told us the child lives in another council’s area; we do not have a postcode."
        );
        assert_eq!(
            said(None, Some("E10000017")),
            "You told us the child lives in Lancashire; we do not have a postcode."
        );
    }

    #[test]
    fn each_police_position_is_told_back() {
        for (position, told) in [
            (None, "We do not have an answer about the police."),
            (Some(Police::Unknown), "You told us that this is not known."),
            (Some(Police::NotReported), "You told us: not reported."),
            (
                Some(Police::ReportedNoInvestigation),
                "You told us: reported, no investigation.",
            ),
            (Some(Police::Open), "You told us: an investigation is open."),
            (
                Some(Police::BailedOrReleased),
                "You told us: on bail or released under investigation.",
            ),
            (Some(Police::Charged), "You told us: charged."),
            (
                Some(Police::ClosedNoAction),
                "You told us: closed, no further action.",
            ),
            (
                Some(Police::ClosedOutcome),
                "You told us: closed, with an outcome.",
            ),
        ] {
            assert_eq!(of(|facts| facts.police = position).police, told);
        }
    }

    #[test]
    fn another_councils_area_is_not_named() {
        assert_eq!(
            of(|facts| facts.postcode = Some("ZP2 2BB".to_owned())).residence,
            "The postcode you gave is in another council’s area."
        );
        let stated = of(|facts| {
            facts.postcode = Some("ZZ99 9ZZ".to_owned());
            facts.authority = Code::read("E07000120");
        });
        assert_eq!(
            stated.residence,
            "You told us the child lives in Hyndburn; we could not find the postcode."
        );
    }
}
