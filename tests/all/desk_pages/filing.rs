//! Messages that wait for a person: read as plain text, filed in two clicks, undone within half an hour, never by two people; tasks and
//! the question to the sender.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use gateway::{
    mailbox::{ParserSettings, Parsers},
    referral::{LetterState, MailMessage, Stage, TaskKind},
};
use tests::{
    gateway::{executable, run},
    house::House,
    mail_makes::{MAX, Mail, SAM, TRUST, docx, file, words},
    page::Page,
    stand::{json_lines, path},
    visitor::Visitor,
};

use super::OpenDesk;

/// A desk of a house that has children to read mail with, and whose receiving server is believed.
pub(super) async fn desk() -> OpenDesk {
    desk_with(TRUST).await
}

/// The same with further settings.
pub(super) async fn desk_with(more: &str) -> OpenDesk {
    let mut house = House::build(None, more).await;
    let forms = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../config/forms");
    let text = |name: &str| fs::read_to_string(forms.join(name)).unwrap();
    let keyholder = Arc::get_mut(&mut house.gateway.keyholder).expect("nobody else has the keys");
    keyholder.parsers = Parsers::new(ParserSettings {
        program: executable(),
        children: 1,
        wall: Duration::from_secs(30),
        forms: vec![text("social-worker.toml")],
        labels: vec![text("labels.toml")],
        ..ParserSettings::default()
    });
    OpenDesk::of(house)
}

/// Takes in one message as new mail; its outcome.
pub(super) fn take(desk: &OpenDesk, mail: &Mail) -> String {
    let folder = desk.house.folder.path();
    let (config, one) = (folder.join("gateway.toml"), folder.join("one.eml"));
    fs::write(&one, mail.bytes()).unwrap();
    let arguments = ["--config", path(&config), "mailbox", "import", "--answer"];
    let output = run(&[&arguments[..], &[path(&one)]].concat(), "");
    let lines = json_lines(&output);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(lines.len(), 1, "{words}");
    lines[0]["outcome"].as_str().unwrap().to_owned()
}

pub(super) fn question(id: &str) -> Mail {
    Mail::new(id, SAM)
        .verified("council.test")
        .set("Subject", "Robin Secretname")
        .parts(&[
            words("Can you help? See <https://elsewhere.test/robin>."),
            file(
                "application/pdf",
                "Robin Secretname.pdf",
                b"%PDF-1.4 nothing",
            ),
        ])
}

pub(super) async fn only(desk: &OpenDesk) -> MailMessage {
    let store = &desk.house.gateway.keyholder.store;
    let mut all = store.messages_after(None, 10).await.unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// The message's page.
pub(super) async fn open(desk: &OpenDesk, visitor: &Visitor) -> Page {
    let id = only(desk).await.id;
    let page = visitor.get(&format!("/desk/held/{id}")).await;
    page.must_be(200);
    page
}

pub(super) async fn filed_as(visitor: &Visitor, message: &Page, choice: &str) -> Page {
    let form = message.form("File message").choose("What is it?", choice);
    visitor.send(&form).await
}

async fn queued(desk: &OpenDesk) -> u64 {
    let store = &desk.house.gateway.keyholder.store;
    store.count_letters(LetterState::Queued).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pen_hides_subjects_and_a_message_is_plain_text() {
    let desk = desk().await;
    assert_eq!(take(&desk, &question("q")), "holding_pen");
    let (visitor, queue, _) = desk.screener("Asha Demo").await;
    let pen = visitor.click(&queue, "Holding pen").await;
    pen.must_be(200)
        .must_say("1 waiting")
        .must_say(SAM)
        .must_say("Domain verified")
        .must_say("1 attachment")
        .must_not_say("Secretname");
    let message = open(&desk, &visitor).await;
    message
        .must_say("Robin Secretname")
        .must_say("https://elsewhere.test/robin");
    assert!(
        message
            .attributes("a", "href")
            .iter()
            .all(|to| !to.contains("elsewhere"))
    );
    assert!(message.attributes("input[checked]", "name").is_empty());
    let nothing = visitor.send(&message.form("File message")).await;
    nothing.must_be(422).must_object("Choose what it is");

    let asked = visitor.click(&message, "Download part 1").await;
    asked.must_be(200);
    let unticked = visitor.send(&asked.form("Download it")).await;
    unticked
        .must_be(422)
        .must_object("Tick the box to download the file");
    let file = visitor
        .send(&asked.form("Download it").tamper("confirm", "yes"))
        .await;
    file.must_be(200);
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert!(
        file.header("content-disposition")
            .starts_with("attachment; filename=\"message-")
    );
    assert!(!file.header("content-disposition").contains("Robin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_becomes_a_referral_that_waits_for_its_manager_and_that_can_be_undone() {
    let desk = desk().await;
    take(&desk, &question("q"));
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let store = &desk.house.gateway.keyholder.store;
    let before = queued(&desk).await;
    let message = open(&desk, &visitor).await;
    let more = filed_as(
        &visitor,
        &message,
        "New referral, ask the manager to release it",
    )
    .await;
    more.must_be(200).must_say("Who is the manager?");
    let wrong = more.form("Continue").fill("manager", "max@elsewhere.test");
    let wrong = visitor.send(&wrong).await;
    wrong
        .must_be(422)
        .must_object("Enter the manager’s work email, of an organisation that may refer");
    let filed = visitor
        .send(&wrong.form("Continue").fill("manager", MAX))
        .await;
    filed
        .must_be(200)
        .must_say("Filed by Asha Demo")
        .must_say("not with the hub")
        .must_not_say("Can you help?");
    let row = only(&desk).await;
    let referral = store.find_referral(&row.referral.unwrap()).await.unwrap();
    let referral = referral.unwrap();
    assert_eq!(referral.stage, Stage::AwaitingManager);
    assert!(queued(&desk).await > before, "the manager is asked");
    desk.house.settle().await;
    assert!(
        desk.house.letters_to(MAX).is_empty(),
        "the letters wait until the filing can no longer be undone"
    );
    visitor
        .get(&format!("/desk/referrals/{}", referral.reference))
        .await
        .must_be(404);

    let undone = visitor.send(&filed.form("Undo")).await;
    undone
        .must_be(200)
        .must_say("The filing was undone.")
        .must_say("Can you help?");
    let referral = store.find_referral(&referral.id).await.unwrap().unwrap();
    assert_eq!(referral.stage, Stage::NotSent);
    assert!(store.letters_of(&referral.id).await.unwrap().is_empty());
    let kinds = store.tasks(true, 10).await.unwrap();
    assert!(kinds.is_empty(), "{kinds:?}");
    visitor.send(&filed.form("Undo")).await.must_be(409);

    let more = filed_as(
        &visitor,
        &undone,
        "New referral, ask the manager to release it",
    )
    .await;
    let again = visitor
        .send(&more.form("Continue").fill("manager", MAX))
        .await;
    again.must_be(200).must_say("Filed by Asha Demo");
    let second = only(&desk).await.referral.unwrap();
    assert_ne!(second, referral.id, "a key is used once");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_managers_own_message_is_with_the_hub_when_a_manager_has_agreed() {
    for (from, stage) in [(MAX, Stage::Received), (SAM, Stage::AwaitingManager)] {
        let desk = desk().await;
        let mail = Mail::new("q", from).verified("council.test");
        assert_eq!(take(&desk, &mail), "holding_pen");
        let (visitor, _, _) = desk.screener("Asha Demo").await;
        let message = open(&desk, &visitor).await;
        let more = filed_as(
            &visitor,
            &message,
            "New referral, a manager has already agreed",
        )
        .await;
        let filed = visitor
            .send(&more.form("Continue").fill("manager", MAX))
            .await;
        filed.must_be(200).must_say("Filed by Asha Demo");
        let id = only(&desk).await.referral.unwrap();
        let store = &desk.house.gateway.keyholder.store;
        let referral = store.find_referral(&id).await.unwrap().unwrap();
        assert_eq!(referral.stage, stage, "from {from}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_referral_is_filed_in_one_look() {
    let desk = desk().await;
    take(&desk, &question("q"));
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    for (choice, outcome, letters) in [
        ("A bounce", "bounce", 0),
        ("An automatic reply", "auto_reply", 0),
        ("A delivery or security report", "report", 0),
        ("Not a referral: tell the sender", "holding_pen", 1),
        ("Not a referral: no answer", "holding_pen", 0),
    ] {
        let before = queued(&desk).await;
        let message = open(&desk, &visitor).await;
        let filed = filed_as(&visitor, &message, choice).await;
        filed.must_be(200).must_say("Filed by Asha Demo");
        let row = only(&desk).await;
        assert_eq!(row.outcome.as_deref(), Some(outcome), "{choice}");
        assert_eq!(row.why.as_deref(), Some("filed_by_person"));
        assert_eq!(queued(&desk).await, before + letters, "{choice}");
        visitor
            .get("/desk/held")
            .await
            .must_say("No message needs a person.");
        visitor.send(&filed.form("Undo")).await.must_be(200);
        assert_eq!(queued(&desk).await, before, "{choice}");
        assert_eq!(only(&desk).await.outcome.as_deref(), Some("holding_pen"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_is_not_proved_is_told_anything() {
    let desk = desk().await;
    take(&desk, &Mail::new("q", SAM));
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let message = open(&desk, &visitor).await;
    let told = filed_as(&visitor, &message, "Not a referral: tell the sender").await;
    told.must_be(422).must_object(
        "It is not proved who sent it, or they may not refer: nothing is sent to them",
    );
    assert!(only(&desk).await.filed_by.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_joins_a_referral_only_after_it_was_asked_back() {
    let desk = desk().await;
    let reference = desk.house.received(&[]).await;
    take(&desk, &question("q"));
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let message = open(&desk, &visitor).await;
    let more = filed_as(&visitor, &message, "Belongs to a referral we have").await;
    let unknown = visitor
        .send(&more.form("Continue").fill("reference", "0000-0000"))
        .await;
    unknown
        .must_be(422)
        .must_object("Enter the reference of a referral that the hub has");
    let asked = visitor
        .send(
            &unknown
                .form("Continue")
                .fill("reference", reference.as_str()),
        )
        .await;
    asked
        .must_be(200)
        .must_say(&format!("Join to {reference}?"));
    assert!(only(&desk).await.filed_by.is_none());
    let joined = visitor.send(&asked.form("Join it")).await;
    joined.must_be(200).must_say(reference.as_str());
    let row = only(&desk).await;
    assert_eq!(row.outcome.as_deref(), Some("follow_up"));
    let tasks = visitor.click(&joined, "Tasks").await;
    tasks.must_say("A reply came").must_say(reference.as_str());
    let done = visitor.send(&tasks.form("Done")).await;
    done.must_be(200).must_say("The task is done.");
    visitor.send(&tasks.form("Done")).await.must_be(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_cannot_file_one_message() {
    let desk = desk().await;
    take(&desk, &question("q"));
    let (asha, _, _) = desk.screener("Asha Demo").await;
    let (bryn, _, _) = desk.screener("Bryn Demo").await;
    let message = open(&desk, &asha).await;
    let beside = open(&desk, &bryn).await;
    filed_as(&asha, &message, "A bounce").await.must_be(200);
    let late = filed_as(&bryn, &beside, "Not a referral: no answer").await;
    late.must_be(409).must_say("Filed by Asha Demo");
    assert_eq!(only(&desk).await.outcome.as_deref(), Some("bounce"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_form_by_email_lacks_is_a_task_and_can_be_asked_for() {
    let desk = desk().await;
    let form = docx(&[("Date of birth", "")]);
    let mail = Mail::new("form", MAX)
        .verified("council.test")
        .parts(&[words("Our form."), form]);
    assert_eq!(take(&desk, &mail), "referral");
    desk.house.settle().await;
    let (visitor, queue, _) = desk.screener("Asha Demo").await;
    let tasks = visitor.click(&queue, "Tasks").await;
    tasks.must_say("Answers are missing");
    let id = only(&desk).await.referral.unwrap();
    let store = &desk.house.gateway.keyholder.store;
    let referral = store.find_referral(&id).await.unwrap().unwrap();
    assert_eq!(referral.stage, Stage::Waiting);
    let kinds = store.tasks(true, 10).await.unwrap();
    assert!(
        kinds
            .iter()
            .any(|task| task.kind == TaskKind::MissingAnswers)
    );
    let path = format!("/desk/referrals/{}/answers", referral.reference);
    let warning = visitor.get(&path).await;
    let answers = visitor
        .send(&warning.form("Read the answers").press("Read the answers"))
        .await;
    answers
        .must_be(200)
        .must_say("It came by email from")
        .must_say("found: table 1, row")
        .must_say("Missing");
    let overview = visitor
        .get(&format!("/desk/referrals/{}", referral.reference))
        .await;
    visitor.send(&overview.form("Claim")).await.must_be(200);
    let ask = format!("/desk/referrals/{}/ask", referral.reference);
    let page = visitor.get(&ask).await;
    page.must_be(200)
        .must_say("Ask for information")
        .must_say("Date of birth");
    visitor
        .get("/desk/ledger")
        .await
        .must_be(200)
        .must_say("No mailbox has been read yet.");
}
