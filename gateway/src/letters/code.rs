//! The letter with a one-time code. It must never hold a link, and never say what the code opens.

use super::{
    block::Block,
    frame::RESPONSIBLE_FOR_ANY,
    letter::{Draft, Letter, LetterKind, Stamp},
};
use crate::config::Hub;

/// A one-time code for a work mailbox, as shown to people (`AB2C-3D4E`).
pub fn code(hub: &Hub, stamp: &Stamp, address: &str, code: &str) -> Letter {
    let blocks = vec![
        Block::Paragraph("Your code is:".to_owned()),
        Block::Code(code.to_owned()),
        Block::Paragraph(
            "Type it on the page you have open. It works once, for 10 minutes, in the same browser. \
             We will never ask you for it by phone or email."
                .to_owned(),
        ),
        Block::Paragraph("If you did not ask for a code, ignore this email. Nothing has happened.".to_owned()),
        Block::Paragraph(RESPONSIBLE_FOR_ANY.to_owned()),
    ];
    Draft {
        kind: LetterKind::Code,
        wording: "code-1",
        to_name: "",
        to_address: address,
        subject: "Your code for the referral form".to_owned(),
        preview: "The code that you asked for.",
        blocks,
        written: Vec::new(),
    }
    .finish(hub, stamp)
}
