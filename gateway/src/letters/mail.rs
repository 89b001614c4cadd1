//! Letters because of a message in the hub's mailbox. They go to one proved address or one that a form names, repeat nothing that the
//! message says, and never say what became of anybody else's.

use jiff::Timestamp;

use super::{
    block::Block,
    dates,
    frame::{self, RESPONSIBLE, RESPONSIBLE_FOR_ANY, one_line},
    letter::{Draft, Letter, LetterKind, People, Stamp},
};
use crate::config::Hub;

/// What a letter says about a form that came by email.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByMail {
    /// When it came.
    pub arrived_at: Timestamp,
    /// What the form calls the questions that it has no answer to. Never an answer.
    pub missing: Vec<String>,
}

/// Why a message could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRead {
    /// It is locked.
    Locked,
    /// It is too large.
    TooLarge,
    /// It waits in a secure portal.
    Portal,
}

impl ByMail {
    /// "It came by email on …".
    pub(super) fn came(&self) -> Block {
        Block::Paragraph(format!(
            "It came by email on {}.",
            dates::moment(self.arrived_at)
        ))
    }

    /// What is missing, and `how` to send it.
    pub(super) fn lacks(&self, how: String) -> Vec<Block> {
        if self.missing.is_empty() {
            return Vec::new();
        }
        vec![
            Block::Section("What we could not find"),
            Block::Paragraph(
                "These answers are missing from the form, or we could not read them:".to_owned(),
            ),
            Block::Bullets(self.missing.iter().map(|label| one_line(label)).collect()),
            Block::Paragraph(how),
        ]
    }
}

/// How to send what is missing before the hub has the referral: no page takes it until then.
const BY_REPLY: &str = "Please reply to this email with what you know. If you do not know, say so: that is an answer too.";

/// How to send what is missing once the hub has the referral.
pub(super) fn on_the_page(hub: &Hub, reference: &str) -> String {
    format!(
        "Please tell us what you know at {}. Enter {reference}, and we will email you a code. Choose “Tell the hub about a change”.",
        frame::page(hub)
    )
}

/// To the referrer: the form came by email and waits for the manager. `asked` when the manager has been asked to release it.
pub fn waits_for_release(
    hub: &Hub,
    stamp: &Stamp,
    (reference, people): (&str, &People),
    mail: &ByMail,
    asked: bool,
) -> Letter {
    let manager = one_line(&people.manager_name);
    let release = if asked {
        format!(
            "The hub cannot look at it until {manager} releases it at {}. We have asked them to.",
            frame::page(hub)
        )
    } else {
        "The hub cannot look at it until a manager releases it. We could not tell from the form which manager to ask. Please reply to \
         this email with the name and work email address of your manager."
            .to_owned()
    };
    let mut blocks = vec![
        frame::greeting(&people.referrer_name),
        Block::Heading("We have your form, but not yet your manager’s release".to_owned()),
        mail.came(),
        Block::Paragraph(release),
        Block::Paragraph(format!(
            "Its reference is {reference}. Record this request on LCS."
        )),
    ];
    blocks.extend(mail.lacks(BY_REPLY.to_owned()));
    blocks.push(Block::Paragraph(RESPONSIBLE.to_owned()));
    blocks.extend(frame::ending(hub, None));
    Draft {
        kind: LetterKind::SentToManager,
        wording: "waits-for-release-1",
        to_name: &people.referrer_name,
        to_address: &people.referrer_address,
        subject: format!("Referral {reference}: we have your form"),
        preview: "What happens next.",
        blocks,
        written: people.own_reference.iter().cloned().collect(),
    }
    .finish(hub, stamp)
}

/// To who sent a message that is no referral yet: a person will read it.
pub fn mail_received(hub: &Hub, stamp: &Stamp, to: &str) -> Letter {
    let words = [
        "A person at the hub will read it. We did not find a filled referral form in it, so it is not a referral yet.".to_owned(),
        refer(hub),
    ];
    let heading = "We have received your email";
    short(
        hub,
        stamp,
        to,
        (LetterKind::MailReceived, "mail-received-1", heading),
        &words,
    )
}

/// To who sent a message that could not be read: why, and what to do instead.
pub fn mail_not_read(hub: &Hub, stamp: &Stamp, to: &str, why: NotRead) -> Letter {
    let why = match why {
        NotRead::Locked => {
            "It is encrypted, password-protected or signed in a way that we cannot open."
        }
        NotRead::TooLarge => "It is larger than we can take by email.",
        NotRead::Portal => {
            "It only says that a message waits in a secure portal. A person at the hub will try to open it there."
        }
    };
    let words = [why.to_owned(), refer(hub)];
    let heading = "We could not read your email";
    short(
        hub,
        stamp,
        to,
        (LetterKind::MailNotRead, "mail-not-read-1", heading),
        &words,
    )
}

/// To who sent a message that a person read and did not take for a referral.
pub fn not_a_referral(hub: &Hub, stamp: &Stamp, to: &str) -> Letter {
    let words = [
        "A person at the hub has read it. It is not a referral, and we have not opened one."
            .to_owned(),
        refer(hub),
    ];
    let heading = "Your email is not a referral";
    short(
        hub,
        stamp,
        to,
        (LetterKind::NotAReferral, "not-a-referral-1", heading),
        &words,
    )
}

fn refer(hub: &Hub) -> String {
    format!(
        "To refer a child, use the form at {}. It is the quickest way to us, and it keeps what you write safe.",
        hub.refer_url.trim_end_matches('/')
    )
}

fn short(
    hub: &Hub,
    stamp: &Stamp,
    to: &str,
    (kind, wording, heading): (LetterKind, &'static str, &str),
    words: &[String],
) -> Letter {
    let mut blocks = vec![frame::greeting(""), Block::Heading(heading.to_owned())];
    blocks.extend(words.iter().cloned().map(Block::Paragraph));
    blocks.push(Block::Paragraph(RESPONSIBLE_FOR_ANY.to_owned()));
    blocks.extend(frame::ending(hub, None));
    Draft {
        kind,
        wording,
        to_name: "",
        to_address: to,
        subject: heading.to_owned(),
        preview: "What to do now.",
        blocks,
        written: Vec::new(),
    }
    .finish(hub, stamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::{
        Reader,
        sample::{REFERENCE, people, stamp},
    };

    fn by_mail(missing: &[&str]) -> ByMail {
        ByMail {
            arrived_at: "2026-11-19T15:40:00Z".parse().unwrap(),
            missing: missing.iter().map(|label| (*label).to_owned()).collect(),
        }
    }

    #[test]
    fn a_form_that_waits_says_for_whom_and_what_it_lacks() {
        let about = (REFERENCE, &people());
        let mail = by_mail(&["Date of birth"]);
        let letter = waits_for_release(&Hub::sample(), &stamp(), about, &mail, true);
        let text = letter.text().replace('\n', " ");
        assert!(text.contains("until Max Specimen releases it"), "{text}");
        assert!(text.contains("It came by email on"));
        assert!(text.contains("- Date of birth"));
        let letter = waits_for_release(&Hub::sample(), &stamp(), about, &by_mail(&[]), false);
        let text = letter.text().replace('\n', " ");
        assert!(text.contains("which manager to ask"));
        assert!(!text.contains("WHAT WE COULD NOT FIND") && !text.contains("We have asked"));
    }

    #[test]
    fn an_answer_to_a_message_names_nothing_of_it() {
        for letter in [
            mail_received(&Hub::sample(), &stamp(), "sam@exampleshire.test"),
            not_a_referral(&Hub::sample(), &stamp(), "sam@exampleshire.test"),
            mail_not_read(
                &Hub::sample(),
                &stamp(),
                "sam@exampleshire.test",
                NotRead::Portal,
            ),
        ] {
            assert!(letter.text().contains("Hello"));
            assert_eq!(letter.to_name(), "");
            assert!(letter.in_reply_to().is_none());
        }
    }

    #[test]
    fn an_acknowledgement_by_mail_says_when_it_came_under_the_heading() {
        let letter = crate::letters::acknowledgement_by_mail(
            &Hub::sample(),
            &stamp(),
            (REFERENCE, &people()),
            "2026-11-19T15:41:00Z".parse().unwrap(),
            &by_mail(&["Police"]),
            Reader::Referrer,
        );
        let text = letter.text();
        let place = |words: &str| text.find(words).unwrap();
        assert!(place("WE HAVE RECEIVED") < place("It came by email"));
        assert!(place("It came by email") < place("Hub reference"));
        assert!(place("- Police") < place("A person at the hub screens"));
    }
}
