//! Letters that came back: a report marks only a letter that we wrote, and only when it names that letter's reader.

use super::{
    super::{JourneyError, Keyholder, rooms::identity},
    facts::hub_domain,
};
use crate::{
    letters::Letter,
    mail::{Bounce, BounceAction, thread},
    referral::{Id, OutboxLetter, Referral},
    seal::{Label, Purpose, Sealed},
};

/// A letter that a report says was not delivered.
#[derive(Clone, Debug)]
pub(super) struct Returned {
    pub(super) letter: Id<OutboxLetter>,
    pub(super) referral: Option<Id<Referral>>,
    /// The status that the report gives, as a code.
    pub(super) why: String,
}

/// Letters that one report may name.
const MOST: usize = 20;

/// The letters of ours that the outcomes of a report are about.
pub(super) async fn returned(
    keyholder: &Keyholder,
    bounces: &[Bounce],
) -> Result<Vec<Returned>, JourneyError> {
    let mut all: Vec<Returned> = Vec::new();
    for bounce in bounces.iter().filter(|bounce| failed(bounce)) {
        let letters = thread::letters_named(&bounce.message_ids, hub_domain(keyholder));
        for id in letters.into_iter().take(MOST) {
            let known = all.iter().any(|returned| returned.letter == id);
            let found = keyholder.store.find_letter(&id).await?;
            let Some(letter) = found.filter(|_| !known) else {
                continue;
            };
            if is_its_reader(keyholder, &letter, bounce).await? {
                all.push(Returned {
                    letter: id,
                    referral: letter.referral,
                    why: status(bounce),
                });
            }
        }
    }
    Ok(all)
}

/// Whether a report says that nothing was delivered.
pub(super) fn failed(bounce: &Bounce) -> bool {
    matches!(bounce.action, BounceAction::Failed | BounceAction::Unknown)
}

/// Whether the report names the letter's own reader, or nobody.
async fn is_its_reader(
    keyholder: &Keyholder,
    letter: &OutboxLetter,
    bounce: &Bounce,
) -> Result<bool, JourneyError> {
    if bounce.recipients.is_empty() {
        return Ok(true);
    }
    let sealed: Sealed<Letter> = Sealed::from_stored(letter.sealed.clone());
    let opened = if let Some(id) = &letter.referral {
        let referral = keyholder.store.find_referral(id).await?;
        let referral = referral.ok_or(JourneyError::Inconsistent("a letter's referral"))?;
        let label = Label::of(Purpose::Letter, id.as_str(), letter.id.as_str());
        identity(keyholder, &referral)?.open(&sealed, &label)?
    } else {
        let label = Label::own(Purpose::Letter, letter.id.as_str());
        keyholder.opener.open(&sealed, &label)?
    };
    let reader = opened.to_address();
    Ok(bounce
        .recipients
        .iter()
        .any(|named| named.eq_ignore_ascii_case(reader)))
}

/// The status as a code that a row may hold: `5.1.1`.
fn status(bounce: &Bounce) -> String {
    let status = bounce.status.as_deref().unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    if !status.is_empty() && status.len() <= 20 && status.bytes().all(plain) {
        status.to_owned()
    } else {
        "bounced".to_owned()
    }
}
