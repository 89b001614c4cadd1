//! The overview of a referral.

use jiff::Timestamp;

use super::super::{
    dates,
    page::{DecideBox, DeskFrame, Holder, OverviewPage, PersonCard, ReferralHead},
    words,
};
use super::{decided::decision, letters::kind, screening::block};
use crate::{
    journey::view::OpenReferral,
    referral::{Sent, Stage},
};

/// The page.
pub(crate) fn overview(
    frame: DeskFrame,
    head: ReferralHead,
    open: &OpenReferral,
    now: Timestamp,
) -> OverviewPage {
    let today = dates::day_of(now);
    let screening = open
        .screened
        .as_ref()
        .map(|screened| block(screened, today));
    let received = open.referral.received_at.unwrap_or(open.referral.sent_at);
    let pair = |label: &str, value: String| (label.to_owned(), value);
    let mut facts = vec![
        pair("Received", dates::moment(received)),
        pair(
            "In the queue",
            dates::waited(dates::day_of(received), today),
        ),
    ];
    if let Some(block) = &screening {
        facts.push(pair("Eligible until", block.eligible_until.0.clone()));
    }
    let letters = open.letters.iter().rev().map(|(row, letter)| {
        let what = format!(
            "{}, {}",
            kind(letter),
            words::reader(&row.reader).to_lowercase()
        );
        (
            what,
            row.state,
            dates::short_day(dates::day_of(row.changed_at), today),
        )
    });
    OverviewPage {
        decide: decide_box(&open.referral.stage, &head.holder),
        frame,
        head,
        screening,
        decision: decision(open),
        dates: facts,
        people: people(&open.sent),
        own_reference: text(&open.sent, "ref_own"),
        letters: letters.collect(),
    }
}

fn decide_box(stage: &Stage, holder: &Holder) -> DecideBox {
    match (stage, holder) {
        (Stage::Waiting, _) => DecideBox::Free,
        (Stage::Claimed(_), Holder::Other(name)) => DecideBox::Held(name.clone()),
        (Stage::Claimed(_), _) => DecideBox::Yours,
        (Stage::Accepted | Stage::Declined, _) => DecideBox::Decided,
        _ => DecideBox::NotYet,
    }
}

/// Referrer and manager.
fn people(sent: &Sent) -> Vec<PersonCard> {
    let of = |id: &str| text(sent, id).unwrap_or_default();
    let post = [text(sent, "ref_role"), text(sent, "ref_team")];
    vec![
        PersonCard {
            role: "Referrer".to_owned(),
            name: of("ref_name"),
            team: post.into_iter().flatten().collect::<Vec<_>>().join(", "),
            phone: of("ref_phone"),
            email: sent.address.clone(),
        },
        PersonCard {
            role: "Manager".to_owned(),
            name: of("mgr_name"),
            team: of("ref_team"),
            phone: String::new(),
            email: of("mgr_email"),
        },
    ]
}

fn text(sent: &Sent, id: &str) -> Option<String> {
    sent.record
        .answers
        .text(id)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
