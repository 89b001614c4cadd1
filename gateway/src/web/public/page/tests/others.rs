//! The pages around a draft with invented words: before it, after it, and when something does not work.

use jiff::civil::date;

use super::super::*;
use super::{errors, html, sections, sent};
use crate::config::{Audience, Hub, Part, Words};
use crate::web::page::{ErrorSummary, Frame, Link};

pub(super) fn entry(hub: &Hub) -> Vec<(&'static str, String)> {
    let criteria = vec![
        "is aged 8 to 17 (a consultation only at 8 or 9)".to_owned(),
        "lives in Exampleshire".to_owned(),
    ];
    let title = "Ask for help with a child’s harmful sexual behaviour";
    let wrong = errors(&[("role", "Select your role")]);
    let frame = || Frame::new(hub, Email::TITLE).csrf("token").back("/refer");
    vec![
        (
            "start",
            html(&Start {
                frame: Frame::new(hub, title).demonstration(true),
                school: true,
                criteria,
                documents: vec![Link::new("/refer/social-worker/document", "Social worker")],
            }),
        ),
        (
            "before",
            html(&Before::new(
                Frame::new(hub, "Before you start").csrf("token").back("/"),
                &[("social-worker", "Social worker")],
                "",
                false,
                wrong,
            )),
        ),
        (
            "someone-else",
            html(&SomeoneElse {
                frame: Frame::new(hub, "This form is for social workers").back("/refer"),
                school: false,
            }),
        ),
        (
            "email",
            html(&Email::new(
                frame(),
                "/refer/social-worker/email",
                "sam",
                &["exampleshire.test".to_owned()],
                errors(&[("email", "Enter your work email address")]),
            )),
        ),
        ("code", code(hub)),
    ]
}

pub(super) fn coming_back(hub: &Hub) -> Vec<(&'static str, String)> {
    vec![
        (
            "return",
            html(&Return::new(
                Frame::new(hub, "Return to a referral")
                    .csrf("token")
                    .back("/"),
                "",
                "",
                ErrorSummary::default(),
            )),
        ),
        (
            "code-right",
            html(&CodeRight {
                frame: Frame::new(hub, "Your code is right").csrf("token"),
                action: "/r/code".to_owned(),
            }),
        ),
        (
            "waiting",
            html(&Waiting {
                frame: sent(hub, "Opening your referral"),
                long: true,
                again_href: "/r/open".to_owned(),
            }),
        ),
    ]
}

fn code(hub: &Hub) -> String {
    let code_errors = errors(&[("code", "Enter the code from the email")]);
    html(&CodePage {
        frame: Frame::new(hub, "Check your email")
            .csrf("token")
            .back("/refer/social-worker/email")
            .problems(true),
        code: CodePage::input(&code_errors),
        errors: code_errors,
        address: "sam.sample@exampleshire.test".to_owned(),
        reference: None,
        new_at: Some("2:47pm".to_owned()),
        domains: &["exampleshire.test".to_owned()],
        action: "/refer/social-worker/code".to_owned(),
        different_href: "/refer/social-worker/email".to_owned(),
        again_action: "/refer/social-worker/code/again".to_owned(),
    })
}

/// The sections as one reads them who cannot change them.
fn without_links() -> Vec<AnswerSection> {
    let mut sections = sections();
    for section in &mut sections {
        section
            .list
            .rows
            .iter_mut()
            .for_each(|row| row.actions.clear());
    }
    sections
}

fn release(hub: &Hub) -> String {
    let wrong = errors(&[("choice", "Select what you want to do")]);
    html(&Release {
        frame: sent(hub, "Read this referral and decide whether to send it").problems(true),
        choice: ReleaseForm::default().radios("Sam Sample", &wrong),
        errors: wrong,
        caption: "Referral 7K3Q-92MX, referrer’s reference TS-041".to_owned(),
        referrer: "Sam Sample".to_owned(),
        completed: "Sam Sample completed this on 19 November 2026 and named you as manager."
            .to_owned(),
        sections: without_links(),
        not_known: vec![Link::new("#child", "The child’s details – Sex")],
        attachments: vec!["Chronology.docx (212 KB)".to_owned()],
        action: "/r/7K3Q-92MX/release".to_owned(),
    })
}

pub(super) fn referrals(hub: &Hub) -> Vec<(&'static str, String)> {
    let step = |words: &str, when| Step {
        words: words.to_owned(),
        detail: Some("Thursday 19 November 2026, 2:15pm".to_owned()),
        when,
    };
    vec![
        ("release", release(hub)),
        (
            "released",
            html(&Released {
                frame: sent(hub, "Your decision").heading("Released to the hub"),
                reference: "7K3Q-92MX".to_owned(),
                referrer: "Sam Sample".to_owned(),
            }),
        ),
        (
            "status",
            html(&Status {
                frame: sent(hub, "Where the referral is").heading("Referral 7K3Q-92MX"),
                caption: "Your reference TS-041".to_owned(),
                todo: Some(Todo {
                    words: "Your manager returned this.".to_owned(),
                    button: Some(Link::new("/r/changes", "Make the changes")),
                    link: None,
                }),
                note: Some(ManagersNote {
                    manager: "Max Specimen".to_owned(),
                    text: "Please add the log reference.".to_owned(),
                }),
                done: Some(Done {
                    words: "We have sent your answer to the hub".to_owned(),
                    detail: Some("Sent on Thursday 19 November 2026, 2:15pm.".to_owned()),
                }),
                amended: vec![
                    "Files added by the referrer, Thursday 19 November 2026, 2:15pm".to_owned(),
                ],
                reminder: Some(Reminder::Offer("Max Specimen".to_owned())),
                changes: vec![Link::new("/r/change", "Tell the hub about a change")],
                steps: vec![
                    step("You sent it to your manager", When::Past),
                    step("Your manager returned it for changes", When::Present),
                    step("Decision", When::Ahead),
                ],
            }),
        ),
    ]
}

pub(super) fn others(hub: &Hub) -> Vec<(&'static str, String)> {
    let plain = || Frame::new(hub, "");
    vec![
        (
            "left",
            html(&Message::left(plain(), Some("17 February 2027"))),
        ),
        ("left-sent", html(&Message::left(plain(), None))),
        ("ended", html(&Message::ended(plain(), 30, "/r/"))),
        ("not-found", html(&Message::not_found(plain()))),
        ("not-from-you", html(&Message::not_from_you(plain()))),
        ("too-large", html(&Message::too_large(plain(), "25 MB"))),
        ("not-like-that", html(&Message::not_like_that(plain()))),
        ("changed", html(&Message::changed(plain()))),
        ("did-not-arrive", html(&Message::did_not_arrive(plain()))),
        ("deleted", html(&Message::deleted(plain(), 90, true))),
        ("deleted-by-you", html(&Message::deleted_by_you(plain()))),
        ("no-cookies", html(&Message::no_cookies(plain()))),
        (
            "returned",
            html(&Message::returned(sent(hub, ""), "Sam Sample")),
        ),
        (
            "not-sent",
            html(&Message::not_sent(sent(hub, ""), "Sam Sample")),
        ),
        (
            "already-decided",
            html(&Message::already_decided(
                sent(hub, ""),
                "You released this referral on 19 November 2026.",
                "/r/",
            )),
        ),
    ]
}

pub(super) fn about(hub: &Hub) -> Vec<(&'static str, String)> {
    let oldest = date(2026, 5, 19);
    let cookie = Cookie {
        name: "__Host-draft".to_owned(),
        purpose: "Keeps your referral open".to_owned(),
        lasts: "Until you leave".to_owned(),
    };
    let words = || {
        vec![Words {
            text: "the hub".to_owned(),
            href: Some("/contact".to_owned()),
        }]
    };
    let parts = [
        Part::Emergency,
        Part::Heading("How long".to_owned()),
        Part::Subheading("Drafts".to_owned()),
        Part::Text(words()),
        Part::List(vec![words(), words()]),
        Part::Cookies,
    ];
    vec![
        (
            "too-many",
            html(&TooMany {
                frame: Frame::new(hub, "Please wait 2 minutes and try again"),
                at: "2:47pm".to_owned(),
            }),
        ),
        (
            "wrong",
            html(&Wrong {
                frame: Frame::new(hub, "Sorry, something went wrong"),
                sent: true,
                fault: "F-0000-1234".to_owned(),
            }),
        ),
        (
            "text",
            html(&Text {
                frame: Frame::new(hub, "Cookies"),
                parts: &parts,
                cookies: vec![cookie],
            }),
        ),
        (
            "someone-to-talk-to",
            html(&SomeoneToTalkTo {
                frame: Frame::new(hub, "Find someone to talk to"),
                children: hub.signposts_for(Audience::Child, None, oldest).collect(),
                parents: hub.signposts_for(Audience::Parent, None, oldest).collect(),
            }),
        ),
    ]
}
