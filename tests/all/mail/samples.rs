//! The twelve messages that a hub is likely to get first, in their shapes; each has the outcome that a person would choose.

use gateway::{
    journey::open_sent,
    referral::{Reference, Stage},
};
use tests::mail_makes::{MAX, Mail, SAM, docx, file, form_text, forwarded, words};

use super::outcomes::{command, house, import, outcome};

/// A PDF without a word in it.
const SCAN: &[u8] = b"%PDF-1.3\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
    xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n99\n%%EOF\n";

const BOUNCE: &str = "--b1\r\nContent-Type: text/plain\r\n\r\nThe message could not be delivered.\r\n--b1\r\n\
    Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.exampleshire.test\r\n\r\n\
    Final-Recipient: rfc822; max.specimen@council.test\r\nAction: failed\r\nStatus: 5.1.1\r\n--b1\r\n\
    Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <letter-example@exampleshire.test>\r\n--b1--\r\n";

const PORTAL: &str = "--b1\r\nContent-Type: text/plain\r\n\r\nOpen the link to read your message.\r\n--b1\r\n\
    Content-Type: text/html\r\n\r\n<p>You have a <a href='https://portal.test/x'>secure message</a></p>\r\n--b1--\r\n";

fn twelve() -> Vec<(&'static str, Mail)> {
    let by = |id: &str, from: &str| Mail::new(id, from).verified("council.test");
    let labelled = by("4", MAX).text(&form_text(&[("LCS number", "7004514")]));
    vec![
        (
            "01",
            by("1", MAX).parts(&[words("Please find the referral attached."), docx(&[])]),
        ),
        (
            "02",
            by("2", SAM).parts(&[
                words("My manager is on leave."),
                docx(&[("LCS number", "7004512")]),
            ]),
        ),
        (
            "03",
            by("3", MAX).parts(&[
                words("Attached with chronology."),
                docx(&[
                    ("LCS number", "7004513"),
                    ("Police investigation", "Yes - ongoing"),
                ]),
                file("application/pdf", "chronology.pdf", SCAN),
            ]),
        ),
        ("04", labelled.clone()),
        (
            "05",
            Mail::new("5", "office@school.test")
                .set("Subject", "FW: Referral by email")
                .text("See below from our DSL."),
        ),
        (
            "06",
            Mail::new("6", "office@school.test")
                .set("Subject", "FW: as attachment")
                .parts(&[
                    words("Forwarded as attachment."),
                    forwarded(&labelled.bytes()),
                ]),
        ),
        (
            "07",
            Mail::new("7", SAM)
                .set("Subject", "Automatic reply: Your referral")
                .head("Auto-Submitted", "auto-replied")
                .head("X-Auto-Response-Suppress", "All")
                .text("I am away until Monday."),
        ),
        (
            "08",
            Mail::new("8", "someone@elsewhere.test")
                .set("Subject", "Re: HSB-7K3Q-92XA")
                .text("Any news on this child?"),
        ),
        (
            "09",
            by("9", MAX).parts(&[
                words("Scanned form attached."),
                file("application/pdf", "scan.pdf", SCAN),
            ]),
        ),
        (
            "10",
            Mail::new("10", "no-reply@portal.test")
                .set("Subject", "You have a secure message")
                .of("multipart/alternative; boundary=\"b1\"", PORTAL),
        ),
        (
            "11",
            Mail::new("11", "MAILER-DAEMON@mx.exampleshire.test")
                .set("Subject", "Undelivered Mail Returned to Sender")
                .head("Auto-Submitted", "auto-replied")
                .of(
                    "multipart/report; report-type=delivery-status; boundary=\"b1\"",
                    BOUNCE,
                ),
        ),
        (
            "12",
            Mail::new("12", SAM)
                .set("From", "<>")
                .set("Subject", "")
                .text("\r\n"),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_the_twelve_samples_has_the_outcome_that_a_person_would_choose() {
    let house = house().await;
    let mails: Vec<(String, Vec<u8>)> = twelve()
        .into_iter()
        .map(|(name, mail)| (name.to_owned(), mail.bytes()))
        .collect();
    let lines = import(&house, &mails);
    let wanted = [
        ("01", "referral", Some(true)),
        ("02", "referral", Some(false)),
        ("03", "referral", Some(true)),
        ("04", "referral", Some(true)),
        ("05", "holding_pen", None),
        ("06", "referral", Some(false)),
        ("07", "auto_reply", None),
        ("08", "holding_pen", None),
        ("09", "holding_pen", None),
        ("10", "portal_notice", None),
        ("11", "bounce", None),
        ("12", "holding_pen", None),
    ];
    for (name, code, released) in wanted {
        let (found, reference) = outcome(&lines, name);
        assert_eq!(found, code, "{name}");
        assert_eq!(reference.is_some(), released.is_some(), "{name}");
        let Some(reference) = reference else { continue };
        let reference = Reference::read(&reference).unwrap();
        let store = &house.gateway.keyholder.store;
        let referral = store.find_by_reference(&reference).await.unwrap().unwrap();
        let waits = referral.stage == Stage::AwaitingManager;
        assert_eq!(Some(!waits), released, "{name}: {:?}", referral.stage);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_forms_in_one_message_are_two_referrals_and_neither_has_the_others_form() {
    let house = house().await;
    let one = [("Child's surname", "Example"), ("LCS number", "1")];
    let other = [("Child's surname", "Specimen"), ("LCS number", "2")];
    let parts = [words("Two forms."), docx(&one), docx(&other)];
    let mail = Mail::new("two", SAM).verified("council.test").parts(&parts);
    let lines = import(&house, &[("two".to_owned(), mail.bytes())]);
    assert_eq!(outcome(&lines, "two").0, "referral");
    let keyholder = &house.gateway.keyholder;
    let all = keyholder.store.referrals_after(None, 10).await.unwrap();
    assert_eq!(all.len(), 2);
    let mut children = Vec::new();
    for referral in &all {
        let opened = open_sent(keyholder, referral, 1).await.unwrap();
        let sent = &opened.sent;
        children.push(sent.record.answers.text("ch_last").unwrap().to_owned());
        let kinds: Vec<&str> = sent.files.iter().map(|file| file.kind.as_str()).collect();
        assert_eq!(
            kinds.len(),
            2,
            "its own form and the whole message: {kinds:?}"
        );
        assert!(kinds[1].contains("more than one referral"), "{kinds:?}");
        let mail = sent.mail.as_ref().unwrap();
        assert!(
            mail.found
                .get("ch_last")
                .is_some_and(|place| place.contains("table 1"))
        );
        assert!(
            sent.record
                .missing
                .iter()
                .any(|missing| missing.question == "safe_plan")
        );
        let messages = keyholder.store.messages_of(&referral.id).await.unwrap();
        assert_eq!(messages.len(), 1);
    }
    children.sort();
    assert_eq!(children, ["Example", "Specimen"]);
    let checked = command(&house, &["fsck"]);
    assert_eq!(
        checked.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&checked.stdout)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_under_a_question_that_does_not_apply_is_no_answer_and_a_person_reads_it() {
    let house = house().await;
    let form = form_text(&[]);
    let text = format!(
        "{form}Is there a risk of self-harm or suicide?: No\r\nIf yes, what is in place?: An adult checks twice a night.\r\n\
         What kind of behaviour was it?: Voyeurism\r\nIf something else, describe it in a few words: Words on a wall\r\n"
    );
    let mail = Mail::new("unasked", MAX)
        .verified("council.test")
        .text(&text);
    let lines = import(&house, &[("unasked".to_owned(), mail.bytes())]);
    let (found, reference) = outcome(&lines, "unasked");
    assert_eq!(found, "referral", "it is not refused");
    let keyholder = &house.gateway.keyholder;
    let reference = Reference::read(&reference.unwrap()).unwrap();
    let referral = keyholder.store.find_by_reference(&reference).await.unwrap();
    let opened = open_sent(keyholder, &referral.unwrap(), 1).await.unwrap();
    let sent = &opened.sent;
    let read = |question: &str| {
        let mut items = sent.record.answers.items("incidents");
        let item = items.pop().unwrap();
        let own = sent.record.answers.text(question).map(str::to_owned);
        own.or_else(|| item.text(question).map(str::to_owned))
    };
    let mut missing = sent.record.missing.iter();
    assert!(!missing.any(|one| one.question == "safe_selfharm_detail"));
    assert_eq!(read("safe_selfharm_detail"), None);
    assert_eq!(read("inc_types_other"), None);
    let unread = sent.mail.as_ref().unwrap().unread.join("\n");
    for words in [
        "If yes, what is in place?: An adult checks twice a night. (",
        "If something else, describe it in a few words: Words on a wall (",
    ] {
        assert!(unread.contains(words), "{unread}");
    }
}
