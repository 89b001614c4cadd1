//! The sentences beside the findings, one a criterion, as the desk shows them (screener's words).
//! Facts only: never a score, a judgement of the child, or the postcode itself.

use std::borrow::Cow;

use super::areas::Area;
use super::days::{DayInWords, Span};
use super::facts::{Facts, Police};
use super::residence::Residence;
use super::rules::Rules;
use super::verdict::Because;

pub(super) fn because(
    facts: &Facts,
    age: Option<u16>,
    rules: &Rules,
    residence: &Residence<'_>,
) -> Because {
    Because {
        age: about_age(facts, age, rules),
        recency: recency(facts, rules),
        residence: place(residence),
        police: police(facts.police).into(),
    }
}

fn about_age(facts: &Facts, age: Option<u16>, rules: &Rules) -> Cow<'static, str> {
    match age {
        Some(age) => format!(
            "{age} on the day of receipt. The criterion is {} to {}.",
            rules.youngest(),
            rules.oldest()
        )
        .into(),
        None if facts.date_of_birth.is_some() => {
            "The date of birth given is after the day of receipt.".into()
        }
        None => "No date of birth was given.".into(),
    }
}

fn recency(facts: &Facts, rules: &Rules) -> Cow<'static, str> {
    let Some(incident) = facts.latest_incident else {
        return "No incident date was given.".into();
    };
    if incident.from() > facts.received_on {
        return "The incident date given is after the day of receipt.".into();
    }
    let span = Span::of(incident.from(), incident.to());
    let start = DayInWords(rules.window_start(facts.received_on));
    let months = rules.window_months();
    let reach = format_args!("The {months} months reach back to {start}.");
    match span {
        Span::Month(first) => format!(
            "Latest incident {span}, between 1 and {} {}. {reach}",
            incident.to().day(),
            Span::month_of(first)
        )
        .into(),
        Span::Year(_) => {
            format!("Latest incident {span}, between 1 January and 31 December. {reach}").into()
        }
        Span::Day(_) | Span::Between(..) => format!("Latest incident {span}. {reach}").into(),
    }
}

fn place(residence: &Residence<'_>) -> Cow<'static, str> {
    match *residence {
        Residence::ByPostcode {
            area: Some(area),
            terminated,
        } => format!(
            "The postcode is in {}, one of this hub’s areas.{}",
            Named(area),
            no_longer_used(terminated)
        )
        .into(),
        Residence::ByPostcode {
            area: None,
            terminated,
        } => format!(
            "The postcode is in another council’s area.{}",
            no_longer_used(terminated)
        )
        .into(),
        Residence::Conflict { terminated } => format!(
            "The postcode and the authority stated disagree.{}",
            no_longer_used(terminated)
        )
        .into(),
        Residence::Stated {
            area: Some(area),
            postcode_given,
        } => format!(
            "The authority stated is {}, one of this hub’s areas. {}",
            Named(area),
            no_place(postcode_given)
        )
        .into(),
        Residence::Stated {
            area: None,
            postcode_given,
        } => format!(
            "The authority stated is another council. {}",
            no_place(postcode_given)
        )
        .into(),
        Residence::NotKnown {
            postcode_given: true,
        } => "The postcode was not found, and no authority was stated.".into(),
        Residence::NotKnown {
            postcode_given: false,
        } => "No postcode was given, and no authority was stated.".into(),
    }
}

fn no_longer_used(terminated: bool) -> &'static str {
    if terminated {
        " The postcode is no longer in use."
    } else {
        ""
    }
}

fn no_place(postcode_given: bool) -> &'static str {
    if postcode_given {
        "The postcode was not found."
    } else {
        "No postcode was given."
    }
}

/// A district is called one; a county has its name only.
struct Named<'r>(&'r Area);

impl std::fmt::Display for Named<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0.name)?;
        if self.0.code.as_str().starts_with("E07") {
            out.write_str(" district")
        } else {
            Ok(())
        }
    }
}

fn police(position: Option<Police>) -> &'static str {
    match position {
        None => "Nothing was said about the police.",
        Some(Police::Unknown) => "The referrer does not know whether an investigation is open.",
        Some(Police::NotReported) => "Not reported to the police.",
        Some(Police::ReportedNoInvestigation) => {
            "Reported to the police. There is no investigation."
        }
        Some(Police::Open) => "A police investigation is open.",
        Some(Police::BailedOrReleased) => {
            "On police bail or released under investigation. A police investigation is open."
        }
        Some(Police::Charged) => "Charged by the police.",
        Some(Police::ClosedNoAction) => {
            "The police investigation is closed, with no further action."
        }
        Some(Police::ClosedOutcome) => "The police investigation is closed, with an outcome.",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::screening::code::Code;
    use crate::screening::facts::Incident;
    use crate::screening::oracle::{directory, plain, shipped};
    use crate::screening::screen;

    fn said(change: impl FnOnce(&mut Facts)) -> Because {
        let mut facts = plain();
        change(&mut facts);
        screen(&facts, &shipped(), &directory()).because().clone()
    }

    #[test]
    fn the_sentences_are_those_of_the_desk() {
        let plain = said(|_| ());
        assert_eq!(
            plain.age,
            "14 on the day of receipt. The criterion is 8 to 17."
        );
        assert_eq!(
            plain.recency,
            "Latest incident on 10 September 2026. The 12 months reach back to 22 November 2025."
        );
        assert_eq!(
            plain.residence,
            "The postcode is in Preston district, one of this hub’s areas."
        );
        assert_eq!(plain.police, "Not reported to the police.");
        assert_eq!(
            said(|facts| facts.date_of_birth = None).age,
            "No date of birth was given."
        );
        assert_eq!(
            said(|facts| facts.police = Some(Police::Open)).police,
            "A police investigation is open."
        );
        let month = said(|facts| {
            facts.latest_incident = Incident::new(date(2025, 12, 1), date(2025, 12, 31));
        });
        assert_eq!(
            month.recency,
            "Latest incident in December 2025, between 1 and 31 December. The 12 months reach back to 22 November 2025."
        );
    }

    #[test]
    fn a_date_that_is_not_known_or_lies_ahead_is_said_as_such() {
        let born_tomorrow = said(|facts| facts.date_of_birth = Some(date(2026, 11, 23)));
        assert_eq!(
            born_tomorrow.age,
            "The date of birth given is after the day of receipt."
        );
        let recency =
            |from, to| said(|facts| facts.latest_incident = Incident::new(from, to)).recency;
        assert_eq!(
            said(|facts| facts.latest_incident = None).recency,
            "No incident date was given."
        );
        let (today, tomorrow) = (date(2026, 11, 22), date(2026, 11, 23));
        assert_eq!(
            recency(tomorrow, tomorrow),
            "The incident date given is after the day of receipt."
        );
        let reach = "The 12 months reach back to 22 November 2025.";
        assert_eq!(
            recency(today, tomorrow),
            format!("Latest incident between 22 November 2026 and 23 November 2026. {reach}")
        );
        assert_eq!(
            recency(date(2025, 1, 1), date(2025, 12, 31)),
            format!("Latest incident in 2025, between 1 January and 31 December. {reach}")
        );
    }

    fn place(postcode: Option<&str>, authority: Option<&str>) -> String {
        let because = said(|facts| {
            facts.postcode = postcode.map(str::to_owned);
            facts.authority = authority.and_then(Code::read);
        });
        because.residence.into_owned()
    }

    #[test]
    fn where_the_child_lives_is_said_with_what_it_was_read_from() {
        let unused = "The postcode is no longer in use.";
        let here = "The postcode is in Wyre district, one of this hub’s areas.";
        let elsewhere = "The postcode is in another council’s area.";
        let disagree = "The postcode and the authority stated disagree.";
        for (postcode, authority, expected) in [
            ("ZP1 1AD", None, format!("{here} {unused}")),
            ("ZP2 2BB", None, elsewhere.to_owned()),
            ("ZP2 2BE", None, format!("{elsewhere} {unused}")),
            ("ZP1 1AA", Some("E06000009"), disagree.to_owned()),
            ("ZP2 2BE", Some("E10000017"), format!("{disagree} {unused}")),
        ] {
            assert_eq!(place(Some(postcode), authority), expected);
        }
    }

    #[test]
    fn what_was_stated_is_said_where_no_postcode_tells() {
        let (not_found, none) = ("The postcode was not found.", "No postcode was given.");
        let county = "The authority stated is Lancashire, one of this hub’s areas.";
        let district = "The authority stated is Hyndburn district, one of this hub’s areas.";
        let another = "The authority stated is another council.";
        let unknown = Some("ZZ99 9ZZ");
        for (postcode, authority, expected) in [
            (unknown, "E10000017", format!("{county} {not_found}")),
            (None, "E07000120", format!("{district} {none}")),
            (unknown, "E06000009", format!("{another} {not_found}")),
            (None, "E06000009", format!("{another} {none}")),
        ] {
            assert_eq!(place(postcode, Some(authority)), expected);
        }
        assert_eq!(
            place(unknown, None),
            "The postcode was not found, and no authority was stated."
        );
        assert_eq!(
            place(Some("  "), None),
            "No postcode was given, and no authority was stated."
        );
    }

    #[test]
    fn each_police_position_has_a_sentence_of_its_own() {
        let all = [
            (None, "Nothing was said about the police."),
            (
                Some(Police::Unknown),
                "The referrer does not know whether an investigation is open.",
            ),
            (Some(Police::NotReported), "Not reported to the police."),
            (
                Some(Police::ReportedNoInvestigation),
                "Reported to the police. There is no investigation.",
            ),
            (Some(Police::Open), "A police investigation is open."),
            (
                Some(Police::BailedOrReleased),
                "On police bail or released under investigation. A police investigation is open.",
            ),
            (Some(Police::Charged), "Charged by the police."),
            (
                Some(Police::ClosedNoAction),
                "The police investigation is closed, with no further action.",
            ),
            (
                Some(Police::ClosedOutcome),
                "The police investigation is closed, with an outcome.",
            ),
        ];
        for (position, sentence) in all {
            assert_eq!(said(|facts| facts.police = position).police, sentence);
        }
    }

    #[test]
    fn a_postcode_never_stands_in_a_sentence() {
        for postcode in ["ZP1 1AA", "ZP2 2BB", "ZP1 1AD", "ZZ99 9ZZ"] {
            let residence = said(|facts| facts.postcode = Some(postcode.to_owned())).residence;
            assert!(!residence.contains('Z'), "{residence}");
        }
    }
}
