//! Messages with something wrong in every byte: each is read, and what is told of it keeps to what the gateway believes.

use proptest::prelude::*;

use super::{answer::Opened, forms::Forms};
use crate::{
    mail::{Oddity, ReadMessage},
    mailbox::{frames::SetUp, prescan::prescan},
};

const FORM: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../config/forms/social-worker.toml"
));
const LABELS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../config/forms/labels.toml"
));

const SEEDS: [&str; 6] = [
    "From: \"A, B\" <a@b.test>, c@d.test\r\nTo: x:y@z.test;\r\nSubject: =?utf-8?b?w6k=?= x\r\nDate: Mon, 02 Nov 2026 09:01:00 +0000\r\n\
     Message-ID: <a@b>\r\nReferences: <c@d> <e@f>\r\nContent-Type: multipart/mixed; boundary=\"B1\"\r\n\r\n--B1\r\nContent-Type: text/plain\r\n\r\n\
     Child's first name: Max\r\nChild's surname: Specimen\r\n--B1\r\nContent-Type: application/octet-stream; name=\"winmail.dat\"\r\n\
     Content-Transfer-Encoding: base64\r\n\r\neJ8+IgEAAQAAAAAAAAABAAEAAQeQBgAIAAAA5AQAAAAAAADoAAEIgAcAGAAAAElQTS5N\r\n--B1--\r\n",
    "Subject: FW: x\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\nsee\n\nFrom: B <b@c.test>\nSent: x\nSubject: y\n\nwords\n--a\n\
     Content-Type: text/html; charset=utf-8\n\n<p style=\"display:none\">h</p><a href='x'>l</a><img src=x alt=\"y\"><table><tr><td>a<td>b</table>&eacute;&#8217;\n--a--\n",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n--b1\n\nfailed\n--b1\nContent-Type: message/delivery-status\n\n\
     Final-Recipient: rfc822; a@b.test\nAction: failed\nStatus: 5.1.1\n--b1\nContent-Type: message/rfc822\n\nMessage-ID: <x@y>\nSubject: z\n\nback\n--b1--\n",
    "X-MS-Journal-Report:\nContent-Type: multipart/mixed; boundary=j\n\n--j\n\nSender: a\n--j\nContent-Type: message/rfc822\n\
     Content-Transfer-Encoding: base64\n\nRnJvbTogYUBiLnRlc3QKU3ViamVjdDogeAoKd29yZHMK\n--j--\n",
    "From: a@b.test\nContent-Type: application/zip; name*0=\"a\"; name*1=\".zip\"; name=\"b.exe\"\nContent-Transfer-Encoding: base64\n\n\
     UEsDBAoAAAAAAAAAIQCD3NroAQAAAAEAAAAFAAAAYS50eHRhUEsBAhQACgAAAAAAAAAhAIPc2ugBAAAAAQAAAAUAAAAAAAAAAAAAAAAAAAAAAGEudHh0UEsFBgAAAAABAAEAMwAAACQAAAAAAA==\n",
    "Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n",
];

fn forms() -> Forms {
    let set_up = SetUp {
        forms: vec![FORM.to_owned()],
        labels: vec![LABELS.to_owned()],
        ..SetUp::default()
    };
    Forms::read(&set_up).expect("forms")
}

fn is_believed(raw: &[u8], forms: &Forms) {
    let Ok(scan) = prescan(raw) else {
        return;
    };
    let opened = Opened::read(raw, forms);
    let json = opened.json().expect("it fits");
    let read: ReadMessage = serde_json::from_slice(&json).expect("a message");
    let [length, body_at] = [raw.len(), scan.body_at].map(|at| u64::try_from(at).expect("short"));
    assert!(read.is_sound(length, body_at), "{read:?}");
    let mut paths = std::collections::BTreeSet::new();
    for part in &read.parts {
        let content = opened.content(part.path.as_bytes()).expect("its bytes");
        assert_eq!(u64::try_from(content.len()).expect("short"), part.bytes);
        assert!(paths.insert(&part.path), "{} twice", part.path);
    }
}

#[test]
fn every_seed_is_read_whole_and_cut_anywhere() {
    let forms = forms();
    for seed in SEEDS {
        for end in (0..=seed.len()).step_by(7) {
            is_believed(&seed.as_bytes()[..end], &forms);
        }
        is_believed(seed.as_bytes(), &forms);
    }
}

#[test]
fn a_file_written_into_the_words_is_told_and_ordinary_words_are_not() {
    let forms = forms();
    let told = |words: &str| {
        let raw = format!("Subject: x\n\nHello,\n{words}\nSam\n");
        let json = Opened::read(raw.as_bytes(), &forms)
            .json()
            .expect("it fits");
        let read: ReadMessage = serde_json::from_slice(&json).expect("a message");
        read.oddities.contains(&Oddity::FileInWords)
    };
    for file in [
        "begin 644 form.doc\n#0V%T\n`\nend",
        "begin-base64 0755 form.doc\nQ2F0\n====",
        "=ybegin line=128 size=3 name=form.doc\nabc\n=yend size=3",
        "(This file must be converted with BinHex 4.0)\n\n:abc:",
    ] {
        assert!(told(file), "{file}");
    }
    for words in [
        "begin with the form",
        "begin 644",
        "We begin 644 form.doc",
        "begin 999 form.doc",
        "It was made with BinHex.",
    ] {
        assert!(!told(words), "{words}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_message_with_anything_wrong_is_read(
        seed in 0..SEEDS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        doubled in any::<bool>(),
    ) {
        let mut raw = SEEDS[seed].as_bytes().to_vec();
        for (at, byte) in changes {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        if doubled {
            raw.extend_from_within(..);
        }
        is_believed(&raw, &forms());
    }

    #[test]
    fn bytes_of_any_kind_are_read(raw in prop::collection::vec(any::<u8>(), 0..2000)) {
        is_believed(&raw, &forms());
    }
}
