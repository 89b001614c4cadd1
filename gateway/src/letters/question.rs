//! A question to the referrer, its copy to the manager, and the reminder (LETTERS L4, R-30). Names questions of the form and carries the
//! screener's words; never an answer, and never what screening found.

use super::{
    block::Block,
    dates,
    frame::{self, RESPONSIBLE, one_line, quoted},
    letter::{Draft, Letter, LetterKind, People, Reader, Stamp},
};
use crate::{config::Hub, referral::Asked};

/// The question, or its copy to the manager.
pub fn question(
    hub: &Hub,
    stamp: &Stamp,
    (reference, people): (&str, &People),
    asked: &Asked,
    reader: Reader,
) -> Letter {
    let heading = match reader {
        Reader::Referrer => "We have a question about your referral".to_owned(),
        Reader::Manager => format!(
            "We have asked {} a question",
            one_line(&people.referrer_name)
        ),
    };
    let lead = "The hub needs to know more before it can decide. The date on which we received the referral does not change.";
    let kind = (
        LetterKind::Question,
        "question-2",
        "a question for you",
        "What the hub needs to know.",
    );
    letter(
        (hub, stamp),
        (reference, people),
        (asked, reader),
        kind,
        (heading, lead),
    )
}

/// To the referrer: no answer has come yet.
pub fn question_reminder(
    hub: &Hub,
    stamp: &Stamp,
    (reference, people): (&str, &People),
    asked: &Asked,
) -> Letter {
    let heading = "We are waiting for your answer".to_owned();
    let lead = "We asked you this and have not had an answer yet. If you have answered already, please ignore this letter.";
    let kind = (
        LetterKind::QuestionReminder,
        "question-reminder-2",
        "our question",
        "What the hub needs to know.",
    );
    let told = (asked, Reader::Referrer);
    letter(
        (hub, stamp),
        (reference, people),
        told,
        kind,
        (heading, lead),
    )
}

fn letter(
    (hub, stamp): (&Hub, &Stamp),
    (reference, people): (&str, &People),
    (asked, reader): (&Asked, Reader),
    (kind, wording, about, preview): (LetterKind, &'static str, &str, &'static str),
    (heading, lead): (String, &str),
) -> Letter {
    let (to_name, to_address) = people.to(reader, stamp.at);
    let mut facts = vec![("Hub reference".to_owned(), reference.to_owned())];
    facts.extend(people.own_reference_row(reader));
    let by = match reader {
        Reader::Referrer => "Please answer by",
        Reader::Manager => "To be answered by",
    };
    facts.push((by.to_owned(), dates::long(asked.answer_by)));
    let mut blocks = vec![
        frame::greeting(to_name),
        Block::Heading(heading),
        Block::Facts(facts),
        Block::Paragraph(lead.to_owned()),
        Block::Section("What we need to know"),
    ];
    if !asked.items.is_empty() {
        let items = asked.items.iter().map(|item| one_line(&item.label));
        blocks.push(Block::Bullets(items.collect()));
    }
    if !asked.words.is_empty() {
        blocks.push(Block::Quote(quoted(&asked.words)));
    }
    blocks.push(Block::Section("What to do"));
    blocks.extend(what_to_do(hub, reference, asked, reader).map(Block::Paragraph));
    blocks.push(Block::Paragraph(RESPONSIBLE.to_owned()));
    blocks.extend(frame::ending(hub, None));
    let mut written: Vec<String> = people.own_reference.iter().cloned().collect();
    written.push(asked.words.clone());
    Draft {
        kind,
        wording,
        to_name,
        to_address,
        subject: format!("Referral {reference}: {about}"),
        preview,
        blocks,
        written,
    }
    .finish(hub, stamp)
}

/// Where it is answered, and by when. The page opens with a code only; a reply to the letter answers nothing by itself.
fn what_to_do(hub: &Hub, reference: &str, asked: &Asked, reader: Reader) -> [String; 2] {
    let by = dates::long(asked.answer_by);
    match reader {
        Reader::Referrer => [
            format!(
                "The question is at {}. Enter {reference}, and we will email you a code.",
                frame::page(hub)
            ),
            format!(
                "Please answer by {by}. Screening is paused until then. If you do not know, say so: that is an answer too."
            ),
        ],
        Reader::Manager => [
            "This is a copy. You do not need to do anything.".to_owned(),
            format!("Screening is paused until there is an answer, or until {by}."),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::sample::{REFERENCE, asked, people, stamp};

    fn words(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_question_says_what_is_asked_by_when_and_that_not_knowing_is_an_answer() {
        let asked = asked();
        let about = (REFERENCE, &people());
        let hub = Hub::sample();
        let letter = question(&hub, &stamp(), about, &asked, Reader::Referrer);
        let text = words(letter.text());
        for said in [
            "- What is the police position?",
            "“Was the officer told?”",
            "Please answer by Monday 30 November 2026. Screening is paused until then. If you do not know, say so: that is an answer too.",
        ] {
            assert!(text.contains(said), "{said}\n{text}");
        }
        assert!(letter.written().contains("Was the officer told?"));
        let copy = question(&hub, &stamp(), about, &asked, Reader::Manager);
        let text = words(copy.text());
        assert!(text.contains("WE HAVE ASKED SAM SAMPLE A QUESTION"));
        assert!(text.contains("You do not need to do anything"));
        let reminder = question_reminder(&hub, &stamp(), about, &asked);
        assert_eq!(reminder.subject(), "Referral 7K3Q-92MX: our question");
    }

    #[test]
    fn who_is_asked_is_sent_to_the_page_where_it_is_answered_and_not_to_a_reply_or_the_telephone() {
        let (hub, asked) = (Hub::sample(), asked());
        let about = (REFERENCE, &people());
        let page = frame::page(&hub);
        for letter in [
            question(&hub, &stamp(), about, &asked, Reader::Referrer),
            question_reminder(&hub, &stamp(), about, &asked),
        ] {
            let text = words(letter.text());
            let said = format!(
                "The question is at {page}. Enter 7K3Q-92MX, and we will email you a code."
            );
            assert!(text.contains(&said), "{text}");
            assert!(
                !text.to_lowercase().contains("phone") && !text.contains("Please reply"),
                "{text}"
            );
            assert!(
                letter.html().contains(&format!("href=\"{page}\"")),
                "{}",
                letter.html()
            );
        }
        let copy = question(&hub, &stamp(), about, &asked, Reader::Manager);
        assert!(
            !copy.text().contains(&page),
            "nothing is asked of the manager"
        );
    }
}
