//! The letter that accepts, while the meeting is still to be arranged. It must never promise more than the consultation.

use super::{
    block::Block,
    dates,
    decision::{DecisionFacts, offer_words},
    frame::{self, one_line, quoted},
    letter::{Draft, Letter, LetterKind, Reader, Stamp},
};
use crate::{
    config::Hub,
    screening::{Criterion, Finding, Offer},
};

/// Tells one of the two people that the hub accepts, with the rationale.
pub fn accepted(hub: &Hub, stamp: &Stamp, facts: &DecisionFacts, reader: Reader) -> Letter {
    let (to_name, to_address) = facts.people.to(reader, stamp.at);
    let school = facts.people.school.is_some();
    let heading = match reader {
        Reader::Referrer => "We have accepted your referral",
        Reader::Manager if school => "We have accepted the referral from your school",
        Reader::Manager => "We have accepted the referral you released",
    };
    let mut blocks = vec![
        frame::greeting(to_name),
        Block::Heading(heading.to_owned()),
        facts.facts(reader, &hub.name, false),
    ];
    blocks.extend(consultation(facts, reader));
    blocks.extend([
        Block::Section("How we decided"),
        Block::Quote(quoted(&facts.rationale)),
    ]);
    blocks.extend(facts.comparison());
    blocks.push(Block::Paragraph(offer(facts)));
    blocks.push(Block::Section("Afterwards"));
    blocks.push(Block::Paragraph(afterwards(facts, reader)));
    blocks.extend(frame::responsible(frame::ADDS_TO_THE_PLAN));
    blocks.extend(frame::of_a_school(&facts.people));
    blocks.extend(frame::ending(hub, Some(&facts.decided_by)));
    Draft {
        kind: LetterKind::Accepted,
        wording: "accepted-1",
        to_name,
        to_address,
        subject: format!("Referral {}: our decision", facts.reference),
        preview: "The decision, the reasons and what to do now.",
        blocks,
        written: facts.written(),
    }
    .finish(hub, stamp)
}

/// Who records the consultation, and where.
fn afterwards(facts: &DecisionFacts, reader: Reader) -> String {
    if facts.people.school.is_some() {
        return "Keep a note of the consultation with the child’s safeguarding record.".to_owned();
    }
    let who = match reader {
        Reader::Referrer => "You or your manager".to_owned(),
        Reader::Manager => format!("You or {}", one_line(&facts.people.referrer_name)),
    };
    format!("{who} record the outcome of the consultation on LCS.")
}

/// The consultation: the invitation to come, what it is, how to prepare, who may come.
fn consultation(facts: &DecisionFacts, reader: Reader) -> Vec<Block> {
    let by = facts
        .invitation_by
        .map(|date| format!(" by {}", dates::long(date)))
        .unwrap_or_default();
    let (other, others) = match reader {
        Reader::Referrer => (
            match facts.people.school {
                Some(_) => one_line(&facts.people.manager_name),
                None => "your manager".to_owned(),
            },
            "If someone else needs to be there, talk to us first. You then invite them yourself."
                .to_owned(),
        ),
        Reader::Manager => {
            let referrer = one_line(&facts.people.referrer_name);
            let others = format!(
                "If someone else needs to be there, {referrer} talks to us first and then invites them."
            );
            (referrer, others)
        }
    };
    let mut prepare = vec![
        "Bring the chronology and the safety plan, if you have them.".to_owned(),
        "Think about what the child has said, in their own words, and what is going well for them."
            .to_owned(),
        "Note the questions you most want to discuss.".to_owned(),
    ];
    if facts.is(Criterion::Police, Finding::NotMet) {
        prepare.push(
            "Ask the officer what can be discussed, and tell us before the meeting.".to_owned(),
        );
    }
    let mut blocks = vec![
        Block::Section("Your consultation"),
        Block::Paragraph(format!("We will send you and {other} a calendar invitation{by}.")),
        Block::Section("What it is"),
        Block::Paragraph(
            "A meeting to think together about what happened, what it may mean for this child and what would help. We use Hackett’s \
             continuum. It supports your professional judgement and does not replace it."
                .to_owned(),
        ),
        Block::Section("How to prepare"),
        Block::Bullets(prepare),
    ];
    for gap in &facts.consent_gaps {
        blocks.push(Block::Paragraph(format!(
            "You told us that {}. Please talk to us about this before the meeting.",
            gap.words()
        )));
    }
    blocks.push(Block::Paragraph(format!(
        "The invitation is for you and {other}. {others} Please do not forward our invitation."
    )));
    blocks
}

/// The ceiling, why it is not higher, and what this letter accepts.
fn offer(facts: &DecisionFacts) -> String {
    let mut sentences = vec![format!(
        "The most the hub can offer: {}.",
        offer_words(facts.offer)
    )];
    if facts.people.school.is_some() {
        let most = "The most the hub can offer through a school is a consultation. Other services are offered through the child’s social worker.";
        sentences.push(most.to_owned());
    }
    if facts.offer == Offer::ConsultationOnly {
        if facts.age.is_some_and(|age| age < facts.limits.full_from) {
            sentences.push(format!(
                "An AIM assessment is not recommended for a child under {}.",
                facts.limits.full_from
            ));
        }
        if facts.is(Criterion::Police, Finding::NotMet) {
            let closed = "We cannot start an AIM assessment or intervention while a police investigation is open. Tell us when it closes.";
            sentences.push(closed.to_owned());
        }
        if facts.is(Criterion::Police, Finding::NotKnown) {
            let known = "We cannot start an AIM assessment or intervention until we know whether a police investigation is open.";
            sentences.push(known.to_owned());
        }
    }
    sentences.push("This letter accepts the consultation.".to_owned());
    if facts.offer == Offer::Full {
        sentences.push(
            "At the consultation we look together at which other services, if any, would help."
                .to_owned(),
        );
    }
    sentences.join(" ")
}
