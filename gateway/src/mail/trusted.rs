//! Who is believed, message by message: what we found out ourselves, a journal's copy, several senders. Tests only.

use super::{Forwarded, Inner, Mailbox, ReadMessage, Trust, TrustRule, trust::trust};

const GOOD: &str = "mx.hub.test; spf=pass smtp.mailfrom=exampleshire.test; dkim=pass header.d=exampleshire.test; dmarc=pass header.from=exampleshire.test";

#[test]
fn what_we_found_out_ourselves_counts_and_no_line_of_the_message() {
    let mut read = ReadMessage::default();
    read.head.from = vec![Mailbox {
        name: String::new(),
        address: "max@exampleshire.test".to_owned(),
    }];
    let good = "here; dmarc=pass header.from=exampleshire.test";
    read.head.authentication_results = vec![good.to_owned()];
    assert_eq!(trust(&read, &TrustRule::Here), Trust::NotVerified);
    for (checked, found) in [
        (good, Trust::Verified),
        (
            "here; dmarc=none header.from=exampleshire.test; dkim=pass header.d=exampleshire.test",
            Trust::Verified,
        ),
        (
            "here; dmarc=fail header.from=exampleshire.test",
            Trust::Failed,
        ),
        (
            "here; dmarc=temperror header.from=exampleshire.test",
            Trust::NotVerified,
        ),
        ("", Trust::NotVerified),
    ] {
        read.checked = checked.to_owned();
        assert_eq!(trust(&read, &TrustRule::Here), found, "{checked}");
        assert_eq!(trust(&read, &TrustRule::Nobody), Trust::NotVerified);
    }
}

#[test]
fn a_journals_copy_and_several_senders_are_never_verified() {
    let from = Mailbox {
        name: String::new(),
        address: "max@exampleshire.test".to_owned(),
    };
    let rule = TrustRule::AuthservId("mx.hub.test".to_owned());
    let mut read = ReadMessage::default();
    read.head.authentication_results = vec![GOOD.to_owned()];
    read.head.from = vec![from.clone()];
    assert_eq!(trust(&read, &rule), Trust::Verified);
    read.inner = vec![Inner {
        path: "1".to_owned(),
        from: Vec::new(),
        subject: String::new(),
        date: None,
        how: Forwarded::Journal,
    }];
    assert_eq!(trust(&read, &rule), Trust::NotVerified);
    read.inner.clear();
    read.head.from.push(from);
    assert_eq!(trust(&read, &rule), Trust::NotVerified);
}
