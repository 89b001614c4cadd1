//! R-17, row by row: who releases a referral by sending it, and who does not. Tests only.

use super::{
    Forwarded, ReadMessage,
    lanes::{Outcome, Why},
    made_up::{facts, form, inner, mailbox},
    outcome::{Facts, outcome},
    table::{FORM, MAX, SAM, with_form},
    trust::Trust,
};

fn released(read: &ReadMessage, facts: &Facts) -> (bool, Why) {
    let decided = outcome(read, facts);
    assert_eq!(decided.outcome, Outcome::Referral);
    (decided.referrals[0].released, decided.referrals[0].why)
}

#[test]
fn only_the_named_managers_own_proved_message_is_with_the_hub_at_once() {
    let read = with_form(MAX);
    assert_eq!(released(&read, &facts(&read)), (true, Why::FromManager));
    let capital = with_form("MAX@Exampleshire.test");
    assert_eq!(
        released(&capital, &facts(&capital)),
        (true, Why::FromManager)
    );
    for trust in [Trust::NotVerified, Trust::Failed] {
        let facts = Facts {
            trust,
            ..facts(&read)
        };
        assert!(!released(&read, &facts).0, "{trust:?}");
    }
    let worker = with_form(SAM);
    assert_eq!(
        released(&worker, &facts(&worker)),
        (false, Why::NotFromManager)
    );
}

#[test]
fn a_form_that_somebody_handed_on_waits_for_the_manager() {
    let mut attached = with_form(MAX);
    attached.inner = vec![inner("1", MAX, Forwarded::Attached)];
    attached.forms = vec![form("1", Some("1"), FORM)];
    assert_eq!(
        released(&attached, &facts(&attached)),
        (false, Why::Forwarded)
    );
    let mut journal = with_form(MAX);
    journal.inner = vec![inner("1", MAX, Forwarded::Journal)];
    assert!(!released(&journal, &facts(&journal)).0);
    let mut inline = with_form(MAX);
    inline.head.subject = "FW: the form".to_owned();
    inline.inner = vec![inner("text", SAM, Forwarded::Inline)];
    assert_eq!(released(&inline, &facts(&inline)), (false, Why::Forwarded));
}

#[test]
fn nobody_releases_what_they_wrote_themselves() {
    let mut read = with_form(SAM);
    read.forms = vec![form("1", None, &[("ref_email", SAM), ("mgr_email", SAM)])];
    assert!(!released(&read, &facts(&read)).0);
    read.forms = vec![form(
        "1",
        None,
        &[
            ("ref_name", "Sam Sample"),
            ("mgr_name", "Sam Sample"),
            ("mgr_email", SAM),
        ],
    )];
    assert!(!released(&read, &facts(&read)).0);
    let mut two = with_form(MAX);
    two.head.from.push(mailbox(SAM));
    assert!(!released(&two, &facts(&two)).0, "two senders are nobody");
}
