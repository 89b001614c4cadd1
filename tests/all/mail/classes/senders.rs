//! Classes of who sent a message: machines, lists, forwarders, forged senders.

use tests::mail_makes::{HUB, MAX, Mail, file, multipart, part, words};

use super::{AUTO, PEN, REFERRAL, Rows, form, mail, word};

pub(super) fn machines(rows: &mut Rows) {
    let report = |kind: &str, part_kind: &str, body: &str| {
        let parts = multipart(
            "b1",
            &[
                words("A report."),
                part(&[("Content-Type", part_kind)], body),
            ],
        );
        mail(kind).of(
            &format!("multipart/report; report-type={kind}; boundary=b1"),
            parts,
        )
    };
    let status = "Reporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; a@council.test\r\nAction: failed\r\nStatus: 5.1.1\r\n";
    rows.add(
        "23-dsn",
        &report("delivery-status", "message/delivery-status", status),
        "bounce",
    );
    rows.add(
        "23-mdn",
        &report(
            "disposition-notification",
            "message/disposition-notification",
            "Disposition: manual-action/MDN-sent-manually; displayed",
        ),
        "report",
    );
    rows.add(
        "23-arf",
        &report(
            "feedback-report",
            "message/feedback-report",
            "Feedback-Type: abuse",
        ),
        "report",
    );
    let dmarc = mail("23d").set(
        "Subject",
        "Report domain: exampleshire.test Submitter: elsewhere.test Report-ID: 1",
    );
    rows.add(
        "23-dmarc",
        &dmarc.parts(&[file("application/gzip", "r.xml.gz", b"\x1f\x8b")]),
        "report",
    );
    let heads = [
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("List-Id", "<x.council.test>"),
        ("Return-Path", "<>"),
        ("X-Auto-Response-Suppress", "All"),
    ];
    for (place, (name, value)) in heads.into_iter().enumerate() {
        rows.add(
            &format!("24-{name}"),
            &mail(&format!("24-{place}")).head(name, value),
            AUTO,
        );
    }
    let form_by_machine = mail("24f")
        .head("Auto-Submitted", "auto-generated")
        .parts(&[word("1024")]);
    rows.add("24-form-by-a-machine", &form_by_machine, REFERRAL);
    let failed = "mx.exampleshire.test; dmarc=fail header.from=council.test";
    rows.add(
        "25-failed",
        &Mail::new("25a", MAX)
            .head("Authentication-Results", failed)
            .text(&form("1025")),
        REFERRAL,
    );
    rows.add(
        "25-says-it-is-us",
        &Mail::new("25b", HUB).text("Please reply with the code."),
        PEN,
    );
    let forwarded_text = format!(
        "From: Max Specimen <{MAX}>\r\nSent: Monday\r\nTo: {HUB}\r\nSubject: Referral\r\n\r\n{}",
        form("1026")
    );
    rows.add(
        "26-forwarded-in-the-text",
        &mail("26a")
            .set("Subject", "FW: Referral")
            .text(&forwarded_text),
        REFERRAL,
    );
    rows.add(
        "26-quotes-a-reference",
        &mail("26b")
            .set("Subject", "Re: Referral 7K3Q-92MX: waiting")
            .text("> earlier words"),
        PEN,
    );
    let list = mail("38a")
        .head("List-Id", "<x.council.test>")
        .text(&format!("{}\r\n_____\r\nlist footer", form("1038")));
    rows.add("38-list-with-a-form", &list, REFERRAL);
}
