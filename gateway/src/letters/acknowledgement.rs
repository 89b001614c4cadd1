//! The acknowledgement: the hub has received it, from the form's pages or by email. One letter to the referrer, one to the
//! manager; it promises no date.

use jiff::Timestamp;

use super::{
    block::Block,
    dates,
    frame::{self, one_line},
    letter::{Draft, Letter, LetterKind, People, Reader, Stamp},
    mail::ByMail,
};
use crate::config::Hub;

/// Tells one of the two people that the hub has the referral, since `received_at`.
pub fn acknowledgement(
    hub: &Hub,
    stamp: &Stamp,
    reference: &str,
    people: &People,
    received_at: Timestamp,
    reader: Reader,
) -> Letter {
    let letter = draft(hub, reference, people, received_at, reader);
    letter.finish(hub, stamp)
}

/// The same for a referral that came by email: says when it came, and what it lacks.
pub fn acknowledgement_by_mail(
    hub: &Hub,
    stamp: &Stamp,
    (reference, people): (&str, &People),
    received_at: Timestamp,
    mail: &ByMail,
    reader: Reader,
) -> Letter {
    let mut letter = draft(hub, reference, people, received_at, reader);
    letter.wording = "acknowledgement-by-mail-1";
    let heading = |block: &Block| matches!(block, Block::Heading(_));
    let place = letter.blocks.iter().position(heading);
    let place = place.map_or(letter.blocks.len(), |place| place + 1);
    letter.blocks.insert(place, mail.came());
    let next = |block: &Block| matches!(block, Block::Section("What happens next"));
    let place = letter.blocks.iter().position(next);
    let place = place.unwrap_or(letter.blocks.len());
    letter.blocks.splice(place..place, mail.lacks());
    letter.finish(hub, stamp)
}

fn draft<'a>(
    hub: &Hub,
    reference: &str,
    people: &'a People,
    received_at: Timestamp,
    reader: Reader,
) -> Draft<'a> {
    let (to_name, to_address) = people.of(reader);
    let (referrer, manager) = (
        one_line(&people.referrer_name),
        one_line(&people.manager_name),
    );
    let (heading, by, ask, both, record) = match reader {
        Reader::Referrer => (
            "We have received your referral",
            ("Released by".to_owned(), manager),
            "If we need to know more, we will ask you.".to_owned(),
            "You and your manager will both get the decision, with the reasons.".to_owned(),
            "Record this request on LCS.",
        ),
        Reader::Manager => (
            "We have received the referral you released",
            ("Referrer".to_owned(), referrer.clone()),
            format!("If we need to know more, we will ask {referrer}."),
            format!("You and {referrer} will both get the decision, with the reasons."),
            "Check that this request is recorded on LCS.",
        ),
    };
    let mut facts = vec![("Hub reference".to_owned(), reference.to_owned())];
    facts.extend(people.own_reference_row(reader));
    facts.extend([by, ("Received".to_owned(), dates::moment(received_at))]);
    let mut blocks = vec![
        frame::greeting(to_name),
        Block::Heading(heading.to_owned()),
        Block::Facts(facts),
        Block::Section("What happens next"),
        Block::Numbered(vec![
            "A person at the hub screens the referral against our criteria.".to_owned(),
            ask,
            both,
        ]),
        Block::Section("What to do now"),
        Block::Bullets(vec![
            record.to_owned(),
            "Carry on with the child’s plan and safety plan. Do not wait for us.".to_owned(),
            "Tell us if something changes: a new incident, a new address, or news from the police."
                .to_owned(),
        ]),
        Block::Paragraph(format!(
            "You can see where the referral is at {} – we will email you a code to open it.",
            frame::page(hub)
        )),
    ];
    blocks.extend(frame::responsible(frame::ADDS_TO_THE_PLAN));
    blocks.extend(frame::ending(hub, None));
    Draft {
        kind: LetterKind::Acknowledgement,
        wording: "acknowledgement-1",
        to_name,
        to_address,
        subject: format!("Referral {reference}: we have received it"),
        preview: "What happens next, and what to do now.",
        blocks,
        written: people.own_reference.iter().cloned().collect(),
    }
}
