//! Documents made to do harm: each is a problem, none makes the reader fail or grow.

use std::io::{Cursor, Write};

use intake_forms::document::{DocumentKind, Reason, Unreadable, read_document};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::paper::{WORD, docx, forms, labels, line, odt, pdf, read, read_words, table, zipped};

const OLD_FORM: &[u8] = include_bytes!("../fixtures/old-form-table.docx");

fn refused(bytes: &[u8], why: Unreadable) {
    let reading = read(bytes);
    assert_eq!(reading.unreadable(), Some(why));
    assert!(reading.values().is_empty());
}

#[test]
fn a_zip_that_unpacks_to_more_than_any_form_is_refused_while_it_unpacks() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default())
        .unwrap();
    let zeros = vec![b' '; 1024 * 1024];
    for _ in 0..64 {
        zip.write_all(&zeros).unwrap();
    }
    refused(&zip.finish().unwrap().into_inner(), Unreadable::TooLarge);
}

#[test]
fn ten_thousand_parts_are_refused_before_they_are_listed() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..10_000 {
        zip.start_file(format!("word/{n}.xml"), SimpleFileOptions::default())
            .unwrap();
    }
    refused(&zip.finish().unwrap().into_inner(), Unreadable::TooLarge);
}

#[test]
fn tables_in_tables_in_tables_are_read_or_refused_but_never_fall_over() {
    for (depth, refused) in [(50, false), (400, true), (100_000, true)] {
        let body = "<w:tbl><w:tr><w:tc>".repeat(depth)
            + &line("x")
            + &"</w:tc></w:tr></w:tbl>".repeat(depth);
        assert_eq!(
            read(&docx(&body)).unreadable().is_some(),
            refused,
            "{depth}"
        );
    }
    let controls =
        "<w:sdt><w:sdtContent>".repeat(100) + &line("x") + &"</w:sdtContent></w:sdt>".repeat(100);
    refused_body(&controls, Unreadable::TooLarge);
}

fn refused_body(body: &str, why: Unreadable) {
    refused(&docx(body), why);
}

#[test]
fn more_paragraphs_than_any_form_are_refused() {
    refused_body(&"<w:p/>".repeat(60_000), Unreadable::TooLarge);
}

#[test]
fn entities_of_a_documents_own_are_refused_and_nothing_is_fetched() {
    let laughs = r#"<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>"#;
    let body = format!("{laughs}{WORD}{}</w:body></w:document>", line("&b;"));
    refused(
        &zipped(&[("word/document.xml", &body)]),
        Unreadable::Hostile,
    );
    refused_body(&line("&b;"), Unreadable::Hostile);
    let outside = r#"<!DOCTYPE w SYSTEM "file:///etc/passwd">"#;
    refused(
        &zipped(&[(
            "word/document.xml",
            &format!("{outside}{WORD}</w:body></w:document>"),
        )]),
        Unreadable::Hostile,
    );
    refused(
        &zipped(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", &format!("{laughs}<a>&b;</a>")),
        ]),
        Unreadable::Hostile,
    );
}

#[test]
fn a_document_cut_short_at_any_byte_is_a_problem() {
    let pdf = pdf(&[(72.0, 700.0, "LCS number: 1")], &[]);
    let open = odt("<text:p>LCS number: 1</text:p>");
    let (forms, labels) = (forms(), labels());
    for (whole, kind) in [
        (OLD_FORM, DocumentKind::Docx),
        (&pdf, DocumentKind::Pdf),
        (&open, DocumentKind::Odt),
    ] {
        for end in 0..whole.len() {
            let reading = read_document(&whole[..end], kind, &forms, &labels);
            assert!(
                kind == DocumentKind::Pdf || !reading.problems().is_empty(),
                "{kind:?} cut at {end}"
            );
        }
    }
}

#[test]
fn a_locked_document_and_one_with_a_program_say_so() {
    let mut locked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    refused(&locked, Unreadable::OtherKind);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    refused(&locked, Unreadable::Locked);
    let body = table(&[
        &["Child's first name", "Sam"],
        &["Child's surname", "Sample"],
        &["LCS number", "1"],
    ]);
    let with_program = zipped(&[
        (
            "word/document.xml",
            &format!("{WORD}{body}</w:body></w:document>"),
        ),
        ("word/vbaProject.bin", "x"),
    ]);
    let reading = read(&with_program);
    assert_eq!(reading.problems()[0].reason, Reason::HasProgram);
    assert_eq!(reading.values()["ch_first"], "Sam");
}

#[test]
fn the_wrong_kind_by_name_is_a_problem() {
    for kind in [
        DocumentKind::Docx,
        DocumentKind::Odt,
        DocumentKind::Pdf,
        DocumentKind::Text,
    ] {
        for bytes in [
            &b""[..],
            b"\0\0\0",
            b"PK\x03\x04",
            b"%PDF-1.7",
            b"<html>",
            OLD_FORM,
        ] {
            let reading = read_document(bytes, kind, &forms(), &labels());
            assert!(
                kind == DocumentKind::Docx && bytes == OLD_FORM || !reading.problems().is_empty()
            );
        }
    }
}

#[test]
fn an_answer_that_is_too_long_is_a_problem_and_the_others_are_read() {
    let long = "x".repeat(70_000);
    let reading = read(&docx(&table(&[
        &["Child's first name", "Sam"],
        &["Child's surname", "Sample"],
        &["LCS number", "1"],
        &["Description of the behaviour", &long],
    ])));
    assert_eq!(reading.problems()[0].reason, Reason::DoesNotFit);
    assert_eq!(reading.values()["ch_first"], "Sam");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_change_of_its_bytes_makes_a_document_fail(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), which in 0..3_usize) {
        let pdf = pdf(&[(72.0, 700.0, "LCS number: 1"), (300.0, 700.0, "Sam")], &[("ch_first", lopdf::Object::string_literal("Sam"))]);
        let open = odt("<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>");
        let mut bytes = [OLD_FORM.to_vec(), pdf, open][which].clone();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        drop(read(&bytes));
    }

    #[test]
    fn no_body_makes_a_document_fail(tags in prop::collection::vec(prop::sample::select(vec![
        "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:p>", "</w:p>", "<w:r><w:t>", "</w:t></w:r>", "<w:sdt>", "</w:sdt>",
        "<w:sdtPr><w:tag w:val=\"inc_types=other\"/><w14:checkbox/></w:sdtPr>", "<w:sdtPr><w:tag w:val=\"ch_first\"/></w:sdtPr>", "Child's first name",
        "Date of incident 2", "☒ Yes", "03/03/2026", "Incident 99", "Form social-worker, version 1", "<w:del>", "</w:del>", "&amp;",
    ]), 0..60)) {
        drop(read(&docx(&tags.concat())));
    }

    #[test]
    fn no_text_makes_it_fail(text in "(?s)(Name of referrer|Date of incident [0-9]{1,9}|Incident 2|[:?\t\n>☒☐ ,]|.{0,5}){0,30}") {
        drop(read_words(&text));
    }
}
