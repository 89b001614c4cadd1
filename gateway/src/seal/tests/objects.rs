//! Small objects.

use serde::{Deserialize, Serialize};

use super::{Hub, at};
use crate::seal::{BrowserIdentity, Label, Purpose, SealError, Sealed, To};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Answers {
    concern: String,
    pages: Vec<u32>,
}

fn answers(concern: &str) -> Answers {
    Answers {
        concern: concern.into(),
        pages: vec![1, 2, 3],
    }
}

#[test]
fn an_object_opens_as_what_it_is_and_as_nothing_else() {
    let hub = Hub::new();
    let (recipient, identity) = hub.referral("r1");
    let label = Label::of(Purpose::Payload, "r1", "i1");
    let body = answers("Sam Sample \"quoted\"\n£ é");
    let sealed = hub
        .sealer
        .seal(To::Key(&recipient), &label, at(), &body)
        .unwrap();
    assert_eq!(identity.open(&sealed, &label).unwrap(), body);
    let others = [
        Label::of(Purpose::Payload, "r1", "i2"),
        Label::of(Purpose::Payload, "r2", "i1"),
        Label::of(Purpose::Note, "r1", "i1"),
        Label::own(Purpose::Payload, "i1"),
    ];
    for other in others {
        assert!(
            matches!(identity.open(&sealed, &other), Err(SealError::Unreadable)),
            "{other:?}"
        );
    }
}

#[test]
fn an_object_of_another_key_does_not_open() {
    let hub = Hub::new();
    let label = Label::of(Purpose::Note, "r1", "i1");
    let ((mine, identity), (theirs, _)) = (hub.referral("r1"), hub.referral("r1"));
    let sealed = hub
        .sealer
        .seal(To::Key(&theirs), &label, at(), &answers("x"))
        .unwrap();
    assert!(identity.open(&sealed, &label).is_err());
    let sealed = hub
        .sealer
        .seal(To::Key(&mine), &label, at(), &answers("x"))
        .unwrap();
    assert!(hub.opener.open(&sealed, &label).is_err());
    assert!(BrowserIdentity::generate().open(&sealed, &label).is_err());
}

#[test]
fn what_is_sealed_to_the_hub_opens_for_the_hub() {
    let hub = Hub::new();
    let label = Label::own(Purpose::Secret, "account-1");
    let sealed = hub
        .sealer
        .seal(To::Hub, &label, at(), &"seed".to_owned())
        .unwrap();
    assert_eq!(hub.opener.open(&sealed, &label).unwrap(), "seed");
}

#[test]
fn a_hand_out_opens_for_the_browser_that_asked() {
    let hub = Hub::new();
    let browser = BrowserIdentity::generate();
    let label = Label::of(Purpose::HandOut, "r1", "h1");
    let sealed = hub
        .sealer
        .seal(To::Key(&browser.recipient()), &label, at(), &answers("x"))
        .unwrap();
    assert_eq!(browser.open(&sealed, &label).unwrap(), answers("x"));
}

#[test]
fn a_changed_or_truncated_object_is_refused() {
    let hub = Hub::new();
    let (recipient, identity) = hub.referral("r1");
    let label = Label::of(Purpose::Letter, "r1", "i1");
    let whole = hub
        .sealer
        .seal(To::Key(&recipient), &label, at(), &answers("x"))
        .unwrap()
        .into_bytes();
    for position in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
        let mut bytes = whole.clone();
        bytes[position] ^= 0x20;
        assert!(
            identity
                .open(&Sealed::<Answers>::from_stored(bytes), &label)
                .is_err(),
            "byte {position}"
        );
    }
    for length in [0, 1, whole.len() / 2, whole.len() - 1] {
        let cut = Sealed::<Answers>::from_stored(whole[..length].to_vec());
        assert!(
            matches!(identity.open(&cut, &label), Err(SealError::Unreadable)),
            "{length} bytes"
        );
    }
    let longer = [whole.as_slice(), b"\n"].concat();
    assert!(
        identity
            .open(&Sealed::<Answers>::from_stored(longer), &label)
            .is_err()
    );
}

#[test]
fn the_sealed_length_says_little_about_the_answers() {
    let hub = Hub::new();
    let (recipient, _) = hub.referral("r1");
    let label = Label::of(Purpose::Payload, "r1", "i1");
    // The head of an age file has a random length: what counts is what comes after its last line.
    let length = |text: &str| {
        let file = hub
            .sealer
            .seal(To::Key(&recipient), &label, at(), &answers(text))
            .unwrap()
            .into_bytes();
        let last = file
            .windows(5)
            .position(|bytes| bytes == b"\n--- ")
            .unwrap()
            + 5;
        file.len() - last - file[last..].iter().position(|byte| *byte == b'\n').unwrap() - 1
    };
    assert_eq!(length(""), 16 + 4096 + 16);
    assert_eq!(length(""), length(&"a".repeat(3500)));
    assert_eq!(length(&"a".repeat(5000)), length("") + 4096);
}

#[test]
fn only_a_recipient_is_sealed_to() {
    let hub = Hub::new();
    let label = Label::own(Purpose::Note, "i1");
    for key in ["", "age1", "somebody"] {
        let sealed = hub.sealer.seal(To::Key(key), &label, at(), &1);
        assert!(matches!(sealed, Err(SealError::Recipient)));
    }
}
