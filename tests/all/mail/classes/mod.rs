//! The forty classes of hostile mail: a message of each is made here, imported, and has its outcome. None is lost, none stops the
//! others, and nothing is sent for any of them.

use tests::mail_makes::{Mail, SAM, docx, form_text};

mod contents;
mod senders;
mod shapes;

use super::outcomes::{house, import, outcome};

const PEN: &str = "holding_pen";
const REFERRAL: &str = "referral";
const UNREADABLE: &str = "unreadable";
const AUTO: &str = "auto_reply";

type Row = (String, Vec<u8>, &'static str);

/// The rows of the table, with a child of their own in each form.
#[derive(Default)]
struct Rows(Vec<Row>);

impl Rows {
    fn add(&mut self, name: &str, mail: &Mail, wanted: &'static str) {
        self.raw(name, mail.bytes(), wanted);
    }

    fn raw(&mut self, name: &str, bytes: Vec<u8>, wanted: &'static str) {
        self.0.push((name.to_owned(), bytes, wanted));
    }
}

fn mail(name: &str) -> Mail {
    Mail::new(name, SAM).verified("council.test")
}

fn form(number: &str) -> String {
    form_text(&[("LCS number", number)])
}

fn word(number: &str) -> Vec<u8> {
    docx(&[("LCS number", number)])
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_the_forty_classes_has_its_outcome_and_nothing_is_sent() {
    let house = house().await;
    let mut rows = Rows::default();
    shapes::structure(&mut rows);
    contents::words_and_names(&mut rows);
    contents::locked_and_risky(&mut rows);
    senders::machines(&mut rows);
    shapes::wholes(&mut rows);
    let mails: Vec<(String, Vec<u8>)> = rows
        .0
        .iter()
        .map(|(name, bytes, _)| (name.clone(), bytes.clone()))
        .collect();
    let lines = import(&house, &mails);
    let wrong: Vec<String> = rows
        .0
        .iter()
        .map(|(name, _, wanted)| (name, wanted, outcome(&lines, name).0))
        .filter(|(_, wanted, found)| **wanted != found)
        .map(|(name, wanted, found)| format!("{name}: {found}, not {wanted}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let store = &house.gateway.keyholder.store;
    let queued = store
        .count_letters(gateway::referral::LetterState::Queued)
        .await
        .unwrap();
    assert_eq!(queued, 0, "old mail is not answered");
}
