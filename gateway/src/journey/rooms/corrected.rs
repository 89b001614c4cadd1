//! The answers that count: what was sent and, in their order, the corrections. A correction is believed only when the hub's own mark
//! fits it and the audit chain has its line; a missing one is noticed as well as a forged one.

use jiff::Timestamp;

use super::{JourneyError, Keyholder};
use crate::{
    audit::Action,
    credentials::{mark, same_mark},
    referral::{Correction, MadeCorrection, Referral, Sent, StoredCorrection},
    seal::{Label, Purpose, ReferralIdentity, Sealed, To, sha256_hex},
    store::{AuditLine, Event},
};

const FORGED: JourneyError = JourneyError::Inconsistent("a correction");

/// Takes the corrections of one version of a submission into what was sent. All of the referral's are checked.
pub(super) async fn correct(
    keyholder: &Keyholder,
    (referral, key): (&Referral, &ReferralIdentity),
    submission: i32,
    sent: &mut Sent,
) -> Result<Vec<MadeCorrection>, JourneyError> {
    let rows = keyholder.store.corrections_of(&referral.id).await?;
    // Before the first screening nobody can have corrected anything; that there is none then needs no second look.
    if rows.is_empty() && referral.desk_line.is_none() {
        return Ok(Vec::new());
    }
    let lines = keyholder
        .store
        .audit_lines_of(referral.id.as_str(), Action::Corrected)
        .await?;
    if lines.len() != rows.len() {
        return Err(FORGED);
    }
    let mut made = Vec::new();
    for ((row, line), ordinal) in rows.iter().zip(&lines).zip(1..) {
        if row.ordinal != ordinal || !is_ours(keyholder, row, line) {
            return Err(FORGED);
        }
        if row.submission != submission {
            continue;
        }
        let correction: Correction =
            key.open(&Sealed::from_stored(row.sealed.clone()), &label(row))?;
        let before = sent.record.correct(&correction.answer);
        sent.answers.correct(&correction.answer);
        made.push(MadeCorrection {
            correction,
            before,
            made_at: row.made_at,
        });
    }
    Ok(made)
}

/// Seals the corrections that follow those which are there, and marks them as the hub's, each with its audit line.
pub(in super::super) async fn new_corrections(
    keyholder: &Keyholder,
    referral: &Referral,
    corrections: &[Correction],
    actor: &str,
    now: Timestamp,
) -> Result<Vec<(StoredCorrection, Event)>, JourneyError> {
    let rows = keyholder.store.corrections_of(&referral.id).await?;
    let next = rows.last().map_or(0, |row| row.ordinal) + 1;
    let numbered = (next..).zip(corrections);
    numbered
        .map(|(ordinal, correction)| {
            new_correction(keyholder, referral, (ordinal, correction), actor, now)
        })
        .collect()
}

fn new_correction(
    keyholder: &Keyholder,
    referral: &Referral,
    (ordinal, correction): (i32, &Correction),
    actor: &str,
    now: Timestamp,
) -> Result<(StoredCorrection, Event), JourneyError> {
    let mut row = StoredCorrection {
        referral: referral.id.clone(),
        ordinal,
        submission: referral.submission,
        by: correction.role,
        sealed: Vec::new(),
        mark: Vec::new(),
        made_at: now,
    };
    let to = To::Key(&referral.recipient);
    let sealed = keyholder.sealer.seal(to, &label(&row), now, correction)?;
    row.sealed = sealed.into_bytes();
    row.mark = mark_of(keyholder, &row);
    let event = Event::new(actor, Action::Corrected, referral.id.as_str())
        .with("by", row.by.code())
        .with("correction", &row.ordinal)
        .with("sealed", &sha256_hex(&row.sealed));
    Ok((row, event))
}

fn label(row: &StoredCorrection) -> Label {
    Label::of(
        Purpose::Correction,
        row.referral.as_str(),
        row.ordinal.to_string(),
    )
}

fn is_ours(keyholder: &Keyholder, row: &StoredCorrection, line: &AuditLine) -> bool {
    let detail = &line.entry.detail;
    same_mark(&row.mark, &mark_of(keyholder, row))
        && detail.get("sealed") == Some(&sha256_hex(&row.sealed))
        && detail.get("correction") == Some(&row.ordinal.to_string())
}

fn mark_of(keyholder: &Keyholder, row: &StoredCorrection) -> Vec<u8> {
    let parts = [
        row.referral.as_str(),
        &row.ordinal.to_string(),
        &row.submission.to_string(),
        row.by.code(),
        &sha256_hex(&row.sealed),
        &row.made_at.as_microsecond().to_string(),
    ];
    mark(&keyholder.tag_key, "correction", &parts.map(str::as_bytes))
}
