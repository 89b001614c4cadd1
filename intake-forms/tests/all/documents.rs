//! Reading filled forms out of the documents that people send: the hub's old form, labelled text, tables, PDF.

use intake_forms::document::{Reason, Unreadable, WhyUnread};
use lopdf::Object;
use serde_json::{Value, json};

use crate::paper::{docx, heading, line, odt, open_table, pdf, read, table};

fn reasons(reading: &intake_forms::document::Reading) -> Vec<Reason> {
    reading
        .problems()
        .iter()
        .map(|problem| problem.reason)
        .collect()
}

/// What the samples of the old form say.
fn old_answers() -> Value {
    let day = |day: &str| json!({ "from": day, "to": day });
    json!({
        "elig_open_csc": "yes", "elig_con": "4", "elig_open_cyjs": "no",
        "ref_name": "Asha Sample", "ref_role": "Social Worker", "ref_team": "Children and Families Team 4",
        "ref_phone": "01632 960101", "ref_email": "asha.sample@lancs.test",
        "mgr_name": "Bryn Sample", "mgr_email": "bryn.sample@lancs.test",
        "ch_first": "Casey", "ch_last": "Example", "ch_dob": day("2013-03-14"), "ch_lcs_id": "7004512",
        "addr_lines": "1 Example Street, Exampleton", "addr_postcode": "ZP1 1AA",
        "incidents": [{
            "inc_date": day("2026-09-03"),
            "inc_desc": "Synthetic account. Two incidents at an after-school club; staff separated the children.",
        }],
        "pol_status": "not_reported", "ask_type": ["consultation"], "con_child": "agreed", "con_carer": "agreed",
        "con_child_date": day("2026-10-01"), "con_carer_date": day("2026-10-01"),
    })
}

#[test]
fn the_hubs_old_form_is_read_from_two_columns_from_labels_above_and_from_a_message() {
    let samples: [(&[u8], &str); 3] = [
        (
            include_bytes!("../fixtures/old-form-table.docx"),
            "table 1, row 10",
        ),
        (
            include_bytes!("../fixtures/old-form-label-above.docx"),
            "table 1, row 12",
        ),
        (
            include_bytes!("../fixtures/labelled.txt"),
            "line 10 of the text",
        ),
    ];
    for (bytes, place) in samples {
        let reading = read(bytes);
        assert_eq!(Value::Object(reading.values()), old_answers());
        assert_eq!(
            (reading.form(), reading.version()),
            (Some("social-worker"), None)
        );
        assert_eq!(reading.places()["ch_dob"], place);
        assert_eq!(reading.problems(), []);
        assert_eq!(reading.unread(), [], "everything in it is asked");
        assert_eq!(reading.beside()["ref_email"], "asha.sample@lancs.test");
    }
}

#[test]
fn an_open_investigation_with_its_log_and_a_month_that_may_be_another_are_read_as_they_are_said() {
    let reading = read(include_bytes!("../fixtures/old-form-open-police.docx"));
    let values = reading.values();
    assert_eq!(
        (&values["pol_status"], &values["pol_ref"]),
        (&json!("open"), &json!("log 123 of 4 May"))
    );
    assert_eq!(
        values["ch_dob"],
        json!({ "from": "2012-02-29", "to": "2012-02-29" })
    );
    assert_eq!(
        values["incidents"][0]["inc_date"],
        json!({ "from": "2026-05-01", "to": "2026-05-31" })
    );
    let [vague] = reading.problems() else {
        panic!("one problem")
    };
    assert_eq!(
        (vague.reason, vague.text.as_str()),
        (Reason::Vague, "around May 2026")
    );
}

#[test]
fn a_scan_has_no_text_and_a_chronology_is_no_form() {
    let scan = read(include_bytes!("../fixtures/scan.pdf"));
    assert_eq!(scan.unreadable(), Some(Unreadable::NoText));
    let chronology = read(include_bytes!("../fixtures/chronology.pdf"));
    assert_eq!(
        (chronology.unreadable(), reasons(&chronology)),
        (None, vec![Reason::NoForm])
    );
}

#[test]
fn an_opendocument_table_reads_as_words_does() {
    let rows: &[&[&str]] = &[
        &["Child’s first name", "Sam"],
        &["CHILD'S SURNAME:", "Sample"],
        &["3. Date of birth", "27 March 2013"],
        &["LCS no.", "0000123"],
        &["Sex", "☐ Female ☒ Male"],
    ];
    let word = read(&docx(&table(rows)));
    let open = read(&odt(&open_table(rows)));
    assert_eq!(word.values(), open.values());
    assert_eq!(word.values()["ch_sex"], "male");
    assert_eq!(word.found().len(), 5);
}

#[test]
fn a_label_that_could_mean_two_questions_is_settled_by_its_heading_or_not_at_all() {
    let body = [
        heading("Referrer details"),
        table(&[&["Name", "Asha Sample"], &["Email", "asha@lancs.test"]]),
        heading("Team Manager"),
        table(&[&["Name", "Bryn Sample"], &["Email", "bryn@lancs.test"]]),
        heading("Anything else"),
        table(&[&["Name", "Nobody Known"], &["Child's first name", "Sam"]]),
    ];
    let reading = read(&docx(&body.concat()));
    let values = reading.values();
    assert_eq!(
        (&values["ref_name"], &values["mgr_name"]),
        (&json!("Asha Sample"), &json!("Bryn Sample"))
    );
    assert_eq!(
        (&values["ref_email"], &values["mgr_email"]),
        (&json!("asha@lancs.test"), &json!("bryn@lancs.test"))
    );
    let [unread] = reading.unread() else {
        panic!("one name is nobody's")
    };
    assert_eq!(
        (unread.text.as_str(), unread.why),
        ("Nobody Known", WhyUnread::SeveralQuestions)
    );
}

#[test]
fn what_stands_under_the_heading_of_somebody_else_is_not_the_childs() {
    let body = [
        table(&[
            &["Child's first name", "Sam"],
            &["Child's surname", "Sample"],
            &["LCS number", "123"],
        ]),
        heading("Parents and carers"),
        table(&[&["Date of birth", "01/02/1985"], &["Surname", "Specimen"]]),
    ];
    let reading = read(&docx(&body.concat()));
    assert!(!reading.values().contains_key("ch_dob"));
    assert_eq!(reading.values()["ch_last"], "Sample");
    assert!(
        reading
            .unread()
            .iter()
            .all(|unread| unread.why == WhyUnread::SomebodyElse)
    );
    assert_eq!(reading.unread().len(), 2);
}

#[test]
fn what_does_not_fit_its_question_is_a_problem_with_its_text_kept() {
    let rows: &[&[&str]] = &[
        &["Child's first name", "Sam"],
        &["Date of birth", "31/02/2013"],
        &["Is the child open to CSC?", "Yes, but closing"],
        &["LCS number", "not on LCS"],
        &["Has the child agreed to this referral?", "No"],
        &["Continuum of Need level", "5"],
        &["Date of most recent incident", "last week"],
        &["Home address and postcode", "1 Example Street"],
    ];
    let reading = read(&docx(&table(rows)));
    let kept: Vec<(&str, &str)> = reading
        .problems()
        .iter()
        .map(|problem| (problem.question.as_deref().unwrap(), problem.text.as_str()))
        .collect();
    for (question, text) in [
        ("ch_dob", "31/02/2013"),
        ("elig_open_csc", "Yes, but closing"),
        ("ch_lcs_id", "not on LCS"),
        ("con_child", "No"),
        ("elig_con", "5"),
        ("inc_date", "last week"),
        ("addr_postcode", "1 Example Street"),
    ] {
        assert!(kept.contains(&(question, text)), "{question}");
    }
    assert_eq!(
        Value::Object(reading.values()),
        json!({ "ch_first": "Sam", "addr_lines": "1 Example Street" })
    );
}

#[test]
fn incidents_are_told_apart_by_number_by_heading_and_by_row() {
    let day = |day: &str| json!({ "from": day, "to": day });
    let wanted = json!([
        { "inc_date": day("2026-09-03"), "inc_desc": "The first" },
        { "inc_date": day("2026-05-04"), "inc_desc": "The second" },
    ]);
    let numbered = table(&[
        &["Child's first name", "Sam"],
        &["Date of incident 1", "03/09/2026"],
        &["Description of incident 1", "The first"],
        &["Date of incident 2", "04/05/2026"],
        &["Description of incident 2", "The second"],
    ]);
    let headed = [
        table(&[&["Child's first name", "Sam"]]),
        heading("Incident 1"),
        table(&[&["Date", "03/09/2026"], &["What happened", "The first"]]),
        heading("Incident 2"),
        table(&[&["Date", "04/05/2026"], &["What happened", "The second"]]),
    ]
    .concat();
    let rows = [
        table(&[&["Child's first name", "Sam"]]),
        table(&[
            &["No.", "Incident date", "Description of incident"],
            &["1", "03/09/2026", "The first"],
            &["2", "04/05/2026", "The second"],
        ]),
    ]
    .concat();
    for body in [numbered, headed, rows] {
        assert_eq!(read(&docx(&body)).values()["incidents"], wanted);
    }
}

#[test]
fn several_kinds_of_behaviour_are_read_from_ticks_and_from_a_list() {
    for written in [
        "☒ Voyeurism\n☐ Exposing self\n☒ Something else",
        "Voyeurism; Something else",
        "voyeurism, something else",
        "[x] Voyeurism [ ] Exposing self [x] Something else",
    ] {
        let body = table(&[
            &["Child's first name", "Sam"],
            &["Child's surname", "Sample"],
            &["Type of behaviour", written],
        ]);
        assert_eq!(
            read(&docx(&body)).values()["incidents"][0]["inc_types"],
            json!(["voyeurism", "other"]),
            "{written}"
        );
    }
    let body = table(&[
        &["Child's first name", "Sam"],
        &["Child's surname", "Sample"],
        &["Type of behaviour", "Voyeurism; shouting"],
    ]);
    assert_eq!(reasons(&read(&docx(&body))), [Reason::NotAnOption]);
}

#[test]
fn two_filled_forms_in_one_document_are_a_problem_and_nothing_is_taken() {
    let one = |name: &str, born: &str, number: &str| {
        table(&[
            &["Child's first name", name],
            &["Date of birth", born],
            &["LCS number", number],
            &["Description of the behaviour", "Synthetic"],
        ])
    };
    let reading = read(&docx(
        &(one("Sam", "01/02/2013", "1") + &one("Max", "03/04/2012", "2")),
    ));
    assert_eq!(reasons(&reading), [Reason::TwoForms]);
    assert!(reading.values().is_empty() && reading.unreadable().is_none());
    assert_eq!(reading.unread().len(), 8, "nothing is lost");
    let same = read(&docx(
        &(one("Sam", "01/02/2013", "1") + &one("Sam", "01/02/2013", "1")),
    ));
    assert_eq!(same.values()["ch_first"], "Sam");
}

#[test]
fn an_answer_given_twice_differently_is_not_taken() {
    let body = table(&[
        &["Child's first name", "Sam"],
        &["Child's surname", "Sample"],
        &["Team Manager", "Max"],
        &["LCS number", "1"],
        &["LCS ID", "2"],
    ]);
    let reading = read(&docx(&body));
    assert_eq!(reasons(&reading), [Reason::AnsweredTwice]);
    assert_eq!(reading.problems()[0].text, "1\n2");
    assert!(!reading.values().contains_key("ch_lcs_id"));
}

#[test]
fn old_form_fields_drawn_boxes_and_deleted_words_are_read_as_word_shows_them() {
    let tick = r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:t> Male</w:t></w:r>"#;
    let drawn = r#"<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r><w:r><w:t> Yes </w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><w:r><w:t> No</w:t></w:r>"#;
    let changed = "<w:del><w:r><w:delText>Max</w:delText></w:r></w:del><w:ins><w:r><w:t>Sam</w:t></w:r></w:ins>";
    let row = |label: &str, runs: &str| {
        format!(
            "<w:tr><w:tc>{}</w:tc><w:tc><w:p>{runs}</w:p></w:tc></w:tr>",
            line(label)
        )
    };
    let body = format!(
        "<w:tbl>{}{}{}</w:tbl>",
        row("Sex", tick),
        row("Open to CYJS", drawn),
        row("Child's first name", changed)
    );
    let values = read(&docx(&body)).values();
    assert_eq!(
        (
            &values["ch_sex"],
            &values["elig_open_cyjs"],
            &values["ch_first"]
        ),
        (&json!("male"), &json!("no"), &json!("Sam"))
    );
}

#[test]
fn a_pdf_is_read_by_its_fields_and_by_its_text_in_columns() {
    let words = |text: &str| Object::string_literal(text);
    let fields = pdf(
        &[(72.0, 800.0, "HSB Consultation Referral Form")],
        &[
            ("ch_first", words("Sam")),
            ("Child's surname", words("Sample")),
            ("ch_dob", words("27/03/2013")),
            ("inc_types=voyeurism", Object::Name(b"Yes".to_vec())),
            ("inc_types=other", Object::Name(b"Off".to_vec())),
        ],
    );
    let reading = read(&fields);
    assert_eq!(
        Value::Object(reading.values()),
        json!({
            "ch_first": "Sam", "ch_last": "Sample", "ch_dob": { "from": "2013-03-27", "to": "2013-03-27" },
            "incidents": [{ "inc_types": ["voyeurism"] }],
        })
    );
    assert_eq!(reading.places()["ch_first"], "field ch_first");
    let text = pdf(
        &[
            (72.0, 800.0, "HSB Consultation Referral Form"),
            (72.0, 760.0, "Child's first name"),
            (300.0, 760.0, "Sam"),
            (72.0, 730.0, "Description of the behaviour"),
            (300.0, 730.0, "It began"),
            (300.0, 717.0, "at a club."),
            (72.0, 690.0, "LCS number: 0000123"),
        ],
        &[],
    );
    let reading = read(&text);
    assert_eq!(
        Value::Object(reading.values()),
        json!({ "ch_first": "Sam", "ch_lcs_id": "0000123", "incidents": [{ "inc_desc": "It began at a club." }] })
    );
    assert_eq!(reading.places()["ch_first"], "page 1");
}
