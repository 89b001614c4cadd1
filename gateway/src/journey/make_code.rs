//! Making a one-time code: only the worker knows it. A mailbox that may not have one gets none, and nobody outside can tell.

use jiff::Timestamp;

use super::{
    JourneyError, Keyholder, open_sent,
    rooms::{code_mark, held_for, new_id, outbox_letter, people},
};
use crate::{
    clock::london_day,
    credentials::{address_tag, new_code},
    letters::{self, Stamp},
    random,
    referral::{HandOut, HandOutState, OutboxLetter, Purpose as Opens, Reference, Request, Stage},
    seal::{Label, Purpose, Sealed},
    store::Unaudited,
};

/// Makes the code for one request and puts its letter into the outbox.
pub async fn make(
    keyholder: &Keyholder,
    asked: HandOut,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let label = Label::own(Purpose::Request, asked.id.as_str());
    let request: Request = keyholder
        .opener
        .open(&Sealed::from_stored(asked.request.clone()), &label)?;
    let code = new_code(random::bytes()?);
    let letter = if is_entitled(keyholder, &asked, &request, now).await? {
        let id = new_id::<OutboxLetter>()?;
        let stamp = Stamp {
            id: id.as_str().to_owned(),
            at: now,
        };
        let letter = letters::code(&keyholder.hub, &stamp, &request.address, &code);
        Some(outbox_letter(
            &keyholder.sealer,
            &letter,
            None,
            "browser",
            now,
        )?)
    } else {
        None
    };
    let made = HandOut {
        state: HandOutState::CodeMade,
        code: Some(code_mark(keyholder, &asked, &code)),
        ..asked
    };
    let tx = keyholder.store.begin().await?;
    tx.save_hand_out(&made).await?;
    if let Some(letter) = &letter {
        tx.insert_letter(letter).await?;
    }
    Ok(tx.commit_unaudited(Unaudited::HandOut).await?)
}

async fn is_entitled(
    keyholder: &Keyholder,
    asked: &HandOut,
    request: &Request,
    now: Timestamp,
) -> Result<bool, JourneyError> {
    if asked.purpose == Opens::AnswerHold {
        let found = held_for(keyholder, request).await?;
        return Ok(found.is_some());
    }
    if !keyholder.addresses.allows(&request.address) {
        return Ok(false);
    }
    match asked.purpose {
        Opens::Begin => Ok(true),
        Opens::AnswerHold => Ok(false),
        Opens::OpenDraft => {
            let tag = address_tag(&keyholder.tag_key, &request.address);
            Ok(!keyholder
                .store
                .find_drafts_of(&tag, now, 1)
                .await?
                .is_empty())
        }
        Opens::OpenReferral => {
            let Some(reference) = request
                .reference
                .as_deref()
                .and_then(|text| Reference::read(text).ok())
            else {
                return Ok(false);
            };
            let Some(referral) = keyholder.store.find_by_reference(&reference).await? else {
                return Ok(false);
            };
            let opened = open_sent(keyholder, &referral, referral.submission).await?;
            let people = people(&opened.sent);
            let manager = people
                .manager_address
                .eq_ignore_ascii_case(&request.address)
                && referral.stage != Stage::Returned;
            Ok(manager || people.is_referrer(&request.address, london_day(now)))
        }
    }
}
