//! The empty form and its way back: written, filled, read, the same answers.

use intake_forms::RawAnswers;
use intake_forms::document::{Reading, Reason, blank_document};
use jiff::civil::date;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use crate::paper::{Filling, forms, part, parts, read, with_body};

/// Fills in every question; of the incidents both.
fn filled(tidy: bool) -> Filling {
    let mut form = Filling::new();
    form.tidy = tidy;
    for (tag, text) in [
        ("elig_open_csc", "Yes"),
        ("elig_con", "Level 4"),
        ("elig_open_cyjs", "yes"),
        ("cyjs_worker", "Toni Trial, Team 2"),
        ("ref_name", "Asha Sample &amp; others"),
        ("ref_role", "Social Worker"),
        ("ref_team", "Team 4"),
        ("ref_phone", "01632 960101"),
        ("ref_own", "REF 12"),
        ("mgr_name", "Bryn Sample"),
        ("mgr_email", "bryn@lancs.test"),
        ("mgr_discussed", "2 October 2026"),
        ("ch_first", "Sam"),
        ("ch_last", "Sample"),
        ("ch_dob", "27/03/2013"),
        ("ch_sex", "Male"),
        ("ch_lcs_id", "0000123"),
        ("addr_type", "Foster carer"),
        ("addr_lines", "1 Example Street\nExampleton"),
        ("addr_postcode", "zp11aa"),
        ("addr_authority", "Preston"),
        ("addr_withhold", "No"),
        ("strat_considered", "Yes, and it was held"),
        ("pol_status", "Closed, no further action"),
        ("pol_ref", "CR/1"),
        ("safe_now", "No"),
        ("safe_plan", "Yes"),
        ("safe_selfharm", "Not known"),
        ("view_concern", "Why: because"),
        ("ask_questions", "What next?"),
        ("con_child", "Agreed"),
        ("con_carer", "Agreed"),
    ] {
        form.write(tag, 0, text);
    }
    form.write("inc_date", 0, "September 2026")
        .write("inc_known_date", 0, "1 October 2026")
        .write("inc_desc", 0, "One\nTwo");
    form.tick("inc_types=voyeurism", 0)
        .tick("inc_types=other", 0)
        .write("inc_types_other", 0, "Shouting");
    form.write("inc_date", 1, "between 1 March 2025 and 30 April 2025")
        .write("inc_known_date", 1, "05/05/2025")
        .write("inc_desc", 1, "Three");
    form.tick("inc_types=not_known", 1);
    form.tick("decl", 0).tick("lcs_submitted", 0);
    form
}

fn wanted() -> Value {
    let day = |day: &str| json!({ "from": day, "to": day });
    json!({
        "elig_open_csc": "yes", "elig_con": "4", "elig_open_cyjs": "yes", "cyjs_worker": "Toni Trial, Team 2",
        "ref_name": "Asha Sample & others", "ref_role": "Social Worker", "ref_team": "Team 4", "ref_phone": "01632 960101",
        "ref_own": "REF 12", "mgr_name": "Bryn Sample", "mgr_email": "bryn@lancs.test", "mgr_discussed": day("2026-10-02"),
        "ch_first": "Sam", "ch_last": "Sample", "ch_dob": day("2013-03-27"), "ch_sex": "male", "ch_lcs_id": "0000123",
        "addr_type": "foster", "addr_lines": "1 Example Street\nExampleton", "addr_postcode": "ZP1 1AA",
        "addr_authority": "E07000123", "addr_withhold": "no", "strat_considered": "held",
        "incidents": [
            { "inc_date": { "from": "2026-09-01", "to": "2026-09-30" }, "inc_known_date": day("2026-10-01"),
              "inc_types": ["voyeurism", "other"], "inc_types_other": "Shouting", "inc_desc": "One\nTwo" },
            { "inc_date": { "from": "2025-03-01", "to": "2025-04-30" }, "inc_known_date": day("2025-05-05"),
              "inc_types": ["not_known"], "inc_desc": "Three" },
        ],
        "pol_status": "closed_no_action", "pol_ref": "CR/1", "safe_now": "no", "safe_plan": "yes", "safe_selfharm": "not_known",
        "view_concern": "Why: because", "ask_questions": "What next?", "con_child": "agreed", "con_carer": "agreed",
    })
}

#[test]
fn the_empty_form_filled_in_reads_as_the_same_answers_and_all_of_them_are_taken() {
    let reading = read(&filled(true).done());
    assert_eq!(Value::Object(reading.values()), wanted());
    assert_eq!((reading.problems(), reading.unread()), (&[][..], &[][..]));
    let handed_over = serde_json::to_string(&reading).unwrap();
    assert_eq!(
        serde_json::from_str::<Reading>(&handed_over).unwrap(),
        reading
    );
    assert_eq!(
        (reading.form(), reading.version()),
        (Some("social-worker"), Some(forms()[0].version()))
    );
    assert!(
        reading.places()["ch_first"]
            .as_str()
            .unwrap()
            .starts_with("content control")
    );
    // What was left empty is missing; nothing that was written is.
    let today = date(2026, 11, 22);
    let taken = forms()[0].receive_partly(reading.answers(), reading.confirmed(), today);
    assert!(taken.record().missing.iter().all(|missing| !missing.given));
    let answers = taken.answers().values();
    for (question, answer) in wanted().as_object().unwrap() {
        assert_eq!(answers.get(question), Some(answer), "{question}");
    }
}

#[test]
fn a_program_that_leaves_the_mark_of_the_prompt_fills_it_in_all_the_same() {
    let reading = read(&filled(false).done());
    assert_eq!(Value::Object(reading.values()), wanted());
}

#[test]
fn without_its_controls_and_properties_it_is_read_by_its_labels() {
    let form = filled(true);
    let mut body = form.body.clone();
    for mark in ["sdt", "sdtContent"] {
        body = body
            .replace(&format!("<w:{mark}>"), "")
            .replace(&format!("</w:{mark}>"), "");
    }
    while let Some(start) = body.find("<w:sdtPr>") {
        let end = body.find("</w:sdtPr>").unwrap() + "</w:sdtPr>".len();
        body.replace_range(start..end, "");
    }
    let reading = read(&with_body(&form.done(), &body));
    assert_eq!(Value::Object(reading.values()), wanted());
    assert_eq!(reading.problems(), []);
}

#[test]
fn what_is_written_beside_a_control_that_shows_its_prompt_counts() {
    let mut form = Filling::new();
    let place = form.body.find(r#"<w:tag w:val="ch_first"/>"#).unwrap();
    let (before, after) = form.body.split_at(place);
    let beside = after.replacen("</w:sdt>", "</w:sdt><w:r><w:t>Sam</w:t></w:r>", 1);
    form.body = before.to_owned() + &beside;
    let reading = read(&form.done());
    assert_eq!(
        Value::Object(reading.values()),
        json!({ "ch_first": "Sam" })
    );
}

#[test]
fn left_empty_it_has_no_answers_and_nothing_to_say() {
    let reading = read(&Filling::new().done());
    assert_eq!(reading.form(), Some("social-worker"));
    assert_eq!(
        (reading.found(), reading.unread(), reading.problems()),
        (&[][..], &[][..], &[][..])
    );
    assert_eq!(reading.answers(), &RawAnswers::default());
    assert!(reading.confirmed().is_empty());
}

#[test]
fn a_question_that_an_older_version_asked_is_unread_and_the_version_is_told() {
    let mut form = Filling::new();
    form.write("ch_first", 0, "Sam").write("ref_own", 0, "Kept");
    form.body = form
        .body
        .replace(r#"w:val="ref_own""#, r#"w:val="ref_old""#)
        .replace("Your own reference", "A thing of old")
        .replace("version 2026-11.2", "version 2026-01");
    let reading = read(&form.done());
    assert_eq!(reading.version(), Some("2026-01"));
    assert_eq!(reading.unread().len(), 1);
    assert_eq!(
        (
            reading.unread()[0].label.as_str(),
            reading.unread()[0].text.as_str()
        ),
        ("A thing of old (optional)", "Kept")
    );
}

#[test]
fn a_document_of_a_form_that_is_not_known_is_not_read_as_another() {
    let mut form = filled(true);
    form.body = form
        .body
        .replace("Form social-worker, version", "Form elsewhere, version");
    let reading = read(&form.done());
    assert_eq!(reading.problems()[0].reason, Reason::UnknownForm);
    assert!(reading.values().is_empty() && reading.form().is_none());
}

#[test]
fn every_part_is_well_formed_and_named_and_every_control_has_an_id_of_its_own() {
    let bytes = blank_document(&forms()[0]).unwrap();
    let names = parts(&bytes);
    for name in [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "docProps/core.xml",
    ] {
        assert!(names.iter().any(|part| part == name), "{name}");
    }
    for name in &names {
        let text = part(&bytes, name);
        let mut reader = Reader::from_str(&text);
        let mut depth = 0_usize;
        loop {
            match reader
                .read_event()
                .unwrap_or_else(|error| panic!("{name}: {error}"))
            {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{name}");
    }
    let body = part(&bytes, "word/document.xml");
    let ids: Vec<&str> = body
        .split(r#"<w:id w:val=""#)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let different: std::collections::BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(ids.len(), different.len());
    for section in forms()[0].sections() {
        for question in &section.questions {
            let times = body
                .matches(&format!(r#"<w:tag w:val="{}"/>"#, question.id))
                .count();
            assert_eq!(
                times,
                if section.is_repeated() { 2 } else { 1 },
                "{}",
                question.id
            );
        }
    }
    assert_eq!(
        bytes,
        blank_document(&forms()[0]).unwrap(),
        "the same bytes every time"
    );
}
