//! One message of each shape that mail comes in, made at run time: what a fuzzer starts from. What each of them is to become is
//! tested elsewhere.

use crate::mail_makes::{
    MAX, Mail, SAM, answers, base64, docx, file, form_docx, form_text, forwarded, locked_zip,
    multipart, part, tnef, words, zip,
};

/// The words of the form, in the XML of an ODT.
pub fn form_sheet(changes: &[(&str, &str)]) -> String {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let rows = answers(changes)
        .iter()
        .map(|(label, answer)| {
            format!(
                "<table:table-row>{}{}</table:table-row>",
                cell(label),
                cell(answer)
            )
        })
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"><office:body><office:text>\
         <text:h>HSB Consultation Referral Form</text:h><table:table>{rows}</table:table></office:text></office:body></office:document-content>"
    )
}

/// An ODT around its words.
pub fn open_document(content: &[u8]) -> Vec<u8> {
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
    ])
}

/// One message of each shape.
pub fn all() -> Vec<Vec<u8>> {
    let mut all = plain();
    all.extend(attached());
    all.extend(inside());
    all.extend(automatic());
    all.extend(odd());
    all.iter().map(Mail::bytes).collect()
}

fn plain() -> Vec<Mail> {
    let new = || Mail::new("plain", MAX).verified("council.test");
    let html = "<html><style>p{}</style><p style=\"display:none\">h</p><a href='https://a.test/?q=1'>l</a><img src=\"cid:a\" alt=y>\
                <table><tr><td>Child's surname<td>Example</tr></table>&eacute;&#8217;&#x1F600;<script>x</script><!-- c --></html>";
    vec![
        new().text(&form_text(&[])),
        new().of("text/html; charset=utf-8", html),
        new().of(
            "multipart/alternative; boundary=a",
            multipart(
                "a",
                &[
                    words("one thing"),
                    part(&[("Content-Type", "text/html")], html),
                ],
            ),
        ),
        new()
            .head("Content-Transfer-Encoding", "quoted-printable")
            .text("Child=E2=80=99s surname: Ex=\r\nample=0D=0A=FF"),
        new()
            .head("Content-Transfer-Encoding", "base64")
            .text(&base64(form_text(&[]).as_bytes())),
        new().of("text/plain; charset=iso-2022-jp", b"\x1b$B$3$s\x1b(B"),
        new().of("text/plain; charset=utf-16", b"\xff\xfeA\0b\0\x3d\xd8"),
        new().of("text/plain; charset=utf-7", b"+AOk-"),
        new().of(
            "text/plain; format=flowed; delsp=yes",
            b"a \r\nb\r\n-- \r\nc",
        ),
    ]
}

fn attached() -> Vec<Mail> {
    let new = || Mail::new("attached", SAM);
    let form = form_docx(&[]);
    let in_zip = zip(&[
        ("form.docx", &form),
        ("../../evil.txt", b"x"),
        ("inner.zip", &zip(&[("a.txt", b"a")])),
    ]);
    let odt = open_document(form_sheet(&[]).as_bytes());
    let rtf = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\uc1\u233?\'e9 Child's surname: Example\par{\*\x y}\bin3 abc}";
    vec![
        new().parts(&[words("see"), docx(&[])]),
        new().parts(&[words("see"), file("application/zip", "a.zip", &in_zip)]),
        new().parts(&[file("application/zip", "b.zip", &locked_zip(&[("a", b"b")]))]),
        new().parts(&[file(
            "application/ms-tnef",
            "winmail.dat",
            &tnef("form.docx", &form),
        )]),
        new().parts(&[file(
            "application/vnd.oasis.opendocument.text",
            "f.odt",
            &odt,
        )]),
        new().parts(&[file("application/rtf", "f.rtf", rtf)]),
        new().parts(&[file("application/pdf", "f.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")]),
        new().parts(&[part(
            &[
                ("Content-Type", "application/octet-stream; name*0*=utf-8''a%C3%A9; name*1=\".doc\"; name=\"b.exe\""),
                ("Content-Disposition", "attachment; filename=\"=?utf-8?b?w6k=?=.pdf\""),
                ("Content-Transfer-Encoding", "base64"),
            ],
            "TVqQAAMAAAAE",
        )]),
    ]
}

fn inside() -> Vec<Mail> {
    let new = || Mail::new("inside", SAM);
    let first = Mail::new("first", MAX)
        .parts(&[words("see"), docx(&[])])
        .bytes();
    let twice = Mail::new("twice", SAM).parts(&[forwarded(&first)]).bytes();
    let quoted = format!(
        "FYI\r\n\r\n-----Original Message-----\r\nFrom: Max Specimen <{MAX}>\r\nSent: 02 November 2026 09:01\r\nTo: Sam\r\n\
         Subject: Referral\r\n\r\n{}\r\n> On Mon, Sam wrote:\r\n> > words",
        form_text(&[])
    );
    let journal = part(
        &[
            ("Content-Type", "message/rfc822"),
            ("Content-Transfer-Encoding", "base64"),
        ],
        base64(&first),
    );
    vec![
        new().parts(&[words("FW"), forwarded(&first)]),
        new().parts(&[forwarded(&twice), forwarded(&first)]),
        new().set("Subject", "FW: Referral").text(&quoted),
        new()
            .head("X-MS-Journal-Report", "")
            .parts(&[words("Sender: a"), journal]),
        new().of(
            "multipart/digest; boundary=d",
            multipart("d", &[part(&[], &first), part(&[], &twice)]),
        ),
    ]
}

fn automatic() -> Vec<Mail> {
    let new = || Mail::new("automatic", SAM);
    let status = "Reporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; a@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\n";
    let report = |kind: &str, second: &str| {
        multipart(
            "r",
            &[
                words("failed"),
                part(&[("Content-Type", kind)], second),
                part(
                    &[("Content-Type", "text/rfc822-headers")],
                    "Message-ID: <x@y.test>\r\n",
                ),
            ],
        )
    };
    let of = |kind: &str| format!("multipart/report; report-type={kind}; boundary=r");
    vec![
        new().head("Return-Path", "<>").of(
            &of("delivery-status"),
            report("message/delivery-status", status),
        ),
        new().of(
            &of("disposition-notification"),
            report(
                "message/disposition-notification",
                "Disposition: automatic-action; displayed\r\n",
            ),
        ),
        new().of(
            &of("feedback-report"),
            report("message/feedback-report", "Feedback-Type: abuse\r\n"),
        ),
        new().of(
            "text/calendar; method=REPLY",
            "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        ),
        new()
            .head("Auto-Submitted", "auto-replied")
            .text("I am away."),
        new()
            .head("List-Id", "<a.list.test>")
            .head("Precedence", "bulk")
            .head("X-Referral-Gateway", "01H00000000000000000000000")
            .text("News"),
    ]
}

fn odd() -> Vec<Mail> {
    let new = || Mail::new("odd", SAM);
    let ids = "<a@b.test> <c d> < > <<e@f.test>>";
    vec![
        new().of("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "MIAG"),
        new().text("-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----"),
        new().of("message/partial; id=a; number=1; total=2", "x"),
        new().of("message/external-body; access-type=URL; URL=\"https://a.test\"", "\r\n"),
        new().text("begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n=ybegin line=128 size=3 name=b\r\nabc\r\n=yend"),
        new()
            .head("References", ids)
            .head("In-Reply-To", ids)
            .head("Cc", "a:b@c.test, d@e.test;, \"f\" <g@[1.2.3.4]>, =?utf-8?q?h=C3?= =?utf-8?q?=A9?= <i@xn--j.test>")
            .head("Date", "Thu, 32 Foo 20260 25:61:61 +9999")
            .head("Received", "from a by b; Mon, 02 Nov 2026 09:01:00 +0000")
            .text("odd"),
        new().without("From").without("Date").of("multipart/mixed; boundary=\"\"", "--\r\n\r\na\r\n----"),
        new().of("multipart/mixed; boundary=b", "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\na"),
        new().of("text/plain", b"a\rb\0c\x80\xff\n.\n"),
    ]
}
