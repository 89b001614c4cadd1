//! What comes again: the same message is a copy and names the first one's referral; another one with the same Message-ID is taken in,
//! and says so.

use serde_json::Value;
use tests::{
    mail_makes::{MAX, Mail, TRUST, form_text},
    stand::{Settings, Stand},
};

const MAILDIR: &str =
    "\n[[mailbox.account]]\nkind = \"maildir\"\nname = \"hub\"\npath = \"maildir\"\n";

fn form(number: &str) -> Mail {
    Mail::new("one", MAX)
        .verified("council.test")
        .text(&form_text(&[("LCS number", number)]))
}

fn stand() -> Stand {
    let stand = Stand::set_up(&Settings::default().with(TRUST).with(MAILDIR));
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(stand.path().join("maildir").join(part)).unwrap();
    }
    stand
}

/// Delivers, takes in what came, and gives the ledger.
fn taken(stand: &Stand, mails: &[(&str, Mail)]) -> Vec<Value> {
    for (name, mail) in mails {
        let file = stand.path().join("maildir/new").join(name);
        std::fs::write(file, mail.bytes()).unwrap();
    }
    stand.done(&["mailbox", "poll"]);
    stand.done(&["mailbox", "ledger"])
}

#[test]
fn a_copys_line_of_the_ledger_names_the_referral_of_the_first() {
    let stand = stand();
    stand.done(&["mailbox", "poll"]);
    let lines = taken(&stand, &[("1.a.host", form("81"))]);
    let first = lines[0]["reference"].clone();
    assert!(first.is_string());
    let copy = form("81").head("Received", "from elsewhere");
    let lines = taken(&stand, &[("2.b.host", copy)]);
    assert_eq!(lines[1]["outcome"], "duplicate");
    assert_eq!(lines[1]["reference"], first);
}

#[test]
fn other_words_with_the_same_message_id_are_taken_in_and_say_so() {
    let stand = stand();
    stand.done(&["mailbox", "poll"]);
    // Once together, so that one look takes both, and once later.
    let both = [("1.a.host", form("81")), ("2.b.host", form("82"))];
    taken(&stand, &both);
    let lines = taken(&stand, &[("3.c.host", form("83"))]);
    let told: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap();
            (text("outcome"), text("why"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("referral", "from_manager"),
            ("referral", "message_id_reused"),
            ("referral", "message_id_reused"),
        ]
    );
    let mut references: Vec<&str> = lines
        .iter()
        .map(|line| line["reference"].as_str().unwrap())
        .collect();
    references.dedup();
    assert_eq!(references.len(), 3);
}

#[test]
fn messages_without_an_id_are_not_taken_for_one_another() {
    let stand = stand();
    stand.done(&["mailbox", "poll"]);
    let bare = |number| form(number).without("Message-ID");
    let lines = taken(
        &stand,
        &[("1.a.host", bare("81")), ("2.b.host", bare("82"))],
    );
    assert!(
        lines.iter().all(|line| line["why"] == "from_manager"),
        "{lines:?}"
    );
}

#[test]
fn messages_whose_heads_say_nothing_are_the_same_only_where_every_byte_is() {
    let stand = stand();
    let folder = stand.path().join("mail");
    std::fs::create_dir_all(&folder).unwrap();
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    for (name, bytes) in [
        ("1.eml", b"\n".to_vec()),
        ("2.eml", b"\0\0\0\0".to_vec()),
        ("3.eml", wide("From: sam@council.test\r\n\r\nA question.")),
        (
            "4.eml",
            wide("From: max@council.test\r\n\r\nAnother question."),
        ),
        ("5.eml", b"Subject: Help\n\nWhat do you offer?\n".to_vec()),
        (
            "6.eml",
            b"Subject: Help\r\n\r\nWhat do you offer?\r\n".to_vec(),
        ),
    ] {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let lines = stand.done(&["mailbox", "import", tests::stand::path(&folder)]);
    let outcomes: Vec<&str> = lines
        .iter()
        .map(|line| line["outcome"].as_str().unwrap())
        .collect();
    let held = "holding_pen";
    assert_eq!(outcomes, [held, held, held, held, held, "duplicate"]);
}
