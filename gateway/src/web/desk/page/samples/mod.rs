//! Every page of the desk, filled with invented people and places. Tests only.

mod asking;
mod changing;
mod clock;
mod deciding;
mod drawn;
mod mailbox;
mod overview;
mod queue;
mod tabs;

pub(crate) use deciding::changed;
pub(crate) use drawn::{before_the_desk, masked, with_the_name};

use super::*;

/// The child's name: only on pages where it was asked for.
pub(crate) const CHILD: &str = "Robin Example";

/// A file name with the child's name in it.
pub(crate) const FILE_NAME: &str = "Robin Example chronology.docx";

pub(crate) const RATIONALE: &str = "The behaviour described happened once, in March 2025, and the plan made then is working. \
    The protocol asks for behaviour in the last 12 months.\n\nI read the chronology as well and found no later incident.";

pub(crate) fn frame() -> DeskFrame {
    DeskFrame {
        hub: "Exampleshire HSB Hub".to_owned(),
        person: Some(SignedIn {
            name: "Asha Demo".to_owned(),
            role: "screener".to_owned(),
        }),
        csrf: "token".to_owned(),
        demonstration: true,
        notice: None,
        foot: vec![
            "Rules: exampleshire-2020-01".to_owned(),
            "Postcodes: sample, August 2026".to_owned(),
        ],
        tasks: 3,
        held: 2,
        ..DeskFrame::default()
    }
}

pub(crate) fn nobody() -> DeskFrame {
    DeskFrame {
        person: None,
        foot: Vec::new(),
        ..frame()
    }
}

pub(crate) fn head(tab: Option<Tab>) -> ReferralHead {
    ReferralHead {
        reference: "7K3Q-2FWD".to_owned(),
        shown: None,
        age: Some(14),
        stage: "Screening".to_owned(),
        holder: Holder::You,
        received: "19 Nov 2026".to_owned(),
        raised: vec![Raised::AddressWithheld],
        tab,
        attachments: 4,
        version: 3,
        screenings: 2,
    }
}

pub(crate) fn shown(tab: Tab) -> ReferralHead {
    let name = ShownName {
        name: CHILD.to_owned(),
        born: Some("14 May 2012".to_owned()),
        lcs_id: Some("0000417".to_owned()),
        postcode: None,
        known_as: Some("Rob".to_owned()),
        at: "09:42".to_owned(),
    };
    ReferralHead {
        shown: Some(name),
        ..head(Some(tab))
    }
}
