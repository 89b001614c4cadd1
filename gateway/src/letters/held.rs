//! Letters about a hold: to the two people that a referral waits and goes on, and to the contact at the police that one question waits
//! for them. The first two never say why it is held; the last says nothing about a child but that a referral exists.

use jiff::civil::Date;

use super::{
    block::Block,
    dates,
    frame::{self, RESPONSIBLE_FOR_ANY, one_line},
    letter::{Draft, Letter, LetterKind, People, Reader, Stamp},
    short::Short,
};
use crate::config::Hub;

/// To one of the two: the hub holds it until a day.
pub fn held(
    hub: &Hub,
    stamp: &Stamp,
    (reference, people): (&str, &People),
    review_on: Date,
    reader: Reader,
) -> Letter {
    let words = [
        format!(
            "The hub has set this referral aside and looks at it again on {} at the latest. Its place and the date on which we \
             received it are kept.",
            dates::long(review_on)
        ),
        "You do not need to do anything. We write to you when it goes on.".to_owned(),
        format!(
            "If something changes, go to {} and enter {reference}. We will email you a code.",
            frame::page(hub)
        ),
    ];
    Short {
        kind: LetterKind::Held,
        wording: "held-1",
        what: "set aside for now",
        heading: "The hub has set this referral aside for now",
        preview: "Its place and its date are kept.",
        reader,
    }
    .letter(hub, stamp, (reference, people), &words)
}

/// To one of the two: it is no longer held.
pub fn held_no_more(
    hub: &Hub,
    stamp: &Stamp,
    (reference, people): (&str, &People),
    reader: Reader,
) -> Letter {
    let words = [
        "The hub has taken this referral up again. It was screened again with what is known now, and keeps the date on which we \
         received it."
            .to_owned(),
        "A person at the hub decides. You get the decision, with the reasons.".to_owned(),
    ];
    Short {
        kind: LetterKind::HeldNoMore,
        wording: "held-no-more-1",
        what: "taken up again",
        heading: "The hub has taken this referral up again",
        preview: "What happens next.",
        reader,
    }
    .letter(hub, stamp, (reference, people), &words)
}

/// To the contact at the police: one question waits. With `again`, the day has come and there is no answer.
pub fn police_question(
    hub: &Hub,
    stamp: &Stamp,
    reference: &str,
    (name, address): (&str, &str),
    again: bool,
) -> Letter {
    let lead = if again {
        "We asked you one question and have not had an answer yet. If you have answered already, please ignore this letter."
    } else {
        "The hub holds a referral until it knows the police position, and you were named as the person who can say."
    };
    let mut blocks = vec![
        frame::greeting(name),
        Block::Heading("One question about the police position".to_owned()),
        Block::Paragraph(lead.to_owned()),
        Block::Paragraph(format!(
            "Go to {}police and enter the reference {reference} with this email address. We will email you a code. The page asks one \
             question and shows nothing about the child.",
            frame::page(hub)
        )),
        Block::Paragraph(
            "If you do not know which referral this is, or are not the right person, call the hub. Do not send details of a child by \
             email."
                .to_owned(),
        ),
        Block::Paragraph(RESPONSIBLE_FOR_ANY.to_owned()),
    ];
    blocks.extend(frame::ending(hub, None));
    Draft {
        kind: LetterKind::PoliceQuestion,
        wording: "police-question-1",
        to_name: &one_line(name),
        to_address: address,
        subject: format!("Referral {reference}: one question for you"),
        preview: "How to answer it.",
        blocks,
        written: Vec::new(),
    }
    .finish(hub, stamp)
}
