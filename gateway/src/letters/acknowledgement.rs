//! The acknowledgement: the hub has received it, from the form's pages or by email. One letter to the referrer, one to the
//! manager; it promises no date.

use jiff::Timestamp;

use super::{
    block::Block,
    dates,
    frame::{self, one_line},
    letter::{Draft, Letter, LetterKind, People, Reader, Stamp},
    mail::{ByMail, on_the_page},
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
    letter.wording = "acknowledgement-by-mail-3";
    let heading = |block: &Block| matches!(block, Block::Heading(_));
    let place = letter.blocks.iter().position(heading);
    let place = place.map_or(letter.blocks.len(), |place| place + 1);
    letter.blocks.insert(place, mail.came());
    let next = |block: &Block| matches!(block, Block::Section("What happens next"));
    let place = letter.blocks.iter().position(next);
    let place = place.unwrap_or(letter.blocks.len());
    let how = on_the_page(hub, reference);
    letter.blocks.splice(place..place, mail.lacks(how));
    letter.finish(hub, stamp)
}

fn draft<'a>(
    hub: &Hub,
    reference: &str,
    people: &'a People,
    received_at: Timestamp,
    reader: Reader,
) -> Draft<'a> {
    let (to_name, to_address) = people.to(reader, received_at);
    let told = Told::new(people, reader);
    let mut facts = vec![("Hub reference".to_owned(), reference.to_owned())];
    facts.extend(people.own_reference_row(reader));
    facts.extend(told.by);
    facts.push(("Received".to_owned(), dates::moment(received_at)));
    let mut blocks = vec![
        frame::greeting(to_name),
        Block::Heading(told.heading.to_owned()),
        Block::Facts(facts),
        Block::Section("What happens next"),
        Block::Numbered(vec![
            "A person at the hub screens the referral against our criteria.".to_owned(),
            told.ask,
            told.both,
        ]),
        Block::Section("What to do now"),
        Block::Bullets(vec![
            told.first.to_owned(),
            "Carry on with the child’s plan and safety plan. Do not wait for us.".to_owned(),
            "Tell us if something changes: a new incident, a new address, or news from the police."
                .to_owned(),
        ]),
        Block::Section("If something was wrong, or changes"),
        Block::Paragraph(format!(
            "Go to {} and enter {reference}. We will email you a code. You can see where the referral is and, until we decide, correct an answer, \
             add files, answer our questions or withdraw it. What was sent first is kept beside each correction.",
            frame::page(hub)
        )),
    ];
    blocks.extend(
        people
            .social_worker
            .iter()
            .map(|_| Block::Paragraph(THROUGH_THE_SOCIAL_WORKER.to_owned())),
    );
    blocks.extend(frame::responsible(frame::ADDS_TO_THE_PLAN));
    blocks.extend(frame::of_a_school(people));
    blocks.extend(frame::ending(hub, None));
    Draft {
        kind: LetterKind::Acknowledgement,
        wording: "acknowledgement-2",
        to_name,
        to_address,
        subject: format!("Referral {reference}: we have received it"),
        preview: "What happens next, and what to do now.",
        blocks,
        written: people.own_reference.iter().cloned().collect(),
    }
}

const THROUGH_THE_SOCIAL_WORKER: &str =
    "We will work through the child’s social worker, and have told them.";

/// What differs between the two people, and between a social worker's referral and a school's.
struct Told {
    heading: &'static str,
    by: Option<(String, String)>,
    ask: String,
    both: String,
    first: &'static str,
}

impl Told {
    fn new(people: &People, reader: Reader) -> Self {
        let school = people.school.is_some();
        let (referrer, manager) = (
            one_line(people.of(Reader::Referrer).0),
            one_line(&people.manager_name),
        );
        let not_instead = "If you think the child is at risk of harm, contact Children’s Services. This referral does not replace that.";
        match reader {
            Reader::Referrer => Self {
                heading: if people.written_by.is_some() {
                    "We have received the referral"
                } else {
                    "We have received your referral"
                },
                ask: "If we need to know more, we will ask you.".to_owned(),
                both: if school || people.written_by.is_some() {
                    format!("You and {manager} will both get the decision, with the reasons.")
                } else {
                    "You and your manager will both get the decision, with the reasons.".to_owned()
                },
                by: (!school).then(|| ("Released by".to_owned(), manager)),
                first: if school {
                    not_instead
                } else {
                    "Record this request on LCS."
                },
            },
            Reader::Manager => Self {
                heading: if school {
                    "We have received a referral from your school"
                } else {
                    "We have received the referral you released"
                },
                ask: format!("If we need to know more, we will ask {referrer}."),
                both: format!("You and {referrer} will both get the decision, with the reasons."),
                by: Some(("Referrer".to_owned(), referrer)),
                first: if school {
                    not_instead
                } else {
                    "Check that this request is recorded on LCS."
                },
            },
        }
    }
}
