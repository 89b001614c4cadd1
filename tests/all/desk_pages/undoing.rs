//! What was filed can be undone for half an hour, while nobody has worked on it and nothing of it was posted; and what the ledger says
//! of a real mailbox.

use std::fs;

use gateway::referral::{MailMessage, Stage};
use tests::{
    answers::today,
    mail_makes::{MAX, Mail, SAM, TRUST, form_text},
    page::Page,
    rows::Rows,
    stand::path,
    visitor::Visitor,
};

use super::{
    OpenDesk,
    filing::{desk, desk_with, filed_as, only, open, question, take},
};

const AGREED: &str = "New referral, a manager has already agreed";

async fn rows(desk: &OpenDesk) -> Rows {
    Rows::open(&desk.house.folder.path().join("gateway.db")).await
}

async fn stage(desk: &OpenDesk, message: &MailMessage) -> Stage {
    let store = &desk.house.gateway.keyholder.store;
    let id = message.referral.clone().unwrap();
    store.find_referral(&id).await.unwrap().unwrap().stage
}

/// A message of the manager's own, filed as a referral that is with the hub; the page after it.
async fn agreed(desk: &OpenDesk, visitor: &Visitor) -> Page {
    take(desk, &Mail::new("q", MAX).verified("council.test"));
    let message = open(desk, visitor).await;
    let more = filed_as(visitor, &message, AGREED).await;
    let form = more.form("Continue").fill("manager", MAX);
    let filed = visitor.send(&form).await;
    filed.must_be(200).must_say("Filed by Asha Demo");
    filed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_is_not_undone_after_somebody_claimed_what_it_made() {
    let desk = desk().await;
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let filed = agreed(&desk, &visitor).await;
    desk.house.settle().await;
    let row = only(&desk).await;
    assert_eq!(stage(&desk, &row).await, Stage::Waiting);
    let queue = visitor.get("/desk/queue").await;
    visitor.send(&queue.form("Claim")).await.must_be(200);
    let late = visitor.send(&filed.form("Undo")).await;
    late.must_be(409).must_say("it is too late");
    let row = only(&desk).await;
    assert!(matches!(stage(&desk, &row).await, Stage::Claimed(_)));
    assert_eq!(row.outcome.as_deref(), Some("referral"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_is_not_undone_after_half_an_hour() {
    let desk = desk().await;
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let filed = agreed(&desk, &visitor).await;
    let back = "update message set filed_at = filed_at - 30 * 60 * 1000000";
    assert_eq!(rows(&desk).await.change(back).await, 1);
    let late = visitor.send(&filed.form("Undo")).await;
    late.must_be(409)
        .must_not_say("It can be undone for 30 minutes");
    assert_eq!(stage(&desk, &only(&desk).await).await, Stage::Received);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_is_not_undone_after_a_letter_of_it_was_posted() {
    let desk = desk().await;
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    take(&desk, &question("q"));
    let message = open(&desk, &visitor).await;
    let told = "Not a referral: tell the sender";
    let filed = filed_as(&visitor, &message, told).await;
    filed.must_be(200).must_say("Filed by Asha Demo");
    desk.house.settle().await;
    assert!(desk.house.letters_to(SAM).is_empty(), "it waits");
    let now = "update letter set next_at = 0 where kind = 'not_a_referral'";
    assert_eq!(rows(&desk).await.change(now).await, 1);
    desk.house.settle().await;
    assert_eq!(desk.house.letters_to(SAM).len(), 1);
    let late = visitor.send(&filed.form("Undo")).await;
    late.must_be(409).must_say("Filed by Asha Demo");
    assert!(only(&desk).await.filed_by.is_some());
}

/// A message that is not read at all.
fn wild() -> Mail {
    Mail::new("q", SAM).text(&"Content-Type: multipart/mixed; boundary=b\r\n".repeat(300))
}

const NEW: &str = "New referral, ask the manager to release it";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_here_whole_becomes_no_referral_and_can_be_filed_all_the_same() {
    let large = Mail::new("q", SAM).text(&"A long line of words.\r\n".repeat(60_000));
    let desk = desk_with(&format!("\n[mailbox]\nlargest_mib = 1\n{TRUST}")).await;
    assert_eq!(take(&desk, &large), "oversize");
    let reference = desk.house.received(&[]).await;
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let message = open(&desk, &visitor).await;
    message.must_not_say(NEW).must_not_say(AGREED);
    message.must_say("It was left where it came from");
    let forged = message
        .form("File message")
        .tamper("choice", "new")
        .tamper("manager", MAX);
    let refused = visitor.send(&forged).await;
    refused
        .must_be(422)
        .must_object("The message cannot be read, so no referral can be made of it");
    assert!(only(&desk).await.filed_by.is_none());
    let filed = filed_as(&visitor, &message, "Not a referral: no answer").await;
    filed.must_be(200).must_say("Filed by Asha Demo");
    assert_eq!(only(&desk).await.outcome.as_deref(), Some("oversize"));
    let undone = visitor.send(&filed.form("Undo")).await;
    joined(&visitor, &undone, reference.as_str()).await;
    assert_eq!(only(&desk).await.outcome.as_deref(), Some("follow_up"));
}

/// Joins a message to a referral.
async fn joined(visitor: &Visitor, message: &Page, reference: &str) -> Page {
    let more = filed_as(visitor, message, "Belongs to a referral we have").await;
    let asked = visitor
        .send(&more.form("Continue").fill("reference", reference))
        .await;
    asked.must_be(200);
    let joined = visitor.send(&asked.form("Join it")).await;
    joined.must_be(200).must_say(reference);
    joined
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_joined_dismissed_or_a_referral_with_every_answer_missing_and_all_its_bytes()
 {
    let desk = desk().await;
    assert_eq!(take(&desk, &wild()), "unreadable");
    let reference = desk.house.received(&[]).await;
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let message = open(&desk, &visitor).await;
    message
        .must_say("This message could not be read.")
        .must_say("Download the message as it came")
        .must_not_say(AGREED)
        .must_not_say("tell the sender");
    for choice in ["A bounce", "Not a referral: no answer"] {
        let message = open(&desk, &visitor).await;
        let filed = filed_as(&visitor, &message, choice).await;
        filed.must_be(200).must_say("Filed by Asha Demo");
        visitor.send(&filed.form("Undo")).await.must_be(200);
    }
    let filed = joined(&visitor, &open(&desk, &visitor).await, reference.as_str()).await;
    let undone = visitor.send(&filed.form("Undo")).await;
    assert_eq!(only(&desk).await.outcome.as_deref(), Some("unreadable"));

    let more = filed_as(&visitor, &undone, NEW).await;
    more.must_be(200).must_say("Who is the manager?");
    let filed = visitor
        .send(&more.form("Continue").fill("manager", MAX))
        .await;
    filed.must_be(200).must_say("not with the hub");
    let row = only(&desk).await;
    assert_eq!(stage(&desk, &row).await, Stage::AwaitingManager);
    let store = &desk.house.gateway.keyholder.store;
    let referral = store.find_referral(&row.referral.unwrap()).await.unwrap();
    let referral = referral.unwrap();
    let letters = store.letters_of(&referral.id).await.unwrap();
    assert_eq!(letters.len(), 1, "the manager is asked, and nobody else");
    let folder = desk.house.folder.path();
    let (config, out) = (folder.join("gateway.toml"), folder.join("opened"));
    let reference = referral.reference.as_str();
    let arguments = [
        "--config",
        path(&config),
        "open",
        reference,
        "--into",
        path(&out),
    ];
    let opened = tests::gateway::run(&arguments, "");
    assert!(opened.status.success(), "{opened:?}");
    let kept = tests::stand::files_below(&out);
    let same = kept
        .iter()
        .any(|file| fs::read(file).unwrap() == wild().bytes());
    assert!(same, "the message is a file of it, byte for byte: {kept:?}");
    let checked = tests::gateway::run(&["--config", path(&config), "fsck"], "");
    assert!(checked.status.success(), "{checked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_a_byte_becomes_no_referral() {
    let desk = desk().await;
    let folder = desk.house.folder.path();
    let (config, empty) = (folder.join("gateway.toml"), folder.join("one.eml"));
    fs::write(&empty, "").unwrap();
    let arguments = ["--config", path(&config), "mailbox", "import", path(&empty)];
    assert!(tests::gateway::run(&arguments, "").status.success());
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let message = open(&desk, &visitor).await;
    message
        .must_say("There is nothing in this message.")
        .must_not_say(NEW);
    let filed = filed_as(&visitor, &message, "Not a referral: no answer").await;
    filed.must_be(200).must_say("Filed by Asha Demo");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_names_every_uid_of_a_real_maildir_and_what_became_of_it() {
    let account = "\n[[mailbox.account]]\nkind = \"maildir\"\nname = \"hub\"\npath = \"maildir\"\n";
    let desk = desk_with(&format!("{TRUST}{account}")).await;
    let maildir = desk.house.folder.path().join("maildir");
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(maildir.join(part)).unwrap();
    }
    let poll = || {
        let config = desk.house.folder.path().join("gateway.toml");
        let arguments = ["--config", path(&config), "mailbox", "poll"];
        let output = tests::gateway::run(&arguments, "");
        assert!(output.status.success(), "{output:?}");
    };
    poll();
    let form = Mail::new("f", MAX)
        .verified("council.test")
        .text(&form_text(&[]));
    for (name, mail) in [
        ("1.form.host", &form),
        ("2.copy.host", &form),
        ("3.q.host", &question("q")),
    ] {
        fs::write(maildir.join("new").join(name), mail.bytes()).unwrap();
        poll();
    }
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    // The command's clock is the machine's, the desk's is the house's: the day is found by its link.
    let day = visitor.get(&format!("/desk/ledger/{}", today())).await;
    day.must_be(200)
        .must_say("1.form.host")
        .must_say("2.copy.host")
        .must_say("3.q.host")
        .must_say("New referral")
        .must_say("For a person to look at")
        .must_not_say("Robin")
        .must_not_say(SAM);
    let mut rows = rows(&desk).await;
    let reference = rows.text("select reference from referral").await;
    let references = day.text().matches(&reference).count();
    assert_eq!(references, 2, "the copy names the first one's");
    let message = visitor.click(&day, "3.q.host").await;
    message.must_be(200).must_say("Can you help?");
    visitor
        .get("/desk/ledger")
        .await
        .must_be(200)
        .must_say("hub / INBOX");
}
