//! Files that may be added and what is said of those that may not. The bytes are made here; no real document.

use intake_forms::attachment::{AttachmentPolicy, FileKind, FileProblem, clean_name, size, sniff};
use proptest::prelude::*;

const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0];
const DOCX: &[u8] = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0abcdefghijkl\x13\0\0\0[Content_Types].xml";
const ODT: &[u8] = b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0abcdefghijkl\x08\0\0\0mimetypeapplication/vnd.oasis.opendocument.text";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const JPG: &[u8] = b"\xFF\xD8\xFF\xE0\0\x10JFIF";
const HEIC: &[u8] = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
const EXE: &[u8] = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0";

const GOOD: [(&str, FileKind, &[u8]); 11] = [
    ("plan.pdf", FileKind::Pdf, b"%PDF-1.7\n"),
    ("plan.docx", FileKind::Docx, DOCX),
    ("plan.odt", FileKind::Odt, ODT),
    ("plan.doc", FileKind::Doc, COMPOUND),
    ("note.msg", FileKind::Msg, COMPOUND),
    ("note.eml", FileKind::Eml, b"Subject: minutes\r\n\r\nText"),
    ("note.TXT", FileKind::Txt, "Café".as_bytes()),
    ("page.png", FileKind::Png, PNG),
    ("page.jpg", FileKind::Jpg, JPG),
    ("page.JPEG", FileKind::Jpg, JPG),
    ("page.heic", FileKind::Heic, HEIC),
];

#[test]
fn a_file_whose_name_and_content_agree_is_taken() {
    let policy = AttachmentPolicy::default();
    for (name, kind, head) in GOOD {
        assert_eq!(policy.check_name(name), Ok(kind), "{name}");
        assert_eq!(sniff(name, kind, head), Ok(()), "{name}");
    }
}

#[test]
fn content_of_another_kind_is_not() {
    for (name, kind, own) in GOOD {
        for head in GOOD.iter().map(|(_, _, head)| *head).chain([EXE]) {
            let text = matches!(kind, FileKind::Txt | FileKind::Eml);
            if head != own
                && !(text
                    && std::str::from_utf8(head)
                        .is_ok_and(|text| !text.contains("PDF") && !text.contains('\0')))
            {
                assert!(sniff(name, kind, head).is_err(), "{name} with {head:?}");
            }
        }
    }
    assert!(sniff("page.txt", FileKind::Txt, b"<!DOCTYPE html><html>").is_err());
    assert!(sniff("page.txt", FileKind::Txt, b"#!/bin/sh\n").is_err());
    assert!(sniff("page.txt", FileKind::Txt, b"{\\rtf1 text}").is_err());
    assert!(sniff("page.txt", FileKind::Txt, b"%PDF-1.7 text").is_err());
    assert_eq!(
        sniff(
            "note.txt",
            FileKind::Txt,
            b"BMI and MZ are only letters here"
        ),
        Ok(())
    );
    assert_eq!(
        sniff("note.txt", FileKind::Txt, b"\xFF\xFEh\0i\0"),
        Ok(()),
        "UTF-16, as Windows saves it"
    );
    assert!(sniff("note.eml", FileKind::Eml, b"just some words").is_err());
}

#[test]
fn the_extension_decides_what_is_taken_at_all() {
    let policy = AttachmentPolicy::default();
    for name in [
        "run.exe",
        "plan.pdf.exe",
        "film.mp4",
        "page.svg",
        "page.html",
        "macro.docm",
        "noextension",
        "",
        "pdf",
        ".pdf",
    ] {
        assert!(policy.check_name(name).is_err(), "{name}");
    }
    let mut only_pdf = AttachmentPolicy::default();
    only_pdf.kinds = vec![FileKind::Pdf];
    assert!(only_pdf.check_name("plan.docx").is_err());
}

#[test]
fn sizes_and_counts_meet_their_limits_exactly() {
    let policy = AttachmentPolicy::default();
    let mib = 1024 * 1024;
    assert_eq!(policy.check_size("a.pdf", 25 * mib, 75 * mib), Ok(()));
    assert_eq!(policy.check_count(39, 1), Ok(()));
    for (problem, words) in [
        (
            policy.check_size("a.pdf", 25 * mib + 1, 0),
            "a.pdf is larger than 25 MB",
        ),
        (policy.check_size("a.pdf", 0, 0), "a.pdf is empty"),
        (
            policy.check_size("a.pdf", 1, 100 * mib),
            "These files would go over 100 MB in all. a.pdf was not added",
        ),
        (policy.check_count(40, 1), "You cannot add more files"),
        (
            policy.check_count(39, 2),
            "You can add 1 more file. Choose fewer",
        ),
        (
            policy.check_count(38, 3),
            "You can add 2 more files. Choose fewer",
        ),
    ] {
        assert_eq!(problem.unwrap_err().to_string(), words);
    }
}

#[test]
fn every_other_problem_has_its_words() {
    let policy = AttachmentPolicy::default();
    assert_eq!(
        policy.check_name("a.exe").unwrap_err().to_string(),
        "a.exe is not a type we can take. Use PDF, Word, OpenDocument, text, saved email, JPG, PNG or HEIC"
    );
    for (name, kind, what) in [
        ("a.pdf", FileKind::Pdf, "a PDF"),
        ("a.docx", FileKind::Docx, "a Word document"),
        ("a.heic", FileKind::Heic, "a HEIC picture"),
    ] {
        assert_eq!(
            sniff(name, kind, EXE).unwrap_err().to_string(),
            format!(
                "“{name}” is not really {what}. Check that it is the right file, or save it again as {what}"
            )
        );
    }
    assert_eq!(
        sniff("a.pdf", FileKind::Pdf, b"").unwrap_err().to_string(),
        "a.pdf is empty"
    );
    assert_eq!(
        sniff("a.docx", FileKind::Docx, COMPOUND)
            .unwrap_err()
            .to_string(),
        "a.docx has a password, so we cannot check it. Save a copy without one"
    );
    assert_eq!(FileProblem::NoneChosen.to_string(), "Choose a file");
    assert_eq!(
        FileProblem::DidNotArrive("a.pdf".to_owned()).to_string(),
        "a.pdf did not arrive. Try again"
    );
    assert_eq!(
        FileProblem::NotProved.to_string(),
        "You can add more after you have confirmed your email address"
    );
}

#[test]
fn a_name_is_kept_without_folders_and_hidden_characters() {
    for (name, kept) in [
        ("C:\\fakepath\\plan.pdf", "plan.pdf"),
        ("../../etc/plan.pdf", "plan.pdf"),
        ("plan\u{202E}fdp.exe", "planfdp.exe"),
        ("pl\r\nan.pdf", "pl  an.pdf"),
        ("..", "file"),
        ("", "file"),
    ] {
        assert_eq!(clean_name(name), kept);
    }
    assert_eq!(
        clean_name(&format!("{}.pdf", "é".repeat(300)))
            .chars()
            .count(),
        113
    );
    assert_eq!(
        [1, 2_048, 3 * 1024 * 1024].map(size),
        ["1 KB", "2 KB", "3 MB"]
    );
}

#[test]
fn the_limits_are_settings() {
    let policy: AttachmentPolicy =
        toml::from_str("max_files = 3\nkinds = [\"pdf\", \"txt\"]").unwrap();
    assert_eq!(
        (policy.max_files, policy.max_file_bytes, policy.kinds.len()),
        (3, 25 * 1024 * 1024, 2)
    );
    assert!(toml::from_str::<AttachmentPolicy>("max_flies = 3").is_err());
}

proptest! {
    #[test]
    fn no_name_and_no_bytes_can_make_it_fail(name in any::<String>(), head in prop::collection::vec(any::<u8>(), 0..64)) {
        let kept = clean_name(&name);
        prop_assert!((1..=120).contains(&kept.chars().count()));
        prop_assert!(!kept.contains(['/', '\\', '\n', '\0']));
        for kind in FileKind::ALL {
            drop(sniff(&name, kind, &head));
        }
    }
}
