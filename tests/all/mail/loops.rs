//! Two machines that answer each other (SECURITY F35): an answering machine at the other end, polite or not, gets few letters and then
//! none.

use gateway::referral::{LetterState, TaskKind};
use tests::house::House;
use tests::mail_makes::{Mail, SAM};
use tests::stand::path;

use super::outcomes::{command, house};

/// Rounds after which it must have ended long ago.
const ROUNDS: usize = 30;

/// Goes on until no letter of ours comes; how many came. `answer` makes what the machine says of what it says it of.
async fn rounds(house: &House, answer: fn(Mail) -> Mail) -> usize {
    let mut letters = 0;
    let mut answers = String::new();
    for round in 0..ROUNDS {
        let mut mail = Mail::new(&format!("r{round}"), SAM)
            .verified("council.test")
            .text(&format!("Thank you for your message. ({round})"));
        if round > 0 {
            mail = answer(
                mail.head("In-Reply-To", &answers)
                    .head("References", &answers),
            );
        }
        let file = house.folder.path().join("one.eml");
        std::fs::write(&file, mail.bytes()).unwrap();
        let output = command(house, &["mailbox", "import", "--answer", path(&file)]);
        assert!(output.status.success());
        for _ in 0..3 {
            gateway::worker::settle(&house.gateway.keyholder, &gateway::clock::Clock::system())
                .await;
        }
        let came = house.letters_to(SAM);
        if came.len() == letters {
            return letters;
        }
        letters = came.len();
        let head = came.last().unwrap();
        let line = head
            .lines()
            .find_map(|line| line.strip_prefix("Message-ID: "));
        answers = line.unwrap().to_owned();
    }
    panic!("it goes on: {letters} letters");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answering_machine_that_says_so_is_never_answered() {
    let house = house().await;
    let letters = rounds(&house, |mail| mail.head("Auto-Submitted", "auto-replied")).await;
    assert_eq!(letters, 1, "the first message's own answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answering_machine_that_does_not_say_so_is_soon_left_alone() {
    let house = house().await;
    let letters = rounds(&house, |mail| mail).await;
    assert!(letters <= 5, "{letters} letters");
    let store = &house.gateway.keyholder.store;
    assert_eq!(store.count_letters(LetterState::Queued).await.unwrap(), 0);
    // A machine that does not even say what it answers.
    let forgetful = super::outcomes::house().await;
    let letters = rounds(&forgetful, |mail| {
        mail.without("In-Reply-To").without("References")
    })
    .await;
    assert!(letters <= 5, "{letters} letters");
    // Each message is kept for a person, whatever is said to its sender.
    let tasks = store.tasks(true, 100).await.unwrap();
    assert!(tasks.iter().all(|task| task.kind != TaskKind::ParserUnsafe));
}
