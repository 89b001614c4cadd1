//! Holds, sealed and opened. A hold is believed only when the hub's own mark fits it and the audit chain has its line: who writes the
//! database can neither name a contact nor set a referral aside.

use jiff::Timestamp;

use super::{JourneyError, Keyholder, OpenedSent, new_id, open_sent, outbox_letter};
use crate::{
    audit::Action,
    credentials::{mark, same_mark},
    letters::{self, Stamp},
    referral::{
        Hold, HoldContact, HoldEnd, OpenHold, OutboxLetter, Reference, Referral, Request, Stage,
        StoredEnd, StoredHold,
    },
    seal::{Label, Purpose, ReferralIdentity, Sealed, To, sha256_hex},
    store::Event,
};

/// Whom a letter to the contact is for, in rows and audit lines.
pub(in super::super) const CONTACT: &str = "police_contact";

const FORGED: JourneyError = JourneyError::Inconsistent("a hold");

/// Every hold of a referral, in order. One that does not fit its stage, or that the hub did not make, is an error.
pub(in super::super) async fn open_holds(
    keyholder: &Keyholder,
    (referral, key): (&Referral, &ReferralIdentity),
) -> Result<Vec<OpenHold>, JourneyError> {
    let rows = keyholder.store.holds_of(&referral.id).await?;
    let stage = match &referral.stage {
        Stage::Held { review_on } => Some(*review_on),
        _ => None,
    };
    let running = rows.last().filter(|row| row.ended.is_none());
    if running.map(|row| row.review_on) != stage {
        return Err(FORGED);
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let lines = keyholder
        .store
        .audit_lines_of(referral.id.as_str(), Action::Held)
        .await?;
    let mut holds = Vec::with_capacity(rows.len());
    for row in rows {
        let chained = lines.iter().any(|line| {
            let detail = &line.entry.detail;
            detail.get("hold") == Some(&row.ordinal.to_string())
                && detail.get("sealed") == Some(&sha256_hex(&row.sealed))
        });
        if !chained || !same_mark(&row.mark, &mark_of(keyholder, &row)) {
            return Err(FORGED);
        }
        holds.push(open(key, &row)?);
    }
    Ok(holds)
}

fn open(key: &ReferralIdentity, row: &StoredHold) -> Result<OpenHold, JourneyError> {
    let hold: Hold = key.open(
        &Sealed::from_stored(row.sealed.clone()),
        &label(row, "hold"),
    )?;
    let end = match &row.ended {
        None => None,
        Some(end) => {
            let sealed: Sealed<HoldEnd> = Sealed::from_stored(end.sealed.clone());
            Some((key.open(&sealed, &label(row, "end"))?, end.at))
        }
    };
    Ok(OpenHold {
        ordinal: row.ordinal,
        review_on: row.review_on,
        hold,
        made_at: row.made_at,
        end,
    })
}

/// Seals a hold and marks it as the hub's, with its audit line. `row` has everything but what is sealed.
pub(in super::super) fn seal_hold(
    keyholder: &Keyholder,
    referral: &Referral,
    mut row: StoredHold,
    hold: &Hold,
) -> Result<(StoredHold, Event), JourneyError> {
    let to = To::Key(&referral.recipient);
    let sealed = keyholder
        .sealer
        .seal(to, &label(&row, "hold"), row.made_at, hold)?;
    row.sealed = sealed.into_bytes();
    row.mark = mark_of(keyholder, &row);
    let event = Event::new(row.made_by.as_str(), Action::Held, referral.id.as_str())
        .with("hold", &row.ordinal)
        .with("review_on", &row.review_on)
        .with("sealed", &sha256_hex(&row.sealed));
    Ok((row, event))
}

/// Seals the end of a hold, with its audit line.
pub(in super::super) fn seal_end(
    keyholder: &Keyholder,
    (referral, ordinal): (&Referral, i32),
    by: &str,
    end: &HoldEnd,
    now: Timestamp,
) -> Result<(StoredEnd, Event), JourneyError> {
    let item = format!("{ordinal}-end");
    let label = Label::of(Purpose::Hold, referral.id.as_str(), item);
    let to = To::Key(&referral.recipient);
    let sealed = keyholder.sealer.seal(to, &label, now, end)?;
    let event = Event::new(by, Action::HoldEnded, referral.id.as_str())
        .with("hold", &ordinal)
        .with("sealed", &sealed.sha256());
    let end = StoredEnd {
        by: by.to_owned(),
        sealed: sealed.into_bytes(),
        at: now,
    };
    Ok((end, event))
}

/// The held referral whose contact asks, with the number of its hold: the mailbox must be the one that the screener named, whatever
/// domains may refer.
pub(in super::super) async fn held_for(
    keyholder: &Keyholder,
    request: &Request,
) -> Result<Option<(Referral, i32)>, JourneyError> {
    let reference = request.reference.as_deref().map(Reference::read);
    let Some(Ok(reference)) = reference else {
        return Ok(None);
    };
    let found = keyholder.store.find_by_reference(&reference).await?;
    let held = found.filter(|found| matches!(found.stage, Stage::Held { .. }));
    let Some(referral) = held else {
        return Ok(None);
    };
    let OpenedSent { key, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let holds = open_holds(keyholder, (&referral, &key)).await?;
    let named = holds.last().filter(|open| {
        let contact = open.hold.contact.as_ref();
        contact.is_some_and(|contact| contact.address.eq_ignore_ascii_case(&request.address))
    });
    let ordinal = named.map(|open| open.ordinal);
    Ok(ordinal.map(|ordinal| (referral, ordinal)))
}

/// The letter to the contact at the police; with `again`, the reminder.
pub(in super::super) fn contact_letter(
    keyholder: &Keyholder,
    referral: &Referral,
    contact: &HoldContact,
    again: bool,
    now: Timestamp,
) -> Result<OutboxLetter, JourneyError> {
    let stamp = Stamp {
        id: new_id::<OutboxLetter>()?.as_str().to_owned(),
        at: now,
    };
    let who = (contact.name.as_str(), contact.address.as_str());
    let reference = referral.reference.as_str();
    let letter = letters::police_question(&keyholder.hub, &stamp, reference, who, again);
    let about = Some((&referral.id, referral.recipient.as_str()));
    outbox_letter(&keyholder.sealer, &letter, about, CONTACT, now)
}

fn label(row: &StoredHold, part: &str) -> Label {
    let item = format!("{}-{part}", row.ordinal);
    Label::of(Purpose::Hold, row.referral.as_str(), item)
}

fn mark_of(keyholder: &Keyholder, row: &StoredHold) -> Vec<u8> {
    let parts = [
        row.referral.as_str(),
        &row.ordinal.to_string(),
        &row.review_on.to_string(),
        row.made_by.as_str(),
        &sha256_hex(&row.sealed),
        &row.made_at.as_microsecond().to_string(),
    ];
    mark(&keyholder.tag_key, "hold", &parts.map(str::as_bytes))
}
