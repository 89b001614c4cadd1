//! Classes of what a message says and carries: letters, names, locks, programs, invitations.

use tests::mail_makes::{
    MAX, Mail, file, form_docx, locked_zip, multipart, part, tnef, words, zip,
};

use super::{PEN, REFERRAL, Rows, form, mail, word};

pub(super) fn words_and_names(rows: &mut Rows) {
    let latin: Vec<u8> = form("1008")
        .replace("Invented", "Inv\u{e9}nted")
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect();
    rows.add(
        "08-lies-about-letters",
        &mail("8").of("text/plain; charset=utf-8", latin),
        REFERRAL,
    );
    let subject = "=?utf-8?q?Referral=0D=0ABcc:_x@elsewhere.test?= =?utf-8?b?w?=";
    rows.add(
        "09-encoded-subject",
        &mail("9").set("Subject", subject).text(&form("1009")),
        REFERRAL,
    );
    let split = [
        ("Content-Type", "application/octet-stream; name=\"a.pdf\""),
        (
            "Content-Disposition",
            "attachment; filename*1=\"rm.docx\"; filename*0=\"fo\"",
        ),
        ("Content-Transfer-Encoding", "base64"),
    ];
    let body = tests::mail_makes::base64(&form_docx(&[("LCS number", "1010")]));
    rows.add(
        "10-split-names",
        &mail("10").parts(&[part(&split, body)]),
        REFERRAL,
    );
    let turned = file(
        "application/octet-stream",
        "../../\u{202e}xcod.exe.docx. ",
        &form_docx(&[("LCS number", "1011")]),
    );
    rows.add("11-names-that-turn", &mail("11").parts(&[turned]), REFERRAL);
    let twice = Mail::new("12a", MAX)
        .verified("council.test")
        .head("From", "Other <other@elsewhere.test>");
    rows.add("12-two-senders", &twice.text(&form("1012")), REFERRAL);
    rows.add(
        "12-no-sender",
        &mail("12b").without("From").text("Hello"),
        PEN,
    );
    let name = mail("12c").set(
        "From",
        "\"max.specimen@council.test\" <evil@elsewhere.test>",
    );
    rows.add("12-name-is-an-address", &name.text(&form("1112")), REFERRAL);
    let ends = form("1013")
        .replace("\r\nTeam", "\nTeam")
        .replace("\r\nDate", "\r\rDate");
    rows.add("13-line-ends", &mail("13").text(&ends), REFERRAL);
    let other = Mail::new("14", "max.specimen@counсil.test").text(&form("1014"));
    rows.add("14-looks-like-a-domain", &other, REFERRAL);
    rows.add(
        "15-no-date",
        &mail("15").without("Date").text(&form("1015")),
        REFERRAL,
    );
    rows.add(
        "16-no-message-id",
        &mail("16a").without("Message-ID").text(&form("1016")),
        REFERRAL,
    );
    let long = format!("<{}@council.test>", "x".repeat(998));
    rows.add(
        "16-long-message-id",
        &mail("16b").set("Message-ID", &long).text(&form("1116")),
        REFERRAL,
    );
    rows.add("17-empty", &mail("17a").text(""), PEN);
    let table = tests::mail_makes::answers(&[("LCS number", "1017")])
        .iter()
        .map(|(label, answer)| format!("<tr><td>{label}</td><td>{answer}</td></tr>"))
        .collect::<Vec<_>>()
        .concat();
    rows.add(
        "17-only-html",
        &mail("17b").of(
            "text/html; charset=utf-8",
            format!("<table>{table}</table>"),
        ),
        REFERRAL,
    );
    rows.add(
        "17-only-a-picture",
        &mail("17c").of("image/png", [0x89, b'P', b'N', b'G']),
        PEN,
    );
    let outlook = tnef("form.docx", &form_docx(&[("LCS number", "1018")]));
    rows.add(
        "18-winmail",
        &mail("18").parts(&[file("application/ms-tnef", "winmail.dat", &outlook)]),
        REFERRAL,
    );
}

pub(super) fn locked_and_risky(rows: &mut Rows) {
    let smime = |kind: &str| format!("application/pkcs7-mime; smime-type={kind}; name=smime.p7m");
    rows.add(
        "19-signed-opaque",
        &mail("19a").of(&smime("signed-data"), "AAAA"),
        "encrypted",
    );
    rows.add(
        "19-enveloped",
        &mail("19b").of(&smime("enveloped-data"), "AAAA"),
        "encrypted",
    );
    let pgp = multipart(
        "b1",
        &[
            part(
                &[("Content-Type", "application/pgp-encrypted")],
                "Version: 1",
            ),
            part(&[("Content-Type", "application/octet-stream")], "x"),
        ],
    );
    rows.add(
        "19-pgp",
        &mail("19c").of(
            "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b1",
            pgp,
        ),
        "encrypted",
    );
    rows.add(
        "19-pgp-in-the-text",
        &mail("19d")
            .text("-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n-----END PGP MESSAGE-----\r\n"),
        "encrypted",
    );
    let signed = multipart(
        "b1",
        &[
            words(&form("1019")),
            part(&[("Content-Type", "application/pgp-signature")], "x"),
        ],
    );
    rows.add(
        "19-signed-clear",
        &mail("19e").of(
            "multipart/signed; protocol=\"application/pgp-signature\"; boundary=b1",
            signed,
        ),
        REFERRAL,
    );
    let locked = file(
        "application/zip",
        "form.zip",
        &locked_zip(&[("form.docx", b"xxxxxxxxxxxxxxxx")]),
    );
    rows.add(
        "20-locked-zip",
        &mail("20a").parts(&[words("Password follows."), locked.clone()]),
        PEN,
    );
    rows.add(
        "20-seven-zip",
        &mail("20b").parts(&[
            words("x"),
            file(
                "application/x-7z-compressed",
                "a.7z",
                b"7z\xbc\xaf\x27\x1c\0\x04",
            ),
        ]),
        PEN,
    );
    rows.add(
        "20-locked-beside-a-form",
        &mail("20c").parts(&[word("1020"), locked]),
        REFERRAL,
    );
    let macros = zip(&[
        ("word/vbaProject.bin", b"x"),
        ("word/document.xml", b"<x/>"),
    ]);
    rows.add(
        "21-macros",
        &mail("21a").parts(&[
            words(&form("1021")),
            file("application/octet-stream", "a.docm", &macros),
        ]),
        REFERRAL,
    );
    rows.add(
        "21-program",
        &mail("21b").parts(&[
            words("x"),
            file("application/octet-stream", "a.exe", b"MZ\x90\0"),
        ]),
        PEN,
    );
    let calendar = |method: &str| {
        part(
            &[("Content-Type", &format!("text/calendar; method={method}"))],
            format!("BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nEND:VCALENDAR"),
        )
    };
    for method in ["REPLY", "CANCEL", "REQUEST"] {
        rows.add(
            &format!("22-calendar-{method}"),
            &mail(&format!("22{method}")).parts(&[words("x"), calendar(method)]),
            "calendar_reply",
        );
    }
    rows.add(
        "22-request-with-a-form",
        &mail("22d").parts(&[words("x"), calendar("REQUEST"), word("1022")]),
        REFERRAL,
    );
    rows.add(
        "22-request-with-a-file",
        &mail("22e").parts(&[
            words("x"),
            calendar("REQUEST"),
            file("application/pdf", "a.pdf", b"%PDF-1.3\n%%EOF"),
        ]),
        PEN,
    );
}
