//! The one door from JSON to facts: reads one line exactly as SCREENING.md "Facts" says, or says field by field what is wrong.
//! Never corrects a line, and never repeats a value in a problem.

use jiff::civil::Date;
use serde::de::DeserializeOwned;

use super::code::Code;
use super::days::read_day;
use super::facts::{Facts, Incident, option_of};
use super::json::{Object, Value};
use super::refusal::{FactProblem, Refusal};

impl Facts {
    /// Reads one line. Absent keys are null; everything else must be exactly right.
    ///
    /// # Errors
    /// What is wrong, one problem a field.
    pub fn from_line(line: &str) -> Result<Self, Refusal> {
        let value: Value<'_> =
            serde_json::from_str(line).map_err(|_unreadable| Refusal::of_line("not JSON"))?;
        let Value::Object(object) = value else {
            return Err(Refusal::of_line("not a JSON object"));
        };
        Reading::default().whole(&object)
    }
}

type Read<T> = Result<Option<T>, &'static str>;

#[derive(Default)]
struct Reading {
    problems: Vec<FactProblem>,
}

impl Reading {
    fn whole(mut self, object: &Object<'_>) -> Result<Facts, Refusal> {
        let mut facts = Facts::blank(String::new(), Date::ZERO);
        let mut id = None;
        let mut received_on = None;
        for (key, value) in &object.entries {
            match key.as_ref() {
                "id" => id = self.keep(key, text(value)),
                "received_on" => received_on = self.keep(key, day(value)),
                _ => self.optional(&mut facts, key, value),
            }
        }
        if object.repeats {
            self.problem("line", "a key is repeated");
        }
        if object.repeats_key("id") {
            id = None;
        } else if id.is_none() {
            self.problem("id", "needed, as text");
        }
        if received_on.is_none() {
            self.problem("received_on", "needed, as a date written YYYY-MM-DD");
        }
        match (id, received_on) {
            (Some(id), Some(received_on)) if self.problems.is_empty() => Ok(Facts {
                id,
                received_on,
                ..facts
            }),
            (id, received_on) => Err(Refusal {
                id,
                problems: self.problems,
                received_on,
            }
            .in_order()),
        }
    }

    fn optional(&mut self, facts: &mut Facts, key: &str, value: &Value<'_>) {
        match key {
            "route" => facts.route = self.keep(key, option(value)).unwrap_or_default(),
            "date_of_birth" => facts.date_of_birth = self.keep(key, day(value)),
            "latest_incident" => facts.latest_incident = self.keep(key, incident(value)),
            "postcode" => facts.postcode = self.keep(key, text(value)),
            "authority" => facts.authority = self.keep(key, authority(value)),
            "placed" => facts.placed = self.keep(key, flag(value)),
            "police" => facts.police = self.keep(key, option(value)),
            "open_to_csc" => facts.open_to_csc = self.keep(key, flag(value)),
            "con_level" => facts.con_level = self.keep(key, con_level(value)),
            "open_to_cyjs" => facts.open_to_cyjs = self.keep(key, flag(value)),
            "consent_child" => facts.consent_child = self.keep(key, option(value)),
            "consent_carer" => facts.consent_carer = self.keep(key, option(value)),
            "strategy_meeting" => facts.strategy_meeting = self.keep(key, option(value)),
            _ => self.problem(key, "not a key that screening knows"),
        }
    }

    fn keep<T>(&mut self, key: &str, read: Read<T>) -> Option<T> {
        read.unwrap_or_else(|problem| {
            self.problem(key, problem);
            None
        })
    }

    fn problem(&mut self, field: &str, problem: &'static str) {
        self.problems.push(FactProblem {
            field: field.to_owned(),
            problem: problem.into(),
        });
    }
}

fn text(value: &Value<'_>) -> Read<String> {
    if let Value::Text(text) = value {
        Ok(Some(text.clone().into_owned()))
    } else {
        null(value, "not text")
    }
}

fn flag(value: &Value<'_>) -> Read<bool> {
    if let Value::Flag(flag) = value {
        Ok(Some(*flag))
    } else {
        null(value, "not true or false")
    }
}

fn day(value: &Value<'_>) -> Read<Date> {
    let Value::Text(text) = value else {
        return null(value, "not a date");
    };
    read_day(text)
        .map(Some)
        .ok_or("not a real date written YYYY-MM-DD")
}

fn option<T: DeserializeOwned>(value: &Value<'_>) -> Read<T> {
    let Value::Text(code) = value else {
        return null(value, "not text");
    };
    option_of(code).map(Some).ok_or("not one of the choices")
}

fn con_level(value: &Value<'_>) -> Read<u8> {
    let Value::Whole(level) = value else {
        return null(value, "not a whole number from 1 to 4");
    };
    u8::try_from(*level)
        .ok()
        .filter(|level| (1..=4).contains(level))
        .map(Some)
        .ok_or("not from 1 to 4")
}

fn authority(value: &Value<'_>) -> Read<Code> {
    let Value::Text(code) = value else {
        return null(value, "not text");
    };
    Code::of_authority(code)
        .map(Some)
        .ok_or("not E, W, S or N and eight digits")
}

fn incident(value: &Value<'_>) -> Read<Incident> {
    let Value::Object(object) = value else {
        return null(value, "not a pair of dates, from and to");
    };
    let (mut from, mut to) = (None, None);
    for (key, value) in &object.entries {
        match key.as_ref() {
            "from" => from = day(value)?,
            "to" => to = day(value)?,
            _ => return Err("holds something other than from and to"),
        }
    }
    let (Some(from), Some(to)) = (from, to) else {
        return Err("needs both from and to");
    };
    Incident::new(from, to).map(Some).ok_or("from is after to")
}

fn null<T>(value: &Value<'_>, otherwise: &'static str) -> Read<T> {
    if matches!(value, Value::Null) {
        Ok(None)
    } else {
        Err(otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> (Option<String>, Vec<String>) {
        let refusal = Facts::from_line(line).expect_err(line);
        (
            refusal.id,
            refusal
                .problems
                .into_iter()
                .map(|problem| problem.field)
                .collect(),
        )
    }

    fn with(extra: &str) -> String {
        format!(r#"{{"id":"x","received_on":"2026-11-22"{extra}}}"#)
    }

    #[test]
    fn an_absent_key_is_null_and_a_null_is_absent() {
        let absent = Facts::from_line(&with("")).expect("facts");
        let null = Facts::from_line(&with(
            r#","route":null,"postcode":null,"latest_incident":null,"con_level":null"#,
        ))
        .expect("facts");
        assert_eq!(absent, null);
        assert_eq!(
            absent,
            Facts::blank("x".to_owned(), jiff::civil::date(2026, 11, 22))
        );
    }

    #[test]
    fn each_wrong_value_is_refused_under_its_own_key() {
        for (key, value) in [
            ("route", "\"parent\""),
            ("route", "1"),
            ("date_of_birth", "\"2026-02-30\""),
            ("date_of_birth", "\"2026-2-3\""),
            ("date_of_birth", "20260101"),
            ("latest_incident", "\"2026-01-01\""),
            ("latest_incident", "{}"),
            ("latest_incident", "[]"),
            ("latest_incident", r#"{"from":"2026-01-01"}"#),
            ("latest_incident", r#"{"from":"2026-01-01","to":null}"#),
            (
                "latest_incident",
                r#"{"from":"2026-01-02","to":"2026-01-01"}"#,
            ),
            (
                "latest_incident",
                r#"{"from":"2026-01-01","to":"2026-01-01","by":"x"}"#,
            ),
            ("postcode", "7"),
            ("authority", "\"Lancashire\""),
            ("authority", "\"L99999999\""),
            ("placed", "\"yes\""),
            ("placed", "0"),
            ("police", "\"Open\""),
            ("open_to_csc", "1"),
            ("con_level", "0"),
            ("con_level", "5"),
            ("con_level", "4.0"),
            ("con_level", "4e0"),
            ("con_level", "-1"),
            ("con_level", "\"4\""),
            ("con_level", "true"),
            ("con_level", "99999999999999999999"),
            ("open_to_cyjs", "\"unknown\""),
            ("consent_child", "true"),
            ("consent_carer", "\"yes\""),
            ("strategy_meeting", "false"),
            ("surname", "null"),
        ] {
            assert_eq!(
                fields(&with(&format!(",\"{key}\":{value}"))),
                (Some("x".to_owned()), vec![key.to_owned()]),
                "{key} {value}"
            );
        }
    }

    #[test]
    fn what_is_not_one_json_object_is_refused_as_a_line() {
        for line in [
            "",
            "null",
            "[]",
            "7",
            "{",
            r#"{"id":"x"} {}"#,
            r#"{"id":"x",}"#,
            "{'id':'x'}",
            r#"{"id":"\ud800"}"#,
            "NaN",
        ] {
            assert_eq!(fields(line), (None, vec!["line".to_owned()]), "{line}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(fields(&deep).1, ["line"]);
    }

    #[test]
    fn a_repeated_key_refuses_the_line_even_inside_the_incident() {
        assert_eq!(
            fields(&with(r#","placed":true,"placed":true"#)),
            (Some("x".to_owned()), vec!["line".to_owned()])
        );
        assert_eq!(
            fields(&with(
                r#","latest_incident":{"from":"2026-01-01","from":"2026-01-01","to":"2026-01-01"}"#
            ))
            .1,
            ["line"]
        );
        assert_eq!(
            fields(&with(r#","id":"y""#)),
            (None, vec!["line".to_owned()])
        );
    }

    #[test]
    fn several_problems_come_sorted_one_a_field() {
        let line =
            r#"{"zeal":1,"zeal":2,"placed":1,"authority":"x","id":7,"received_on":null,"line":1}"#;
        assert_eq!(
            fields(line).1,
            ["authority", "id", "line", "placed", "received_on", "zeal"]
        );
        assert_eq!(fields(line).0, None);
        assert_eq!(fields("{}").1, ["id", "received_on"]);
    }

    #[test]
    fn facts_written_as_json_are_read_back_the_same() {
        let line = with(
            r#","route":"school","latest_incident":{"from":"2026-01-01","to":"2026-01-31"},"authority":"E10000017","police":"open","con_level":3,"consent_child":"not_safe","postcode":"zp1 1aa""#,
        );
        let facts = Facts::from_line(&line).expect("facts");
        let written = serde_json::to_string(&facts).expect("JSON");
        assert_eq!(Facts::from_line(&written).expect("facts"), facts);
    }

    #[test]
    fn a_problem_never_repeats_a_value() {
        let refusal = Facts::from_line(&with(
            r#","authority":"Sampletown","date_of_birth":"12 May""#,
        ))
        .expect_err("refused");
        let words = serde_json::to_string(&refusal).expect("JSON");
        assert!(
            !words.contains("Sampletown") && !words.contains("12 May"),
            "{words}"
        );
    }
}
