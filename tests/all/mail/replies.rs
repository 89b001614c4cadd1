//! Answers to mail: who is written to and who never is; what a reply may do, which is nothing but raise a task; what comes back.

use std::fs;

use gateway::{
    clock::Clock,
    referral::{DraftState, LetterState, ManagersWord, Reference, Referral, Stage, TaskKind},
    store::Store,
    worker,
};
use tests::{
    house::House,
    mail_makes::{MAX, Mail, SAM, docx, form_text, multipart, part, words},
    stand::{json_lines, path},
};

use super::outcomes::{command, house};

/// Imports one message as new mail; its outcome and its reference.
fn take(house: &House, mail: &Mail) -> (String, Option<Reference>) {
    let file = house.folder.path().join("one.eml");
    fs::write(&file, mail.bytes()).unwrap();
    let output = command(house, &["mailbox", "import", "--answer", path(&file)]);
    let lines = json_lines(&output);
    assert_eq!(
        lines.len(),
        1,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let reference = lines[0]["reference"].as_str();
    (
        lines[0]["outcome"].as_str().unwrap().to_owned(),
        reference.map(|reference| Reference::read(reference).unwrap()),
    )
}

/// Posts what waits.
async fn post(house: &House) {
    for _ in 0..3 {
        worker::settle(&house.gateway.keyholder, &Clock::system()).await;
    }
}

fn store(house: &House) -> &Store {
    &house.gateway.keyholder.store
}

async fn referral(house: &House, reference: &Reference) -> Referral {
    store(house)
        .find_by_reference(reference)
        .await
        .unwrap()
        .unwrap()
}

async fn tasks(house: &House) -> Vec<TaskKind> {
    let tasks = store(house).tasks(true, 100).await.unwrap();
    tasks.iter().map(|task| task.kind).collect()
}

async fn queued(house: &House) -> u64 {
    store(house)
        .count_letters(LetterState::Queued)
        .await
        .unwrap()
}

fn by(id: &str, from: &str) -> Mail {
    Mail::new(id, from).verified("council.test")
}

/// A letter's words, on one line.
fn told(letter: &str) -> String {
    let read = mail_parser::MessageParser::default();
    let read = read.parse(letter.as_bytes()).unwrap();
    let words = read.body_text(0).unwrap().into_owned();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn head(letter: &str, name: &str) -> Option<String> {
    let start = format!("{name}: ");
    let mut lines = letter.lines();
    lines
        .find_map(|line| line.strip_prefix(&start))
        .map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_who_sends_the_form_and_its_referrer_are_both_told_that_it_is_here() {
    let house = house().await;
    let (outcome, reference) = take(&house, &by("a", MAX).parts(&[words("x"), docx(&[])]));
    assert_eq!(outcome, "referral");
    let found = referral(&house, &reference.unwrap()).await;
    assert_eq!(found.stage, Stage::Received);
    post(&house).await;
    assert_eq!(
        referral(&house, &found.reference).await.stage,
        Stage::Waiting,
        "screened"
    );
    let [to_manager, to_referrer] = [MAX, SAM].map(|who| house.letters_to(who).pop().unwrap());
    for letter in [&to_manager, &to_referrer] {
        let words = told(letter);
        assert!(words.contains("It came by email on"), "{words}");
        assert!(head(letter, "X-Referral-Gateway").is_some());
        assert!(!words.contains("Casey"));
    }
    assert_eq!(
        head(&to_manager, "In-Reply-To").as_deref(),
        Some("<a@council.test>")
    );
    assert_eq!(
        head(&to_manager, "Auto-Submitted").as_deref(),
        Some("auto-replied")
    );
    assert_eq!(head(&to_referrer, "In-Reply-To"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_the_worker_sends_waits_for_the_manager_and_the_manager_is_asked() {
    let house = house().await;
    let (_, reference) = take(&house, &by("b", SAM).text(&form_text(&[])));
    let reference = reference.unwrap();
    assert_eq!(
        referral(&house, &reference).await.stage,
        Stage::AwaitingManager
    );
    post(&house).await;
    assert_eq!(
        referral(&house, &reference).await.stage,
        Stage::AwaitingManager
    );
    let asked = told(&house.letters_to(MAX).pop().unwrap());
    assert!(
        asked.contains(reference.as_str()) && asked.contains("is waiting for you")
            || asked.contains("IS WAITING FOR YOU"),
        "{asked}"
    );
    let referrer = told(&house.letters_to(SAM).pop().unwrap()).to_lowercase();
    assert!(referrer.contains("not yet your manager"), "{referrer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_that_nobody_can_be_asked_to_release_is_a_task() {
    let house = house().await;
    let text = form_text(&[("Team Manager email", "max@elsewhere.test")]);
    let (outcome, _) = take(&house, &by("c", SAM).text(&text));
    assert_eq!(outcome, "referral");
    assert!(tasks(&house).await.contains(&TaskKind::NoManager));
    let own = form_text(&[("Team Manager email", SAM), ("LCS number", "1")]);
    let (_, reference) = take(&house, &by("c2", SAM).text(&own));
    let own = referral(&house, &reference.unwrap()).await;
    assert_eq!(
        own.stage,
        Stage::AwaitingManager,
        "nobody releases their own"
    );
    post(&house).await;
    let asked = house.letters_to(SAM);
    assert!(
        asked
            .iter()
            .all(|letter| !letter.contains("waiting for you"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_raises_a_task_and_moves_nothing_and_a_stranger_joins_nothing() {
    let house = house().await;
    let (_, reference) = take(&house, &by("d", SAM).text(&form_text(&[])));
    let reference = reference.unwrap();
    post(&house).await;
    let letter = house.letters_to(MAX).pop().unwrap();
    let message_id = head(&letter, "Message-ID").unwrap();
    let reply = |id: &str, from: &str| {
        by(id, from)
            .set(
                "Subject",
                &format!("Re: Referral {reference}: waiting for you"),
            )
            .head("In-Reply-To", &message_id)
            .text("I agree, please release and accept it.")
    };
    let before = referral(&house, &reference).await;
    let (outcome, about) = take(&house, &reply("d1", MAX));
    assert_eq!(
        (outcome.as_str(), about),
        ("follow_up", Some(reference.clone()))
    );
    let after = referral(&house, &reference).await;
    assert_eq!((after.stage, after.version), (before.stage, before.version));
    assert!(tasks(&house).await.contains(&TaskKind::Reply));
    let messages = store(&house).messages_of(&after.id).await.unwrap();
    assert_eq!(messages.len(), 2, "the form and the reply");

    for (id, mail) in [
        (
            "a stranger of the same council",
            reply("d2", "toni.trial@council.test"),
        ),
        (
            "nobody vouches for it",
            reply("d3", MAX).without("Authentication-Results"),
        ),
        (
            "from elsewhere",
            Mail::new("d4", "x@elsewhere.test").head("In-Reply-To", &message_id),
        ),
    ] {
        let (outcome, about) = take(&house, &mail);
        assert_eq!((outcome.as_str(), about), ("holding_pen", None), "{id}");
    }
    let messages = store(&house).messages_of(&after.id).await.unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!(referral(&house, &reference).await.version, before.version);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_comes_back_is_marked_once_and_only_for_its_own_reader() {
    let house = house().await;
    let (_, reference) = take(&house, &by("e", SAM).text(&form_text(&[])));
    let found = referral(&house, &reference.unwrap()).await;
    post(&house).await;
    let message_id = head(&house.letters_to(MAX).pop().unwrap(), "Message-ID").unwrap();
    let bounce = |id: &str, reader: &str| {
        let status = format!(
            "Reporting-MTA: dns; mx.council.test\r\n\r\nFinal-Recipient: rfc822; {reader}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        );
        let returned = format!("Message-ID: {message_id}\r\nSubject: x\r\n");
        let parts = multipart(
            "b1",
            &[
                words("It was not delivered."),
                part(&[("Content-Type", "message/delivery-status")], status),
                part(&[("Content-Type", "text/rfc822-headers")], returned),
            ],
        );
        Mail::new(id, "MAILER-DAEMON@mx.council.test").of(
            "multipart/report; report-type=delivery-status; boundary=b1",
            parts,
        )
    };
    let bounced = || async {
        let letters = store(&house).letters_of(&found.id).await.unwrap();
        let back = letters
            .iter()
            .filter(|letter| letter.state == LetterState::Bounced);
        back.map(|letter| (letter.reader.clone(), letter.why.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        take(&house, &bounce("e1", "other@council.test")).0,
        "bounce"
    );
    assert_eq!(bounced().await, []);
    assert!(tasks(&house).await.contains(&TaskKind::BounceUnmatched));
    assert_eq!(take(&house, &bounce("e2", MAX)).0, "bounce");
    assert_eq!(
        bounced().await,
        [("manager".to_owned(), Some("5.1.1".to_owned()))]
    );
    assert!(tasks(&house).await.contains(&TaskKind::Bounce));
    assert_eq!(take(&house, &bounce("e3", MAX)).0, "bounce");
    assert_eq!(bounced().await.len(), 1);
    assert_eq!(queued(&house).await, 0, "a report is never answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_ever_sent_because_of_a_machine_a_list_a_failed_sender_or_a_stranger() {
    let house = house().await;
    let heads = [
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("List-Id", "<x.council.test>"),
        ("Return-Path", "<>"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Referral-Gateway", "00000000000000000000000000"),
    ];
    for (place, (name, value)) in heads.into_iter().enumerate() {
        let number = place.to_string();
        let form = form_text(&[("LCS number", &number)]);
        let with_form = by(&format!("f{place}"), MAX).head(name, value).text(&form);
        assert_eq!(take(&house, &with_form).0, "referral", "{name}");
        take(&house, &by(&format!("g{place}"), SAM).head(name, value));
    }
    let failed = "mx.exampleshire.test; dmarc=fail header.from=council.test";
    let failed = Mail::new("h", MAX).head("Authentication-Results", failed);
    let (_, reference) = take(&house, &failed.text(&form_text(&[("LCS number", "77")])));
    let found = referral(&house, &reference.unwrap()).await;
    assert_eq!(found.stage, Stage::AwaitingManager);
    take(&house, &Mail::new("i", SAM));
    take(
        &house,
        &Mail::new("j", "no-reply@council.test").verified("council.test"),
    );
    take(
        &house,
        &Mail::new("k", "sam@elsewhere.test").verified("elsewhere.test"),
    );
    assert_eq!(queued(&house).await, 0);
    let tasks = tasks(&house).await;
    assert!(tasks.contains(&TaskKind::CheckSender) && tasks.contains(&TaskKind::NoManager));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proved_sender_is_told_once_a_day_that_a_message_came_and_letters_to_one_sender_end() {
    let house = house().await;
    for place in 0..3 {
        take(&house, &by(&format!("l{place}"), SAM));
    }
    assert_eq!(queued(&house).await, 1);
    for place in 0..6 {
        let number = format!("5{place}");
        let form = form_text(&[("LCS number", &number)]);
        take(&house, &Mail::new(&format!("m{place}"), SAM).text(&form));
    }
    // One for the message that was only read, and four that ask a manager.
    assert_eq!(queued(&house).await, 5, "five a day because of one sender");
    let tasks = tasks(&house).await;
    assert!(tasks.contains(&TaskKind::AnswersStopped) && tasks.contains(&TaskKind::NoManager));
    let form = form_text(&[("LCS number", "59")]);
    take(&house, &by("m9", SAM).text(&form));
    assert_eq!(
        queued(&house).await,
        7,
        "a proved sender's forms are no loop"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_by_mail_is_released_and_returned_as_one_from_the_pages_is() {
    let house = house().await;
    let form = |number: &str| form_text(&[("LCS number", number)]);
    let (_, released) = take(&house, &by("n", SAM).text(&form("81")));
    let (_, returned) = take(&house, &by("o", SAM).text(&form("82")));
    let (released, returned) = (released.unwrap(), returned.unwrap());
    house.manager(&released, ManagersWord::Release, "").await;
    house.settle().await;
    assert_eq!(referral(&house, &released).await.stage, Stage::Waiting);
    let acknowledged = told(&house.letters_to(SAM).pop().unwrap());
    assert!(
        acknowledged.contains("It came by email on"),
        "{acknowledged}"
    );
    house
        .manager(&returned, ManagersWord::Return, "Please add the plan.")
        .await;
    house.settle().await;
    let found = referral(&house, &returned).await;
    assert_eq!(found.stage, Stage::Returned);
    let draft = store(&house)
        .draft_of_referral(&found.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        draft.state,
        DraftState::Open,
        "the referrer can change it on the pages"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_chooses_a_word_of_what_we_write_to_others() {
    let house = house().await;
    let form = form_text(&[
        ("Name of referrer", "Go to https://evil.test"),
        ("LCS number", "91"),
    ]);
    let (outcome, reference) = take(&house, &Mail::new("p", "x@elsewhere.test").text(&form));
    assert_eq!(outcome, "referral");
    post(&house).await;
    let asked = told(&house.letters_to(MAX).pop().unwrap());
    assert!(
        asked.contains(reference.unwrap().as_str()) && !asked.contains("evil"),
        "{asked}"
    );
    assert!(house.letters_to("x@elsewhere.test").is_empty());
    assert!(house.letters_to(SAM).is_empty(), "not proved");
}
