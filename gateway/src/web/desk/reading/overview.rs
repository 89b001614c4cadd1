//! The overview of a referral.

use jiff::Timestamp;

use super::super::{
    dates,
    page::{DecideBox, DeskFrame, Holder, OverviewPage, PersonCard, ReferralHead},
    words,
};
use super::{
    amended::written_back,
    by_mail::by_mail,
    decided::decision,
    earlier::earlier,
    holds::{held_lines, past_holds},
    letters::kind,
    screening::block,
};
use crate::{
    journey::{Keyholder, view::OpenReferral},
    referral::{Sent, Stage},
    screening::Suggestion,
};

/// The page.
pub(crate) fn overview(
    frame: DeskFrame,
    head: ReferralHead,
    open: &OpenReferral,
    keyholder: &Keyholder,
    now: Timestamp,
) -> OverviewPage {
    let today = dates::day_of(now);
    let record = &open.sent.record;
    let form = keyholder.forms.iter().find(|form| form.id() == record.form);
    let path = head.path();
    let screening = open
        .screened
        .as_ref()
        .map(|screened| block((screened, open), form, &path, today));
    let received = open.referral.received_at.unwrap_or(open.referral.sent_at);
    let pair = |label: &str, value: String| (label.to_owned(), value);
    let mut facts = vec![
        pair("Received", dates::moment(received)),
        pair(
            "In the queue",
            dates::waited(&keyholder.holidays, dates::day_of(received), today),
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
        decide: decide_box(open, &head.holder),
        asks_first: open
            .screened
            .as_ref()
            .is_some_and(|found| found.verdict.suggestion() == Suggestion::Ask),
        frame,
        head,
        screening,
        held: held_lines(open),
        past_holds: past_holds(open),
        earlier: earlier(open),
        written_back: written_back(open),
        decision: decision(open),
        dates: facts,
        people: people(&open.sent),
        missing: by_mail(&open.sent, false).map_or_else(Vec::new, |mail| mail.missing),
        own_reference: text(&open.sent, "ref_own"),
        letters: letters.collect(),
    }
}

fn decide_box(open: &OpenReferral, holder: &Holder) -> DecideBox {
    match (&open.referral.stage, holder) {
        (Stage::Asked, _) => DecideBox::Asked(
            open.question
                .as_ref()
                .map(|(_, asked)| dates::long_day(asked.answer_by))
                .unwrap_or_default(),
        ),
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
