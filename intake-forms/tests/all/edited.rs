//! The empty form edited by hand before or after it was filled in: rows deleted and moved, labels changed, an answer in several paragraphs, a
//! form of the next version. What was written is read, or kept as unread; nothing is taken for something else.

#![expect(
    clippy::string_slice,
    reason = "places in a text are found by searching it"
)]

use intake_forms::document::{DocumentKind, Labels, blank_document, read_document};
use intake_forms::{FormDefinition, RawAnswers};

use crate::paper::{Filling, forms, read, with_body};

/// The row of the table that holds this tag.
fn row(body: &str, tag: &str) -> (usize, usize) {
    let at = body.find(&format!(r#"<w:tag w:val="{tag}"/>"#)).unwrap();
    let from = body[..at].rfind("<w:tr>").unwrap();
    (
        from,
        at + body[at..].find("</w:tr>").unwrap() + "</w:tr>".len(),
    )
}

fn filled() -> Filling {
    let mut form = Filling::new();
    form.write("ch_first", 0, "Sam")
        .write("ch_last", 0, "Sample")
        .write("ch_lcs_id", 0, "0000123")
        .write("view_concern", 0, "One\nTwo")
        .write("pol_ref", 0, "CR/1");
    form
}

fn text<'a>(answers: &'a RawAnswers, section: &str, id: &str) -> &'a str {
    answers
        .section(section)
        .map_or("", |fields| fields.first(id))
}

#[test]
fn a_row_that_was_deleted_is_an_answer_less_and_the_others_stand() {
    let mut form = filled();
    let (from, to) = row(&form.body, "ch_last");
    form.body.replace_range(from..to, "");
    let reading = read(&form.done());
    assert_eq!(text(reading.answers(), "child", "ch_first"), "Sam");
    assert_eq!(text(reading.answers(), "child", "ch_last"), "");
    assert!(reading.problems().is_empty() && reading.unread().is_empty());
}

#[test]
fn a_row_that_was_moved_answers_its_own_question_in_any_table() {
    let mut form = filled();
    let (from, to) = row(&form.body, "ch_lcs_id");
    let moved = form.body[from..to].to_owned();
    form.body.replace_range(from..to, "");
    let (_, behind) = row(&form.body, "pol_ref");
    form.body.insert_str(behind, &moved);
    let reading = read(&form.done());
    assert_eq!(text(reading.answers(), "child", "ch_lcs_id"), "0000123");
    assert_eq!(text(reading.answers(), "police", "pol_ref"), "CR/1");
    assert!(reading.problems().is_empty() && reading.unread().is_empty());
}

#[test]
fn a_label_that_was_changed_is_read_by_its_control_and_without_one_kept_as_unread() {
    let mut form = filled();
    form.body = form.body.replace("Crime or log reference", "Our number");
    let reading = read(&form.done());
    assert_eq!(text(reading.answers(), "police", "pol_ref"), "CR/1");
    let without = form.body.replace(r#"<w:tag w:val="pol_ref"/>"#, "");
    let without = without.replace(r#"<w:alias w:val="Crime or log reference"/>"#, "");
    let without = without.replace(r#"<w:alias w:val="Our number"/>"#, "");
    let reading = read(&with_body(&form.done(), &without));
    assert_eq!(text(reading.answers(), "police", "pol_ref"), "");
    let unread: Vec<&str> = reading
        .unread()
        .iter()
        .map(|one| one.text.as_str())
        .collect();
    assert_eq!(unread, ["CR/1"], "kept, and said");
}

#[test]
fn an_answer_in_several_paragraphs_keeps_its_line_ends_wherever_the_control_ends() {
    let form = filled();
    let at = form.body.find(r#"<w:tag w:val="view_concern"/>"#).unwrap();
    let from = form.body[..at].rfind("<w:p>").unwrap();
    let to = at + form.body[at..].find("</w:p>").unwrap() + "</w:p>".len();
    let described = form.body[from..to].find("<w:sdtPr>").unwrap() + from;
    let described =
        &form.body[described..described + form.body[described..].find("</w:sdtPr>").unwrap()];
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let both = format!(
        "<w:sdt>{described}</w:sdtPr><w:sdtContent>{}{}</w:sdtContent></w:sdt>",
        paragraph("One"),
        paragraph("Two")
    );
    let first = format!(
        "<w:sdt>{described}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>{}",
        paragraph("One"),
        paragraph("Two")
    );
    for written in [both, first] {
        let mut body = form.body.clone();
        body.replace_range(from..to, &written);
        let reading = read(&with_body(&form.done(), &body));
        assert_eq!(
            text(reading.answers(), "request", "view_concern"),
            "One\nTwo"
        );
        assert!(reading.problems().is_empty(), "{:?}", reading.problems());
    }
}

/// The next version of the form: a question on another page, one fewer, one with other words.
fn next() -> Vec<FormDefinition> {
    let text = include_str!("../../../config/forms/social-worker.toml");
    let head = "[[group.section.question]]\nid = \"pol_ref\"";
    let from = text.find(head).unwrap();
    let to = from + 1 + text[from + 1..].find("\n[[").unwrap();
    let entry = &text[from..to];
    let behind = "[[group.section.question]]\nid = \"safe_plan\"";
    let edited = text
        .replace(entry, "")
        .replace(behind, &format!("{entry}\n\n{behind}"));
    let edited = edited.replace("label = \"LCS ID\"", "label = \"LCS number\"");
    let edited = edited.replace("id = \"view_concern\"", "id = \"view_worry\"");
    vec![FormDefinition::read(&edited).unwrap()]
}

#[test]
fn a_document_of_the_earlier_version_is_read_by_the_next_wherever_its_questions_went() {
    let document = filled().done();
    let next = next();
    let labels = Labels::own(&next);
    let reading = read_document(
        &document,
        DocumentKind::of(&document).unwrap(),
        &next,
        &labels,
    );
    assert_eq!(text(reading.answers(), "safety", "pol_ref"), "CR/1");
    assert_eq!(text(reading.answers(), "child", "ch_lcs_id"), "0000123");
    let kept = reading.unread().iter().any(|one| one.text.contains("Two"));
    let by_label = text(reading.answers(), "request", "view_worry") == "One\nTwo";
    assert!(kept || by_label, "{:?}", reading.unread());
}

#[test]
fn a_document_of_the_next_version_is_read_by_the_earlier_and_what_it_does_not_know_is_kept() {
    let next = next();
    let blank = blank_document(&next[0]).unwrap();
    let body = crate::paper::part(&blank, "word/document.xml");
    let at = body.find(r#"<w:tag w:val="view_worry"/>"#).unwrap();
    let (before, control) = body.split_at(at);
    let control = control.replacen("<w:showingPlcHdr/>", "", 1);
    let from = control.find("<w:t>").unwrap() + "<w:t>".len();
    let to = control.find("</w:t>").unwrap();
    let mut control = control;
    control.replace_range(from..to, "New words");
    let reading = read(&with_body(&blank, &(before.to_owned() + &control)));
    assert_eq!(forms()[0].id(), reading.form().unwrap());
    let kept = reading
        .unread()
        .iter()
        .any(|one| one.text.contains("New words"));
    let by_label = text(reading.answers(), "request", "view_concern") == "New words";
    assert!(kept || by_label);
}
