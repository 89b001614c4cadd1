//! The letter a week before an unsent referral is deleted. It must never say whom the referral is about, or hold its reference: the
//! referral is nobody's but its referrer's yet.

use jiff::civil::Date;

use super::{
    block::Block,
    dates, frame,
    letter::{Draft, Letter, LetterKind, Stamp},
};
use crate::config::Hub;

/// Tells a work mailbox that the referral it began on one day, and has not sent, is deleted on another.
pub fn draft_ending(
    hub: &Hub,
    stamp: &Stamp,
    address: &str,
    (begun_on, ends_on): (Date, Date),
) -> Letter {
    let day = dates::short(ends_on);
    let words = [
        format!(
            "You started a referral on {} and have not sent it. We will delete it on {day}, with its files.",
            dates::short(begun_on)
        ),
        format!(
            "To carry on, go to {}, leave the reference empty and enter your work email address. We will email you a code. \
             Saving a page keeps the referral for longer.",
            frame::page(hub)
        ),
        "If you no longer need it, do nothing.".to_owned(),
        "The hub has not seen it. If you are worried about a child, follow your safeguarding procedures.".to_owned(),
    ];
    let mut blocks = vec![
        frame::greeting(""),
        Block::Heading("Your unsent referral will be deleted".to_owned()),
    ];
    blocks.extend(words.into_iter().map(Block::Paragraph));
    blocks.push(Block::Paragraph(frame::RESPONSIBLE_FOR_ANY.to_owned()));
    blocks.extend(frame::ending(hub, None));
    Draft {
        kind: LetterKind::DraftEnding,
        wording: "draft-ending-1",
        to_name: "",
        to_address: address,
        subject: format!("Your unsent referral will be deleted on {day}"),
        preview: "What to do if you still need it.",
        blocks,
        written: Vec::new(),
    }
    .finish(hub, stamp)
}
