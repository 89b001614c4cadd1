//! Classes of how a message is built: nesting, boundaries, sizes, copies, containers.

use tests::mail_makes::{
    HUB, MAX, Mail, SAM, docx, file, form_docx, forwarded, multipart, part, words, zip,
};

use super::{AUTO, PEN, REFERRAL, Rows, UNREADABLE, form, mail};

pub(super) fn structure(rows: &mut Rows) {
    let deep = |levels: usize, inner: Vec<u8>| {
        (0..levels).fold(inner, |inner, level| {
            Mail::new(&format!("deep-{levels}-{level}"), SAM)
                .parts(&[forwarded(&inner)])
                .bytes()
        })
    };
    let inner = mail("1-inner").text(&form("1001")).bytes();
    rows.raw("01-three-deep", deep(3, inner.clone()), REFERRAL);
    rows.raw("01-hundred-deep", deep(100, inner), UNREADABLE);
    let nested = |levels: usize| {
        (0..levels).fold(words("within"), |inner, level| {
            let boundary = format!("n{level}");
            let kind = format!("multipart/mixed; boundary=\"{boundary}\"");
            part(&[("Content-Type", &kind)], multipart(&boundary, &[inner]))
        })
    };
    rows.add(
        "02-nested-multiparts",
        &mail("2a").parts(&[nested(70)]),
        PEN,
    );
    rows.add(
        "02-too-many-nested",
        &mail("2b").parts(&[nested(300)]),
        UNREADABLE,
    );
    rows.add(
        "03-many-parts",
        &mail("3").parts(&vec![words("x"); 10_001]),
        UNREADABLE,
    );
    rows.add(
        "04-long-line",
        &mail("4a").head("X-Long", &"x".repeat(18_000_000)),
        UNREADABLE,
    );
    let many = (0..10_001).fold(mail("4b"), |mail, n| mail.head("X-Many", &n.to_string()));
    rows.add("04-many-lines", &many, UNREADABLE);
    let prefix = multipart(
        "B1",
        &[part(
            &[("Content-Type", "multipart/mixed; boundary=B10")],
            multipart("B10", &[words(&form("1005"))]),
        )],
    );
    rows.add(
        "05-colliding-boundaries",
        &mail("5").of("multipart/mixed; boundary=B1", prefix),
        REFERRAL,
    );
    let mut cut = mail("6").parts(&[words(&form("1006")), docx(&[])]).bytes();
    cut.truncate(cut.len() - 600);
    rows.raw("06-cut-short", cut, REFERRAL);
    let odd = part(
        &[
            ("Content-Type", "text/plain"),
            ("Content-Transfer-Encoding", "x-none"),
        ],
        form("1007"),
    );
    rows.add("07-unknown-encoding", &mail("7a").parts(&[odd]), REFERRAL);
    rows.add(
        "07-uuencoded",
        &mail("7b").text("begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n"),
        PEN,
    );
}

pub(super) fn wholes(rows: &mut Rows) {
    let copy = mail("27").text(&form("1027"));
    rows.add(
        "27-first",
        &copy.clone().head("X-Original-To", HUB),
        REFERRAL,
    );
    rows.add(
        "27-second",
        &copy.head("X-Original-To", "referrals@exampleshire.test"),
        "duplicate",
    );
    rows.add(
        "28-partial",
        &mail("28a").of("message/partial; id=x; number=1; total=2", "x"),
        PEN,
    );
    rows.add(
        "28-external",
        &mail("28b").parts(&[part(
            &[(
                "Content-Type",
                "message/external-body; access-type=URL; URL=\"https://elsewhere.test/x\"",
            )],
            "",
        )]),
        PEN,
    );
    let differ = multipart(
        "b1",
        &[
            words(&form("1029")),
            part(&[("Content-Type", "text/html")], "<p>Something else</p>"),
        ],
    );
    rows.add(
        "29-two-texts",
        &mail("29").of("multipart/alternative; boundary=b1", differ),
        REFERRAL,
    );
    let pixel = part(
        &[("Content-Type", "text/html")],
        "<img src=https://elsewhere.test/p.gif><img src=cid:x>Hello",
    );
    rows.add(
        "30-pixels",
        &mail("30").of("multipart/related; boundary=b1", multipart("b1", &[pixel])),
        PEN,
    );
    rows.add(
        "31-names-in-letters",
        &mail("31").parts(&[file(
            "application/octet-stream",
            "формa.docx",
            &form_docx(&[("LCS number", "1031")]),
        )]),
        REFERRAL,
    );
    rows.add(
        "32-containers",
        &mail("32").parts(&[
            words("x"),
            file("application/vnd.ms-outlook", "a.msg", b"\xd0\xcf\x11\xe0"),
            file("application/x-iwork-pages", "a.pages", b"PK"),
        ]),
        PEN,
    );
    let inner = zip(&[("inner.zip", &zip(&[("form.docx", &form_docx(&[]))]))]);
    let eml = mail("33-inner")
        .parts(&[file("application/zip", "outer.zip", &inner)])
        .bytes();
    rows.add("33-zip-in-zip", &mail("33a").parts(&[forwarded(&eml)]), PEN);
    let zipped = zip(&[("form.docx", &form_docx(&[("LCS number", "1033")]))]);
    rows.add(
        "33-zip",
        &mail("33b").parts(&[file("application/zip", "form.zip", &zipped)]),
        REFERRAL,
    );
    rows.add(
        "34-two-kinds-at-once",
        &mail("34").parts(&[
            words("x"),
            file("image/gif", "a.gif", b"GIF89a/*%PDF-1.3*/"),
        ]),
        PEN,
    );
    rows.add(
        "35-tiny",
        &mail("35").parts(&[
            words(&form("1035")),
            file("text/plain", "a.txt", b""),
            file("text/plain", "b.txt", b"b"),
        ]),
        REFERRAL,
    );
    let fifty = [
        vec![words(&form("1036"))],
        vec![file("text/plain", "a.txt", b"a"); 50],
    ]
    .concat();
    rows.add("36-fifty", &mail("36").parts(&fifty), REFERRAL);
    let crowd: Vec<String> = (0..3_000).map(|n| format!("p{n}@council.test")).collect();
    rows.add(
        "37-crowd",
        &mail("37")
            .set("To", &crowd.join(",\r\n "))
            .text(&form("1037")),
        REFERRAL,
    );
    rows.add(
        "38-list",
        &mail("38b").head("List-Id", "<x.council.test>"),
        AUTO,
    );
    let wrapped = Mail::new("39-inner", MAX)
        .verified("council.test")
        .text(&form("1039"))
        .bytes();
    let journal = Mail::new("39", "journal@exampleshire.test")
        .head("X-MS-Journal-Report", "")
        .parts(&[
            words("Sender: max.specimen@council.test\r\nMessage-Id: <39-inner@council.test>"),
            forwarded(&wrapped),
        ]);
    rows.add("39-journal", &journal, REFERRAL);
    let portal =
        Mail::new("40", "noreply@egress.test").set("Subject", "You have received a secure message");
    rows.add("40-portal", &portal.of("text/html", "<p>You have received a secure message. <a href='https://switch.egress.test/x'>Read the message</a></p>"), "portal_notice");
}
