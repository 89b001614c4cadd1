//! A short letter about one referral: a heading, a few paragraphs, who is responsible. Never names a child.

use super::{
    block::Block,
    frame::{self, RESPONSIBLE},
    letter::{Draft, Letter, LetterKind, People, Reader, Stamp},
};
use crate::config::Hub;

/// What sets one short letter apart from the others.
pub(super) struct Short {
    pub(super) kind: LetterKind,
    pub(super) wording: &'static str,
    pub(super) what: &'static str,
    pub(super) heading: &'static str,
    pub(super) preview: &'static str,
    pub(super) reader: Reader,
}

impl Short {
    /// The letter, to its reader.
    pub(super) fn letter(
        self,
        hub: &Hub,
        stamp: &Stamp,
        (reference, people): (&str, &People),
        words: &[String],
    ) -> Letter {
        let (to_name, to_address) = people.to(self.reader, stamp.at);
        let mut blocks = vec![
            frame::greeting(to_name),
            Block::Heading(self.heading.to_owned()),
        ];
        blocks.extend(words.iter().cloned().map(Block::Paragraph));
        blocks.push(Block::Paragraph(RESPONSIBLE.to_owned()));
        blocks.extend(frame::ending(hub, None));
        Draft {
            kind: self.kind,
            wording: self.wording,
            to_name,
            to_address,
            subject: format!("Referral {reference}: {}", self.what),
            preview: self.preview,
            blocks,
            written: people.own_reference.iter().cloned().collect(),
        }
        .finish(hub, stamp)
    }
}
