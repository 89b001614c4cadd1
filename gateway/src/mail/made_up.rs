//! Messages and forms of invented people, for the tests of these rules. Never anything that came from a mailbox.

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    FormReading, Forwarded, FoundAnswer, FoundForm, Inner, Mailbox, ReadMessage,
    authors::FormPeople, outcome::Facts, trust::Trust,
};
use crate::config::Addresses;

pub(super) fn mailbox(address: &str) -> Mailbox {
    Mailbox {
        name: String::new(),
        address: address.to_owned(),
    }
}

/// A message with words from one sender.
pub(super) fn from(address: &str) -> ReadMessage {
    let mut read = ReadMessage::default();
    read.head.from = vec![mailbox(address)];
    read.head.message_id = Some("1@exampleshire.test".to_owned());
    read.text.words = "Please see below.".to_owned();
    read
}

pub(super) fn inner(path: &str, from: &str, how: Forwarded) -> Inner {
    Inner {
        path: path.to_owned(),
        from: vec![mailbox(from)],
        subject: String::new(),
        date: None,
        how,
    }
}

/// A form with some answers; `ref_email` is beside it.
pub(super) fn form(path: &str, inside: Option<&str>, answers: &[(&str, &str)]) -> FoundForm {
    let (beside, asked): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|(question, _)| *question == "ref_email");
    let found = asked.iter().map(|(question, text)| FoundAnswer {
        question: (*question).to_owned(),
        section: String::new(),
        item: None,
        place: "table 1, row 1".to_owned(),
        text: (*text).to_owned(),
        value: json!(text),
    });
    FoundForm {
        path: path.to_owned(),
        inside: inside.map(str::to_owned),
        reading: FormReading {
            form: "social-worker".to_owned(),
            found: found.collect(),
            beside: beside
                .iter()
                .map(|(question, text)| ((*question).to_owned(), (*text).to_owned()))
                .collect::<BTreeMap<_, _>>(),
            ..FormReading::default()
        },
    }
}

/// A proved sender, new content, criteria in force; the people as the forms name them.
pub(super) fn facts(read: &ReadMessage) -> Facts {
    let addresses = Addresses {
        allowed_domains: vec!["exampleshire.test".to_owned()],
        manager_domain_may_differ: false,
    };
    let people = read
        .forms
        .iter()
        .map(|form| FormPeople::of(read, form, &addresses));
    Facts {
        trust: Trust::Verified,
        seen: None,
        id_reused: false,
        thread: Vec::new(),
        own_letter: false,
        says_it_is_us: false,
        archive: false,
        rules_in_force: true,
        people: people.collect(),
    }
}
