//! The table of outcomes, row by row: what was read, what is known, and what becomes of it. Tests only.

use super::{
    Auto, Bounce, BounceAction, Calendar, Encryption, Forwarded, Inner, Mark, Oddity, Part,
    ReadMessage, Report, ReturnPath,
    authors::Child,
    lanes::{Outcome, Why},
    made_up::{facts, form, from, inner},
    outcome::{Facts, Seen, ThreadFact, outcome},
    trust::Trust,
};
use crate::referral::{Id, TaskKind};

pub(super) const SAM: &str = "sam@exampleshire.test";
pub(super) const MAX: &str = "max@exampleshire.test";
pub(super) const FORM: &[(&str, &str)] = &[
    ("ref_name", "Sam Sample"),
    ("ref_email", SAM),
    ("mgr_name", "Max Specimen"),
    ("mgr_email", MAX),
    ("ch_last", "Example"),
    ("ch_dob", "2013-03-14"),
    ("ch_lcs_id", "7004512"),
];

pub(super) fn with_form(address: &str) -> ReadMessage {
    let mut read = from(address);
    read.parts = vec![part("1", "application/octet-stream", &[])];
    read.forms = vec![form("1", None, FORM)];
    read
}

fn part(path: &str, kind: &str, marks: &[Mark]) -> Part {
    Part {
        path: path.to_owned(),
        name: format!("part-{path}"),
        kind: kind.to_owned(),
        bytes: 10,
        marks: marks.iter().copied().collect(),
        ..Part::default()
    }
}

fn lane(read: &ReadMessage) -> (Outcome, Why) {
    let decided = outcome(read, &facts(read));
    (decided.outcome, decided.why)
}

fn answering(read: &ReadMessage, people: &[&str]) -> Facts {
    Facts {
        thread: vec![ThreadFact {
            letter: Id::from_random([1; 16]),
            referral: Some(Id::from_random([2; 16])),
            people: people.iter().map(|who| (*who).to_owned()).collect(),
            child: Child::new("7004512", "Example", "2013-03-14"),
        }],
        ..facts(read)
    }
}

#[test]
fn a_form_beats_every_lane_but_a_report_and_a_copy() {
    let mut read = with_form(SAM);
    read.signs.auto = Some(Auto {
        submitted: true,
        ..Auto::default()
    });
    read.signs.list = true;
    read.signs.portal = true;
    read.signs.calendar = Some(Calendar::Request);
    read.signs.encrypted = Some(Encryption::Smime);
    read.head.return_path = ReturnPath::Null;
    assert_eq!(lane(&read).0, Outcome::Referral);
    let facts_of = Facts {
        seen: Some(Seen {
            message: Id::from_random([3; 16]),
            referral: None,
        }),
        ..facts(&read)
    };
    let again = outcome(&read, &facts_of);
    assert_eq!(
        (again.outcome, again.why),
        (Outcome::Duplicate, Why::SameContent)
    );
    assert!(again.referrals.is_empty());
    read.signs.report = Some(Report::Delivery(Vec::new()));
    assert_eq!(lane(&read).0, Outcome::Bounce);
}

#[test]
fn two_forms_are_two_referrals_and_one_form_in_two_formats_is_one() {
    let mut read = with_form(SAM);
    let other = [
        ("ch_last", "Trial"),
        ("ch_dob", "2012-01-02"),
        ("mgr_email", MAX),
    ];
    read.forms.push(form("2", None, &other));
    assert_eq!(outcome(&read, &facts(&read)).referrals.len(), 2);
    read.forms.push(form("3", None, FORM));
    assert_eq!(outcome(&read, &facts(&read)).referrals.len(), 2);
}

#[test]
fn a_failed_sender_and_old_mail_raise_one_task() {
    let read = with_form(MAX);
    let tasks = |change: fn(&mut Facts)| {
        let mut facts = facts(&read);
        change(&mut facts);
        outcome(&read, &facts).tasks
    };
    assert_eq!(
        tasks(|facts| facts.trust = Trust::Failed),
        [TaskKind::CheckSender]
    );
    assert_eq!(tasks(|facts| facts.archive = true), [TaskKind::OldMail]);
    assert_eq!(
        tasks(|facts| {
            facts.archive = true;
            facts.trust = Trust::Failed;
        }),
        [TaskKind::OldMail]
    );
    let mut facts = facts(&read);
    facts.rules_in_force = false;
    assert_eq!(outcome(&read, &facts).why, Why::BeforeRules);
}

#[test]
fn a_reader_who_answers_a_letter_joins_and_decides_nothing() {
    let read = from(SAM);
    let decided = outcome(&read, &answering(&read, &[SAM, MAX]));
    assert_eq!(decided.outcome, Outcome::FollowUp);
    assert_eq!(decided.tasks, [TaskKind::Reply]);
    assert!(decided.joins.is_some() && decided.referrals.is_empty());
    let unproved = Facts {
        trust: Trust::NotVerified,
        ..answering(&read, &[SAM])
    };
    let decided = outcome(&read, &unproved);
    assert_eq!(decided.why, Why::ReaderNotVerified);
    assert!(decided.joins.is_none() && decided.outcome == Outcome::HoldingPen);
    let stranger = from("toni@exampleshire.test");
    let decided = outcome(&stranger, &answering(&stranger, &[SAM, MAX]));
    assert_eq!(
        (decided.outcome, decided.why),
        (Outcome::HoldingPen, Why::StrangerQuotes)
    );
    assert!(decided.joins.is_none());
}

#[test]
fn a_reply_with_the_form_is_a_new_version_and_one_about_another_child_a_new_referral() {
    let read = with_form(SAM);
    let decided = outcome(&read, &answering(&read, &[SAM]));
    assert_eq!(decided.outcome, Outcome::FollowUp);
    assert_eq!(decided.tasks, [TaskKind::NewVersion]);
    assert!(decided.referrals.is_empty());
    let mut other = with_form(SAM);
    other.forms = vec![form("1", None, &[("ch_lcs_id", "1"), ("mgr_email", MAX)])];
    let decided = outcome(&other, &answering(&other, &[SAM]));
    assert_eq!(decided.outcome, Outcome::Referral);
    assert!(decided.joins.is_some());
}

#[test]
fn an_absence_that_answers_a_letter_is_no_reply() {
    let mut read = from(SAM);
    read.signs.auto = Some(Auto {
        submitted: true,
        ..Auto::default()
    });
    assert_eq!(
        outcome(&read, &answering(&read, &[SAM])).outcome,
        Outcome::AutoReply
    );
}

/// What each change of a plain message leads to.
#[test]
#[expect(clippy::too_many_lines, reason = "a table, one row a sign")]
fn every_lane_without_a_form_is_told_by_its_sign() {
    type Change = fn(&mut ReadMessage);
    let rows: &[(Change, Outcome, Why)] = &[
        (|_| {}, Outcome::HoldingPen, Why::NoForm),
        (
            |read| {
                read.text.words.clear();
                read.head.from.clear();
            },
            Outcome::HoldingPen,
            Why::Empty,
        ),
        (
            |read| {
                read.text.words = " ".to_owned();
                read.parts = vec![part("1", "image/png", &[])];
            },
            Outcome::HoldingPen,
            Why::ScanOnly,
        ),
        (
            |read| {
                read.oddities.insert(Oddity::Scan);
            },
            Outcome::HoldingPen,
            Why::ScanOnly,
        ),
        (
            |read| read.parts = vec![part("1", "application/zip", &[Mark::Encrypted])],
            Outcome::HoldingPen,
            Why::LockedAttachment,
        ),
        (
            |read| read.head.subject = "FW: Referral".to_owned(),
            Outcome::HoldingPen,
            Why::ForwardedUnclear,
        ),
        (
            |read| read.head.subject = "Re: HSB-7K3Q-92XA".to_owned(),
            Outcome::HoldingPen,
            Why::StrangerQuotes,
        ),
        (
            |read| {
                read.oddities.insert(Oddity::Partial);
            },
            Outcome::HoldingPen,
            Why::Partial,
        ),
        (
            |read| {
                read.oddities.insert(Oddity::External);
            },
            Outcome::HoldingPen,
            Why::External,
        ),
        (
            |read| read.signs.encrypted = Some(Encryption::Smime),
            Outcome::Encrypted,
            Why::Smime,
        ),
        (
            |read| read.signs.encrypted = Some(Encryption::Pgp),
            Outcome::Encrypted,
            Why::Pgp,
        ),
        (
            |read| read.signs.portal = true,
            Outcome::PortalNotice,
            Why::Portal,
        ),
        (
            |read| read.signs.list = true,
            Outcome::AutoReply,
            Why::ListMail,
        ),
        (
            |read| read.head.return_path = ReturnPath::Null,
            Outcome::AutoReply,
            Why::HeaderSaysSo,
        ),
        (
            |read| read.signs.report = Some(Report::Disposition),
            Outcome::Report,
            Why::ReadReceipt,
        ),
        (
            |read| read.signs.report = Some(Report::Dmarc),
            Outcome::Report,
            Why::AbuseReport,
        ),
        (
            |read| read.signs.own_mark = Some("forged".to_owned()),
            Outcome::HoldingPen,
            Why::SaysItIsUs,
        ),
    ];
    for (change, wanted, why) in rows {
        let mut read = from("toni@exampleshire.test");
        change(&mut read);
        assert_eq!(lane(&read), (*wanted, *why));
    }
}

#[test]
fn an_answer_to_an_invitation_and_one_without_a_document_need_nobody() {
    let mut read = from(SAM);
    read.parts = vec![part("1", "text/calendar", &[])];
    for method in [
        Calendar::Reply,
        Calendar::Cancel,
        Calendar::Counter,
        Calendar::Request,
    ] {
        read.signs.calendar = Some(method);
        assert_eq!(lane(&read).0, Outcome::CalendarReply, "{method:?}");
    }
    read.parts.push(part("2", "application/pdf", &[]));
    assert_eq!(lane(&read), (Outcome::HoldingPen, Why::Calendar));
    read.signs.calendar = Some(Calendar::Reply);
    assert_eq!(lane(&read).0, Outcome::CalendarReply);
}

#[test]
fn our_own_letter_come_back_is_known_and_a_forged_sender_is_not_believed() {
    let mut read = from("hub@exampleshire.test");
    read.signs.own_mark = Some("mark".to_owned());
    let mut known = facts(&read);
    known.own_letter = true;
    let decided = outcome(&read, &known);
    assert_eq!(
        (decided.outcome, decided.why),
        (Outcome::AutoReply, Why::OwnLetter)
    );
    let mut read = with_form("hub@exampleshire.test");
    let forged = Facts {
        trust: Trust::NotVerified,
        says_it_is_us: true,
        ..facts(&read)
    };
    assert_eq!(outcome(&read, &forged).why, Why::SaysItIsUs);
    read.forms.clear();
    assert_eq!(outcome(&read, &forged).why, Why::SaysItIsUs);
}

#[test]
fn a_report_about_a_letter_is_a_bounce_whatever_it_says() {
    let mut read = from("MAILER-DAEMON@mx.exampleshire.test");
    let bounce = |action| Bounce {
        message_ids: Vec::new(),
        recipients: Vec::new(),
        action,
        status: None,
    };
    read.signs.report = Some(Report::Delivery(vec![bounce(BounceAction::Failed)]));
    assert_eq!(lane(&read), (Outcome::Bounce, Why::ReportUnmatched));
    read.signs.report = Some(Report::Delivery(vec![bounce(BounceAction::Delayed)]));
    assert_eq!(lane(&read), (Outcome::Bounce, Why::DeliveryReport));
    let inside: Vec<Inner> = vec![inner("2", SAM, Forwarded::Attached)];
    read.inner = inside;
    read.forms = vec![form("2", Some("2"), FORM)];
    assert_eq!(
        lane(&read).0,
        Outcome::Bounce,
        "a returned form is no new one"
    );
}
