//! What the verbs about a question to the referrer share: opening one, its letters, and when something about it is next due.
//! Decides nothing about a referral.

use jiff::{Timestamp, civil::Date};

use super::{JourneyError, Keyholder, new_id, open_sent, outbox_letter, people};
use crate::{
    clock::{london, london_day},
    letters::{self, Letter, Reader, Stamp},
    pathway::Holidays,
    referral::{Asked, OutboxLetter, Referral, Sent, StoredQuestion},
    seal::{Label, Purpose, ReferralIdentity, Sealed},
};

/// Reminders go so many working days after the question.
const REMINDERS: [u32; 2] = [3, 5];

/// The hour of the day in London at which reminders go.
const HOUR: i8 = 9;

/// Opens what was asked.
pub(in super::super) fn open_asked(
    key: &ReferralIdentity,
    stored: &StoredQuestion,
) -> Result<Asked, JourneyError> {
    let label = Label::of(
        Purpose::Question,
        stored.referral.as_str(),
        stored.id.as_str(),
    );
    Ok(key.open(&Sealed::from_stored(stored.sealed.clone()), &label)?)
}

/// When the worker next has something to do: a reminder that lies before the day, else the morning after the day.
pub(in super::super) fn next_at(
    holidays: &Holidays,
    asked_at: Timestamp,
    answer_by: Date,
    reminders: i32,
) -> Option<Timestamp> {
    let reminder = usize::try_from(reminders)
        .ok()
        .and_then(|sent| REMINDERS.get(sent))
        .map(|days| holidays.due(london_day(asked_at), *days).on)
        .filter(|day| *day <= answer_by);
    let day = reminder.or_else(|| answer_by.tomorrow().ok())?;
    let morning = day.at(HOUR, 0, 0, 0).to_zoned(london()).ok()?;
    Some(morning.timestamp())
}

/// The letter of a question to the referrer, and its copy when the manager gets one. None to whom there is no address of.
pub(in super::super) fn question_letters(
    keyholder: &Keyholder,
    referral: &Referral,
    sent: &Sent,
    asked: &Asked,
    now: Timestamp,
) -> Result<Vec<(Reader, Letter)>, JourneyError> {
    let people = people(sent);
    let readers = [Reader::Referrer]
        .into_iter()
        .chain(asked.copy.then_some(Reader::Manager));
    let mut written = Vec::new();
    for reader in readers {
        let about = (referral.reference.as_str(), &people);
        let letter = letters::question(&keyholder.hub, &stamp(now)?, about, asked, reader);
        if !letter.to_address().is_empty() {
            written.push((reader, letter));
        }
    }
    Ok(written)
}

/// The reminder, sealed for the outbox; none when there is no address.
pub(in super::super) async fn reminder(
    keyholder: &Keyholder,
    referral: &Referral,
    question: &StoredQuestion,
    now: Timestamp,
) -> Result<(Asked, Option<OutboxLetter>), JourneyError> {
    let opened = open_sent(keyholder, referral, referral.submission).await?;
    let asked = open_asked(&opened.key, question)?;
    let people = people(&opened.sent);
    let about = (referral.reference.as_str(), &people);
    let letter = letters::question_reminder(&keyholder.hub, &stamp(now)?, about, &asked);
    if letter.to_address().is_empty() {
        return Ok((asked, None));
    }
    let to = Some((&referral.id, referral.recipient.as_str()));
    let reader = Reader::Referrer.code();
    let boxed = outbox_letter(&keyholder.sealer, &letter, to, reader, now)?;
    Ok((asked, Some(boxed)))
}

fn stamp(now: Timestamp) -> Result<Stamp, JourneyError> {
    Ok(Stamp {
        id: new_id::<OutboxLetter>()?.as_str().to_owned(),
        at: now,
    })
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};

    use super::next_at;
    use crate::pathway::{ENGLAND_AND_WALES, Holidays};

    #[test]
    fn reminders_go_after_three_and_five_working_days_and_the_task_comes_after_the_day() {
        let holidays = Holidays::read(ENGLAND_AND_WALES).unwrap();
        let asked: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let next = |by, reminders| {
            next_at(&holidays, asked, by, reminders)
                .unwrap()
                .to_string()
        };
        let monday = date(2026, 11, 30);
        assert_eq!(next(monday, 0), "2026-11-26T09:00:00Z");
        assert_eq!(next(monday, 1), "2026-11-30T09:00:00Z");
        assert_eq!(next(monday, 2), "2026-12-01T09:00:00Z");
        assert_eq!(next(date(2026, 11, 24), 0), "2026-11-25T09:00:00Z");
    }
}
