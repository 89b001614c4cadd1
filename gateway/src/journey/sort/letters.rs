//! The letters that follow from a message: only those that its rules allow, to addresses that may refer, in our own words.

use jiff::Timestamp;

use super::{
    super::{
        JourneyError, Keyholder,
        rooms::{by_mail, new_id, outbox_letter, people},
    },
    referral::Planned,
};
use crate::{
    letters::{self, Letter, NotRead, People, Reader, Stamp},
    mail::{
        Answer, Decided, Facts, ReadMessage, Trust, Why, authors, may_answer, may_write,
        message_id_to_name,
    },
    referral::OutboxLetter,
};

/// A letter, and how it is counted.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) letter: OutboxLetter,
    /// The proved or claimed address that made it be written.
    pub(super) because_of: String,
    /// Whether it says only that a message came: one a day is enough.
    pub(super) once_a_day: bool,
    /// Whether the sender is one who may refer, and that is proved: new forms are no loop, and their letters are not counted for one
    /// sender.
    pub(super) proved: bool,
}

/// What a message that may be answered makes us write.
pub(super) struct Because<'a> {
    pub(super) read: &'a ReadMessage,
    pub(super) facts: &'a Facts,
    pub(super) decided: &'a Decided,
}

impl Because<'_> {
    fn sender(&self) -> String {
        authors::sender(self.read).map_or_else(String::new, |from| from.address.to_lowercase())
    }

    /// Names the message in a letter to its own sender, so that it stands beside it.
    fn beside(&self, letter: Letter) -> Letter {
        if letter.to_address().eq_ignore_ascii_case(&self.sender()) {
            let named = message_id_to_name(self.read);
            letter.answering(named.as_deref())
        } else {
            letter
        }
    }
}

/// The letters about a new referral: to both people once it is with the hub; else to the manager, who is asked to release it, and to
/// the referrer when the sender is proved.
pub(super) fn about_referral(
    keyholder: &Keyholder,
    because: &Because<'_>,
    planned: &Planned,
    now: Timestamp,
) -> Result<Vec<Outgoing>, JourneyError> {
    if may_write(because.read, because.facts).is_err() {
        return Ok(Vec::new());
    }
    let (hub, referral) = (&keyholder.hub, &planned.referral);
    let reference = referral.reference.as_str();
    let people = named(people(&planned.sent), because.facts.trust);
    let mail = by_mail(referral, &planned.sent).ok_or(JourneyError::Inconsistent("a message"))?;
    let mut letters: Vec<(Letter, Reader)> = Vec::new();
    if let Some(at) = referral.received_at {
        for reader in [Reader::Referrer, Reader::Manager] {
            let (stamp, about) = (stamp(now)?, (reference, &people));
            let letter = letters::acknowledgement_by_mail(hub, &stamp, about, at, &mail, reader);
            letters.push((letter, reader));
        }
    } else {
        let asked = planned.people.manager.is_some();
        if asked {
            let letter = letters::waiting_for_manager(hub, &stamp(now)?, reference, &people);
            letters.push((letter, Reader::Manager));
        }
        if because.facts.trust == Trust::Verified {
            let about = (reference, &people);
            let letter = letters::waits_for_release(hub, &stamp(now)?, about, &mail, asked);
            letters.push((letter, Reader::Referrer));
        }
    }
    let about = Some((&referral.id, referral.recipient.as_str()));
    let addressed = letters
        .into_iter()
        .filter(|(letter, _)| !letter.to_address().is_empty());
    let boxed = addressed.map(|(letter, reader)| {
        let letter = because.beside(letter);
        Ok(Outgoing {
            letter: outbox_letter(&keyholder.sealer, &letter, about, reader.code(), now)?,
            because_of: because.sender(),
            once_a_day: false,
            proved: because.facts.trust == Trust::Verified
                && keyholder.addresses.allows(&because.sender()),
        })
    });
    boxed.collect()
}

/// The two people as letters name them: a message that nobody vouches for does not choose a word of what we write to others.
fn named(people: People, trust: Trust) -> People {
    if trust == Trust::Verified {
        return people;
    }
    People {
        referrer_name: "Somebody".to_owned(),
        manager_name: "the manager".to_owned(),
        written_by: None,
        own_reference: None,
        ..people
    }
}

/// The answer to a message that is no referral, when there is to be one.
pub(super) fn answer(
    keyholder: &Keyholder,
    because: &Because<'_>,
    now: Timestamp,
) -> Result<Option<Outgoing>, JourneyError> {
    let allowed = may_answer(
        because.read,
        because.facts,
        because.decided,
        &keyholder.addresses,
    );
    let Ok((answer, to)) = allowed else {
        return Ok(None);
    };
    let (hub, stamp) = (&keyholder.hub, stamp(now)?);
    let letter = match answer {
        Answer::Received => letters::mail_received(hub, &stamp, &to.address),
        Answer::NotRead(why) => {
            let why = match why {
                Why::TooLarge => NotRead::TooLarge,
                Why::Portal => NotRead::Portal,
                _ => NotRead::Locked,
            };
            letters::mail_not_read(hub, &stamp, &to.address, why)
        }
    };
    let letter = because.beside(letter);
    Ok(Some(Outgoing {
        letter: outbox_letter(&keyholder.sealer, &letter, None, "sender", now)?,
        because_of: because.sender(),
        once_a_day: true,
        proved: false,
    }))
}

fn stamp(now: Timestamp) -> Result<Stamp, JourneyError> {
    Ok(Stamp {
        id: new_id::<OutboxLetter>()?.as_str().to_owned(),
        at: now,
    })
}
