//! The people of a submission, as letters know them: who referred, who releases or oversees it, who stands in, and whom else it concerns.
//! The questions that name them have other ids on a school's form; here is the one list of both. Never the child or the family.

use intake_forms::Answers;

use crate::{
    letters::{People, StandIn},
    referral::Sent,
};

/// The repeated section that names who stands in while a school is closed.
pub(in super::super) const STAND_INS: &str = "holiday";

/// The question for whoever writes a referral down for its referrer.
pub(in super::super) const WRITTEN_BY: &str = "tak_by";

/// The people of a submission.
pub(in super::super) fn people(sent: &Sent) -> People {
    let answers = &sent.record.answers;
    let referrer_name = named(answers, &["ref_name", "dsl_name"], "the referrer");
    People {
        written_by: text(answers, WRITTEN_BY).map(str::to_owned),
        stand_ins: stand_ins(answers, &referrer_name),
        referrer_name,
        referrer_address: sent.address.clone(),
        manager_name: named(answers, &["mgr_name", "head_name"], "the manager"),
        manager_address: manager_address(answers).to_owned(),
        own_reference: text(answers, "ref_own").map(str::to_owned),
        school: text(answers, "sch_name").map(str::to_owned),
        social_worker: social_worker(answers),
    }
}

/// The work mailbox of whoever releases or oversees it; empty where none is named.
pub(in super::super) fn manager_address(answers: &Answers) -> &str {
    let either = text(answers, "mgr_email").or_else(|| text(answers, "head_email"));
    either.unwrap_or_default()
}

fn text<'a>(answers: &'a Answers, id: &str) -> Option<&'a str> {
    answers.text(id).filter(|text| !text.is_empty())
}

/// The first of these that is told. A form that came by email may lack a name.
fn named(answers: &Answers, ids: &[&str], otherwise: &str) -> String {
    let mut found = ids.iter().filter_map(|id| text(answers, id));
    found.next().unwrap_or(otherwise).to_owned()
}

fn social_worker(answers: &Answers) -> Option<(String, String)> {
    let address = text(answers, "sw_email")?;
    Some((named(answers, &["sw_name"], ""), address.to_owned()))
}

fn stand_ins(answers: &Answers, referrer: &str) -> Vec<StandIn> {
    let one = |item: &Answers| {
        let (from, _) = item.date("hol_from")?;
        let (_, to) = item.date("hol_to")?;
        Some(StandIn {
            name: format!("{}, for {referrer}", text(item, "hol_name")?),
            address: text(item, "hol_email")?.to_owned(),
            from,
            to,
        })
    };
    let items = answers.items(STAND_INS);
    items.iter().filter_map(one).collect()
}
