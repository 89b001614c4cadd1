//! What each target starts from: shapes of messages, reports and documents, made at run time or kept as fixtures.

use std::path::Path;

use gateway::mailbox::child::talk;
use intake_forms::document::blank_document;

use super::frames::Kind;
use super::{KNOWN, frame, set_up, shut_in};
use crate::{mail_makes, mail_shapes};

/// Dialogues at both ends.
pub(super) fn dialogues() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for mail in mail_shapes::all() {
        let asked = [
            frame(Kind::Message, &mail),
            frame(Kind::Give, b"1"),
            frame(Kind::Give, b"9.9"),
            frame(Kind::Done, b""),
            frame(Kind::Document, &[b"form.docx\0".to_vec(), mail].concat()),
        ]
        .concat();
        let mut whole = frame(Kind::SetUp, &set_up(&[]));
        whole.extend(&asked);
        let mut words = Vec::new();
        talk(whole.as_slice(), &mut words, || Ok(shut_in()));
        all.push([vec![0], whole].concat());
        all.push([vec![1], asked].concat());
        all.push([vec![2], words].concat());
    }
    all
}

/// Messages of every shape, with either end of line.
pub(super) fn messages() -> Vec<Vec<u8>> {
    let mut all = mail_shapes::all();
    let other: Vec<_> = all.iter().map(|mail| without_returns(mail)).collect();
    all.extend(other);
    all
}

fn without_returns(mail: &[u8]) -> Vec<u8> {
    mail.iter().copied().filter(|byte| *byte != b'\r').collect()
}

/// Reports that keep to the standard and reports that do not.
pub(super) fn reports() -> Vec<Vec<u8>> {
    let id = "0".repeat(26);
    let status = "Reporting-MTA: dns; mx.hub.test\n\nFinal-Recipient: rfc822; a@b.test\nAction: failed\nStatus: 5.1.1\n\n\
                  Original-Recipient: rfc822;c@d.test\nAction: delayed\nStatus: 4.4.1 (no)\n";
    let head =
        "To: a@b.test\r\nMessage-ID:\r\n <x@hub.test>\r\nSubject: x\r\n\r\nMessage-ID: <y@z>";
    let words =
        format!("550 5.7.1 <a@b.test>: refused. Your message <{id}@hub.test> was returned.");
    let from = "Mail Delivery System <MAILER-DAEMON@mx.test>";
    [
        ["srh", "", "", &words, status, head, ""],
        [
            "n",
            from,
            "Undelivered Mail Returned to Sender",
            &words,
            "",
            "",
            "",
        ],
        [
            "nf",
            from,
            "Warning: message delayed",
            &words,
            "",
            "",
            "a@b.test, c@d.test",
        ],
        ["", "Sam <sam@a.test>", "A parcel", &words, "", "", ""],
    ]
    .iter()
    .map(|fields| fields.join("\0").into_bytes())
    .collect()
}

/// Documents of each kind, whole and as the text within.
pub(super) fn documents() -> Vec<Vec<u8>> {
    let (forms, _) = &*KNOWN;
    let form = forms.first().expect("the form");
    let blank = blank_document(form).expect("a blank form");
    let text = mail_makes::form_text(&[]).into_bytes();
    let mut all = vec![
        [vec![0], mail_makes::form_docx(&[])].concat(),
        [vec![0], blank].concat(),
        [vec![4], mail_makes::form_table(&[]).into_bytes()].concat(),
        [vec![5], mail_shapes::form_sheet(&[]).into_bytes()].concat(),
        [
            vec![1],
            mail_shapes::open_document(mail_shapes::form_sheet(&[]).as_bytes()),
        ]
        .concat(),
        [vec![3], text].concat(),
    ];
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../intake-forms/tests/fixtures");
    let mut files: Vec<_> = std::fs::read_dir(fixtures)
        .expect("the fixtures")
        .map(|entry| entry.expect("a fixture").path())
        .collect();
    files.sort();
    for file in files {
        let what = match file.extension().and_then(|end| end.to_str()) {
            Some("docx") => 0,
            Some("pdf") => 2,
            _ => 3,
        };
        all.push([vec![what], std::fs::read(file).expect("a fixture")].concat());
    }
    all
}
