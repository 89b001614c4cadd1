//! Key files, wraps, cookies and probes.

use secrecy::ExposeSecret as _;

use super::{Hub, at, opener};
use crate::seal::{BrowserIdentity, KeyError, NewIdentity, Recipients, SealError, Sealer};

#[test]
fn a_wrap_opens_for_the_hub_and_for_recovery_and_for_nobody_else() {
    let hub = Hub::new();
    let key = hub.sealer.new_referral_key("r1", at()).unwrap();
    for with in [&hub.own, &hub.recovery] {
        let identity = opener(with)
            .unwrap_referral(&key.wrap, "r1", &key.recipient)
            .unwrap();
        assert_eq!(identity.recipient(), key.recipient);
    }
    let stranger = opener(&NewIdentity::make("stranger", at()));
    assert!(matches!(
        stranger.unwrap_referral(&key.wrap, "r1", &key.recipient),
        Err(SealError::Unreadable)
    ));
}

#[test]
fn a_wrap_of_another_referral_is_refused() {
    let hub = Hub::new();
    let (one, two) = (
        hub.sealer.new_referral_key("r1", at()).unwrap(),
        hub.sealer.new_referral_key("r2", at()).unwrap(),
    );
    assert!(
        hub.opener
            .unwrap_referral(&two.wrap, "r1", &one.recipient)
            .is_err()
    );
    assert!(
        hub.opener
            .unwrap_referral(&two.wrap, "r1", &two.recipient)
            .is_err()
    );
    assert!(
        hub.opener
            .unwrap_referral(&one.wrap, "r1", &two.recipient)
            .is_err()
    );
    assert!(
        hub.opener
            .unwrap_draft(&one.wrap, "r1", &one.recipient)
            .is_err()
    );
}

#[test]
fn a_damaged_or_truncated_wrap_is_refused() {
    let hub = Hub::new();
    let key = hub.sealer.new_referral_key("r1", at()).unwrap();
    for position in 0..key.wrap.len() {
        let mut wrap = key.wrap.clone();
        wrap[position] ^= 1;
        let opened = hub.opener.unwrap_referral(&wrap, "r1", &key.recipient);
        // A change in the recovery recipient's stanza is found by the header's own check.
        assert!(
            matches!(opened, Err(SealError::Unreadable)),
            "byte {position}"
        );
    }
    for length in [0, 10, key.wrap.len() / 2, key.wrap.len() - 1] {
        assert!(
            hub.opener
                .unwrap_referral(&key.wrap[..length], "r1", &key.recipient)
                .is_err(),
            "{length} bytes"
        );
    }
}

#[test]
fn a_draft_key_comes_back_from_the_cookie_and_from_the_hub() {
    let hub = Hub::new();
    let (browser, key) = hub.sealer.new_draft_key(at()).unwrap();
    let cookie = browser.cookie();
    let again = BrowserIdentity::from_cookie(cookie.expose_secret()).unwrap();
    let from_hub = hub
        .opener
        .unwrap_draft(&key.wrap, &key.id, &key.recipient)
        .unwrap();
    for identity in [&browser, &again, &from_hub] {
        assert_eq!(identity.recipient(), key.recipient);
        assert_eq!(identity.draft_id(), key.id);
    }
    assert_eq!(cookie.expose_secret().len(), 74);
    assert_eq!(key.id.len(), 64);
    for wrong in [
        "",
        "AGE-SECRET-KEY-1",
        &key.recipient,
        &format!("{}Q", cookie.expose_secret()),
    ] {
        assert!(BrowserIdentity::from_cookie(wrong).is_err());
    }
}

#[test]
fn recipients_are_read_with_comments_and_blank_lines() {
    let (one, two, recovery) = (
        NewIdentity::make("a", at()),
        NewIdentity::make("b\nc", at()),
        NewIdentity::make("r", at()),
    );
    let hub = format!(
        "{}\n\r\n  {} # next year's\r\n",
        one.recipients_file, two.recipient
    );
    let recipients = Recipients::read(&hub, &recovery.recipients_file).unwrap();
    assert_eq!(recipients.hub(), [one.recipient, two.recipient]);
    assert_eq!(recipients.recovery(), [recovery.recipient]);
    assert!(Recipients::read(&two.recipients_file, &recovery.recipients_file).is_ok());
}

#[test]
fn a_secret_key_among_the_recipients_is_refused_and_never_repeated() {
    let (hub, recovery) = (
        NewIdentity::make("hub", at()),
        NewIdentity::make("recovery", at()),
    );
    let secret = hub.identity_file.expose_secret();
    let texts = [
        secret.to_owned(),
        secret.to_lowercase(),
        format!("{}# {secret}", hub.recipients_file),
    ];
    for text in texts {
        let error = Recipients::read(&text, &recovery.recipients_file).unwrap_err();
        assert_eq!(
            error,
            KeyError::Secret {
                file: "hub recipients"
            }
        );
        let error = Recipients::read(&hub.recipients_file, &text).unwrap_err();
        assert_eq!(
            error,
            KeyError::Secret {
                file: "recovery recipients"
            }
        );
    }
    let error = Recipients::read("age1mistyped", &recovery.recipients_file).unwrap_err();
    assert_eq!(
        error,
        KeyError::NotAKey {
            file: "hub recipients",
            line: 1
        }
    );
    assert!(!format!("{error} {error:?}").contains("mistyped"));
}

#[test]
fn recipients_without_recovery_or_with_one_key_for_both_are_refused() {
    let (hub, recovery) = (
        NewIdentity::make("hub", at()),
        NewIdentity::make("recovery", at()),
    );
    let none = Recipients::read(&hub.recipients_file, "# to come\n").unwrap_err();
    assert_eq!(
        none,
        KeyError::Empty {
            file: "recovery recipients"
        }
    );
    let both = format!("{}\n{}", recovery.recipient, hub.recipient);
    let shared = Recipients::read(&hub.recipients_file, &both).unwrap_err();
    assert_eq!(
        shared,
        KeyError::Shared {
            file: "recovery recipients"
        }
    );
}

#[test]
fn a_probe_names_the_keys_that_the_hub_does_not_hold() {
    let hub = Hub::new();
    let next = NewIdentity::make("next", at());
    let both = format!("{}{}", hub.own.recipients_file, next.recipients_file);
    let recipients = Recipients::read(&both, &hub.recovery.recipients_file).unwrap();
    assert!(
        hub.opener
            .unopened(&hub.sealer.recipients().probe(at()).unwrap())
            .is_empty()
    );
    assert_eq!(
        hub.opener.unopened(&recipients.probe(at()).unwrap()),
        [next.recipient]
    );
}

#[test]
fn nothing_secret_shows_when_a_key_is_printed_for_debugging() {
    let hub = Hub::new();
    let (browser, key) = hub.sealer.new_draft_key(at()).unwrap();
    let (_, referral) = hub.referral("r1");
    let sealer: &Sealer = &hub.sealer;
    let shown = format!(
        "{browser:?} {key:?} {referral:?} {:?} {:?} {sealer:?}",
        hub.opener, hub.own
    );
    assert!(!shown.contains("AGE-SECRET-KEY"));
}
