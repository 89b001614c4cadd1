//! The notice to the hub's own address that something waits. It names nothing: no reference, no person, no kind.

use super::{
    block::Block,
    frame::{self, RESPONSIBLE_FOR_ANY},
    letter::{Draft, Letter, LetterKind, Stamp},
};
use crate::config::Hub;

/// Tells the hub that something waits at the desk.
pub fn hub_notice(hub: &Hub, stamp: &Stamp) -> Letter {
    let mut blocks = vec![
        Block::Heading("Something waits at the desk".to_owned()),
        Block::Paragraph(
            "Sign in to the desk to see what it is. This message names nothing on purpose."
                .to_owned(),
        ),
        Block::Paragraph(RESPONSIBLE_FOR_ANY.to_owned()),
    ];
    blocks.extend(frame::ending(hub, None));
    Draft {
        kind: LetterKind::HubNotice,
        wording: "hub-notice-1",
        to_name: &hub.name,
        to_address: &hub.email,
        subject: "Something waits at the desk".to_owned(),
        preview: "Sign in to the desk to see what it is.",
        blocks,
        written: Vec::new(),
    }
    .finish(hub, stamp)
}
