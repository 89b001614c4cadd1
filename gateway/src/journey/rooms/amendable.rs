//! What may still be amended of a referral that was sent, for the page of its referrer and its manager. Never hands an answer out.

use intake_forms::AnswerPlace;

use super::{JourneyError, Keyholder, OpenedSent, amend_mark, open_asked};
use crate::{
    clock::london_day,
    letters::Reader,
    referral::{HandOut, HandedAsked, HandedPlace, Id, MayAmend, Referral, Stage},
};

/// What `reader` may amend through this hand-out.
pub(in super::super) async fn may_amend(
    keyholder: &Keyholder,
    hand_out: &Id<HandOut>,
    (referral, reader): (&Referral, Reader),
    OpenedSent { key, sent, .. }: &OpenedSent,
) -> Result<Option<MayAmend>, JourneyError> {
    if matches!(
        referral.stage,
        Stage::NotSent | Stage::Returned | Stage::Declined | Stage::Withdrawn
    ) {
        return Ok(None);
    }
    let asked = keyholder.store.open_question(&referral.id).await?;
    let question = asked.map(|row| -> Result<HandedAsked, JourneyError> {
        Ok(HandedAsked {
            id: row.id.as_str().to_owned(),
            asked: open_asked(key, &row)?,
        })
    });
    let question = question.transpose()?;
    let mut places = Vec::new();
    let mut forms = keyholder.forms.iter();
    if referral.stage.is_with_the_hub()
        && let Some(form) = forms.find(|form| form.id() == sent.record.form)
    {
        let asked = form.places(&sent.answers, london_day(referral.sent_at));
        places.extend(asked.into_iter().map(handed));
    }
    Ok(Some(MayAmend {
        proof: amend_mark(keyholder, hand_out, referral, reader),
        form: referral.form.clone(),
        places,
        question,
        files: sent.files.len(),
        bytes: sent.files.iter().map(|file| file.bytes).sum(),
    }))
}

fn handed(AnswerPlace { question, item }: AnswerPlace) -> HandedPlace {
    HandedPlace { question, item }
}
