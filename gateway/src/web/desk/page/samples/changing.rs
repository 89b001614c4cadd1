//! Correcting an answer and setting a referral aside. Tests only.

use super::super::*;
use super::{frame, head};
use crate::journey::hold::ProposedHold;
use crate::web::page::{ErrorSummary, Field, Item, Radios, Size};

pub(crate) fn correct(errors: ErrorSummary, changed: bool) -> CorrectPage {
    let items = vec![
        Item::new("open", "Investigation open"),
        Item::new("unknown", "Not known").checked(true),
    ];
    let field = Radios::new("pol_status", "What is the police position?", items)
        .size(Size::Medium)
        .error(errors.for_field("pol_status"));
    CorrectPage {
        frame: frame(),
        head: head(None),
        action: "/desk/referrals/7K3Q-2FWD/answers/pol_status/correct".to_owned(),
        now: Some(AnswerText::Plain("Not known".to_owned())),
        field: Field::Radios(field),
        named: false,
        changed,
        why: "The officer called.".to_owned(),
        errors,
        most_why: 1_000,
    }
}

pub(crate) fn hold(problems: ErrorSummary, held: bool) -> HoldPage {
    HoldPage {
        frame: frame(),
        head: head(None),
        mine: !held,
        held: held.then(|| HeldLines {
            until: "3 December 2026".to_owned(),
            why: "The police investigate.".to_owned(),
            by: "Casey Sample on 20 Nov 2026, 11:04".to_owned(),
            contact: Some("Toni Trial, toni.trial@police.test".to_owned()),
        }),
        proposed: ProposedHold::default(),
        day: ["3", "12", "2026"].map(str::to_owned),
        end_why: String::new(),
        problems,
        changed: false,
    }
}
