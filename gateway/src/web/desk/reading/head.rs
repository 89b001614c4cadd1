//! The head of every page of a referral, and the name when it was asked for.

use jiff::Timestamp;

use super::super::{
    dates,
    page::{Holder, Raised, ReferralHead, ShownName, Tab},
};
use crate::{
    journey::view::OpenReferral,
    referral::{Account, Sent, Stage},
};

/// The questions whose yes raises a referral.
const RAISES: [(&str, Raised); 3] = [
    ("safe_now", Raised::ImmediateRisk),
    ("safe_selfharm", Raised::SelfHarm),
    ("addr_withhold", Raised::AddressWithheld),
];

/// The head for `who`.
pub(crate) fn head(
    open: &OpenReferral,
    who: &Account,
    tab: Option<Tab>,
    shown: Option<ShownName>,
) -> ReferralHead {
    let referral = &open.referral;
    let answers = &open.sent.record.answers;
    let holder = match &referral.stage {
        Stage::Claimed(by) if *by == who.id => Holder::You,
        Stage::Claimed(by) => {
            Holder::Other(open.names.get(by.as_str()).cloned().unwrap_or_default())
        }
        _ => Holder::Nobody,
    };
    let age = open
        .screened
        .as_ref()
        .and_then(|screened| screened.verdict.age());
    let received = referral.received_at.unwrap_or(referral.sent_at);
    ReferralHead {
        reference: referral.reference.to_string(),
        shown,
        age: age.and_then(|age| i16::try_from(age).ok()),
        stage: match &referral.stage {
            Stage::Held { review_on } => format!("Held until {}", dates::long_day(*review_on)),
            stage => stage.label().to_owned(),
        },
        holder,
        received: dates::day_with_year(dates::day_of(received)),
        raised: RAISES
            .into_iter()
            .filter(|(question, _)| answers.code(question) == Some("yes"))
            .map(|(_, raised)| raised)
            .collect(),
        tab,
        attachments: open.files.len(),
        version: referral.version,
        screenings: open.earlier.len() + usize::from(open.screened.is_some()),
    }
}

/// The name and what belongs to it.
pub(crate) fn shown_name(sent: &Sent, now: Timestamp) -> ShownName {
    let answers = &sent.record.answers;
    let text = |id: &str| answers.text(id).map(str::to_owned);
    let withheld = answers.code("addr_withhold") == Some("yes");
    let parts = [text("ch_first"), text("ch_last")];
    ShownName {
        name: parts.into_iter().flatten().collect::<Vec<_>>().join(" "),
        born: answers.date("ch_dob").map(|(day, _)| dates::long_day(day)),
        lcs_id: text("ch_lcs_id"),
        postcode: text("addr_postcode").filter(|_| !withheld),
        known_as: None,
        at: dates::clock(now),
    }
}
