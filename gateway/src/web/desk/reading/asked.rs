//! Questions to the referrer in the desk's words: what can be asked and what each would settle, and the one that is open.

use intake_forms::FormDefinition;

use super::super::{
    dates,
    page::{AskedPage, DeskFrame, QuestionRow, ReferralHead},
    words,
};
use super::{code_of, screening};
use crate::{
    journey::view::OpenReferral,
    referral::{Screened, Sent, can_ask},
    web::page::words::curly,
};

/// What can be asked; those that would settle a criterion are chosen already, and no more.
pub(crate) fn suggested(
    (screened, sent): (&Screened, &Sent),
    form: Option<&FormDefinition>,
) -> Vec<QuestionRow> {
    rows(Some(screened), sent, form)
}

/// The same for a referral that is open.
pub(crate) fn questions(open: &OpenReferral, form: Option<&FormDefinition>) -> Vec<QuestionRow> {
    rows(open.screened.as_ref(), &open.sent, form)
}

fn rows(
    screened: Option<&Screened>,
    sent: &Sent,
    form: Option<&FormDefinition>,
) -> Vec<QuestionRow> {
    can_ask(screened, sent, form)
        .into_iter()
        .map(|can| {
            let hint = match can.settles {
                None => "Would settle: a note, not a criterion.".to_owned(),
                Some(criterion) => {
                    let name = screening::name(criterion).to_lowercase();
                    let change = screened.and_then(|found| {
                        found
                            .changes
                            .iter()
                            .find(|change| change.fact.criterion() == Some(criterion))
                    });
                    match change {
                        Some(change) => format!(
                            "Would settle: {name}. The ceiling may become {}.",
                            words::ceiling(&code_of(&change.offer)).to_lowercase()
                        ),
                        None => format!("Would settle: {name}."),
                    }
                }
            };
            QuestionRow {
                question: can.question,
                label: curly(&can.label),
                hint,
                settles: can.settles.is_some(),
            }
        })
        .collect()
}

/// The page of the open question.
pub(crate) fn asked(
    frame: DeskFrame,
    head: ReferralHead,
    open: &OpenReferral,
) -> Option<AskedPage> {
    let (stored, asked) = open.question.as_ref()?;
    Some(AskedPage {
        frame,
        head,
        by: asked.by.clone(),
        at: dates::long_moment(stored.asked_at),
        answer_by: dates::long_day(asked.answer_by),
        items: asked.items.iter().map(|item| curly(&item.label)).collect(),
        words: asked.words.clone(),
        reminded: stored.reminded_at.map(dates::long_moment),
    })
}
