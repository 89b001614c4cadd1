//! From the form's answers to the facts (SCREENING.md "From the form to the facts").
//! Takes only what is well formed; anything else is not known. Never reads the responsible authority.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::code::Code;
use super::days::read_day;
use super::facts::{Facts, Incident, Route, option_of};

type Answers = Map<String, Value>;

/// The facts in a form's answers. `received_on` is the day of receipt: after the manager's release.
pub fn facts_from_answers(id: &str, route: Route, received_on: Date, answers: &Answers) -> Facts {
    let open_to_csc = csc_question(route);
    Facts {
        id: id.to_owned(),
        received_on,
        route,
        date_of_birth: answers
            .get("ch_dob")
            .and_then(span)
            .filter(|born| born.from() == born.to())
            .map(Incident::from),
        latest_incident: latest_incident(answers, received_on),
        postcode: text(answers, "addr_postcode").map(str::to_owned),
        authority: text(answers, "addr_authority").and_then(Code::of_authority),
        placed: placed(answers),
        police: option(answers, "pol_status"),
        open_to_csc: yes_or_no(answers, open_to_csc),
        con_level: con_level(answers),
        open_to_cyjs: yes_or_no(answers, "elig_open_cyjs"),
        consent_child: option(answers, "con_child"),
        consent_carer: option(answers, "con_carer"),
        strategy_meeting: (route == Route::SocialWorker)
            .then(|| option(answers, "strat_considered"))
            .flatten(),
    }
}

/// The form's question that says whether Children's Social Care works with the child.
pub(super) fn csc_question(route: Route) -> &'static str {
    match route {
        Route::SocialWorker => "elig_open_csc",
        Route::School => "sw_allocated",
    }
}

fn text<'a>(answers: &'a Answers, question: &str) -> Option<&'a str> {
    answers
        .get(question)?
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

fn option<T: DeserializeOwned>(answers: &Answers, question: &str) -> Option<T> {
    text(answers, question).and_then(option_of)
}

fn yes_or_no(answers: &Answers, question: &str) -> Option<bool> {
    match text(answers, question)? {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn placed(answers: &Answers) -> Option<bool> {
    match text(answers, "addr_type")? {
        "foster" | "residential" | "supported_accommodation" | "secure" => Some(true),
        "not_known" => None,
        _ => Some(false),
    }
}

fn con_level(answers: &Answers) -> Option<u8> {
    match text(answers, "elig_con")? {
        "1" => Some(1),
        "2" => Some(2),
        "3" => Some(3),
        "4" => Some(4),
        _ => None,
    }
}

/// A canonical date answer: `{"from", "to"}`.
fn span(answer: &Value) -> Option<Incident> {
    let day = |end: &str| answer.get(end)?.as_str().and_then(read_day);
    Incident::new(day("from")?, day("to")?)
}

/// The latest of all froms and the latest of all tos; an incident without a known date may have happened up to the day of receipt.
fn latest_incident(answers: &Answers, received_on: Date) -> Option<Incident> {
    let incidents = answers.get("incidents")?.as_array()?;
    let spans: Vec<Option<Incident>> = incidents
        .iter()
        .map(|incident| span(incident.get("inc_date")?))
        .collect();
    let from = spans.iter().flatten().map(|span| span.from()).max()?;
    let to = spans.iter().flatten().map(|span| span.to()).max()?;
    let undated = spans.iter().any(Option::is_none);
    Incident::new(from, if undated { to.max(received_on) } else { to })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::screening::facts::{Consent, Police, StrategyMeeting};

    const RECEIVED: Date = date(2026, 11, 22);

    fn facts(route: Route, answers: &Value) -> Facts {
        facts_from_answers(
            "7K3Q-2FWD",
            route,
            RECEIVED,
            answers.as_object().expect("an object"),
        )
    }

    fn incident(dates: &Value) -> Option<(Date, Date)> {
        let incidents: Vec<Value> = dates
            .as_array()
            .expect("a list")
            .iter()
            .map(|date| json!({"inc_date": date, "inc_desc": "x"}))
            .collect();
        facts(Route::SocialWorker, &json!({"incidents": incidents}))
            .latest_incident
            .map(|span| (span.from(), span.to()))
    }

    #[test]
    fn a_whole_form_becomes_facts() {
        let answers = json!({
            "ch_dob": {"from": "2012-05-01", "to": "2012-05-01"}, "incidents": [{"inc_date": {"from": "2026-09-01", "to": "2026-09-30"}}],
            "addr_postcode": "zp1 1aa", "addr_authority": "E07000123", "addr_resp_la": "E06000009", "addr_type": "foster",
            "pol_status": "bailed_or_released", "elig_open_csc": "yes", "sw_allocated": "no", "elig_con": "3", "elig_open_cyjs": "no",
            "con_child": "agreed", "con_carer": "not_safe", "strat_considered": "considered"
        });
        let facts_of = facts(Route::SocialWorker, &answers);
        let expected = Facts {
            date_of_birth: Some(date(2012, 5, 1)),
            latest_incident: Incident::new(date(2026, 9, 1), date(2026, 9, 30)),
            postcode: Some("zp1 1aa".to_owned()),
            authority: Code::read("E07000123"),
            placed: Some(true),
            police: Some(Police::BailedOrReleased),
            open_to_csc: Some(true),
            con_level: Some(3),
            open_to_cyjs: Some(false),
            consent_child: Some(Consent::Agreed),
            consent_carer: Some(Consent::NotSafe),
            strategy_meeting: Some(StrategyMeeting::Considered),
            ..Facts::blank("7K3Q-2FWD".to_owned(), RECEIVED)
        };
        assert_eq!(facts_of, expected);
        let school = Facts {
            route: Route::School,
            open_to_csc: Some(false),
            strategy_meeting: None,
            ..expected
        };
        assert_eq!(facts(Route::School, &answers), school);
    }

    #[test]
    fn what_is_not_well_formed_is_not_known() {
        let blank = Facts::blank("7K3Q-2FWD".to_owned(), RECEIVED);
        assert_eq!(facts(Route::SocialWorker, &json!({})), blank);
        let answers = json!({
            "ch_dob": {"from": "2012-01-01", "to": "2012-12-31"}, "incidents": {"inc_date": "2026"}, "addr_postcode": " ",
            "addr_authority": "not_known", "addr_type": "not_known", "pol_status": "perhaps", "elig_open_csc": "not_known",
            "elig_con": 4, "elig_open_cyjs": true, "con_child": ["agreed"], "con_carer": null, "strat_considered": ""
        });
        assert_eq!(facts(Route::SocialWorker, &answers), blank);
    }

    #[test]
    fn each_option_of_the_form_has_its_fact() {
        let told =
            |question: &str, option: &str| facts(Route::SocialWorker, &json!({ question: option }));
        for (option, placed) in [
            ("foster", Some(true)),
            ("residential", Some(true)),
            ("supported_accommodation", Some(true)),
            ("secure", Some(true)),
            ("not_known", None),
            ("parent", Some(false)),
            ("family_friends", Some(false)),
        ] {
            assert_eq!(told("addr_type", option).placed, placed, "{option}");
        }
        for level in 1..=4 {
            let found = told("elig_con", &level.to_string()).con_level;
            assert_eq!(found, Some(level));
        }
        for other in ["0", "5", "not_known", "04"] {
            assert_eq!(told("elig_con", other).con_level, None, "{other}");
        }
        assert_eq!(told("elig_open_csc", "yes").open_to_csc, Some(true));
        assert_eq!(told("elig_open_csc", "no").open_to_csc, Some(false));
        assert_eq!(told("sw_allocated", "yes").open_to_csc, None);
        assert_eq!(told("addr_resp_la", "E10000017").authority, None);
        let odd = json!({"ch_dob": {"from": "2012-05-01"}, "incidents": [{"inc_date": {"to": "2026-09-01"}}]});
        let odd = facts(Route::SocialWorker, &odd);
        assert_eq!((odd.date_of_birth, odd.latest_incident), (None, None));
    }

    #[test]
    fn of_several_incidents_the_latest_from_and_the_latest_to_count() {
        let year = json!({"from": "2026-01-01", "to": "2026-12-31"});
        let june = json!({"from": "2026-06-01", "to": "2026-06-30"});
        assert_eq!(
            incident(&json!([year, june])),
            Some((date(2026, 6, 1), date(2026, 12, 31)))
        );
        assert_eq!(
            incident(&json!([june, "not_known"])),
            Some((date(2026, 6, 1), RECEIVED))
        );
        assert_eq!(
            incident(&json!([null, june, {"from": "2026-07-02", "to": "2026-07-01"}])),
            Some((date(2026, 6, 1), RECEIVED))
        );
        assert_eq!(incident(&json!(["not_known"])), None);
        assert_eq!(incident(&json!([])), None);
        let tomorrow = json!({"from": "2026-11-23", "to": "2026-11-23"});
        assert_eq!(
            incident(&json!([tomorrow, null])),
            Some((date(2026, 11, 23), date(2026, 11, 23)))
        );
    }
}
