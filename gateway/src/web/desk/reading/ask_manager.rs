//! A referral that waits for a manager, in the desk's words: who sent it, so that somebody can ask them. Nothing about the child.

use super::{
    super::{
        dates,
        page::{AskManagerPage, DeskFrame, Fact},
    },
    held::trust,
};
use crate::{journey::ask_manager::Waits, mail::Trust, web::page::ErrorSummary};

/// The page. What the form names is filled in, unless the sender's domain says that it did not send it.
pub(crate) fn ask_manager(
    frame: DeskFrame,
    open: &Waits,
    typed: Option<(String, String)>,
    problems: ErrorSummary,
) -> AskManagerPage {
    let referral = &open.referral;
    AskManagerPage {
        frame,
        id: referral.id.to_string(),
        version: referral.version,
        reference: referral.reference.to_string(),
        facts: facts(open),
        trust: trust(open.trust),
        asked: open.asked_at.map(dates::moment),
        typed: typed.unwrap_or_else(|| named(open)),
        problems,
    }
}

fn named(open: &Waits) -> (String, String) {
    if open.trust == Trust::Failed {
        return (String::new(), String::new());
    }
    (open.manager.clone(), open.people.manager_address.clone())
}

fn facts(open: &Waits) -> Vec<Fact> {
    let all = [
        ("Came by email", dates::moment(open.referral.sent_at)),
        ("From, as written", open.sender.clone()),
        ("Referrer in the form", open.people.referrer_name.clone()),
        ("Referrer’s email", open.people.referrer_address.clone()),
        ("Referrer’s telephone", open.phone.clone()),
    ];
    let all = all.into_iter().map(|(name, value)| Fact { name, value });
    all.filter(|fact| !fact.value.is_empty()).collect()
}
