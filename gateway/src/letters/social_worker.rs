//! The letter to the child's allocated social worker when a school asks the hub for advice. It must never name the child: the social
//! worker knows from the school whom it is about, or asks.

use super::{
    block::Block,
    frame::{self, one_line},
    letter::{Draft, Letter, LetterKind, People, Stamp},
};
use crate::config::Hub;

/// Tells the social worker that the school has referred; none where the referral names none.
pub fn school_has_referred(
    hub: &Hub,
    stamp: &Stamp,
    reference: &str,
    people: &People,
) -> Option<Letter> {
    let worker = people.social_worker.as_ref()?;
    let referrer = one_line(&people.referrer_name);
    let school = people.school.as_deref().map(one_line).unwrap_or_default();
    let at = if school.is_empty() {
        String::new()
    } else {
        format!(" ({school})")
    };
    let words = [
        format!(
            "{referrer}{at} has asked the hub for advice about a child and named you as the child’s social worker. This letter does \
             not name the child. Ask {referrer} if you do not know who it is: {}.",
            one_line(&people.referrer_address)
        ),
        "We work through you: the hub offers a school consultation, resources and signposting only. For anything more, talk to \
         your manager about a referral of your own."
            .to_owned(),
        format!("If you have a question, quote {reference}."),
    ];
    let mut blocks = vec![
        frame::greeting(&worker.0),
        Block::Heading("A school has asked us for advice".to_owned()),
    ];
    blocks.extend(words.into_iter().map(Block::Paragraph));
    blocks.extend(frame::responsible(frame::ADDS_TO_THE_PLAN));
    blocks.extend(frame::ending(hub, None));
    Some(
        Draft {
            kind: LetterKind::SchoolHasReferred,
            wording: "school-has-referred-1",
            to_name: &worker.0,
            to_address: &worker.1,
            subject: format!("Referral {reference}: for your information"),
            preview: "A note from the hub.",
            blocks,
            written: people.school.iter().cloned().collect(),
        }
        .finish(hub, stamp),
    )
}
